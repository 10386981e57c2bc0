"""How official notices are written in and out."""

from typing import Any

from marshmallow import fields, validate

from inspect_app.core import web
from inspect_app.core.fields import Day, Schema, Text
from inspect_app.core.files import attachments, signed_url
from inspect_app.core.ids import UUID_TEXT
from inspect_app.core.moves import open_moves
from inspect_app.core.tables_out import Column, Table, lived, worded
from inspect_app.notices.queries import STATES
from inspect_app.notices.rules import DRAFTED, WAYS, WORDS, WORKFLOW

_KEY = validate.Length(1, 36)
_ID = fields.String(validate=_KEY)


NOTICES = Table("notices", "通知书", "Notices", (
    Column("编号", "Number", "number"), Column("种类", "Kind", worded("kind", WORDS)), Column("状态", "State", lived(WORKFLOW)),
    Column("受送达单位", "Addressed to", "addressee.name"), Column("签发", "Issued", "issued_at"), Column("期限", "Due", "due_on"),
    Column("项目", "Project", "project.name"),
    Column("部位", "Places", lambda row: ("全部工程", "Whole site") if row.whole else "; ".join(each.path for each in row.elements)),
    Column("依据", "Basis", "clause"),
))  # fmt: skip


def _moves(notice: Any) -> list[str]:
    return [each.name for each in open_moves(web.actor(), notice)]


class FilterIn(Schema):
    """Which notices; without `state`, those that are not over."""

    state = fields.String(load_default="open", validate=validate.OneOf(STATES))
    kind = fields.String(load_default="", validate=validate.OneOf(["", *WORDS]))
    project_id = fields.String(load_default="", validate=validate.Length(0, 36))
    page = fields.Integer(load_default=1, validate=validate.Range(1, 1_000_000))


class DraftIn(Schema):
    """What a notice orders; without elements it names the whole project, without an addressee the contractor."""

    kind = fields.String(required=True, validate=validate.OneOf(DRAFTED))
    facts = Text(required=True, most=4000)
    clause = Text(load_default="", most=400)
    element_ids = fields.List(_ID, load_default=list, validate=validate.Length(0, 200))
    defect_ids = fields.List(_ID, load_default=list, validate=validate.Length(0, 200))
    addressee_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(0, 36))
    due_on = Day(load_default=None, allow_none=True)


class DraftForm(DraftIn):
    """A draft from a form; sent twice, the same form makes one."""

    once = fields.String(load_default=None, validate=validate.Regexp(rf"(?:{UUID_TEXT.pattern})\Z"))


class DraftInProject(DraftIn):
    """A draft for the project named."""

    project_id = fields.String(required=True, validate=_KEY)


class PlaceOut(Schema):
    """An element a notice names, with all below it."""

    id = fields.String()
    path = fields.String()


class CitedOut(Schema):
    """A defect a notice cites."""

    id = fields.String()
    number = fields.String()
    title = fields.String()
    severity = fields.String()
    state = fields.String()


class NoticeOut(Schema):
    """A notice, and the moves open to the caller; no number while it is a draft."""

    id = fields.String()
    number = fields.String(allow_none=True)
    kind = fields.String(validate=validate.OneOf(list(WORDS)))
    project_id = fields.String()
    project = fields.String(attribute="project.name")
    whole = fields.Boolean()
    elements = fields.List(fields.Nested(PlaceOut))
    facts = fields.String()
    clause = fields.String()
    defects = fields.List(fields.Nested(CitedOut))
    addressee_id = fields.String()
    addressee = fields.String(attribute="addressee.name")
    due_on = fields.Date(allow_none=True)
    state = fields.String(validate=validate.OneOf([each.name for each in WORKFLOW.states]))
    stands = fields.Boolean()
    lifts_id = fields.String(allow_none=True)
    lifts = fields.String(attribute="lifts.number", dump_default=None, allow_none=True)
    rounds = fields.Integer()
    refusals = fields.Integer()
    drafted_at = fields.AwareDateTime()
    drafted_by_name = fields.String()
    issued_at = fields.AwareDateTime(allow_none=True)
    issued_by_name = fields.String()
    issuer = fields.String()
    how = fields.String(allow_none=True, validate=validate.OneOf(list(WAYS)))
    receiver = fields.String()
    received_at = fields.AwareDateTime(allow_none=True)
    service_note = fields.String()
    served_at = fields.AwareDateTime(allow_none=True)
    served_by_name = fields.String()
    asked_at = fields.AwareDateTime(allow_none=True)
    resumed_at = fields.AwareDateTime(allow_none=True)
    ended_at = fields.AwareDateTime(allow_none=True)
    withdrawn_at = fields.AwareDateTime(allow_none=True)
    version = fields.Integer()
    moves = fields.Function(_moves, metadata={"type": "array"})


class NoticePhoto(Schema):
    """A photo of a notice; the address is good for a quarter of an hour."""

    label = fields.String()
    sha256 = fields.String()
    actor_name = fields.String()
    at = fields.AwareDateTime()
    url = fields.Function(lambda photo: signed_url(photo.sha256, "public"), metadata={"type": "string"})


class NoticeWhole(NoticeOut):
    """A notice with its photos."""

    photos = fields.Function(
        lambda notice: NoticePhoto(many=True).dump(attachments("notice", notice.id)),
        metadata={"type": "array"},
    )


class NoticePage(Schema):
    """A page of notices."""

    rows = fields.List(fields.Nested(NoticeOut))
    number = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()
