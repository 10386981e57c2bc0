"""How a filter of the list comes in."""

from marshmallow import fields, validate

from inspect_app.core.fields import Schema, Text
from inspect_app.defects.queries import STATES
from inspect_app.defects.rules import SEVERITIES


class FilterIn(Schema):
    """What a list is narrowed to; without `state`, whatever still needs work."""

    state = fields.String(load_default="unfinished", validate=validate.OneOf(STATES))
    severity = fields.String(load_default="", validate=validate.OneOf(["", *SEVERITIES]))
    overdue = fields.Boolean(load_default=False)
    project_id = fields.String(load_default="", validate=validate.Length(0, 36))
    words = Text(load_default="", most=80)


class ListIn(FilterIn):
    """A filter and the page of it."""

    page = fields.Integer(load_default=1, validate=validate.Range(1, 1_000_000))
