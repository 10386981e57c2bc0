"""A PDF is opened by a process of its own: whatever it is, the service goes on."""

import json
import zlib
from io import BytesIO

import pytest
from pypdf import PdfWriter

from inspect_app.core import apart, pdf_apart, pdf_binder, pdf_reader
from inspect_app.core.errors import Problem
from inspect_app.core.seal import check_pdf

ODD = {
    "empty": b"",
    "head": b"%PDF-1.7\n",
    "zeros": b"\0" * 5000,
    "mark": b"%%SIG ",
    "round": b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 1 0 R>>\nendobj\n",
}


def page() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def zeros(megabytes: int) -> bytes:
    """So many zeros as zlib packs them, put together from one packed piece: packing gigabytes takes long."""
    packer = zlib.compressobj(9)
    head = packer.compress(b"") or b"\x78\xda"
    piece = packer.compress(b"\0" * (1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    last = packer.flush()[:-4] + ((megabytes << 20) % 65521 << 16 | 1).to_bytes(4, "big")
    return head + piece.removeprefix(head) * megabytes + last


def bomb(megabytes: int) -> bytes:
    """A PDF whose attachment unpacks to very much."""
    packed = zeros(megabytes)
    parts = [
        b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(record.json)4 0 R]>>>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        b"<</Type/Filespec/F(record.json)/EF<</F 5 0 R>>>>",
        b"<</Type/EmbeddedFile/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed),
    ]
    body, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % each for each in places)
    head = b"xref\n0 6\n0000000000 65535 f \n" + table
    return body + head + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(body)


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_what_is_no_pdf_is_unreadable_and_no_fault(odd: str) -> None:
    assert check_pdf(ODD[odd]).state == "unreadable"
    assert check_pdf(ODD[odd], reads=pdf_reader.read).state == "unreadable"


def test_both_ways_to_read_find_the_same() -> None:
    bound = pdf_apart.bind(page(), {"b": b"two", "a": "一".encode()}, "D:20260501103000+08'00'")
    assert bound == pdf_binder.bind(page(), {"b": b"two", "a": "一".encode()}, "D:20260501103000+08'00'")
    found = pdf_apart.read(bound)
    assert found == pdf_reader.read(bound)
    assert found.attached == {"a": "一".encode(), "b": b"two"}
    assert found.pages == pdf_apart.read(page()).pages


def test_an_attachment_may_be_read_only_up_to_a_size() -> None:
    assert len(pdf_reader.read(bomb(40)).attached["record.json"]) == 40 << 20
    with pytest.raises(ValueError, match="cannot be read"):
        pdf_apart.read(bomb(60))
    assert check_pdf(bomb(2000)).state == "unreadable"


def test_a_paper_that_cannot_be_bound_is_a_fault_of_ours_and_told_as_one() -> None:
    with pytest.raises(RuntimeError, match="could not be bound"):
        pdf_apart.bind(b"no pdf", {}, "D:2026")


def test_why_work_failed_is_said_and_no_setting_goes_along(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("INSPECT_SECRET_KEY", "k" * 32)
    monkeypatch.setattr(apart, "__package__", "tests.core")
    assert apart.apart("tells_its_settings", b"") == b"[]"
    assert apart.apart("tells_its_settings", b"fail") == b""
    told = json.loads(capsys.readouterr().out)
    assert (told["event"], told["code"]) == ("work apart failed", 1)
    assert told["said"] == "ValueError: as asked"


def test_only_so_many_are_at_work_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_WAIT", 0)
    with apart._turns, apart._turns, pytest.raises(Problem, match="busy"):
        pdf_apart.read(page())
    assert pdf_apart.read(page()).attached == {}
