"""How claims are written in and out: for the resident, and for those who handle them."""

from typing import Any

from marshmallow import fields, validate

from inspect_app.core import web
from inspect_app.core.clock import now
from inspect_app.core.codes import shown
from inspect_app.core.fields import Photos, Schema, Text
from inspect_app.core.files import attachments, signed_url
from inspect_app.core.moves import open_moves
from inspect_app.warranty.actions import may_take_over
from inspect_app.warranty.models.claims import SOURCES
from inspect_app.warranty.queries.claims import STATES
from inspect_app.warranty.rules.claim import ABSENT, MOST_PHOTOS, MOST_WORDS, WORKFLOW
from inspect_app.warranty.rules.promises import URGENCIES

_KEY = validate.Length(0, 36)


class ClaimTyped(Schema):
    """What a resident claims, from the form."""

    urgency = fields.String(load_default="general", validate=validate.OneOf(list(URGENCIES)))
    words = Text(required=True, most=MOST_WORDS)
    spot = Text(load_default="", most=120)
    photos = Photos(load_default=list, most=MOST_PHOTOS)
    once = fields.String(load_default="", validate=validate.Length(0, 64))


class ClaimIn(ClaimTyped):
    """What a resident claims, and where; `once` is made at random by the caller, so that a repeat is one claim."""

    site = fields.String(required=True, validate=validate.Length(1, 40))
    element_id = fields.String(load_default=None, allow_none=True, validate=_KEY)


class FollowIn(Schema):
    """Number and code."""

    number = Text(required=True, most=20)
    code = Text(required=True, most=60)


class ClaimFilter(Schema):
    """Which claims; without `state`, the unfinished ones."""

    state = fields.String(load_default="unfinished", validate=validate.OneOf(STATES))
    project_id = fields.String(load_default="", validate=_KEY)
    page = fields.Integer(load_default=1, validate=validate.Range(1, 1_000_000))


class VisitOut(Schema):
    """Times proposed, the one chosen, and what became of it."""

    number = fields.Integer()
    slot_1 = fields.AwareDateTime()
    slot_2 = fields.AwareDateTime(allow_none=True)
    slot_3 = fields.AwareDateTime(allow_none=True)
    chosen = fields.AwareDateTime(allow_none=True)
    refused_at = fields.AwareDateTime(allow_none=True)
    absent = fields.String(allow_none=True, validate=validate.OneOf(list(ABSENT)))
    held_at = fields.AwareDateTime(allow_none=True)


class ClaimFollowed(Schema):
    """A claim as its resident sees it."""

    number = fields.String()
    place = fields.String()
    urgency = fields.String(validate=validate.OneOf(list(URGENCIES)))
    words = fields.String()
    covered = fields.Boolean()
    cover_basis = fields.String()
    state = fields.String(validate=validate.OneOf([each.name for each in WORKFLOW.states]))
    accountable = fields.String(attribute="accountable.name", dump_default=None, allow_none=True)
    turn = fields.String(allow_none=True)
    there_by = fields.AwareDateTime()
    done_by = fields.AwareDateTime()
    promise_basis = fields.String()
    rounds = fields.Integer()
    worker = fields.String()
    visits = fields.List(fields.Nested(VisitOut))
    filed_at = fields.AwareDateTime()
    repaired_at = fields.AwareDateTime(allow_none=True)
    ended_at = fields.AwareDateTime(allow_none=True)


class PhotoOut(Schema):
    """A photo and what it shows: told, repaired-1."""

    label = fields.String()
    sha256 = fields.String()
    at = fields.AwareDateTime()
    url = fields.Function(lambda photo: signed_url(photo.sha256, "public"), metadata={"type": "string"})


def _moves(claim: Any) -> list[str]:
    allowed = [each.name for each in open_moves(web.actor(), claim)]
    if "take-over" in allowed and not may_take_over(claim, now()):
        allowed.remove("take-over")
    return allowed


class ClaimOut(ClaimFollowed):
    """A claim for those who handle it, and the moves open to the caller."""

    id = fields.String()
    project_id = fields.String()
    project = fields.String(attribute="project.name")
    element_id = fields.String(allow_none=True)
    clock_id = fields.String(allow_none=True)
    source_kind = fields.String(validate=validate.OneOf(SOURCES))
    contractor_id = fields.String()
    by_others = fields.Boolean()
    firm = fields.String()
    cost = fields.Integer(allow_none=True, metadata={"description": "分 / fen"})
    satisfaction = fields.Integer(allow_none=True)
    version = fields.Integer()
    moves = fields.Function(_moves, metadata={"type": "array"})
    photos = fields.Function(
        lambda one: PhotoOut(many=True).dump(attachments("claim", one.id)), metadata={"type": "array"}
    )


class ClaimMade(Schema):
    """A claim just made, with the code that opens it later and is not shown again."""

    claim = fields.Nested(ClaimFollowed)
    code = fields.Function(lambda made: shown(made["code"]), metadata={"type": "string"})
    calls = fields.Function(lambda made: _calls(made["claim"]), metadata={"type": "array"})


def _calls(claim: Any) -> list[dict[str, str]]:
    return [{"number": number, "zh": zh, "en": en} for number, zh, en in URGENCIES[claim.urgency].calls]


class ClaimPage(Schema):
    """A page of claims."""

    rows = fields.List(fields.Nested(ClaimOut(exclude=("photos",))))
    number = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()
