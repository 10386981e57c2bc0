"""How blacklistings, suppositions and what is public are written out."""

from marshmallow import fields, validate

from inspect_app.core import web
from inspect_app.core.fields import Schema
from inspect_app.core.moves import open_moves
from inspect_app.credit.rules.blacklist import GROUNDS, WORKFLOW
from inspect_app.credit.rules.catalogue import BEHAVIOURS, TENTHS
from inspect_app.credit.rules.repair import CLASSES
from inspect_app.credit.schemas.entries import LineOut


def paper(one: object) -> str:
    """Return the number of an official paper; that of a resident's case or a ticket is not for everybody."""
    kind = getattr(one, "source_kind", "")
    return str(getattr(one, "source_number", "")) if kind in ("document", "notice", "blacklisting") else ""


class BlacklistingOut(Schema):
    """That a party is on the blacklist, or is to be."""

    id = fields.String()
    party_id = fields.String()
    project_id = fields.String()
    ground = fields.String(validate=validate.OneOf(list(GROUNDS)))
    document = fields.String()
    document_on = fields.Date()
    issuer = fields.String()
    facts = fields.String()
    plead_by = fields.Date(allow_none=True)
    plea = fields.String()
    until = fields.Date(allow_none=True)
    state = fields.String(validate=validate.OneOf([each.name for each in WORKFLOW.states]))
    version = fields.Integer()
    moves = fields.Function(
        lambda one: [each.name for each in open_moves(web.actor(), one)], metadata={"type": "array"}
    )


class SupposedOut(Schema):
    """A score: as it stands, or as it would be."""

    score = fields.Function(lambda one: one.tenths / TENTHS, metadata={"type": "number"})
    grade = fields.String(attribute="grade.letter")
    visits = fields.Float(attribute="grade.visits")
    lines = fields.List(fields.Nested(LineOut))


class WhatIfOut(Schema):
    """Both scores of a day."""

    on = fields.Date()
    before = fields.Nested(SupposedOut)
    after = fields.Nested(SupposedOut)


class PublicOut(Schema):
    """What anybody may read of an entry: never a person, a place or the number of a case."""

    party = fields.String(attribute="party.name")
    event = fields.String()
    behaviour_zh = fields.Function(lambda one: BEHAVIOURS[one.event].zh, metadata={"type": "string"})
    behaviour_en = fields.Function(lambda one: BEHAVIOURS[one.event].en, metadata={"type": "string"})
    kind = fields.String(validate=validate.OneOf(list(CLASSES)))
    document = fields.Function(paper, metadata={"type": "string"})
    issuer = fields.String()
    document_on = fields.Date()
    published_on = fields.Date()
    public_until = fields.Date()
    late_since = fields.Date(allow_none=True)
    repair_asked = fields.Function(lambda one: one.state == "repairing", metadata={"type": "boolean"})


class PublicListedOut(Schema):
    """A party on the blacklist, as anybody may read it."""

    party = fields.String(attribute="party.name")
    ground = fields.String()
    document = fields.String()
    issuer = fields.String()
    until = fields.Date()


class PublicPage(Schema):
    """A page of what is published, and the whole blacklist."""

    rows = fields.List(fields.Nested(PublicOut))
    blacklist = fields.List(fields.Nested(PublicListedOut))
    number = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()
