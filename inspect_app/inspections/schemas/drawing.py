"""How draws, arrivals, drawn units and recusals are written in and out."""

from typing import Any

from marshmallow import fields, validate

from inspect_app.core.fields import Day, Figure, Moment, Schema, Text
from inspect_app.core.moves import open_moves
from inspect_app.core.web import actor
from inspect_app.inspections.actions.listing import MOST_TEAM
from inspect_app.inspections.actions.recusing import MOST_ROOM
from inspect_app.inspections.rules.draw import LEAST_TEAM
from inspect_app.inspections.rules.draw_life import STRATA
from inspect_app.inspections.rules.draw_units import AQLS, SAMPLES
from inspect_app.inspections.rules.draw_weights import CEILING, FLOOR, LEAST_SHARE
from inspect_app.inspections.rules.recusal import DECLARED
from inspect_app.inspections.schemas.wire import page_of

_SHARES = validate.Range(LEAST_SHARE, 100)
_SKILL = validate.Regexp(r"[\w\-]{1,24}")


class WeightIn(Schema):
    """Tickets an officer gives a project, and why."""

    project_id = Text(required=True, most=36)
    tickets = fields.Integer(required=True, validate=validate.Range(FLOOR, CEILING))
    reason = Text(required=True, most=200)


class _Draw(Schema):
    region = fields.String(load_default="", validate=validate.Regexp(r"[0-9]{0,12}"))
    name = Text(required=True, most=120)
    template_id = Text(required=True, most=36)
    strata = fields.String(load_default="", validate=validate.OneOf(list(STRATA)))
    team = fields.Integer(load_default=LEAST_TEAM, validate=validate.Range(LEAST_TEAM, MOST_TEAM))
    entropy = Text(required=True, most=300)
    entropy_at = Moment(required=True)
    opens_at = Moment(required=True)
    due_on = Day(required=True)


class DrawIn(_Draw):
    """A draw to be prepared."""

    share = Figure(load_default=float(LEAST_SHARE), validate=_SHARES)
    needs = fields.List(fields.String(validate=_SKILL), load_default=list, validate=validate.Length(0, 10))
    weights = fields.List(fields.Nested(WeightIn), load_default=list, validate=validate.Length(0, 1000))


class DrawForm(_Draw):
    """A draw as its page asks for it: a form writes figures as text, and skills in one line."""

    share = fields.Float(load_default=float(LEAST_SHARE), validate=_SHARES)
    needs = Text(load_default="", most=200)


class DrawOut(Schema):
    """A draw, with the moves open to whoever asks; what is public of it is at its own address."""

    id = fields.String(required=True)
    number = fields.String(required=True)
    name = fields.String(required=True)
    region = fields.String(required=True)
    state = fields.String(required=True)
    share = fields.Float(required=True)
    strata = fields.String(required=True)
    team = fields.Integer(required=True)
    entropy = fields.String(required=True)
    entropy_at = fields.AwareDateTime(required=True)
    opens_at = fields.AwareDateTime(required=True)
    due_on = fields.Date(required=True)
    list_hash = fields.String(allow_none=True)
    chance = fields.String(allow_none=True)
    reference = fields.String(allow_none=True)
    seed = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
    again_of_id = fields.String(allow_none=True)
    moves = fields.Function(lambda draw: [each.name for each in open_moves(actor(), draw)])


class ShareOut(Schema):
    """A site's odds over all draws, beside what happened."""

    project_id = fields.String(attribute="project.id")
    project = fields.String(attribute="project.name")
    listed = fields.Integer()
    expected = fields.Float()
    drawn = fields.Integer()
    always = fields.Integer()
    never = fields.Boolean()


class ArriveIn(Schema):
    """Where an inspector stands: the site's code, or a place."""

    code = Text(load_default="", most=80)
    lat = fields.Float(load_default=None, allow_none=True, validate=validate.Range(-90, 90))
    lon = fields.Float(load_default=None, allow_none=True, validate=validate.Range(-180, 180))
    #: when a tablet without a network was there, by its own clock
    scanned_at = Moment(load_default=None, allow_none=True)


class ReplaceIn(Schema):
    reason = Text(required=True, most=400)


class SealOut(Schema):
    """A drawn task as its inspector may know it: before the time neither where nor with whom."""

    visit_id = fields.String(required=True)
    number = fields.String(attribute="visit.number")
    draw = fields.String(attribute="draw.number")
    opens_at = fields.AwareDateTime(required=True)
    due_on = fields.Date(attribute="visit.due_on")
    arrived_at = fields.AwareDateTime(allow_none=True)


class UnitsIn(Schema):
    """Which kind of elements, and how many of them are looked at."""

    kind = Text(required=True, most=24)
    sample = fields.String(load_default="gb50300", validate=validate.OneOf(list(SAMPLES)))
    number = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(1, 10_000))
    #: with gb2828 alone; 2.5 where none is given
    aql = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(list(AQLS)))


class UnitsOut(Schema):
    """The units drawn: from which list and seed, and which they are."""

    kind = fields.String(required=True)
    sample = fields.String(required=True)
    aql = fields.String(allow_none=True)
    units: Any = fields.List(fields.String())
    list_hash = fields.String(required=True)
    seed = fields.String(required=True)
    drawn: Any = fields.List(fields.String())
    drawn_at = fields.AwareDateTime(required=True)


class RecusalIn(Schema):
    """A recusal; without a person it is the caller's own."""

    person_id = Text(load_default=None, allow_none=True, most=36)
    kind = fields.String(required=True, validate=validate.OneOf(list(DECLARED)))
    party_id = Text(load_default=None, allow_none=True, most=36)
    project_id = Text(load_default=None, allow_none=True, most=36)
    since = Day(load_default=None, allow_none=True)
    until = Day(load_default=None, allow_none=True)
    note = Text(load_default="", most=400)


class RecusalOut(RecusalIn):
    id = fields.String(required=True)
    withdrawn_at = fields.AwareDateTime(allow_none=True)


class InspectorIn(Schema):
    skills = fields.List(fields.String(validate=_SKILL), load_default=list, validate=validate.Length(0, 20))
    room = fields.Integer(required=True, validate=validate.Range(0, MOST_ROOM))


class InspectorForm(Schema):
    """The same as a page asks for it: skills in one line."""

    skills = Text(load_default="", most=400)
    room = fields.Integer(required=True, validate=validate.Range(0, MOST_ROOM))


class Asked(Schema):
    """A form that is only a button."""


DrawPage = page_of(DrawOut)
RecusalPage = page_of(RecusalOut)
