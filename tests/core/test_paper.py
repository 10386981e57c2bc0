"""Papers show just what they were given, in embedded faces, on as many pages as it takes."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pytest
from PIL import Image

from inspect_app.core.paper import Signed, shown
from inspect_app.core.paper_maker import make
from tests.core import papers, pictures

ROOT = Path(__file__).resolve().parents[2]


def run(*command: str, **more: object) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, **more).stdout  # type: ignore[call-overload, no-any-return]


def text_of(pdf: bytes, folder: Path, *options: str) -> str:
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    return run("pdftotext", *options, str(path), "-")


def letters(text: str) -> str:
    return "".join(text.split())


def info(pdf: bytes, folder: Path) -> dict[str, str]:
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    lines = (line.partition(":") for line in run("pdfinfo", str(path)).splitlines())
    return {name: value.strip() for name, _, value in lines}


def test_every_face_is_embedded_and_no_other_is_used(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(make(papers.certificate(60)))
    listed = run("pdffonts", str(path)).splitlines()[2:]
    assert len(listed) >= 2
    for line in listed:
        assert "NotoSansSC" in line
        assert line.split()[-5] == "yes", line  # emb
    assert b"Helvetica" not in path.read_bytes()


def test_a_paper_says_what_it_was_given(tmp_path: Path) -> None:
    paper = papers.certificate(5)
    text = letters(text_of(make(paper), tmp_path))
    for words in (
        "老旧小区改造工程质量验收合格证书",
        "昌平区质量安全监督站",
        "编号 No. HGZ-2026-000123",
        "签发 Issued 2026-05-01 10:30",
        "西环里小区老旧改造（二期）",
        "2026-04-30",
        "一、验收结论",
        "消防备案",
        "淋水试验",
        "6.85",
        "王建国",
        "已电子签署",
        "（待签 to sign）",
        "（图片无法显示",
        "第 1 页 / 共",
    ):
        assert letters(words) in text, words
    short = papers.content_hash(papers.record(5))
    assert f"SHA-256{short[:16]}" in text
    told = info(make(paper), tmp_path)
    assert told["Keywords"] == f"sha256:{short}"
    assert told["Page size"].endswith("(A4)")
    assert (told["Author"], told["Subject"]) == ("昌平区质量安全监督站", "HGZ-2026-000123")


def test_markup_in_a_value_is_shown_and_opens_nothing(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from inspect_app.core.paper_maker import make\n"
        "from tests.core import papers\n"
        "make(papers.certificate(3))\n"  # everything that is read once has been read
        "paper = papers.blank(title=papers.HOSTILE, number=papers.HOSTILE, organisation=papers.HOSTILE)\n"
        "h = papers.HOSTILE\n"
        "paper.facts([(h, h), (h, 1)]); paper.heading(h); paper.text(h); paper.text(h, 'note')\n"
        "paper.table([h, h], [[h, 1], [2, h]]); paper.checks([(True, h)])\n"
        "paper.photos([(b'', h)]); paper.signatures([papers.Signed(h, h, h, papers.AT)])\n"
        "touched = []\n"
        "names = ('open', 'socket.connect', 'socket.getaddrinfo', 'subprocess.Popen', 'urllib.Request')\n"
        "sys.addaudithook(lambda name, args: touched.append((name, str(args[0]))) if name in names else None)\n"
        "pdf = make(paper)\n"
        "assert not touched, touched\n"
        "sys.stdout.buffer.write(pdf)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert not any(each in done.stdout for each in (b"/URI", b"/JS", b"/Annots", b"/Launch"))
    text = letters(text_of(done.stdout, tmp_path))
    assert text.count(letters(papers.HOSTILE)) >= 4


@pytest.mark.parametrize(
    "text", ["<b>open", "</para>", "<br>", "&nbsp;", "<![CDATA[", "a<b&c>d", "<onDraw name='x'/>", "\x00\x1b"]
)
def test_no_text_can_stop_a_paper(text: str, tmp_path: Path) -> None:
    paper = papers.blank()
    paper.text(f"before {text} after")
    paper.table(["head"], [[text * 30]])
    assert "before" in text_of(make(paper), tmp_path)


def test_boxes_are_drawn_as_lines_and_not_as_characters(tmp_path: Path) -> None:
    def darkness(paper: papers.Paper) -> int:
        path = tmp_path / "paper.pdf"
        path.write_bytes(make(paper))
        run("pdftoppm", "-r", "100", "-gray", "-singlefile", str(path), str(tmp_path / "page"))
        return sum(255 - value for value in Image.open(tmp_path / "page.pgm").tobytes())

    inks = []
    for done in (None, True, False):
        paper = papers.blank()
        paper.checks([(done, "完成")])
        assert "完成" in text_of(make(paper), tmp_path)
        inks.append(darkness(paper))
    without = papers.blank()
    without.text("完成")
    assert darkness(without) < inks[0] < min(inks[1:])
    in_a_table = papers.blank()
    in_a_table.table(["结论"], [[True]])
    empty = papers.blank()
    empty.table(["结论"], [[""]])
    assert darkness(in_a_table) > darkness(empty)


def test_a_list_of_many_pages_repeats_its_head_and_loses_no_row(tmp_path: Path) -> None:
    paper = papers.blank()
    paper.table(
        ["序号", "检验项目"], [[f"R{n:04}", "淋水试验 " * (n % 9)] for n in range(300)], widths=[1, 4]
    )
    pdf = make(paper)
    pages = text_of(pdf, tmp_path).split("\f")[:-1]
    assert len(pages) == int(info(pdf, tmp_path)["Pages"]) > 5
    for number, page in enumerate(pages, 1):
        assert page.count("检验项目") == 1
        assert f"第 {number} 页 / 共 {len(pages)} 页" in page
        assert page.count("HGZ-2026-000123") >= 1
    assert [f"R{n:04}" in "".join(pages) for n in range(300)] == [True] * 300


@pytest.mark.parametrize("text", ["测" * 9000, "x" * 9000, "一行\n" * 900, "\n" * 500, "word " * 1800])
def test_a_cell_longer_than_a_page_goes_on_and_keeps_every_letter(text: str, tmp_path: Path) -> None:
    paper = papers.blank(title="长")
    paper.table(["a", "b", "c"], [["1", text, "2"]], widths=[1, 1, 8])
    paper.facts([("说明", text)])
    paper.text(text)
    pdf = make(paper)
    found = letters(text_of(pdf, tmp_path))
    for letter in set(letters(text)) - {"一"}:
        assert found.count(letter) >= 3 * text.count(letter)


def test_long_names_keep_a_paper_in_order(tmp_path: Path) -> None:
    paper = papers.blank(title="名" * 60, organisation="名" * 120, number="QX-2026-000001")
    paper.facts([("标" * 60, "值"), ("标", "值" * 80)])
    paper.signatures(
        [Signed("名" * 40, "名" * 120, "名" * 40, None), Signed("a" * 60, "b" * 120, "c", papers.AT)]
    )
    paper.table([], [])
    paper.facts([])
    paper.photos([])
    paper.text("")
    assert "QX-2026-000001" in text_of(make(paper), tmp_path)


def test_the_heading_of_the_signatures_stands_on_their_page(tmp_path: Path) -> None:
    for rows in range(20, 45):
        paper = papers.blank()
        paper.table(["序号", "部位"], [[n, "屋面"] for n in range(rows)])
        paper.signatures([Signed(f"签{n}", "单位", "角色", papers.AT) for n in range(5)], "五方会签")
        pages = text_of(make(paper), tmp_path).split("\f")
        assert [("五方会签" in page) for page in pages] == [("签4" in page) for page in pages], rows


def test_photos_on_a_paper_carry_nothing_of_the_camera() -> None:
    paper = papers.blank()
    paper.photos([(pictures.photo(3, exif=pictures.camera_data(6)), "前"), (pictures.photo(4), "后")] * 3)
    pdf = make(paper)
    for secret in (b"SERIAL-4711", b"OwnerName", b"PhoneMaker"):
        assert secret not in pdf


def test_the_same_content_is_the_same_bytes_also_from_many_threads() -> None:
    expected = [make(papers.certificate(n)) for n in range(1, 7)]
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda n: make(papers.certificate(n)), [*range(1, 7)] * 3))
    assert found == expected * 3
    assert len(set(expected)) == 6


def test_the_code_leads_to_the_address(tmp_path: Path) -> None:
    # Two addresses draw two codes; a scanner's reading of it belongs to the browser tests.
    one, other = (make(papers.blank(url=f"https://inspect.example.org/v/{n}")) for n in (1, 2))
    assert one != other
    assert len(make(papers.blank(url="https://inspect.example.org/" + "x" * 600))) > len(one)


def test_the_work_of_a_paper_grows_with_its_rows_and_no_faster() -> None:
    small, large = (calls(partial(make, papers.certificate(rows))) for rows in (100, 400))
    print(f"100 rows: {small} calls, 400 rows: {large}")
    assert large < 4.4 * small


def calls(work: Callable[[], object]) -> int:
    """How many functions are called meanwhile: the same on every machine, unlike the time it takes."""
    count = 0

    def note(_frame: object, event: str, _what: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def test_values_are_written_as_papers_write_them() -> None:
    assert shown(None) == shown("") == "—"
    assert (shown(True), shown(False), shown(0)) == ("☑", "☐", "0")
    assert shown(datetime(2026, 4, 30, 16, 5, tzinfo=UTC)) == "2026-05-01 00:05"
    assert shown(date(2026, 5, 1)) == "2026-05-01"
