"""Tables for spreadsheets: as CSV that Excel reads as UTF-8, with no cell a spreadsheet would reckon."""

import csv
from collections.abc import Iterable
from io import StringIO

#: what a cell begins with that a spreadsheet takes for a formula
_LIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(value: object) -> str:
    """Return a value as a cell; text that would be reckoned gets an apostrophe before it, figures stay figures."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(_LIVE) else text


def safe_csv(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    """Return a table as CSV, the names of its columns first."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([safe_cell(each) for each in columns])
    writer.writerows([safe_cell(each) for each in row] for row in rows)
    return out.getvalue().encode("utf-8-sig", errors="replace")
