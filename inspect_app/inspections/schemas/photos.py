"""How a photo that was used before is written out, and what a person finds of it written in."""

from marshmallow import fields, validate

from inspect_app.core.fields import PageIn, Schema, Text
from inspect_app.inspections.rules.photo_reuse import FINDINGS
from inspect_app.inspections.schemas.wire import page_of


class RepeatsIn(PageIn):
    """Which of them."""

    state = fields.String(load_default="all", validate=validate.OneOf(("all", "open")))


class FindingIn(Schema):
    """What was found, and why."""

    finding = fields.String(required=True, validate=validate.OneOf(list(FINDINGS)))
    reason = Text(required=True, most=400)


class EarlierOut(Schema):
    """The earlier use, for whoever answers for that site too."""

    project_id = fields.String(required=True)
    project = fields.String(required=True)
    thing_kind = fields.String(required=True)
    thing_id = fields.String(required=True)
    used_at = fields.AwareDateTime(required=True)
    photo = fields.String(required=True)


class RepeatOut(Schema):
    """A photo of a site that looks like one another site used before."""

    id = fields.String(required=True)
    project_id = fields.String(required=True)
    thing_kind = fields.String(required=True)
    thing_id = fields.String(required=True)
    sha256 = fields.String(required=True)
    used_at = fields.AwareDateTime(required=True)
    found_at = fields.AwareDateTime(required=True)
    distance = fields.Integer(required=True)
    turned = fields.Boolean(required=True)
    photo = fields.String(required=True)
    earlier = fields.Nested(EarlierOut, allow_none=True, required=True)
    finding = fields.String(allow_none=True, required=True)
    reason = fields.String(required=True)
    decided_at = fields.AwareDateTime(allow_none=True, required=True)
    decided_by = fields.String(required=True)


RepeatPage = page_of(RepeatOut)
