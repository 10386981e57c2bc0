"""How the works of a project are written in and out."""

from typing import Any

from marshmallow import fields, validate

from inspect_app.core import web
from inspect_app.core.fields import Schema, Text
from inspect_app.core.files import attachments, signed_url
from inspect_app.core.moves import open_moves
from inspect_app.core.tables_out import Column, Table, lived
from inspect_app.works import queries
from inspect_app.works.permits import ways_for
from inspect_app.works.queries import STATES
from inspect_app.works.rules import DIVISIONS, ITEM_WORKS, LEVELS, WORKFLOW
from inspect_app.works.rules.judging import may_be_barred

_KEY = validate.Length(0, 36)
_ID = validate.Length(1, 36)

WORKS = Table("works", "质量验收", "Acceptance of works", (
    Column("编号", "Number", "number"), Column("层次", "Level", lambda row: LEVELS[row.level]), Column("名称", "Name", "name"),
    Column("划分", "Where in the division", "path"), Column("状态", "State", lived(WORKFLOW)),
    Column("存疑自", "In doubt since", "doubted_at"), Column("轮次", "Round", "round"), Column("提交", "Submitted", "submitted_at"),
    Column("验收", "Accepted", "accepted_at"),
    Column("签认", "Signed by", lambda row: "；".join(each.name for each in row.signed.values())),
    Column("原因", "Reason", "reason"), Column("项目", "Project", "project.name"),
))  # fmt: skip


def moves_of(actor: Any, work: Any) -> list[str]:
    """Return the moves open to this person: a signature only in their turn, a way on only where one is theirs to record."""
    return [
        each.name
        for each in open_moves(actor, work)
        if (each.name != "sign" or queries.to_sign(actor, work))
        and (each.name != "bar" or may_be_barred(work.level))
        and (each.name != "resolve" or ways_for(actor, work))
    ]


class FilterIn(Schema):
    """Which works; `doubted`: those a defect was opened at after they were accepted."""

    state = fields.String(load_default="all", validate=validate.OneOf(STATES))
    level = fields.String(load_default="", validate=validate.OneOf(["", *LEVELS]))
    project_id = fields.String(load_default="", validate=_KEY)
    page = fields.Integer(load_default=1, validate=validate.Range(1, 1_000_000))


class DraftIn(Schema):
    """Of which project the works are divided by its building tree."""

    project_id = fields.String(required=True, validate=_ID)


class NothingIn(Schema):
    """A press of a button that asks nothing."""


class WorkForm(Schema):
    """One work added to a division; a lot is of an element, all but a unit work stand below another."""

    level = fields.String(required=True, validate=validate.OneOf(list(LEVELS)))
    name = Text(required=True, most=120)
    parent_id = fields.String(load_default=None, allow_none=True, validate=_KEY)
    element_id = fields.String(load_default=None, allow_none=True, validate=_KEY)
    kind = fields.String(load_default="", validate=validate.OneOf(["", *DIVISIONS, *ITEM_WORKS]))


class WorkIn(WorkForm):
    """One work added to the division of the project named."""

    project_id = fields.String(required=True, validate=_ID)


class SignatureOut(Schema):
    """One signature: its round, post and party, and the hash of what was signed."""

    round = fields.Integer()
    post = fields.String()
    role = fields.String()
    party = fields.String(attribute="party.name")
    name = fields.String()
    note = fields.String()
    content = fields.String()
    at = fields.AwareDateTime()


class PostOut(Schema):
    """A post that signs."""

    key = fields.String()
    zh = fields.String()
    en = fields.String()
    role = fields.String()


class PhotoOut(Schema):
    """A photo and the act it came with."""

    label = fields.String()
    sha256 = fields.String()
    at = fields.AwareDateTime()
    url = fields.Function(lambda photo: signed_url(photo.sha256, "public"), metadata={"type": "string"})


class WorkOut(Schema):
    """A work of a division, its signatures and the moves open to the caller."""

    id = fields.String()
    number = fields.String()
    project_id = fields.String()
    project = fields.String(attribute="project.name")
    parent_id = fields.String(allow_none=True)
    level = fields.String(validate=validate.OneOf(list(LEVELS)))
    kind = fields.String()
    name = fields.String()
    path = fields.String()
    element_id = fields.String(allow_none=True)
    state = fields.String(validate=validate.OneOf([each.name for each in WORKFLOW.states]))
    round = fields.Integer()
    declared = fields.Dict()
    resolution = fields.Dict(allow_none=True)
    content = fields.String(allow_none=True)
    submitted_at = fields.AwareDateTime(allow_none=True)
    submitted_by_name = fields.String()
    accepted_at = fields.AwareDateTime(allow_none=True)
    failed_at = fields.AwareDateTime(allow_none=True)
    barred_at = fields.AwareDateTime(allow_none=True)
    reason = fields.String()
    doubted_at = fields.AwareDateTime(allow_none=True)
    posts = fields.List(fields.Nested(PostOut))
    next_post = fields.Nested(PostOut, allow_none=True)
    signatures = fields.List(fields.Nested(SignatureOut))
    version = fields.Integer()
    moves = fields.Function(lambda work: moves_of(web.actor(), work), metadata={"type": "array"})


class WorkWhole(WorkOut):
    """A work with what was signed and its photos."""

    record = fields.Dict(allow_none=True)
    photos = fields.Function(
        lambda work: PhotoOut(many=True).dump(attachments("work", work.id)), metadata={"type": "array"}
    )


class DraftOut(Schema):
    """How many works a draft added."""

    made = fields.Integer()


class WorkPage(Schema):
    """A page of works."""

    rows = fields.List(fields.Nested(WorkOut))
    number = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()
