"""What a desk hands out as a file."""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from marshmallow import fields, validate

from inspect_app.core.fields import Schema
from inspect_app.core.tables_out import Column, Table, worded
from inspect_app.credit.rules.catalogue import TENTHS
from inspect_app.desks.rules import AGED, AGES, KINDS, Row, Words


def _title(row: Row) -> Words:
    # A claim is called by what its resident wrote, with name and phone and flat: a file says what it is instead.
    return KINDS["claim"] if row.kind == "claim" else row.title


def _place(row: Row) -> str:
    return "" if row.kind == "claim" else row.place


_COLUMNS = (
    Column("种类", "Kind", worded("kind", KINDS)), Column("编号", "Number", "number"),
    Column("事项", "What it is", _title, personal=True), Column("状态", "State", "state"),
    Column("下一步", "Next", "what"), Column("由谁", "By", "who"), Column("期限", "Deadline", "due_at"),
    Column("已超期", "Overdue", "late"),
    Column("信用影响（分）", "Credit at stake", lambda row: None if row.stake is None else row.stake / TENTHS),
    Column("项目", "Project", "project"), Column("位置", "Place", _place, personal=True),
)  # fmt: skip
INBOX = Table("inbox", "收件箱", "Inbox", _COLUMNS)
CASES = Table("cases", "案件台", "Case desk", _COLUMNS)


class AgedIn(Schema):
    """The figure of the firm's view whose things are asked for."""

    kind = fields.String(required=True, validate=validate.OneOf(AGED))
    age = fields.String(required=True, validate=validate.OneOf([key for key, _most, _words in AGES]))
    page = fields.Integer(load_default=1, validate=validate.Range(1, 1_000_000))


def aged(as_row: Callable[[Any], Row]) -> Table:
    """Return what the list behind a figure hands out; `as_row` says how a thing of it lies on the desk."""
    last = lru_cache(maxsize=1)(as_row)

    def of(column: Column) -> Callable[[Any], object]:
        return lambda one: column.read(last(one))

    return Table("open", "未了结事项", "Open things", tuple(replace(each, of=of(each)) for each in _COLUMNS))
