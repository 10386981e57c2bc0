"""How hold points are written in and out."""

from typing import Any

from marshmallow import fields, validate

from inspect_app.core import web
from inspect_app.core.fields import Flag, Schema, Text
from inspect_app.core.files import attachments, signed_url
from inspect_app.core.moves import open_moves
from inspect_app.core.permits import may
from inspect_app.core.tables_out import Column, Table, lived
from inspect_app.holds.queries import STATES
from inspect_app.holds.rules import ANSWERS, WORKFLOW
from inspect_app.holds.rules.consequences import PAYERS

_KEY = validate.Length(0, 36)
_WHO = fields.String(validate=validate.Length(1, 60))


HOLDS = Table("holds", "停检点", "Hold points", (
    Column("编号", "Number", "number"), Column("隐蔽内容", "What is covered", "title"), Column("状态", "State", lived(WORKFLOW)),
    Column("共同检查", "Looked at together", "meet_at"), Column("已签认", "Signed", lambda row: len(row.signed)),
    Column("应签认", "To sign", lambda row: len(row.signers)), Column("项目", "Project", "project.name"),
    Column("部位", "Place", "element.path"),
))  # fmt: skip


def _moves(hold: Any) -> list[str]:
    mine = [each.name for each in open_moves(web.actor(), hold)]
    return [*mine, *(["answer"] if may(web.actor(), "hold.answer", hold) else [])]


class FilterIn(Schema):
    """Which hold points; without `state`, those that stand open."""

    state = fields.String(load_default="open", validate=validate.OneOf(STATES))
    project_id = fields.String(load_default="", validate=_KEY)
    page = fields.Integer(load_default=1, validate=validate.Range(1, 1_000_000))


class NewHold(Schema):
    """A new hold point; the supervisor signs and owner and authority are invited, named here or not."""

    element_id = fields.String(required=True, validate=validate.Length(1, 36))
    title = Text(required=True, most=200)
    signers = fields.List(_WHO, load_default=list, validate=validate.Length(0, 20))
    witnesses = fields.List(_WHO, load_default=list, validate=validate.Length(0, 20))
    item = fields.String(load_default=None, allow_none=True, validate=validate.Length(0, 129))


class HoldForm(NewHold):
    """A new hold point from a form."""

    in_order = fields.Boolean(load_default=False)


class HoldInProject(NewHold):
    """A new hold point of the project named."""

    in_order = Flag(load_default=False)
    project_id = fields.String(required=True, validate=validate.Length(1, 36))


class AnswerIn(Schema):
    """The answer to a notice; silence is nobody's to send."""

    answer = fields.String(
        required=True, validate=validate.OneOf([each for each in ANSWERS if each != "silent"])
    )
    note = Text(load_default="", most=1000)


class PartOut(Schema):
    """A party that signs or is invited."""

    part = fields.String()
    role = fields.String()
    party_id = fields.String(allow_none=True)
    party = fields.String(attribute="party.name", dump_default=None, allow_none=True)


class NoticeOut(Schema):
    """A notice and its answer (null while its time runs)."""

    round = fields.Integer()
    role = fields.String()
    party = fields.String(attribute="party.name", dump_default=None, allow_none=True)
    hours = fields.Integer()
    basis = fields.String()
    told_at = fields.AwareDateTime()
    silent_at = fields.AwareDateTime()
    answer = fields.String(allow_none=True, validate=validate.OneOf(list(ANSWERS)))
    answered_at = fields.AwareDateTime(allow_none=True)
    answered_by_name = fields.String()
    note = fields.String()


class SignatureOut(Schema):
    """A signature."""

    round = fields.Integer()
    role = fields.String()
    party = fields.String(attribute="party.name", dump_default=None, allow_none=True)
    name = fields.String()
    note = fields.String()
    at = fields.AwareDateTime()


class PhotoOut(Schema):
    """A photo and what it shows: round-1, refused-1, covered-1, breach, opened."""

    label = fields.String()
    sha256 = fields.String()
    actor_name = fields.String()
    at = fields.AwareDateTime()
    url = fields.Function(lambda photo: signed_url(photo.sha256, "public"), metadata={"type": "string"})


class HoldOut(Schema):
    """A hold point, and the moves open to the caller."""

    id = fields.String()
    number = fields.String()
    project_id = fields.String()
    project = fields.String(attribute="project.name")
    element_id = fields.String()
    place = fields.String(attribute="element.path")
    title = fields.String()
    template_version_id = fields.String(allow_none=True)
    item_key = fields.String(allow_none=True)
    in_order = fields.Boolean()
    state = fields.String(validate=validate.OneOf([each.name for each in WORKFLOW.states]))
    rounds = fields.Integer()
    refusals = fields.Integer()
    note = fields.String()
    announced_at = fields.AwareDateTime(allow_none=True)
    announced_by_name = fields.String()
    meet_at = fields.AwareDateTime(allow_none=True)
    released_at = fields.AwareDateTime(allow_none=True)
    covered_at = fields.AwareDateTime(allow_none=True)
    breached_at = fields.AwareDateTime(allow_none=True)
    reopened_at = fields.AwareDateTime(allow_none=True)
    dropped_at = fields.AwareDateTime(allow_none=True)
    payer = fields.String(allow_none=True, validate=validate.OneOf(list(PAYERS)))
    parts = fields.List(fields.Nested(PartOut))
    notices = fields.List(fields.Nested(NoticeOut))
    signatures = fields.List(fields.Nested(SignatureOut))
    version = fields.Integer()
    moves = fields.Function(_moves, metadata={"type": "array"})


class HoldWhole(HoldOut):
    """A hold point with its photos."""

    photos = fields.Function(
        lambda hold: PhotoOut(many=True).dump(attachments("hold", hold.id)), metadata={"type": "array"}
    )


class HoldPage(Schema):
    """A page of hold points."""

    rows = fields.List(fields.Nested(HoldOut))
    number = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()
