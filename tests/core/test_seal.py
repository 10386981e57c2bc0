"""A sealed paper is judged offline; whatever is changed in it is found, and named where that can be said."""

import random
import re
import subprocess
from collections.abc import Callable, Collection
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from inspect_app.core import pdf_reader
from inspect_app.core import seal as seals
from inspect_app.core.canonical import canonical
from inspect_app.core.seal import MARK, RECORD, SIGNATURE, carried
from inspect_app.core.verdict import Verdict
from tests.core import papers
from tests.core.papers import KEY, Change, line_of, new_key, rewritten, seal

ROOT = Path(__file__).resolve().parents[2]
RELIABLE = {"good", "intact", "stranger"}


def check_pdf(pdf: bytes, trusted: Collection[str] | None = None) -> Verdict:
    """Judged in this process: hundreds of papers are changed here."""
    return seals.check_pdf(pdf, trusted, pdf_reader.read)


@pytest.fixture(scope="module")
def sealed() -> bytes:
    """A certificate of two pages, sealed."""
    return seal(papers.certificate(12), papers.record(12), KEY)


def put(writer: PdfWriter, name: str, content: bytes) -> None:
    attached = next(each for each in writer.attachment_list if each.name == name)
    attached.content = content


def test_a_paper_as_issued_is_good_for_whoever_trusts_its_key(sealed: bytes) -> None:
    found = check_pdf(sealed, [new_key().public, KEY.public])
    assert (found.state, found.good, found.key, found.changed) == ("good", True, KEY.id, ())
    assert found.record == papers.record(12)
    assert "签名有效" in found.words("zh_Hans_CN")


def test_without_a_list_of_keys_it_is_only_intact_and_names_its_key(sealed: bytes) -> None:
    found = check_pdf(sealed)
    assert (found.state, found.good, found.public) == ("intact", False, KEY.public)


def test_a_forger_with_a_key_of_his_own_is_a_stranger() -> None:
    forged = seal(papers.certificate(3), papers.record(3), new_key())
    found = check_pdf(forged, [KEY.public])
    assert (found.state, found.good) == ("stranger", False)
    assert check_pdf(forged, []).state == "stranger"


def test_programs_read_the_paper_and_its_record(sealed: bytes, tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(sealed)
    listed = subprocess.run(["pdfdetach", "-list", str(path)], capture_output=True, text=True, check=True)
    assert RECORD in listed.stdout
    assert SIGNATURE in listed.stdout
    assert listed.stderr == ""
    subprocess.run(["pdfdetach", "-savefile", RECORD, "-o", str(tmp_path / "r"), str(path)], check=True)
    assert (tmp_path / "r").read_bytes() == canonical(papers.record(12)) == carried(sealed).raw
    text = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True)
    assert "老旧小区改造工程质量验收合格证书" in text.stdout
    assert text.stderr == ""
    fonts = subprocess.run(["pdffonts", str(path)], capture_output=True, text=True, check=True).stdout
    assert {line.split()[-5] for line in fonts.splitlines()[2:]} == {"yes"}


def test_the_record_stands_in_the_catalogue_as_the_data_behind_the_pages(sealed: bytes) -> None:
    files = [each.get_object() for each in PdfReader(BytesIO(sealed)).root_object["/AF"]]  # type: ignore[union-attr]
    kinds = {each["/EF"]["/F"]["/Subtype"] for each in files}
    assert [each["/F"] for each in files] == [RECORD, SIGNATURE, "evidence.json"]
    assert ({each["/AFRelationship"] for each in files}, kinds) == ({"/Data"}, {"/application/json"})
    assert b"/application#2Fjson" in sealed


def test_the_same_paper_is_sealed_to_the_same_bytes(sealed: bytes) -> None:
    assert seal(papers.certificate(12), papers.record(12), KEY) == sealed


def test_a_paper_is_not_sealed_over_other_content() -> None:
    with pytest.raises(ValueError, match="other content"):
        seal(papers.certificate(12), papers.record(13), KEY)


def test_no_single_byte_can_be_changed_unseen(sealed: bytes) -> None:
    chance = random.Random(20260501)
    start = sealed.rindex(MARK)
    line = start + len(line_of(sealed))
    places = {0, 1, start - 1, len(sealed) - 1, *range(start, line, 3)}
    places |= set(chance.sample(range(start), 160)) | set(chance.sample(range(line, len(sealed)), 200))
    for place in sorted(places):
        flipped = bytearray(sealed)
        flipped[place] ^= 1 << chance.randrange(8)
        found = check_pdf(bytes(flipped), [KEY.public])
        assert found.state not in RELIABLE, place
        assert found.changed or found.state == "unreadable", place


