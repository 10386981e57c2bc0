"""Sheets of plain texts written as a workbook."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Final

from xlsxwriter import Workbook

from inspect_app.core.clock import now
from inspect_app.core.errors import Problem

MOST_CHARACTERS: Final = 32_767
_WIDTHS: Final = {"label": 40, "hint": 30, "type": 24, "relevant": 40, "calculation": 30, "constraint": 20}


def write_workbook(
    sheets: Mapping[str, Sequence[Mapping[str, str]]], columns: Mapping[str, Sequence[str]]
) -> bytes:
    """Return a workbook of some sheets; `columns` come first, those not among them as they are met."""
    out = BytesIO()
    plain = {f"strings_to_{each}": False for each in ("formulas", "urls", "numbers")}
    with Workbook(out, {"in_memory": True, **plain}) as book:
        book.set_properties({"created": now().replace(tzinfo=None)})
        bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        for name, rows in sheets.items():
            heads = _heads(rows, columns.get(name, ()))
            sheet = book.add_worksheet(name)
            for column, head in enumerate(heads):
                sheet.set_column(column, column, _WIDTHS.get(head.partition("::")[0], 14))
                sheet.write_string(0, column, head, bold)
            for number, row in enumerate(rows, start=1):
                for column, head in enumerate(heads):
                    if len(row.get(head, "")) > MOST_CHARACTERS:
                        raise _too_long(head)
                    if row.get(head):
                        sheet.write_string(number, column, row[head], wrap)
            sheet.freeze_panes(1, 0)
    return out.getvalue()


def _too_long(head: str) -> Problem:
    # XlsxWriter would leave it out without a word.
    zh, en = f"{head} 的内容超过单元格上限", f"{head} is longer than a cell can be"
    return Problem(
        "conflict", zh=f"{zh}（{MOST_CHARACTERS} 字符）。", en=f"{en} ({MOST_CHARACTERS} characters)."
    )


def _heads(rows: Sequence[Mapping[str, str]], first: Sequence[str]) -> list[str]:
    used = dict.fromkeys(each for row in rows for each in row)
    return [*(each for each in first if each in used), *(each for each in used if each not in first)]
