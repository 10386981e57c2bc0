"""How complaints are written in and out: for the resident, and for those who handle them."""

from typing import Any

from marshmallow import Schema, fields, validate

from inspect_app.complaints.models import Complaint
from inspect_app.complaints.queries import STATES
from inspect_app.complaints.rules import masking, routing
from inspect_app.complaints.rules.categories import CATEGORIES
from inspect_app.complaints.rules.life import FINDINGS, MOST_PHOTOS, MOST_WORDS, WORKFLOW
from inspect_app.complaints.rules.promises import is_late
from inspect_app.core import web
from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.fields import Flag, Photos, Text
from inspect_app.core.files import attachments, signed_url
from inspect_app.core.moves import open_moves
from inspect_app.core.permits import Actor, may

_KEY = validate.Length(0, 36)
_CATEGORY = validate.OneOf(list(CATEGORIES))


def late(complaint: Complaint) -> bool:
    """Say whether a promise to this resident is broken today."""
    dates = complaint.notice_by, complaint.hotline_by, complaint.decide_by
    return is_late(complaint.state, local_day(now()), *dates)


def masked(actor: Actor, complaint: Complaint) -> str:
    """Return the phone number as this person may see it on a page: its ends only, or nothing."""
    if not complaint.phone or not may(actor, "complaint.see-phone", complaint):
        return ""
    return f"{complaint.phone[:3]}****{complaint.phone[-2:]}"


def words_for(actor: Actor, complaint: Complaint, text: str) -> str:
    """Return a resident's text as this person may read it: numbers and addresses hidden from whoever only repairs."""
    return text if may(actor, "complaint.see-words", complaint) else masking.masked(text)


def hidden_from(actor: Actor, complaint: Complaint, *more: str) -> bool:
    """Say whether something of what the resident wrote is hidden from this person."""
    texts = (complaint.words, complaint.spot, *more)
    return any(masking.hides(each) for each in texts) and not may(actor, "complaint.see-words", complaint)


class TellIn(Schema):
    """The second screen: what is wrong."""

    category = fields.String(required=True, validate=_CATEGORY)
    words = Text(required=True, most=MOST_WORDS)
    spot = Text(load_default="", most=120)
    photos = Photos(load_default=list, most=MOST_PHOTOS)
    drop = Flag(load_default=False)


class ContactIn(Schema):
    """The third screen: how to reach the resident."""

    phone = Text(load_default="", most=20)
    visit_consent = Flag(load_default=False)


class FileIn(Schema):
    """A complaint in one message; `once` is a random key of the sender, so that sending twice files one."""

    site = Text(required=True, most=40)
    element_id = fields.String(load_default=None, allow_none=True, validate=_KEY)
    category = fields.String(required=True, validate=_CATEGORY)
    words = Text(required=True, most=MOST_WORDS)
    spot = Text(load_default="", most=120)
    phone = Text(load_default="", most=20)
    visit_consent = Flag(load_default=False)
    once = fields.String(load_default=None, validate=validate.Regexp(r"[0-9A-Za-z-]{22,64}\Z"))


class FollowIn(Schema):
    """What opens a complaint to its resident."""

    number = Text(required=True, most=20)
    code = Text(required=True, most=60)


class CodeIn(Schema):
    """The resident's code."""

    code = Text(load_default="", most=60)


class FilterIn(Schema):
    """What a list is narrowed to; without `state`, whatever still needs work."""

    state = fields.String(load_default="unfinished", validate=validate.OneOf(STATES))
    project_id = fields.String(load_default="", validate=_KEY)
    words = Text(load_default="", most=80)
    page = fields.Integer(load_default=1, validate=validate.Range(1, 1_000_000))


class AssignIn(Schema):
    """The party a complaint is passed to, and why."""

    party_id = fields.String(required=True, validate=validate.Length(1, 36))
    reason = Text(required=True, most=1000)


class NoteIn(Schema):
    """A word to the resident, or a remark among colleagues."""

    words = Text(required=True, most=2000)


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
    decide_by = fields.Date(allow_none=True)
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
    place = fields.Function(lambda one: words_for(web.actor(), one, one.place), metadata={"type": "string"})
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

    sha256 = fields.String()
    url = fields.Function(lambda photo: signed_url(photo.sha256, "public"), metadata={"type": "string"})


class ComplaintWhole(ComplaintOut):
    """A complaint with its photos."""

    photos = fields.Function(
        lambda one: PhotoOut(many=True).dump(attachments("complaint", one.id)), metadata={"type": "array"}
    )


class PhoneOut(Schema):
    """The resident's phone number."""

    phone = fields.String()


class ComplaintPage(Schema):
    """A page of complaints, and how many rows each choice of state would show."""

    rows = fields.List(fields.Nested(ComplaintOut))
    number = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()
    counts = fields.Dict(keys=fields.String(), values=fields.Integer())