def test_upper_case_digits_in_the_signature_line_are_a_change(sealed: bytes) -> None:
    start = sealed.rindex(MARK)
    assert check_pdf(sealed[:start] + sealed[start:].upper(), [KEY.public]).state == "changed"


@pytest.mark.parametrize(
    ("named", "change"),
    [
        ("office", lambda pdf: pdf + b"\n"),
        ("office", lambda pdf: pdf + b"%%EOF\n"),
        ("office", lambda pdf: pdf[:-1]),
        ("office", lambda pdf: pdf[: pdf.index(line_of(pdf)) + len(line_of(pdf))]),
        ("office", lambda pdf: pdf.replace(line_of(pdf), line_of(pdf) + b"\n")),
        ("office", lambda pdf: pdf.replace(b"/Prev", b"/prev")),
        ("office", lambda pdf: re.sub(rb"/Contents <[0-9a-f]+", lambda held: held[0].upper(), pdf)),
        ("file", lambda pdf: pdf + line_of(pdf)),
        ("file", lambda pdf: b"%\n" + pdf),
        ("file", lambda pdf: pdf.replace(line_of(pdf), b"")),
        ("file", lambda pdf: pdf[: pdf.index(line_of(pdf))]),
        ("file", lambda pdf: pdf.replace(b"\n%%SIG", b"\n\n%%SIG")),
    ],
)  # fmt: skip
def test_what_is_added_or_cut_is_a_change_of_the_file_alone(
    sealed: bytes, named: str, change: Callable[[bytes], bytes]
) -> None:
    assert change(sealed) != sealed
    found = check_pdf(change(sealed), [KEY.public])
    assert (found.state, found.changed) == ("changed", (named,))
    assert found.record == papers.record(12)


def test_a_file_written_anew_by_another_program_is_changed_but_its_content_is_as_issued(
    sealed: bytes,
) -> None:
    found = check_pdf(rewritten(sealed), [KEY.public])
    assert (found.state, found.changed, found.good) == ("changed", ("file",), False)
    assert "记录与页面内容未变" in found.words("zh_Hans_CN")


def repaint(writer: PdfWriter) -> None:
    """Draw one line over the second page."""
    page = writer.pages[1]
    content = DecodedStreamObject()
    content.set_data(page.get_contents().get_data() + b"\n1 0 0 RG 10 10 m 500 700 l S\n")  # type: ignore[union-attr]
    page[NameObject("/Contents")] = writer._add_object(content)


def swap_fonts(writer: PdfWriter) -> None:
    """Let the first page's faces change places, which changes what its letters look like."""
    faces = writer.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    first, second, *_ = sorted(faces)
    one, other = faces.raw_get(first), faces.raw_get(second)
    faces[NameObject(first)], faces[NameObject(second)] = other, one


@pytest.mark.parametrize(
    ("change", "named", "words"),
    [
        (
            lambda w: put(w, RECORD, canonical({**papers.record(12), "conclusion": "不合格"})),
            ("record",),
            "the record",
        ),
        (lambda w: put(w, RECORD, b""), ("record",), "the record"),
        (repaint, ("page 2",), "page 2"),
        (lambda w: put(w, "evidence.json", b"[]"), ("attachment evidence.json",), "attachment evidence.json"),
        (lambda w: w.remove_page(1), ("pages",), "the number of pages"),
        (lambda w: w.add_blank_page(595, 842), ("pages",), "the number of pages"),
        (lambda w: put(w, SIGNATURE, b"[]"), None, None),
        (lambda w: put(w, SIGNATURE, b"{}"), ("signature",), "the signature"),
        (
            lambda w: put(w, SIGNATURE, canonical({"public": "zz", "stated": 7})),
            ("signature",),
            "the signature",
        ),
        (lambda w: w.pages[0].rotate(180), ("page 1",), "page 1"),
    ],
)
def test_the_part_that_was_changed_is_named(
    sealed: bytes, change: Change, named: tuple[str, ...] | None, words: str | None
) -> None:
    found = check_pdf(rewritten(sealed, change), [KEY.public])
    assert not found.good
    if named is None:
        assert found.state == "unsigned"
        return
    assert (found.state, found.changed) == ("changed", named)
    assert str(words) in found.words("en")
    assert found.words("zh_Hans_CN") != found.words("en")


def test_faces_that_changed_places_change_the_pages_they_stand_on(sealed: bytes) -> None:
    found = check_pdf(rewritten(sealed, swap_fonts), [KEY.public])
    assert found.state == "changed"
    assert "page 1" in found.changed
