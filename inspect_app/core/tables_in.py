"""A table somebody hands in, as CSV or as a workbook: rows of text, whatever it was."""

import csv
import json
from io import StringIO

from inspect_app.core.apart import apart
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.workbook import REFUSED

MOST_BYTES = 5 * 1024 * 1024
_PACKED = b"PK\x03\x04"


def read_table(data: bytes, field: str) -> list[list[str]]:
    """Return the rows of a table as text; refuses `field` where it is neither CSV nor a workbook."""
    if len(data) > MOST_BYTES:
        raise Problem("too-large", limit="5 MB")
    if data.startswith(_PACKED):
        return _workbook(data, field)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return _csv(text, field)
    raise field_problem(
        field, "不是可读取的 CSV 或 .xlsx 文件", "neither CSV nor an .xlsx file that can be read"
    )


def _csv(text: str, field: str) -> list[list[str]]:
    try:
        return list(csv.reader(StringIO(text, newline=""), strict=True))
    except csv.Error as broken:
        raise field_problem(
            field, "CSV 的引号或换行有误", "quotes or line ends of the CSV are wrong"
        ) from broken


def _workbook(data: bytes, field: str) -> list[list[str]]:
    told = json.loads(apart("table_reader", data) or b'{"refused": "no-workbook"}')
    if "refused" in told:
        raise field_problem(field, *REFUSED[told["refused"]])
    rows: list[list[str]] = told["rows"]
    return rows
