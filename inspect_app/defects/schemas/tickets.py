"""How defects are written out."""

from typing import Any

from marshmallow import fields, validate

from inspect_app.core import web
from inspect_app.core.clock import now
from inspect_app.core.fields import Schema
from inspect_app.core.files import attachments, signed_url
from inspect_app.core.moves import open_moves
from inspect_app.defects.models import Defect
from inspect_app.defects.queries import requests_of
from inspect_app.defects.rules import KINDS, PLANS, REQUEST, REQUESTS, SEVERITIES, WORKFLOW, is_overdue
from inspect_app.defects.rules.acts import ACTS


def late(defect: Defect) -> bool:
    """Say whether the liable party is late with this defect right now."""
    return is_overdue(defect.state, defect.due_at, defect.rectified_at, now())


def _moves(defect: Any) -> list[str]:
    who = web.actor()
    return [each.name for each in (*open_moves(who, defect), *open_moves(who, defect, ACTS))]


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
    plan = fields.String(validate=validate.OneOf(list(PLANS)))
    criterion = fields.String(allow_none=True)
    cause = fields.String(allow_none=True)
    cause_shares = fields.Dict(keys=fields.String(), values=fields.Integer(), allow_none=True)
    subs_open = fields.Integer()
    disputed_at = fields.AwareDateTime(allow_none=True)
    joined_at = fields.AwareDateTime(allow_none=True)
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
    requests = fields.Function(
        lambda defect: RequestOut(many=True).dump(requests_of(defect)), metadata={"type": "array"}
    )


class RequestOut(Schema):
    """What the liable party asked for, and what was said to it."""

    id = fields.String()
    defect_id = fields.String()
    kind = fields.String(validate=validate.OneOf(list(REQUESTS)))
    state = fields.String(validate=validate.OneOf([each.name for each in REQUEST.states]))
    words = fields.String()
    until = fields.AwareDateTime()
    who = fields.String()
    lot = fields.String()
    asked_at = fields.AwareDateTime()
    asked_by_name = fields.String()
    decide_by = fields.AwareDateTime()
    decided_at = fields.AwareDateTime(allow_none=True)
    decided_by_name = fields.String()
    answer = fields.String()


class DefectPage(Schema):
    """A page of defects, and how many rows each choice of each filter would show."""

    rows = fields.List(fields.Nested(DefectOut))
    number = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()
    counts = fields.Dict(
        keys=fields.String(), values=fields.Dict(keys=fields.String(), values=fields.Integer())
    )
