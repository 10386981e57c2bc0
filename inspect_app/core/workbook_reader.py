"""Reads the three sheets of an XLSForm from a workbook, in a process of its own: bytes in, JSON out.

Nothing in the workbook is reckoned or loaded from elsewhere: a formula is named, not evaluated. What it would
unfold to is known before anything is unfolded.
"""

import json
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import date, time
from io import BytesIO
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook

SHEETS: Final = ("survey", "choices", "settings")
MOST_UNPACKED: Final = 30 * 1024 * 1024
MOST_PARTS: Final = 500
MOST_ROWS: Final = 5000
MOST_COLUMNS: Final = 200
_BLANKS: Final = re.compile(r"\s+")
_COLONS: Final = re.compile(r"\s*:{1,2}\s*")
_UNSEEN: Final = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


class Refused(Exception):
    """A workbook that is not read at all, and by which rule."""


def read(data: bytes) -> dict[str, Any]:
    """Return `sheets` (name -> [row number, cells by column]) and `wrong` ([sheet, row, column, rule])."""
    weigh(data)
    book = load_workbook(BytesIO(data), read_only=True, keep_links=False)
    found: dict[str, list[Any]] = {}
    wrong: list[list[Any]] = []
    for sheet in book.worksheets:
        name = sheet.title.strip().lower()
        if name in SHEETS:
            sheet.reset_dimensions()
            found[name] = list(_rows(name, sheet, wrong))
    if "survey" not in found:
        raise Refused("survey")
    return {"sheets": found, "wrong": wrong}


def weigh(data: bytes) -> None:
    try:
        with ZipFile(BytesIO(data)) as packed:
            parts = packed.infolist()
    except BadZipFile as broken:
        raise Refused("no-workbook") from broken
    names = {each.filename for each in parts}
    if "[Content_Types].xml" not in names or any(each.flag_bits & 1 for each in parts):
        raise Refused("no-workbook")
    if len(parts) > MOST_PARTS or sum(each.file_size for each in parts) > MOST_UNPACKED:
        raise Refused("unpacked")


def _rows(name: str, sheet: Any, wrong: list[list[Any]]) -> Iterator[list[Any]]:
    columns: list[str] = []
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), start=1):
        if number > MOST_ROWS:
            raise Refused("rows")
        if number == 1:
            columns = _columns(name, cells, wrong)
            continue
        row: dict[str, str] = {}
        for column, cell in zip(columns, cells, strict=False):
            if not column or cell.value is None:
                continue
            if cell.data_type in ("f", "e"):
                wrong.append([name, number, column, "formula" if cell.data_type == "f" else "error"])
            elif text := as_text(cell.value):
                row[column] = text
        if row:
            yield [number, row]


def _columns(name: str, cells: Sequence[Any], wrong: list[list[Any]]) -> list[str]:
    heads = [_head(each.value) for each in cells]
    if len(heads) > MOST_COLUMNS and heads[MOST_COLUMNS]:
        raise Refused("columns")
    twice = dict.fromkeys(each for each in heads if each and heads.count(each) > 1)
    wrong += [[name, 1, head, "twice"] for head in twice]
    return heads


def _head(value: object) -> str:
    """Return a column's name; what stands before the first colons is written small, as in `label::English (en)`."""
    base, *rest = _COLONS.split(as_text(value)) if value is not None else [""]
    return "::".join([base.lower(), *rest])


def as_text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if isinstance(value, date | time):
        return value.isoformat()
    return _UNSEEN.sub("", _BLANKS.sub(" ", str(value))).strip()


def main() -> None:
    """Read a workbook from standard input; whatever is wrong with it, the answer is JSON."""
    try:
        told = read(sys.stdin.buffer.read())
    except Refused as refused:
        told = {"refused": str(refused)}
    except Exception:  # noqa: BLE001 - a hostile file breaks its reader in any way there is
        told = {"refused": "no-workbook"}
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
