"""How complaints are written out: for the resident, and for those who handle them."""

from typing import Any

from marshmallow import fields, validate

from inspect_app.complaints.queries.photos import shown
from inspect_app.complaints.rules import routing
from inspect_app.complaints.rules.categories import CATEGORIES
from inspect_app.complaints.rules.life import FINDINGS, SOURCES, WORKFLOW
from inspect_app.complaints.rules.nearness import NEAR
from inspect_app.complaints.rules.redaction import REDACTION
from inspect_app.complaints.schemas.seen import (
    due_text,
    hidden_from,
    late,
    masked,
    place_for,
    url_of,
    words_for,
)
from inspect_app.core import web
from inspect_app.core.fields import Schema
from inspect_app.core.files import signed_url
from inspect_app.core.moves import open_moves

_CATEGORY = validate.OneOf(list(CATEGORIES))


class PublicComplaint(Schema):
    """What both sides read."""

    number = fields.String()
    state = fields.String(validate=validate.OneOf([each.name for each in WORKFLOW.states]))
    project = fields.String(attribute="project.name")
    place: fields.Field[Any] = fields.String()
    category = fields.String(validate=_CATEGORY)
    words: fields.Field[Any] = fields.String()
    accountable_party = fields.String(attribute="accountable_party.name")
    covered = fields.Boolean()
    covered_until = fields.Date(allow_none=True)
    cover_basis = fields.String()
    route_basis = fields.Function(lambda one: routing.by_key(one.route).basis, metadata={"type": "string"})
    filed_at = fields.AwareDateTime()
    notice_by = fields.Date(allow_none=True)
    hotline_by = fields.Date(allow_none=True)
    decide_by = fields.Function(due_text, metadata={"type": ["string", "null"]})
    late = fields.Function(late, metadata={"type": "boolean"})
    finding = fields.String(validate=validate.OneOf(list(FINDINGS)), allow_none=True)
    closed_at = fields.AwareDateTime(allow_none=True)


class FiledOut(Schema):
    """A complaint just filed, with its code: this once and never again."""

    complaint = fields.Nested(PublicComplaint)
    code = fields.String()


class UpdateOut(Schema):
    """One line of the resident's timeline."""

    at = fields.AwareDateTime()
    text = fields.String()
    detail = fields.String()


class FollowOut(PublicComplaint):
    """A complaint as its resident follows it."""

    updates = fields.List(fields.Nested(UpdateOut))
    moves = fields.List(fields.String())


def _moves(complaint: Any) -> list[str]:
    return [each.name for each in open_moves(web.actor(), complaint)]


class ComplaintOut(PublicComplaint):
    """A complaint as those who handle it see it; the phone number shows its ends only, if anything."""

    id = fields.String()
    words = fields.Function(lambda one: words_for(web.actor(), one, one.words), metadata={"type": "string"})
    place = fields.Function(lambda one: place_for(web.actor(), one), metadata={"type": "string"})
    source = fields.String(validate=validate.OneOf(list(SOURCES)))
    source_number = fields.String(allow_none=True)
    level = fields.Integer()
    bounces = fields.Integer()
    offered_party_id = fields.String(allow_none=True)
    hidden = fields.Function(lambda one: hidden_from(web.actor(), one), metadata={"type": "boolean"})
    project_id = fields.String()
    element_id = fields.String(allow_none=True)
    accountable_party_id = fields.String()
    route = fields.String()
    phone = fields.Function(lambda one: masked(web.actor(), one), metadata={"type": "string"})
    visit_consent = fields.Boolean()
    reopenings = fields.Integer()
    accepted_at = fields.AwareDateTime(allow_none=True)
    answered_at = fields.AwareDateTime(allow_none=True)
    resolved_at = fields.AwareDateTime(allow_none=True)
    withdrawn_at = fields.AwareDateTime(allow_none=True)
    version = fields.Integer()
    moves = fields.Function(_moves, metadata={"type": "array"})


class PhotoOut(Schema):
    """A photo the resident sent; the address is good for a quarter of an hour."""

    sha256 = fields.Function(str, metadata={"type": "string"})
    url = fields.Function(lambda sha: signed_url(sha, "public"), metadata={"type": "string"})


class ComplaintWhole(ComplaintOut):
    """A complaint with the photos somebody has decided to show, parts of them covered."""

    photos = fields.Function(
        lambda one: PhotoOut(many=True).dump(shown(one.id).copies), metadata={"type": "array"}
    )


class PhotosOut(Schema):
    """The photos as they came, nothing covered."""

    photos = fields.Function(lambda shas: PhotoOut(many=True).dump(shas), metadata={"type": "array"})


class RedactionOut(Schema):
    """A photo for those who decide what of it is shown; `url` is the photo itself until then, then the copy."""

    id = fields.String()
    complaint_id = fields.String()
    project_id = fields.String()
    state = fields.String(validate=validate.OneOf([each.name for each in REDACTION.states]))
    proposed = fields.List(fields.Dict())
    boxes = fields.List(fields.List(fields.Integer()))
    url = fields.Function(url_of, metadata={"type": ["string", "null"]})
    filed_at = fields.AwareDateTime()
    decided_at = fields.AwareDateTime(allow_none=True)
    version = fields.Integer()


class RedactionPage(Schema):
    """A page of photos to decide on."""

    rows = fields.List(fields.Nested(RedactionOut))
    number = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()


class PhoneOut(Schema):
    """The resident's phone number."""

    phone = fields.String()


class PlaceOut(Schema):
    """Where exactly it is."""

    place = fields.String()


class ComplaintPage(Schema):
    """A page of complaints, and how many rows each choice of state would show."""

    rows = fields.List(fields.Nested(ComplaintOut))
    number = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()
    counts = fields.Dict(keys=fields.String(), values=fields.Integer())


class KnownOut(Schema):
    """An open case near by, as anybody may see it."""

    id = fields.String()
    category = fields.String(validate=_CATEGORY)
    near = fields.String(validate=validate.OneOf(list(NEAR)))
    place = fields.String()
    filed_at = fields.AwareDateTime()
    state = fields.String()
    supporters = fields.Integer()


class KnownNear(Schema):
    """The open cases near a place."""

    rows = fields.List(fields.Nested(KnownOut))


class JoinedOut(Schema):
    """The number and the code a supporter follows the case with: this once and never again."""

    number = fields.String()
    code = fields.String()
