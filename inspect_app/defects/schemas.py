"""How defects are written in and out."""

from typing import Any

from marshmallow import Schema, fields, validate

from inspect_app.core import web
from inspect_app.core.clock import now
from inspect_app.core.fields import Photos, Text
from inspect_app.core.files import attachments, signed_url
from inspect_app.core.ids import UUID_TEXT
from inspect_app.core.moves import open_moves
from inspect_app.defects.models import Defect
from inspect_app.defects.queries import STATES
from inspect_app.defects.rules import KINDS, SEVERITIES, WORKFLOW, is_overdue

_KEY = validate.Length(0, 36)


def late(defect: Defect) -> bool:
    """Say whether the liable party is late with this defect right now."""
    return is_overdue(defect.state, defect.due_at, defect.rectified_at, now())


def _moves(defect: Any) -> list[str]:
    return [each.name for each in open_moves(web.actor(), defect)]


class FilterIn(Schema):
    """What a list is narrowed to; without `state`, whatever still needs work."""

    state = fields.String(load_default="unfinished", validate=validate.OneOf(STATES))
    severity = fields.String(load_default="", validate=validate.OneOf(["", *SEVERITIES]))
    overdue = fields.Boolean(load_default=False)
    project_id = fields.String(load_default="", validate=_KEY)
    words = Text(load_default="", most=80)


class ListIn(FilterIn):
    """A filter and the page of it."""

    page = fields.Integer(load_default=1, validate=validate.Range(1, 1_000_000))


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


class DefectOut(Schema):
    """A defect, and the moves open to the caller."""

    id = fields.String()
    number = fields.String()
    project_id = fields.String()
    project = fields.String(attribute="project.name")
    element_id = fields.String(allow_none=True)
    place = fields.String()
    kind = fields.String(validate=validate.OneOf(list(KINDS)))
    severity = fields.String(validate=validate.OneOf(list(SEVERITIES)))
    state = fields.String(validate=validate.OneOf([each.name for each in WORKFLOW.states]))
    title = fields.String()
    description = fields.String()
    clause = fields.String()
    liable_party_id = fields.String()
    liable_party = fields.String(attribute="liable_party.name")
    source_kind = fields.String()
    source_id = fields.String(allow_none=True)
    raised_at = fields.AwareDateTime()
    raised_by_name = fields.String()
    due_at = fields.AwareDateTime()
    overdue = fields.Function(late, metadata={"type": "boolean"})
    overdue_at = fields.AwareDateTime(allow_none=True)
    rounds = fields.Integer()
    returns = fields.Integer()
    accepted_at = fields.AwareDateTime(allow_none=True)
    rectified_at = fields.AwareDateTime(allow_none=True)
    closed_at = fields.AwareDateTime(allow_none=True)
    voided_at = fields.AwareDateTime(allow_none=True)
    version = fields.Integer()
    moves = fields.Function(_moves, metadata={"type": "array"})


class PhotoOut(Schema):
    """A photo of a defect: found, before, after or checked; the address is good for a quarter of an hour."""

    label = fields.String()
    sha256 = fields.String()
    actor_name = fields.String()
    at = fields.AwareDateTime()
    layer = fields.List(fields.Dict(), allow_none=True)
    url = fields.Function(lambda photo: signed_url(photo.sha256, "public"), metadata={"type": "string"})


class DefectWhole(DefectOut):
    """A defect with its photos."""

    photos = fields.Function(
        lambda defect: PhotoOut(many=True).dump(attachments("defect", defect.id)), metadata={"type": "array"}
    )


class DefectPage(Schema):
    """A page of defects, and how many rows each choice of each filter would show."""

    rows = fields.List(fields.Nested(DefectOut))
    number = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()
    counts = fields.Dict(
        keys=fields.String(), values=fields.Dict(keys=fields.String(), values=fields.Integer())
    )
