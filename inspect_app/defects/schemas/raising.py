"""How a new defect comes in."""

from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from inspect_app.core.fields import Photos, Schema, Text
from inspect_app.core.ids import UUID_TEXT
from inspect_app.defects.rules import KINDS, MOST_DAYS, SEVERITIES, Term, needs_criterion
from inspect_app.defects.rules.hazards import BY_KEY

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
    criterion = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(["", *BY_KEY]))
    days = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(1, MOST_DAYS))
    days_kind = fields.String(load_default="calendar", validate=validate.OneOf(["calendar", "working"]))

    @validates_schema(skip_on_field_errors=True)
    def _named(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if needs_criterion(data["kind"], data["severity"]) and not data["criterion"]:
            words = ("重大事故隐患须选择判定情形", "a major hazard names its criterion")
            raise ValidationError({"criterion": [words]})

    @post_load
    def _as_term(self, data: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
        days, working = data.pop("days"), data.pop("days_kind") == "working"
        wanted = needs_criterion(data["kind"], data["severity"])
        return {
            **data,
            "criterion": (data["criterion"] or None) if wanted else None,
            "term": Term(days, working) if days else None,
        }


class RaiseInProject(RaiseIn):
    """A new defect of the project named."""

    project_id = fields.String(required=True, validate=validate.Length(1, 36))


class RaiseForm(RaiseIn):
    """A new defect from a form; sent twice, the same form makes one defect."""

    once = fields.String(load_default=None, validate=validate.Regexp(rf"(?:{UUID_TEXT.pattern})\Z"))
