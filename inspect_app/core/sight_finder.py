"""A program: reads a picture, writes where in it faces, number plates and house numbers may be, as JSON.

It proposes and never decides. Cascades find faces and plates; a number painted or screwed on a wall is found as a
short row of strokes that stand out from one ground. Run apart: its libraries take more memory than all the rest.
"""

import json
import sys
from importlib.resources import files
from typing import Any, Final

import cv2
import numpy as np

#: the longest side a picture is looked at with; smaller faces than a thirtieth of it tell nobody's name
_SIDE: Final = 1000
_MOST: Final = 20
_TEXTURE: Final = 8
_CLEAREST: Final = 3
_LONGEST: Final = 9
#: least width and height of a proposed box, in parts of ten thousand: on a phone a finger still hits it (WCAG 2.5.8)
_LEAST: Final = (800, 1000)
_CASCADES: Final = (
    ("face", "haarcascade_frontalface_default.xml", 5, 24),
    ("face", "haarcascade_profileface.xml", 5, 24),
    ("plate", "haarcascade_russian_plate_number.xml", 4, 24),
)
Box = tuple[int, int, int, int]


def find(data: bytes) -> list[dict[str, Any]]:
    """Return the kinds and boxes found, in parts of ten thousand of the picture's width and height."""
    grey = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
    if grey is None:
        return []
    factor = min(1.0, _SIDE / max(grey.shape))
    grey = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    height, width = grey.shape[:2]
    found: list[tuple[str, Box]] = []
    for kind, boxes in (*_by_cascades(grey), ("number", _numbers(grey))):
        found += [(kind, each) for each in boxes if not any(_covers(known, each) for _, known in found)]
    return _apart([_told(kind, box, width, height) for kind, box in found[:_MOST]])


def _by_cascades(grey: Any) -> list[tuple[str, list[Box]]]:
    even = cv2.equalizeHist(grey)
    found = []
    for kind, name, neighbours, least in _CASCADES:
        cascade = cv2.CascadeClassifier(str(files("cv2") / "data" / name))
        looks = [even] if "profile" not in name else [even, cv2.flip(even, 1)]
        boxes: list[Box] = []
        for turned, look in enumerate(looks):
            for x, y, w, h in cascade.detectMultiScale(look, 1.1, neighbours, minSize=(least, least // 2)):
                boxes.append((int(grey.shape[1] - x - w if turned else x), int(y), int(w), int(h)))
        found.append((kind, boxes))
    return found


def _numbers(grey: Any) -> list[Box]:
    """Return rows of two to nine strokes of one height on an even ground: 502, 3-601, 京A12345."""
    found: list[tuple[float, Box]] = []
    for picture in (grey, 255 - grey):
        local = cv2.adaptiveThreshold(picture, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 41, 18)
        rows = [(_clear(grey, local, each), each) for each in _rows(_glyphs(local))]
        found += [
            (clear, box)
            for clear, box in rows
            if clear and not any(_covers(known, box) for _, known in found)
        ]
    # A picture full of such rows shows bricks or gravel: of so many only those that stand out most are proposed.
    found.sort(reverse=True)
    return [box for _, box in (found[:_CLEAREST] if len(found) > _TEXTURE else found)]


def _clear(grey: Any, local: Any, box: Box) -> float:
    """Return by how much the strokes in a box stand out from its ground; 0 where either is uneven."""
    x, y, w, h = box
    part, ink = grey[y : y + h, x : x + w].astype(float), local[y : y + h, x : x + w] > 0
    strokes, ground = part[ink], part[~ink]
    contrast = abs(float(strokes.mean()) - float(ground.mean()))
    even = max(float(strokes.std()), float(ground.std()))
    return contrast / (1 + even) if contrast > 45 and even < 38 else 0.0


def _glyphs(binary: Any) -> list[Box]:
    count, _labels, stats, _centres = cv2.connectedComponentsWithStats(binary, connectivity=8)
    height = binary.shape[0]
    glyphs = []
    for x, y, w, h, area in stats[1:count].tolist():
        upright = 0.12 <= w / h <= 1.1
        inked = 0.15 <= area / (w * h) <= 0.9
        if 14 <= h <= height / 4 and upright and inked:
            glyphs.append((x, y, w, h))
    return sorted(glyphs)


def _rows(glyphs: list[Box]) -> list[Box]:
    rows: list[list[Box]] = []
    for each in glyphs:
        row = next((row for row in rows if _follows(row[-1], each)), None)
        if row is None:
            rows.append([each])
        else:
            row.append(each)
    return [_around(row) for row in rows if 2 <= len(row) <= _LONGEST]


def _follows(last: Box, each: Box) -> bool:
    x, y, w, h = last
    gap, alike = each[0] - (x + w), min(h, each[3]) / max(h, each[3])
    level = abs((y + h / 2) - (each[1] + each[3] / 2)) < 0.2 * h
    return -0.1 * h <= gap <= 0.9 * h and alike > 0.8 and level


def _around(row: list[Box]) -> Box:
    left, top = min(each[0] for each in row), min(each[1] for each in row)
    right = max(each[0] + each[2] for each in row)
    low = max(each[1] + each[3] for each in row)
    return left, top, right - left, low - top


def _covers(known: Box, box: Box) -> bool:
    over_x = min(known[0] + known[2], box[0] + box[2]) - max(known[0], box[0])
    over_y = min(known[1] + known[3], box[1] + box[3]) - max(known[1], box[1])
    return over_x > 0 and over_y > 0 and over_x * over_y > 0.5 * box[2] * box[3]


def _told(kind: str, box: Box, width: int, height: int) -> dict[str, Any]:
    # A tenth more on each side: a rim of a face or of a figure is still read.
    x, y, w, h = box
    left, top = max(0, x - w // 10), max(0, y - h // 10)
    right, low = min(width, x + w + w // 10 + 1), min(height, y + h + h // 10 + 1)
    parts = [left * 10000 // width, top * 10000 // height]
    parts += [max(1, (right - left) * 10000 // width), max(1, (low - top) * 10000 // height)]
    return {"kind": kind, "box": parts}


def _apart(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the boxes each large enough for a finger, those that lie over one another as one: none hides another."""
    apart: list[dict[str, Any]] = []
    for one in told:
        box = _grown(one["box"])
        while near := next((each for each in apart if _meet(each["box"], box)), None):
            apart.remove(near)
            box = _both(near["box"], box)
        apart.append({**one, "box": box})
    return apart


def _grown(box: list[int]) -> list[int]:
    grown = []
    for start, length, least in zip(box[:2], box[2:], _LEAST, strict=True):
        long = max(length, least)
        grown.append((min(max(0, start - (long - length) // 2), 10000 - long), long))
    return [grown[0][0], grown[1][0], grown[0][1], grown[1][1]]


def _meet(one: list[int], other: list[int]) -> bool:
    return all(one[at] < other[at] + other[at + 2] and other[at] < one[at] + one[at + 2] for at in (0, 1))


def _both(one: list[int], other: list[int]) -> list[int]:
    left, top = (min(one[at], other[at]) for at in (0, 1))
    right, low = (max(one[at] + one[at + 2], other[at] + other[at + 2]) for at in (0, 1))
    return [left, top, right - left, low - top]


if __name__ == "__main__":
    cv2.setNumThreads(1)
    sys.stdout.buffer.write(json.dumps(find(sys.stdin.buffer.read())).encode())
