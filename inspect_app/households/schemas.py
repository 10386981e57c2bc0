"""How cards of household acceptance are written in and out; a resident's name only masked."""

from typing import Any

from marshmallow import fields, validate

from inspect_app.core import web
from inspect_app.core.fields import Photos, Schema, Text
from inspect_app.core.moves import open_moves
from inspect_app.core.permits import may
from inspect_app.core.tables_out import Column, Table, lived
from inspect_app.households.queries import STATES
from inspect_app.households.rules import OUTCOMES, SCOPES, WORKFLOW
from inspect_app.votes.rules.roll import masked_name

_KEY = validate.Length(0, 36)


def _scope(row: Any) -> tuple[str, str]:
    zh, en = zip(*(SCOPES[each] for each in row.scope), strict=True)
    return "、".join(zh), ", ".join(en)


CARDS = Table("households", "分户验收卡", "Household cards", (
    Column("编号", "Number", "number"), Column("户", "Household", "element.path"), Column("状态", "State", lived(WORKFLOW)),
    Column("改造内容", "Scope", _scope),
    Column("自查人", "Filled by", "filled_by_name"), Column("核查人", "Checked by", "checked_by_name"),
    Column("确认人", "Confirmed by", "confirmed_by_name"), Column("住户签字", "Signed by the resident", "accepted_at"),
    Column("项目", "Project", "project.name"),
))  # fmt: skip


class FilterIn(Schema):
    """Which cards; without `state`, all."""

    state = fields.String(load_default="all", validate=validate.OneOf(STATES))
    project_id = fields.String(load_default="", validate=_KEY)
    page = fields.Integer(load_default=1, validate=validate.Range(1, 1_000_000))


class DraftForm(Schema):
    """For which works cards are drafted, and in which building ("": all)."""

    scope = fields.List(
        fields.String(validate=validate.OneOf(list(SCOPES))),
        required=True,
        validate=validate.Length(1, len(SCOPES)),
    )
    building = Text(load_default="", most=80)


class DraftInProject(DraftForm):
    """Cards of the project named."""

    project_id = fields.String(required=True, validate=validate.Length(1, 36))


class Drafted(Schema):
    """How many cards were drafted."""

    cards = fields.Integer()


class PointsIn(Schema):
    """Points by their keys, their outcomes and notes in the same order; photos of what fails."""

    points = fields.List(
        fields.String(validate=validate.Length(1, 24)), required=True, validate=validate.Length(1, 50)
    )
    outcomes = fields.List(
        fields.String(validate=validate.OneOf(["", *OUTCOMES])),
        required=True,
        validate=validate.Length(1, 50),
    )
    notes = fields.List(Text(most=200), required=True, validate=validate.Length(1, 50))
    photos = Photos(load_default=list)


class PointOut(Schema):
    """One point and how it was found."""

    key = fields.String()
    zh = fields.String(attribute="point.zh")
    en = fields.String(attribute="point.en")
    basis = fields.String(attribute="point.basis")
    outcome = fields.String()
    note = fields.String()
    judged_at = fields.AwareDateTime(allow_none=True)
    judged_by_name = fields.String()


class AttemptOut(Schema):
    """An attempt at the resident's signature."""

    kind = fields.String()
    tried_on = fields.Date()
    next_on = fields.Date(allow_none=True)
    told_by_name = fields.String()


def _moves(card: Any) -> list[str]:
    mine = [each.name for each in open_moves(web.actor(), card)]
    return [*mine, *(["judge"] if may(web.actor(), "household.judge", card) else [])]


class CardRow(Schema):
    """A card in a list, with the moves open to the caller."""

    id = fields.String()
    number = fields.String()
    project_id = fields.String()
    project = fields.String(attribute="project.name")
    element_id = fields.String()
    place = fields.String(attribute="element.path")
    scope = fields.List(fields.String())
    state = fields.String(validate=validate.OneOf([each.name for each in WORKFLOW.states]))
    filled_by_name = fields.String()
    checked_by_name = fields.String()
    confirmed_by_name = fields.String()
    accepted_at = fields.AwareDateTime(allow_none=True)
    concluded_at = fields.AwareDateTime(allow_none=True)
    version = fields.Integer()
    moves = fields.Function(_moves, metadata={"type": "array"})


class CardOut(CardRow):
    """A card whole; the resident's name is masked."""

    points = fields.List(fields.Nested(PointOut))
    attempts = fields.List(fields.Nested(AttemptOut))
    resident = fields.Function(lambda card: masked_name(card.resident), metadata={"type": "string"})


class CardPage(Schema):
    """A page of cards."""

    rows = fields.List(fields.Nested(CardRow))
    number = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()
