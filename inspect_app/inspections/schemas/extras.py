"""How a finding besides the checklist is written in."""

from marshmallow import fields, validate

from inspect_app.core.fields import SHA256, Schema
from inspect_app.core.ids import UUID_TEXT
from inspect_app.defects.rules import KINDS, SEVERITIES
from inspect_app.inspections.schemas.layers import LayerIn
from inspect_app.inspections.schemas.wire import matching, nullable, plain


class ExtraIn(Schema):
    """What is wrong beside what the checklist asks; `id` is made by its sender, so that it is raised once."""

    id = fields.String(required=True, validate=matching(UUID_TEXT))
    title = fields.String(required=True, validate=plain(200, 1))
    kind = fields.String(required=True, validate=validate.OneOf(list(KINDS)))
    severity = fields.String(required=True, validate=validate.OneOf(list(SEVERITIES)))
    element = nullable(matching(UUID_TEXT))
    note = nullable(plain(4000))
    photos = fields.List(
        fields.String(validate=matching(SHA256)), load_default=list, validate=validate.Length(0, 50)
    )
    layers = fields.List(
        fields.Nested(LayerIn), load_default=None, allow_none=True, validate=validate.Length(1, 50)
    )
