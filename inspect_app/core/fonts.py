"""The faces papers are set in, always embedded, and text made safe for them: escaped, and never a silent box."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics

from inspect_app.core.font_files import open_face

FOLDER = Path(__file__).resolve().parent.parent / "fonts"
REGULAR, BOLD = "Paper", "Paper-Bold"
FILES = {REGULAR: "NotoSansSC-Regular.ttf", BOLD: "NotoSansSC-Bold.ttf"}
#: The ballot boxes no face of ours has, and what stands in each; they are drawn as lines.
BOXES = {"☐": "", "☑": "tick", "☒": "cross"}
#: The name under which a canvas knows how to draw a box.
BOX = "paper-box"
_UNSEEN = re.compile("[\r\ufe00-\ufe0f]")  # a variation selector changes a shade, not the character
_ACCENTED = re.compile("[A-Za-z][\u0300-\u036f]+")


@cache
def faces() -> tuple[str, ...]:
    """Register the faces once and return their names: regular, bold, then fallbacks for rare characters.

    Any further TrueType file in the folder is a fallback.
    """
    found = [REGULAR, BOLD]
    for name, file in FILES.items():
        pdfmetrics.registerFont(open_face(name, FOLDER / file))
    for path in sorted(FOLDER.glob("*.ttf")):
        if path.name not in FILES.values():
            pdfmetrics.registerFont(open_face(path.stem, path))
            found.append(path.stem)
    return tuple(found)


def width(text: str, face: str, size: float) -> float:
    """Return how wide `text` is, in points."""
    return float(pdfmetrics.stringWidth(text, face, size))


def plain(text: str, face: str = REGULAR) -> str | None:
    """Return `text` where `face` alone can draw it on one line as it is; None where it needs `markup`."""
    return text if _draws(face, text) else None


def markup(text: str, face: str = REGULAR) -> str:
    """Return any text as paragraph markup that draws just that text: tags, entities and all.

    Line ends become line breaks, boxes are drawn, a character of no face is named by its number 〔U+20BB7〕.
    """
    text = _UNSEEN.sub("", text).expandtabs(4)
    text = _ACCENTED.sub(lambda found: unicodedata.normalize("NFC", found[0]), text)
    if _draws(face, text):
        return escape(text)
    return "".join(_one(each, face) for each in text)


def line(text: str, face: str = REGULAR) -> str:
    """Return any text as one line that `face` can draw: no line ends, unknown characters named by number."""
    flat = " ".join(_UNSEEN.sub("", text).split())
    return "".join(each if _draws(face, each) else _named(each) for each in flat)


def cut(text: str, face: str, size: float, most: float) -> str:
    """Return one line no wider than `most` points, cut with an ellipsis where it is longer."""
    flat = line(text, face)
    if width(flat, face, size) <= most:
        return flat
    while flat and width(flat + "…", face, size) > most:
        flat = flat[:-1]
    return flat + "…"


def _draws(face: str, text: str) -> bool:
    """Say whether `face` draws every character of `text`."""
    glyphs, inkless = _glyphs(face)
    return inkless.isdisjoint(text) and all(map(glyphs.__contains__, map(ord, text)))


@cache
def _glyphs(face: str) -> tuple[Mapping[int, int], frozenset[str]]:
    """What `face` has a glyph for, and what of it draws nothing: a glyph without ink, a line end."""
    faces()
    glyphs = pdfmetrics.getFont(face).face.charToGlyph
    return glyphs, frozenset(chr(code) for code in glyphs if unicodedata.category(chr(code)) in ("Cc", "Cf"))


def _one(char: str, face: str) -> str:
    if _draws(face, char):
        return escape(char)
    if char == "\n":
        return "<br/>"
    if char in BOXES:
        return f'<onDraw name="{BOX}" label="{BOXES[char]}"/>{_gap(face)}'
    for other in faces()[2:]:
        if _draws(other, char):
            return f'<font name="{other}">{escape(char)}</font>'
    return _named(char)


@cache
def _gap(face: str) -> str:
    # Of all blanks only these are neither stripped nor broken at; as many as a box is wide.
    return "\u00a0" * round(1.05 / width("\u00a0", face, 1))


def _named(char: str) -> str:
    return f"〔U+{ord(char):04X}〕"
