"""How defects are written out."""

from typing import Any

from marshmallow import Schema, fields, validate

from inspect_app.core import web
from inspect_app.core.clock import now
from inspect_app.core.files import attachments, signed_url
from inspect_app.core.moves import open_moves
from inspect_app.defects.models import Defect
from inspect_app.defects.rules import KINDS, SEVERITIES, WORKFLOW, is_overdue


def late(defect: Defect) -> bool:
    """Say whether the liable party is late with this defect right now."""
    return is_overdue(defect.state, defect.due_at, defect.rectified_at, now())


def _moves(defect: Any) -> list[str]:
    return [each.name for each in open_moves(web.actor(), defect)]


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
