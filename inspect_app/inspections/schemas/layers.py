"""How the arrows, circles and lines over a photo are written in."""

from marshmallow import fields, validate

from inspect_app.core.fields import SHA256, Figure, Schema
from inspect_app.core.marks import COLOURS, KINDS, MOST_SHAPES
from inspect_app.inspections.schemas.wire import matching

_PAIR = validate.Length(2, 2)


class ShapeIn(Schema):
    """One mark from point to point: shares of the upright picture's width and height."""

    kind = fields.String(required=True, validate=validate.OneOf(list(KINDS)))
    colour = fields.String(required=True, validate=validate.OneOf(list(COLOURS)))
    points = fields.List(
        fields.List(Figure(validate=validate.Range(0, 1)), validate=_PAIR), required=True, validate=_PAIR
    )


class LayerIn(Schema):
    """The marks over one photo of the answer."""

    photo = fields.String(required=True, validate=matching(SHA256))
    shapes = fields.List(fields.Nested(ShapeIn), required=True, validate=validate.Length(1, MOST_SHAPES))
