"""How a danger reported on site is written in and out."""

from marshmallow import fields

from inspect_app.core.fields import Schema
from inspect_app.core.ids import UUID_TEXT
from inspect_app.inspections.schemas.wire import KEY, a_moment, matching, nullable, plain


class DangerIn(Schema):
    """What is dangerous now: an item of the checklist or a finding besides it; `id` is made by its sender."""

    id = fields.String(required=True, validate=matching(UUID_TEXT))
    item = nullable(matching(KEY))
    extra = nullable(matching(UUID_TEXT))
    element = nullable(matching(UUID_TEXT))
    words = fields.String(load_default="", validate=plain(4000))
    seen_at = fields.String(required=True, validate=a_moment)


class DangerOut(Schema):
    """A danger as it was received, and the defect that came of it."""

    id = fields.String(required=True)
    visit_id = fields.String(required=True)
    received_at = fields.AwareDateTime(required=True)
    defect_id = fields.String(required=True)
    defect = fields.String(attribute="defect.number", required=True)
    due_at = fields.AwareDateTime(attribute="defect.due_at", required=True)
