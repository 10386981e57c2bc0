"""The plan of a year, to read, to print and to take along as a table."""

import csv
from io import BytesIO, StringIO
from typing import Any

from flask import Response, render_template, request
from xlsxwriter import Workbook

from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.errors import field_problem
from inspect_app.core.i18n import t
from inspect_app.core.permits import Actor
from inspect_app.core.web import page
from inspect_app.inspections import queries
from inspect_app.inspections.pages.visits import WORDS, bp
from inspect_app.inspections.queries.year import YearRow
from inspect_app.inspections.rules import KINDS

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: a cell that begins so would be reckoned by a spreadsheet instead of read
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_WIDTHS = (6, 12, 28, 40, 18, 24, 24, 28)


def _year() -> int:
    asked = request.args.get("year") or str(local_day(now()).year)
    if not asked.isascii() or not asked.isdigit() or not 2000 <= int(asked) <= 2100:
        raise field_problem("year", "年份应在 2000 到 2100 之间", "the year must be 2000 to 2100")
    return int(asked)


@page(bp, "/plans/year", permit="plan.year")
def year(actor: Actor) -> Any:
    """Show the plan of a year in the columns of public plans."""
    chosen = _year()
    rows = queries.year_rows(actor, chosen, local_day(now()))
    return render_template("inspections/year.html", rows=rows, year=chosen, cells=_cells, **WORDS)


@page(bp, "/plans/year.csv", permit="plan.year", name="year_csv")
def year_csv(actor: Actor) -> Any:
    """Give the plan of a year as CSV."""
    chosen, out = _year(), StringIO()
    rows = queries.year_rows(actor, chosen, local_day(now()))
    writer = csv.writer(out)
    writer.writerow(_heads())
    writer.writerows([plain(each) for each in [n, *_cells(row)]] for n, row in enumerate(rows, start=1))
    # The mark at the front lets spreadsheets read it as UTF-8.
    return _file(("\ufeff" + out.getvalue()).encode(), "text/csv; charset=utf-8", f"plan-{chosen}.csv")


@page(bp, "/plans/year.xlsx", permit="plan.year", name="year_xlsx")
def year_xlsx(actor: Actor) -> Any:
    """Give the plan of a year as a workbook."""
    chosen, out = _year(), BytesIO()
    rows = queries.year_rows(actor, chosen, local_day(now()))
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(out, options) as book:
        book.set_properties({"created": now().replace(tzinfo=None)})
        sheet = book.add_worksheet(str(chosen))
        bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        for column, (head, width) in enumerate(zip(_heads(), _WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, head, bold)
        for n, row in enumerate(rows, start=1):
            sheet.write_number(n, 0, n, wrap)
            for column, cell in enumerate(_cells(row), start=1):
                sheet.write_string(n, column, cell, wrap)
        sheet.freeze_panes(1, 0)
    return _file(out.getvalue(), _XLSX, f"plan-{chosen}.xlsx")


def plain(cell: object) -> str:
    """Return a cell that no spreadsheet reckons: one that begins like a formula is quoted."""
    text = str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _heads() -> list[str]:
    return [
        t("序号", "No."), t("类别", "Category"), t("检查事项", "Item"), t("检查对象", "Objects"), t("抽查比例", "Ratio"),
        t("频次", "Frequency"), t("月份", "Months"), t("检查主体", "Body"),
    ]  # fmt: skip


def _cells(row: YearRow) -> list[str]:
    names = t("、", ", ").join(row.objects.values())
    objects = f"{names}{t('（共 %d 个）', ' (%d)').replace('%d', str(len(row.objects)))}"
    ratio = f"{row.percent:g}%{t('（%d 个在建项目中）', ' of %d projects').replace('%d', str(row.of))}"
    months = t("、", ", ").join(str(each) for each in sorted(row.months))
    frequency = t(*row.frequency) + t("，全年 %d 次", ", %d in the year").replace("%d", str(row.visits))
    return [t(*KINDS[row.kind]), t(*row.item), objects, ratio, frequency, months, row.body]


def _file(data: bytes, media: str, name: str) -> Response:
    reply = Response(data, content_type=media)
    reply.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return reply
