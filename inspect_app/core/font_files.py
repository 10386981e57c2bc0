"""Opens a face for papers so that it costs a process little: the file stays the kernel's, its tables are packed."""

import mmap
from array import array
from pathlib import Path

from reportlab.pdfbase.ttfonts import TTFont


def open_face(name: str, path: Path) -> TTFont:
    """Return the TrueType face at `path`, to be registered under `name`.

    Two faces of 23,000 characters otherwise take 43 MB.
    """
    font = TTFont(name, _Mapped(path))
    _pack(font.face)
    return font


class _Mapped:
    """A file that is read without being copied: all processes share its pages, and only those that are used."""

    def __init__(self, path: Path) -> None:
        self.name = str(path)

    def read(self) -> mmap.mmap:
        with open(self.name, "rb") as file:  # noqa: PTH123 -- the name is what reportlab keeps
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _pack(face: object) -> None:
    """Keep equal numbers once, positions as plain numbers, and nothing that only shaping would need."""
    table = vars(face)
    once: dict[object, object] = {}
    usual = table["defaultWidth"]  # what reportlab takes for a character not in the table: most are as wide
    table["charWidths"] = {code: wide for code, wide in table["charWidths"].items() if wide != usual}
    table["hmetrics"] = [once.setdefault(each, each) for each in table["hmetrics"]]
    table["glyphPos"] = array("L", table["glyphPos"])
    table["glyphToChar"] = {}
