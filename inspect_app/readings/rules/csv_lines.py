"""A file of readings: one moment a line, one quantity a column, every refusal with its line, field and rule."""

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from inspect_app.core.errors import field_problem
from inspect_app.readings.rules.quantities import EARLIEST_MS, QUANTITIES

CHINA = ZoneInfo("Asia/Shanghai")
MOST_COLUMNS = 64
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_MS = re.compile(r"\d{12,13}", re.ASCII)
_TIME = re.compile(
    r"(\d{4})[-/](\d\d?)[-/](\d\d?)[T ](\d\d?):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?\s*(Z|[+-]\d\d:?\d\d)?",
    re.ASCII,
)


class Line(NamedTuple):
    """A line that was read: its number in the file, its moment (ms) and (quantity, value) of its filled cells."""

    number: int
    at_ms: int
    values: list[tuple[str, float]]


class Refusal(NamedTuple):
    """A line that was not: its number, the column, and the rule: columns, missing, time, number, encoding."""

    number: int
    field: str
    rule: str


def read(lines: Iterable[str]) -> Iterator[Line | Refusal]:
    """Read the lines of a file; the first is its header. Problem when the header is not `at,<quantity>,…`."""
    quantities: list[str] | None = None
    for line, text in enumerate(lines, 1):
        if not text.strip():
            continue
        if quantities is None:
            quantities = _header(text)
        else:
            yield _line(line, text, quantities)
    if quantities is None:
        raise field_problem("file", "文件是空的", "the file is empty")


def _cells(text: str) -> list[str] | None:
    try:
        return [each.strip() for each in next(csv.reader([text], strict=True))]
    except (csv.Error, StopIteration):
        return None


def _header(text: str) -> list[str]:
    cells = _cells(text.lstrip("\ufeff")) or []
    if not cells or cells[0] != "at":
        raise field_problem("header", "第一列应为 at", "the first column must be 'at'")
    names = cells[1:]
    unknown = [each for each in names if each not in QUANTITIES]
    if unknown or not names:
        known = ", ".join(QUANTITIES)
        bad = ", ".join(each[:40] or "''" for each in unknown[:10])
        raise field_problem(
            "header", f"没有这些监测量：{bad}。可用：{known}", f"no such quantity: {bad}. Known: {known}"
        )
    if len(set(names)) != len(names):
        raise field_problem("header", "有重复的列", "a column comes twice")
    return names


def _line(line: int, text: str, quantities: list[str]) -> Line | Refusal:
    if "\N{REPLACEMENT CHARACTER}" in text:
        return Refusal(line, "line", "encoding")
    cells = _cells(text)
    if cells is None or len(cells) != len(quantities) + 1:
        return Refusal(line, "line", "columns")
    at_ms = moment_ms(cells[0])
    if at_ms is None:
        return Refusal(line, "at", "time")
    values = []
    for name, cell in zip(quantities, cells[1:], strict=True):
        if not cell:
            continue
        value = number(cell)
        if value is None:
            return Refusal(line, name, "number")
        values.append((name, value))
    return Line(line, at_ms, values) if values else Refusal(line, "line", "missing")


def number(cell: str) -> float | None:
    """Return the finite decimal number a cell holds, None for anything else."""
    if not _NUMBER.fullmatch(cell):
        return None
    value = float(cell)
    return None if abs(value) == float("inf") else value


def moment_ms(text: str) -> int | None:
    """Return the ms since 1970 of `2026-05-01 08:00`, RFC 3339 or a number of ms; None for anything else.

    A time without an offset is meant in Asia/Shanghai.
    """
    if _MS.fullmatch(text):
        return int(text) if int(text) >= EARLIEST_MS else None
    found = _TIME.fullmatch(text)
    if not found:
        return None
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    plain = f"{year}-{month:0>2}-{day:0>2}T{hour:0>2}:{minute}:{second or '00'}.{(fraction or '0'):0<6}"
    try:
        moment = datetime.fromisoformat(plain + (zone or ""))
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=CHINA)
    at_ms = int(moment.timestamp() * 1000)
    return at_ms if at_ms >= EARLIEST_MS else None
