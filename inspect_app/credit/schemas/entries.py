"""How credit entries and scores are written out."""

from typing import Any

from marshmallow import fields, validate

from inspect_app.core import web
from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.fields import Day, Schema
from inspect_app.core.moves import open_moves
from inspect_app.credit.models import CreditEntry
from inspect_app.credit.rules.catalogue import BEHAVIOURS, TENTHS, VERSION
from inspect_app.credit.rules.life import WORKFLOW
from inspect_app.credit.rules.openings import shut
from inspect_app.credit.rules.repair import CLASSES
from inspect_app.credit.rules.score import GRADES, Line, Score

_POINTS = {"type": "number"}


KINDS = {each.key: (each.zh, each.en) for each in CLASSES.values()}


class OnIn(Schema):
    """The day to look at; today without one."""

    on = Day(load_default=None, allow_none=True)


class ListIn(OnIn):
    """A day and a page of parties."""

    page = fields.Integer(load_default=1, validate=validate.Range(1, 1_000_000))


def _moves(entry: Any) -> list[str]:
    today = local_day(now())
    return [each.name for each in open_moves(web.actor(), entry) if shut(each.name, entry, today) is None]


class EntryOut(Schema):
    """A credit entry: the behaviour, its rule and version, its source, its working."""

    id = fields.String()
    party_id = fields.String()
    project_id = fields.String()
    project = fields.String(attribute="project.name")
    event = fields.String(validate=validate.OneOf(list(BEHAVIOURS)))
    rule = fields.String()
    basis = fields.Function(lambda one: one.behaviour.basis, metadata={"type": "string"})
    verified = fields.Function(lambda one: one.behaviour.verified, metadata={"type": "boolean"})
    late_since = fields.Date(allow_none=True)
    points = fields.Function(lambda one: one.tenths / TENTHS, metadata=_POINTS)
    source_kind = fields.String()
    source_id = fields.String()
    source_number = fields.String()
    issuer = fields.String()
    corrects_id = fields.String(allow_none=True)
    kind = fields.String(validate=validate.OneOf(list(CLASSES)))
    document_on = fields.Date()
    penalty_months = fields.Integer()
    public_until = fields.Date(allow_none=True)
    repair_from = fields.Date(allow_none=True)
    repair_due_on = fields.Date(allow_none=True)
    appeal_by = fields.Date(allow_none=True)
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
    counted = fields.Function(lambda line: line.counted / TENTHS, metadata=_POINTS)
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


#: where the sources of each kind are to be read; a paper is shown with its entry
_PLACES = {
    "defect": "/defects/",
    "complaint": "/complaints/",
    "notice": "/notices/",
    "claim": "/claims/",
}


def source_url(entry: CreditEntry) -> str:
    """Return where the source of an entry is to be read; "" where there is no other page."""
    if entry.source_kind == "blacklisting":
        return f"/credit/blacklist/{entry.source_id}"
    place = _PLACES.get(entry.source_kind)
    return f"{place}{entry.source_id}" if place else ""
