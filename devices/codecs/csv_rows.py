"""CSV in one message: a header that begins with `at`, then a moment a line and a quantity a column."""

import csv
from typing import Final

from devices.codecs.naming import plain
from devices.codecs.shapes import NORMAL, Readings, Unreadable, Value
from devices.codecs.strict import fits, in_range, moment_ms
from devices.topics import Topic
from inspect_app.readings.rules.csv_lines import moment_ms as local_ms
from inspect_app.readings.rules.csv_lines import number

MOST_BYTES: Final = 64 * 1024
MOST_LINES: Final = 1000
MOST_COLUMNS: Final = 64


def decode(_topic: Topic, payload: bytes, _received_ms: int | None) -> Readings:
    """Read one message; an empty cell is no reading. Moments are RFC 3339, ms since 1970, or Chinese local time."""
    names, lines = _lines(payload)
    rows: list[Value] = []
    for index, cells in enumerate(lines, 2):
        if len(cells) != len(names) + 1:
            raise Unreadable(f"line {index}", "count", least=len(names) + 1, got=len(cells))
        at = _moment(cells[0], f"line {index}.at")
        for name, cell in zip(names, cells[1:], strict=True):
            if cell:
                rows.append((at, name, _number(cell, f"line {index}.{name}"), NORMAL))
    if not rows:
        raise Unreadable("payload", "value")
    return Readings(rows)


def _lines(payload: bytes) -> tuple[list[str], list[list[str]]]:
    fits(payload, MOST_BYTES)
    try:
        text = payload.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise Unreadable("payload", "utf8") from wrong
    try:
        read = [
            [cell.strip() for cell in line] for line in csv.reader(text.splitlines(), strict=True) if line
        ]
    except csv.Error as wrong:
        raise Unreadable("payload", "pattern", reason=str(wrong)[:80]) from wrong
    header = read[0] if read else []
    if not header or header[0] != "at":
        raise Unreadable("line 1.at", "missing")
    if not 2 <= len(header) <= MOST_COLUMNS + 1 or not 2 <= len(read) <= MOST_LINES + 1:
        raise Unreadable("payload", "length", columns=MOST_COLUMNS, lines=MOST_LINES)
    names = [plain(cell) for cell in header[1:]]
    if len(set(names)) != len(names):
        raise Unreadable("line 1", "duplicate")
    return names, read[1:]


def _moment(cell: str, field: str) -> int:
    at = local_ms(cell)
    return moment_ms(field, cell) if at is None else in_range(field, at)


def _number(cell: str, field: str) -> float:
    found = number(cell)
    if found is None:
        raise Unreadable(field, "finite", got=cell[:40])
    return found
