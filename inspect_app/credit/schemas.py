"""How credit entries and scores are written out."""

from collections.abc import Callable
from typing import Any

from marshmallow import Schema, fields, validate

from inspect_app.core import web
from inspect_app.core.fields import Day
from inspect_app.core.moves import open_moves
from inspect_app.core.tables_out import Column, Table, lived, worded
from inspect_app.credit.models import CreditEntry
from inspect_app.credit.rules.catalogue import BEHAVIOURS, TENTHS, VERSION
from inspect_app.credit.rules.life import WORKFLOW
from inspect_app.credit.rules.score import GRADES, Line, Score
from inspect_app.identity.rules import PARTY_KINDS

_POINTS = {"type": "number"}


ENTRIES = Table("credit-entries", "信用记录", "Credit entries", (
    Column("行为", "Behaviour", worded("event", BEHAVIOURS)), Column("状态", "State", lived(WORKFLOW)),
    Column("分值", "Points", lambda row: row.tenths / TENTHS), Column("来源", "Source", "source_number"),
    Column("项目", "Project", "project.name"), Column("发生日", "Day", "occurred_on"), Column("失效日", "Expires", "expires_on"),
    Column("说明", "Working", lambda row: (row.explanation_zh, row.explanation_en)), Column("规则", "Rules", "rule"),
))  # fmt: skip


def firms(scores: Callable[[], dict[str, Score]]) -> Table:
    """Return what the list of firms hands out; `scores` tells those of all of them, and is asked once."""
    found: dict[str, Score] = {}

    def score(row: Any) -> Score:
        if not found:
            found.update(scores())
        return found[row.id]

    return Table("credit", "信用", "Credit", (
        Column("单位", "Party", "name"), Column("类别", "Kind", worded("kind", PARTY_KINDS)),
        Column("等级", "Grade", lambda row: score(row).grade.letter), Column("得分", "Score", lambda row: score(row).tenths / TENTHS),
        Column("计分记录", "Entries that count", lambda row: len(score(row).lines)),
    ))  # fmt: skip


class OnIn(Schema):
    """The day to look at; today without one."""

    on = Day(load_default=None, allow_none=True)


class ListIn(OnIn):
    """A day and a page of parties."""

    page = fields.Integer(load_default=1, validate=validate.Range(1, 1_000_000))


def _moves(entry: Any) -> list[str]:
    return [each.name for each in open_moves(web.actor(), entry)]


class EntryOut(Schema):
    """A credit entry: the behaviour, its rule and version, its source, its working."""

    id = fields.String()
    party_id = fields.String()
    project_id = fields.String()
    project = fields.String(attribute="project.name")
    event = fields.String(validate=validate.OneOf(list(BEHAVIOURS)))
    rule = fields.String()
    basis = fields.Function(lambda one: BEHAVIOURS[one.event].basis, metadata={"type": "string"})
    verified = fields.Function(lambda one: BEHAVIOURS[one.event].verified, metadata={"type": "boolean"})
    points = fields.Function(lambda one: one.tenths / TENTHS, metadata=_POINTS)
    source_kind = fields.String()
    source_id = fields.String()
    source_number = fields.String()
    explanation_zh = fields.String()
    explanation_en = fields.String()
    occurred_on = fields.Date()
    expires_on = fields.Date()
    object_by = fields.Date(allow_none=True)
    published_on = fields.Date(allow_none=True)
    settled_at = fields.AwareDateTime(allow_none=True)
    state = fields.String(validate=validate.OneOf([each.name for each in WORKFLOW.states]))
    objection = fields.String()
    version = fields.Integer()
    moves = fields.Function(_moves, metadata={"type": "array"})


class LineOut(Schema):
    """One step of the working."""

    entry_id = fields.String(attribute="item.id")
    event = fields.String(attribute="item.code")
    points = fields.Function(lambda line: line.item.tenths / TENTHS, metadata=_POINTS)
    score_after = fields.Function(lambda line: line.after / TENTHS, metadata=_POINTS)


class StandingOut(Schema):
    """A party with its score and grade on a day."""

    party_id = fields.String()
    name = fields.String()
    kind = fields.String()
    on = fields.Date()
    score = fields.Float()
    grade = fields.String(validate=validate.OneOf([each.letter for each in GRADES]))
    vetoed_by = fields.String(allow_none=True)


class ScoreOut(StandingOut):
    """A party's score with its working line by line."""

    rule = fields.String()
    lines = fields.List(fields.Nested(LineOut))


class WholeOut(ScoreOut):
    """A party's score, its working, and every entry."""

    entries = fields.List(fields.Nested(EntryOut))


class StandingPage(Schema):
    """A page of parties with their scores."""

    rows = fields.List(fields.Nested(StandingOut))
    number = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()


def standing(party: Any, score: Score) -> dict[str, Any]:
    """Return a party with its score as the schemas write it."""
    lines: tuple[Line, ...] = score.lines
    return {
        "party_id": party.id, "name": party.name, "kind": party.kind, "on": score.on,
        "score": score.tenths / TENTHS, "grade": score.grade.letter, "rule": VERSION, "lines": lines,
        "vetoed_by": score.vetoed_by.id if score.vetoed_by else None,
    }  # fmt: skip


def source_url(entry: CreditEntry) -> str:
    """Return where the source of an entry is to be read."""
    return f"/{entry.source_kind}s/{entry.source_id}"
