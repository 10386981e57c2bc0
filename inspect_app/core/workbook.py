"""XLSForms read from workbooks and made into XForms, each by a part that ends when it has done its work."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from importlib.metadata import version
from typing import Any, Final

from inspect_app.core import disk, log, place
from inspect_app.core.apart import apart
from inspect_app.core.errors import Problem, field_problem

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_BYTES: Final = 5 * 1024 * 1024
#: the sheets of an XLSForm, in the order one reads them
SHEETS: Final = ("survey", "choices", "settings")
#: rule -> why a workbook is not read at all
REFUSED: Final[dict[str, tuple[str, str]]] = {
    "no-workbook": (
        "不是可读取的 .xlsx 工作簿，或已损坏、加密",
        "no .xlsx workbook, or broken, or encrypted",
    ),
    "unpacked": (
        "解压后过大（上限 30 MB、500 个部件）",
        "too large when unpacked; at most 30 MB in 500 parts",
    ),
    "rows": (
        "每张工作表最多 5000 行（请删除多余的空行）",
        "at most 5000 rows a sheet; remove empty ones at the end",
    ),
    "columns": ("每张工作表最多 200 列", "at most 200 columns a sheet"),
    "survey": ("没有名为 survey 的工作表，不是 XLSForm", "no sheet named survey: no XLSForm"),
}
#: rule -> what is wrong with one cell
CELLS: Final[dict[str, tuple[str, str]]] = {
    "formula": ("公式不计算，请直接填写值", "a formula is not evaluated; write its value"),
    "error": ("单元格内是错误值", "the cell holds an error"),
    "twice": ("这一列出现了两次", "this column is there twice"),
}
Cells = dict[str, str]


def read_workbook(data: bytes, field: str) -> tuple[dict[str, list[tuple[int, Cells]]], list[Any]]:
    """Return the sheets of a workbook and its wrong cells ([sheet, row, column, rule]); refuses `field`."""
    if len(data) > MOST_BYTES:
        raise Problem("too-large", limit="5 MB")
    told = json.loads(apart("workbook_reader", data) or b'{"refused": "no-workbook"}')
    if "refused" in told:
        raise field_problem(field, *REFUSED[told["refused"]])
    sheets = {name: [(number, row) for number, row in rows] for name, rows in told["sheets"].items()}
    return sheets, told["wrong"]


def xform(sheets: Mapping[str, Sequence[Cells]]) -> str:
    """Return the XForm of some sheets; once made it is kept under the hash of what it was made of."""
    asked = json.dumps(sheets, ensure_ascii=False, sort_keys=True).encode()
    folder = place.home() / "xforms"
    path = folder / f"{sha256(asked + version('pyxform').encode()).hexdigest()}.xml"
    if path.is_file():
        return path.read_text("utf-8")
    made = apart("xform_maker", asked)
    if not made:
        log.error("no XForm could be made")
        raise Problem(
            "conflict", zh="这份检查表无法转为 XForm。", en="This checklist cannot be made into an XForm."
        )
    disk.write_whole(path, made, folder / "tmp")
    return made.decode()
