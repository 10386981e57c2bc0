"""How a new defect comes in."""

from marshmallow import Schema, fields, validate

from inspect_app.core.fields import Photos, Text
from inspect_app.core.ids import UUID_TEXT
from inspect_app.defects.rules import KINDS, SEVERITIES

_KEY = validate.Length(0, 36)


class RaiseIn(Schema):
    """A new defect; without a liable party, the project's contractor."""

    title = Text(required=True, most=200)
    description = Text(load_default="", most=4000)
    kind = fields.String(load_default="quality", validate=validate.OneOf(list(KINDS)))
    severity = fields.String(load_default="general", validate=validate.OneOf(list(SEVERITIES)))
    clause = Text(load_default="", most=200)
    element_id = fields.String(load_default=None, allow_none=True, validate=_KEY)
    liable_party_id = fields.String(load_default=None, allow_none=True, validate=_KEY)
    photos = Photos(load_default=list)


class RaiseInProject(RaiseIn):
    """A new defect of the project named."""

    project_id = fields.String(required=True, validate=validate.Length(1, 36))


class RaiseForm(RaiseIn):
    """A new defect from a form; sent twice, the same form makes one defect."""

    once = fields.String(load_default=None, validate=validate.Regexp(rf"(?:{UUID_TEXT.pattern})\Z"))
