"""Arrows, circles and lines over a photo: figures kept beside it, while the photo stays as it was taken."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

#: in this order they are read out, each with its words for one and for several
KINDS: Final[dict[str, tuple[str, str, str]]] = {
    "arrow": ("箭头", "arrow", "arrows"),
    "circle": ("圆圈", "circle", "circles"),
    "line": ("线条", "line", "lines"),
}
COLOURS: Final = {"red": "#d5001c", "yellow": "#ffd21f", "blue": "#0a5bd6", "white": "#ffffff"}
MOST_SHAPES: Final = 40

Layer = Sequence[Mapping[str, Any]]


def said(layer: Layer) -> tuple[str, str]:
    """Return a layer in words, for whoever does not see it."""
    counts = {kind: sum(each["kind"] == kind for each in layer) for kind in KINDS}
    held = {kind: count for kind, count in counts.items() if count}
    zh = "、".join(f"{KINDS[kind][0]} {count}" for kind, count in held.items())
    en = ", ".join(f"{count} {KINDS[kind][1 if count == 1 else 2]}" for kind, count in held.items())
    return f"{len(layer)} 个标注：{zh}", f"{len(layer)} mark{'' if len(layer) == 1 else 's'}: {en}"


def drawn(layer: Layer, width: int, height: int) -> list[tuple[str, str]]:
    """Return each shape as an SVG path over a picture of this size, and its colour."""
    return [(_path(each, width, height), COLOURS[each["colour"]]) for each in layer]


def _path(shape: Mapping[str, Any], width: int, height: int) -> str:
    (x1, y1), (x2, y2) = ((x * width, y * height) for x, y in shape["points"])
    if shape["kind"] == "circle":
        rx, ry = abs(x2 - x1) / 2, abs(y2 - y1) / 2
        half = f"a{rx:.1f} {ry:.1f} 0 1 0"
        return f"M{min(x1, x2):.1f} {(y1 + y2) / 2:.1f}{half} {2 * rx:.1f} 0{half} {-2 * rx:.1f} 0"
    line = f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"
    if shape["kind"] == "line":
        return line
    angle, long = math.atan2(y2 - y1, x2 - x1), max(width, height) / 22
    wings = [
        f"{x2 - long * math.cos(angle + turn):.1f} {y2 - long * math.sin(angle + turn):.1f}"
        for turn in (0.5, -0.5)
    ]
    return f"{line}M{wings[0]}L{x2:.1f} {y2:.1f}L{wings[1]}"
