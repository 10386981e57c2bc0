"""Curves and values as people type them or paste them from a file, read into exact figures."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from inspect_app.core.errors import Problem, field_problem
from inspect_app.trials.rules.holding import Point

MOST_POINTS, MOST_VALUES = 20_000, 500
_APART = re.compile(r"[,;，；\t ]+")
_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?", re.ASCII)
_MOST = Decimal(1_000_000)


def figure(text: str) -> Decimal | None:
    """Return a plain number from 0 to a million; None for anything else."""
    try:
        value = Decimal(text) if len(text) <= 20 and text.isascii() else None
    except InvalidOperation:
        return None
    return value if value is not None and value.is_finite() and 0 <= value <= _MOST else None


def curve(text: str) -> list[Point]:
    """Return the points of lines `seconds value` or `h:mm[:ss] value`, from the first of them on; a head is passed over.

    Raises a problem of the field `curve` that names the line.
    """
    found: list[Point] = []
    lines = [each.strip() for each in text.splitlines()]
    for number, line in enumerate(lines, 1):
        if not line:
            continue
        cells = _APART.split(line)
        at, value = (_seconds(cells[0]), figure(cells[1])) if len(cells) == 2 else (None, None)
        if at is None or value is None:
            if number == 1:
                continue
            raise field_problem(
                "curve", f"第 {number} 行应为“秒 数值”或“时:分:秒 数值”", f"line {number}: seconds (or h:mm:ss) and a value"
            )  # fmt: skip
        found.append((at, value))
    if len(found) > MOST_POINTS:
        raise field_problem("curve", f"最多 {MOST_POINTS} 行", f"at most {MOST_POINTS} lines")
    if any(two[0] <= one[0] for one, two in pairwise(found)):
        raise field_problem("curve", "时间应逐行增大", "times must grow from line to line")
    return [(at - found[0][0], value) for at, value in found]


def _seconds(text: str) -> Decimal | None:
    clock = _CLOCK.fullmatch(text)
    if clock:
        hours, minutes, seconds = (int(each or 0) for each in clock.groups())
        return Decimal(hours * 3600 + minutes * 60 + seconds)
    return figure(text)


def values(text: str) -> list[Decimal]:
    """Return the values of a text, parted by blanks, commas or lines; a problem of the field `values` names the wrong one."""
    words = [each for each in _APART.split(" ".join(text.split())) if each]
    if len(words) > MOST_VALUES:
        raise field_problem("values", f"最多 {MOST_VALUES} 个", f"at most {MOST_VALUES}")
    found = []
    for each in words:
        value = figure(each)
        if value is None:
            raise field_problem("values", f"不是数值：{each[:20]}", f"not a number: {each[:20]}")
        found.append(value)
    return found


def measured(rows: Iterable[Sequence[float]]) -> list[Point]:
    """Return what a device measured as exact figures, from its first value on."""
    found = [(Decimal(str(row[0])), Decimal(str(row[1]))) for row in rows]
    return [(at - found[0][0], value) for at, value in found]


def number(name: str, text: object) -> Decimal | None:
    """Return a figure that was typed (None: left out); a problem names its field."""
    said = str(text).strip() if text is not None else ""
    if not said:
        return None
    value = figure(said)
    if value is None:
        raise Problem("bad-input", errors={name: [("应为 0 到 1000000 的数", "a number from 0 to 1000000")]})
    return value
