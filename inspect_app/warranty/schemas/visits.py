"""How return visits are written in and out."""

from typing import Any

from marshmallow import fields, validate

from inspect_app.core import web
from inspect_app.core.fields import Flag, Schema, Text
from inspect_app.core.moves import open_moves
from inspect_app.warranty.rules.visits import ANSWERS, KINDS, QUESTIONS, WORKFLOW

_ANSWER = validate.OneOf(list(ANSWERS))


class HouseholdIn(Schema):
    """What a drawn household said, or that nobody was there."""

    element_id = fields.String(required=True, validate=validate.Length(1, 36))
    away = Flag(load_default=False)
    satisfaction = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(1, 3))
    answers = fields.Dict(
        keys=fields.String(validate=validate.OneOf([each.key for each in QUESTIONS])),
        values=fields.String(validate=_ANSWER), load_default=dict,
    )  # fmt: skip
    note = Text(load_default="", most=1000)


def household_form() -> type[Schema]:
    """Return the form of one household: a box for each question there is."""
    boxes: dict[str, fields.Field[Any]] = {
        f"q-{each.key}": fields.String(load_default=None, allow_none=True, validate=_ANSWER)
        for each in QUESTIONS
    }
    rest: dict[str, fields.Field[Any]] = {
        "element_id": fields.String(required=True, validate=validate.Length(1, 36)),
        "away": fields.Boolean(load_default=False),
        "satisfaction": fields.Integer(load_default=None, allow_none=True, validate=validate.Range(1, 3)),
        "note": Text(load_default="", most=1000),
    }
    return Schema.from_dict({**rest, **boxes}, name="HouseholdForm")


class HouseholdOut(Schema):
    """What a household said."""

    element_id = fields.String()
    place = fields.String(attribute="element.path")
    away = fields.Boolean()
    satisfaction = fields.Integer(allow_none=True)
    answers = fields.Dict()
    note = fields.String()
    by_name = fields.String()
    at = fields.AwareDateTime()


class ReturnVisitOut(Schema):
    """A return visit: its day, the households drawn and how (so that anybody can draw again), and what they said."""

    id = fields.String()
    project_id = fields.String()
    key = fields.String()
    kind = fields.String(validate=validate.OneOf(list(KINDS)))
    zh = fields.String()
    en = fields.String()
    basis = fields.String()
    verified = fields.Boolean()
    due_on = fields.Date()
    party = fields.String(attribute="party.name")
    state = fields.String(validate=validate.OneOf([each.name for each in WORKFLOW.states]))
    late = fields.Boolean()
    units = fields.List(fields.String())
    sample = fields.List(fields.String())
    seed = fields.String()
    note = fields.String()
    held_at = fields.AwareDateTime(allow_none=True)
    households = fields.List(fields.Nested(HouseholdOut))
    moves = fields.Function(
        lambda one: [each.name for each in open_moves(web.actor(), one)], metadata={"type": "array"}
    )
