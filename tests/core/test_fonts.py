"""No character becomes a silent box: another face draws it, or its number stands for it."""

import subprocess
import sys
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from reportlab.pdfbase.ttfonts import TTFont

from inspect_app.core import fonts
from inspect_app.core.font_files import open_face
from inspect_app.core.paper_maker import make
from tests.core import papers

ROOT = Path(__file__).resolve().parents[2]


def run(*command: str, **more: object) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, **more).stdout  # type: ignore[call-overload, no-any-return]


def text_of(pdf: bytes, folder: Path, *options: str) -> str:
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    return run("pdftotext", *options, str(path), "-")


def test_a_character_of_no_face_is_named_by_its_number(tmp_path: Path) -> None:
    paper = papers.blank()
    paper.facts([("姓名", "赵𠮷"), ("另一人", "王🙂")])
    paper.table(["姓名"], [["李\u202e三"]])
    paper.text("葛󠄀 e\u0301 ❤\ufe0f")
    text = text_of(make(paper), tmp_path)
    for words in ("赵〔U+20BB7〕", "王〔U+1F642〕", "李〔U+202E〕三", "葛〔U+E0100〕", "é", "〔U+2764〕"):
        assert words in text, words


def test_a_further_face_in_the_folder_draws_what_the_first_lacks(tmp_path: Path) -> None:
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for corner in ((100, 800), (900, 800), (900, 0)):
        pen.lineTo(corner)
    pen.closePath()
    face = FontBuilder(1000, isTTF=True)
    face.setupGlyphOrder([".notdef", "rare"])
    face.setupCharacterMap({0x20BB7: "rare"})
    face.setupGlyf({".notdef": pen.glyph(), "rare": pen.glyph()})
    face.setupHorizontalMetrics({".notdef": (1000, 100), "rare": (1000, 100)})
    face.setupHorizontalHeader(ascent=880, descent=-120)
    face.setupNameTable({"familyName": "Rare", "styleName": "Regular", "psName": "Rare-Regular"})
    face.setupOS2()
    face.setupPost()
    for name in ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf"):
        (tmp_path / name).symlink_to(fonts.FOLDER / name)
    face.save(tmp_path / "Rare.ttf")
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from inspect_app.core import fonts\n"
        "fonts.FOLDER = Path(sys.argv[1])\n"
        "from inspect_app.core.paper_maker import make\n"
        "from tests.core import papers\n"
        "paper = papers.blank()\n"
        "paper.text('赵𠮷先生')\n"
        "sys.stdout.buffer.write(make(paper))\n"
    )
    pdf = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, cwd=ROOT, check=True
    ).stdout
    assert "U+20BB7" not in text_of(pdf, tmp_path)
    listed = run("pdffonts", str(tmp_path / "paper.pdf")).splitlines()
    assert [line.split()[-5] for line in listed if "Rare" in line] == ["yes"]


def test_a_packed_face_measures_and_embeds_as_the_plain_one() -> None:
    path = fonts.FOLDER / fonts.FILES[fonts.REGULAR]
    plain, packed = TTFont("plain", str(path)).face, open_face("packed", path).face
    codes = [*plain.charToGlyph, 0x10FFFF]
    assert [*map(packed.getCharWidth, codes)] == [*map(plain.getCharWidth, codes)]
    assert packed.charToGlyph == plain.charToGlyph
    some = [ord(each) for each in "安居巡检 Inspect 2026 ㎡"]
    assert packed.makeSubset(some) == plain.makeSubset(some)
