"""The hotline's file: every fault by line and column, all or nothing, each number once, answers back."""

import csv
from collections.abc import Callable
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import Workbook
from sqlalchemy import func, select

from inspect_app.complaints.models import Complaint
from inspect_app.complaints.rules.hotline import MOST_LINES, read_lines
from inspect_app.core.db import db
from tests.cast import Cast
from tests.complaints.test_actions import moving

Browser = Callable[[str], FlaskClient]
HEAD = ["工单编号", "受理时间", "小区编码", "问题类别", "反映内容", "部位", "具体位置", "联系电话"]
GOOD = [
    "12345-001",
    "2026-05-01 08:30",
    "p17",
    "屋顶漏水",
    "顶楼漏水，㐂𠮷",
    "1号楼 / 屋面",
    "3 单元 502",
    "13812345678",
]
TODAY = date(2026, 5, 11)


def row(**other: str) -> list[str]:
    names = ("number", "received", "site", "category", "words", "place", "spot", "phone")
    return [other.get(name, value) for name, value in zip(names, GOOD, strict=True)]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"number": ""}, "number"),
        ({"number": "x" * 61}, "number"),
        ({"received": "gestern"}, "received"),
        ({"received": "2026-05-12"}, "received"),
        ({"received": "2026-02-30"}, "received"),
        ({"category": "外星人"}, "category"),
        ({"words": "漏" * 1001}, "words"),
        ({"words": "a\x00b"}, "words"),
        ({"phone": "call me"}, "phone"),
        ({"spot": "楼" * 10_000}, "spot"),
    ],
)
def test_every_fault_is_named_by_its_line_and_column(given: dict[str, str], field: str) -> None:
    lines, faults = read_lines([HEAD, row(), row(**{"number": "12345-002", **given})], TODAY)
    assert [(each.line, each.field) for each in faults] == [(3, field)]
    assert [each.line for each in lines] == [2]


def test_columns_and_lines_are_checked_before_anything_else() -> None:
    assert read_lines([], TODAY)[1][0].line == 1
    assert [each.field for each in read_lines([HEAD[1:], row()[1:]], TODAY)[1]] == ["number"]
    assert [each.field for each in read_lines([[*HEAD, "编号"], row()], TODAY)[1]] == ["number"]
    assert len(read_lines([HEAD, *([row()] * (MOST_LINES + 1))], TODAY)[1]) == 1
    assert [each.zh for each in read_lines([HEAD, row(), row()], TODAY)[1]] == ["与第 2 行相同"]
    assert read_lines([HEAD, [""] * 8, row()], TODAY)[1] == []


def as_csv(*rows: list[str], encoding: str = "utf-8") -> bytes:
    out = StringIO()
    csv.writer(out).writerows([HEAD, *rows])
    return out.getvalue().encode(encoding)


def as_xlsx(*rows: list[str]) -> bytes:
    book = Workbook()
    for each in (HEAD, *rows):
        book.active.append(each)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def sent(client: FlaskClient, data: bytes, step: str = "preview", name: str = "a.csv") -> Any:
    return client.post("/complaints/import", data={"step": step, "file": (BytesIO(data), name)})


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Complaint)) or 0


@pytest.mark.parametrize("data", [as_csv(row()), as_csv(row(), encoding="gb18030"), as_xlsx(row())])
def test_it_is_shown_first_and_then_taken_over_once(cast: Cast, browser: Browser, data: bytes) -> None:
    desk = browser("street")
    shown = sent(desk, data, name="a.bin")
    assert (shown.status_code, count()) == (200, 0)
    assert "新工单 1 件" in shown.text
    assert "13812345678" not in shown.text
    kept = shown.text.split('name="kept" value="')[1].split('"')[0]
    for _twice in range(2):
        reply = desk.post("/complaints/import", data={"step": "take", "kept": kept})
        assert (reply.status_code, count()) == (302, 1)
    made = db.session.scalars(select(Complaint)).one()
    assert (made.source, made.source_number, made.words) == ("hotline", "12345-001", "顶楼漏水，㐂𠮷")
    assert (made.element_id, made.filed_at.date()) == (cast.element().id, date(2026, 5, 1))
    assert made.notice_by == date(2026, 5, 16)
    other = sent(desk, as_csv(row(words="别的")), "take")
    assert (other.status_code, count()) == (422, 1)


def test_with_one_fault_nothing_is_taken(cast: Cast, browser: Browser) -> None:
    desk = browser("street")
    bad = as_csv(row(), row(number="2", site="nowhere"), row(number="3", place="阁楼"))
    for step in ("preview", "take"):
        reply = sent(desk, bad, step)
        assert (reply.status_code, count()) == (422, 0)
        assert "没有这个小区" in reply.text
        assert "没有这个部位" in reply.text
    assert cast


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"PK\x03\x04 broken", b'a,"b\nc'])
def test_what_is_no_table_is_refused_by_its_field(browser: Browser, cast: Cast, data: bytes) -> None:
    assert cast
    assert sent(browser("street"), data, name="x").status_code == 422
    assert (
        browser("street").post("/complaints/import", data={"step": "take", "kept": "p1.x"}).status_code == 422
    )


def test_only_the_desk_takes_over_and_only_for_its_own_projects(cast: Cast, browser: Browser) -> None:
    assert cast
    assert browser("contractor_a").get("/complaints/import").status_code == 403
    assert browser("stranger").post("/complaints/import").status_code in (403, 422)


def test_the_answers_go_back_under_the_hotlines_number_safe_for_a_spreadsheet(
    cast: Cast, browser: Browser
) -> None:
    desk = browser("street")
    assert sent(desk, as_csv(row(number="=1+1")), "take").status_code == 302
    made = db.session.scalars(select(Complaint)).one()
    moving(cast.street, made, "accept")
    moving(cast.street, made, "answer", finding="outside", answer="=HYPERLINK(1) 打 13812345678")
    reply = desk.get("/complaints/answers.csv")
    lines = list(csv.reader(StringIO(reply.data.decode("utf-8-sig"))))
    assert lines[1][0] == "'=1+1"
    assert lines[1][4].startswith("'=HYPERLINK")
    assert "13812345678" not in reply.text
