"""How money held back is written in and out: in yuan on the way in, in fen on the way out."""

from marshmallow import fields, validate

from inspect_app.core import web
from inspect_app.core.fields import Day, Schema, Text
from inspect_app.core.moves import open_moves
from inspect_app.warranty.queries.retention import balance, blockers
from inspect_app.warranty.rules.retention import DELAYS, FORMS, RELEASE

_YUAN = validate.Range(0, 10**11, min_inclusive=False)


class HoldIn(Schema):
    """What is held back of a settlement price, both in yuan, and for how long."""

    settlement = fields.Float(required=True, validate=_YUAN)
    held = fields.Float(required=True, validate=_YUAN)
    months = fields.Integer(load_default=12)
    form = fields.String(load_default="cash", validate=validate.OneOf(list(FORMS)))
    delay = fields.String(load_default="none", validate=validate.OneOf(list(DELAYS)))
    reported_on = Day(load_default=None, allow_none=True)
    document_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(0, 36))


class AskIn(Schema):
    """How much is asked for, in yuan."""

    amount = fields.Float(required=True, validate=_YUAN)
    note = Text(load_default="", most=1000)


class ReleaseOut(Schema):
    """A request for release, its sums in fen."""

    id = fields.String()
    number = fields.String()
    state = fields.String(validate=validate.OneOf([each.name for each in RELEASE.states]))
    asked = fields.Integer()
    amount = fields.Integer(allow_none=True)
    answer_by = fields.Date()
    deemed = fields.Boolean()
    working = fields.Dict()
    note = fields.String()
    requested_at = fields.AwareDateTime()
    checked_at = fields.AwareDateTime(allow_none=True)
    ended_at = fields.AwareDateTime(allow_none=True)
    moves = fields.Function(
        lambda one: [each.name for each in open_moves(web.actor(), one)], metadata={"type": "array"}
    )


class RetentionOut(Schema):
    """Money held back, in fen."""

    id = fields.String()
    project_id = fields.String()
    project = fields.String(attribute="project.name")
    party = fields.String(attribute="party.name")
    form = fields.String(validate=validate.OneOf(list(FORMS)))
    settlement = fields.Integer()
    held = fields.Integer()
    months = fields.Integer()
    delay = fields.String(validate=validate.OneOf(list(DELAYS)))
    starts_on = fields.Date()
    ends_on = fields.Date()


class RetentionWhole(RetentionOut):
    """Money held back with its sum step by step, the open items that block it, and the requests."""

    left = fields.Function(lambda one: balance(one).left, metadata={"type": "integer"})
    steps = fields.Function(
        lambda one: [{"zh": zh, "en": en, "fen": fen} for zh, en, fen in balance(one).steps],
        metadata={"type": "array"},
    )
    blocked_by = fields.Function(
        lambda one: [{"url": each.url, "zh": each.words[0], "en": each.words[1]} for each in blockers(one)],
        metadata={"type": "array"},
    )
    releases = fields.List(fields.Nested(ReleaseOut))
