"""The look: vendored files are the locked ones, colours can be read, papers carry their fonts, pages no inline code."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont as Face
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

ROOT = Path(__file__).resolve().parents[2]
FONTS = ROOT / "inspect_app" / "fonts"
CSS = (ROOT / "inspect_app" / "static" / "app.css").read_text("utf-8")
TONES = ("waiting", "good", "bad", "neutral", "missing")


def colours(theme: str) -> dict[str, str]:
    block = re.search(r'\[data-bs-theme="' + theme + r'"\] \{(.*?)\n\}', CSS, re.DOTALL)
    assert block, theme
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block[1]))


def light_of(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((light_of(one), light_of(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_colour_of_words_can_be_read_on_every_ground_it_stands_on(theme: str) -> None:
    of = colours(theme)
    grounds = {"ink": ("page", "sheet", "sunk", "accent-wash"), "ink-2": ("page", "sheet", "sunk", "accent-wash"),
               "accent": ("page", "sheet", "accent-wash"), "on-accent": ("accent", "accent-strong")}  # fmt: skip
    grounds |= {tone: ("page", "sheet", f"{tone}-wash") for tone in TONES}
    pairs = [(word, ground, contrast(of[word], of[ground])) for word in grounds for ground in grounds[word]]
    assert [f"{a} on {b}: {ratio:.2f}" for a, b, ratio in pairs if ratio < 4.5] == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_edge_of_a_field_and_the_ring_of_the_focus_can_be_seen(theme: str) -> None:
    of = colours(theme)
    assert contrast(of["line-strong"], of["sheet"]) >= 3
    # the ring is two colours, so that one of them stands out on any ground
    for ground in ("page", "sheet", "accent"):
        assert max(contrast(of["focus"], of[ground]), contrast(of["on-focus"], of[ground])) >= 3


def test_the_vendored_files_are_the_locked_ones() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / ".ci" / "vendor.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("face", ["Regular", "Bold"])
def test_a_paper_embeds_its_font(face: str, tmp_path: Path) -> None:
    name, paper = f"look-{face}", tmp_path / "paper.pdf"
    pdfmetrics.registerFont(TTFont(name, str(FONTS / f"NotoSansSC-{face}.ttf")))
    canvas = Canvas(str(paper), initialFontName=name)
    canvas.setFont(name, 12)
    canvas.drawString(72, 720, "限期整改通知书 堃喆玥镕䶮 m³ ≤ ±5 mm ℃")
    canvas.save()
    said = subprocess.run(["pdffonts", str(paper)], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in said.splitlines()[2:]]
    # … emb sub uni object ID: the fifth word from the end answers "embedded?"
    assert [(row[0].split("+")[-1], row[-5]) for row in rows] == [(f"NotoSansSC-{face}", "yes")]


@pytest.mark.parametrize("face", ["Regular", "Bold"])
def test_the_paper_fonts_can_write_every_gb2312_name(face: str) -> None:
    has = Face(FONTS / f"NotoSansSC-{face}.ttf").getBestCmap()
    codes = (bytes((lead, trail)) for lead in range(0xB0, 0xF8) for trail in range(0xA1, 0xFF))
    hanzi = [text for code in codes if (text := code.decode("gb2312", "ignore"))]
    assert len(hanzi) == 6763
    assert [text for text in hanzi if ord(text) not in has] == []


def test_no_template_carries_code_inline() -> None:
    inline = re.compile(r"<script(?![^>]*\bsrc=)|\son[a-z]+=\"|javascript:", re.IGNORECASE)
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if inline.search(line)
    ]
    assert found == [], "the content security policy refuses inline code"


def test_nothing_that_folds_is_also_a_link() -> None:
    nested = re.compile(r"<summary[^>]*>(?:(?!</summary>).)*<(?:a|button)\b", re.DOTALL)
    pages = sorted((ROOT / "templates").rglob("*.html"))
    assert [path.name for path in pages if nested.search(path.read_text("utf-8"))] == [], (
        "one press, two ends"
    )
