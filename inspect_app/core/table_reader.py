"""Reads the first sheet of a workbook as rows of text, in a process of its own: bytes in, JSON out."""

import json
import sys
from io import BytesIO
from typing import Any, Final

from openpyxl import load_workbook

from inspect_app.core.workbook_reader import Refused, as_text, weigh

MOST_ROWS: Final = 2000
MOST_COLUMNS: Final = 40


def read(data: bytes) -> list[list[str]]:
    """Return the rows of the first sheet; a formula is named by its own text, never reckoned."""
    weigh(data)
    book = load_workbook(BytesIO(data), read_only=True, keep_links=False)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()
    rows: list[list[str]] = []
    for cells in sheet.iter_rows(max_col=MOST_COLUMNS):
        if len(rows) >= MOST_ROWS:
            raise Refused("rows")
        rows.append(["" if each.value is None else as_text(each.value) for each in cells])
    return rows


def main() -> None:
    """Read a workbook from standard input; whatever is wrong with it, the answer is JSON."""
    told: dict[str, Any]
    try:
        told = {"rows": read(sys.stdin.buffer.read())}
    except Refused as refused:
        told = {"refused": str(refused)}
    except Exception:  # noqa: BLE001 - a hostile file breaks its reader in any way there is
        told = {"refused": "no-workbook"}
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
