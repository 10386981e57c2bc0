"""How lines of a dossier, utility works and audit findings are written in and out."""

from typing import Any

from marshmallow import fields, validate

from inspect_app.core import web
from inspect_app.core.fields import Day, Flag, Photos, Schema, Text
from inspect_app.core.files import attachments, signed_url
from inspect_app.core.moves import open_moves
from inspect_app.core.tables_out import Column, Table, lived, worded
from inspect_app.dossier.queries import FINDING_STATES, WORK_STATES
from inspect_app.dossier.rules.chapters import CHAPTERS
from inspect_app.dossier.rules.lives import BODIES, FINDING, TRADES, WORK
from inspect_app.dossier.rules.registers import REGISTERS

_KEY, _ID = validate.Length(0, 36), validate.Length(1, 36)
_PAGE: dict[str, Any] = {"load_default": 1, "validate": validate.Range(1, 1_000_000)}

UTILITY_WORKS = Table("utility-works", "专营设施计划", "Utility works", (
    Column("编号", "Number", "number"), Column("项目", "Project", "project.name"), Column("专业", "Trade", worded("trade", TRADES)),
    Column("单位", "Party", "party.name"), Column("内容", "What", "title"), Column("道路", "Street", "street"),
    Column("管沟", "Trench", "trench"), Column("开始", "From", "since"), Column("结束", "Until", "until"),
    Column("状态", "State", lived(WORK)), Column("会签人", "Signed by", "signed_by_name"), Column("理由", "Reason", "reason"),
))  # fmt: skip
AUDIT_FINDINGS = Table("audit-findings", "审计督查问题", "Audit findings", (
    Column("编号", "Number", "number"), Column("项目", "Project", "project.name"), Column("来源", "Body", worded("body", BODIES)),
    Column("文件", "Paper", "paper"), Column("发现日期", "Found on", "found_on"), Column("问题", "Problem", "words"),
    Column("期限", "Due", "due_on"), Column("状态", "State", lived(FINDING)), Column("整改情况", "What was done", "reply"),
    Column("核实人", "Closed by", "closed_by_name"),
))  # fmt: skip
DOSSIERS = Table("dossiers", "小区档案", "Dossiers", (
    Column("编号", "Number", "project.number"), Column("项目", "Project", "project.name"), Column("小区", "Community", "project.community"),
    Column("已有", "There", "there"), Column("应有", "Asked for", "asked"),
    Column("缺失", "Missing", lambda row: "；".join(each.zh for each in row.missing)),
))  # fmt: skip


class LineForm(Schema):
    """A line of a register; what it asks for depends on the register and is told by the refusal."""

    register = fields.String(required=True, validate=validate.OneOf(list(REGISTERS)))
    kind = fields.String(required=True, validate=validate.Length(1, 40))
    what = fields.String(load_default="", validate=validate.Length(0, 20))
    said = Text(load_default="", most=2000)
    amount = fields.String(load_default="", validate=validate.Length(0, 20))
    unit = Text(load_default="", most=20)
    element_id = fields.String(load_default=None, allow_none=True, validate=_KEY)
    on = Day(required=True)
    source = Text(load_default="", most=200)
    note = Text(load_default="", most=2000)
    replaces = fields.String(load_default="", validate=_KEY)
    why = Text(load_default="", most=400)
    photos = Photos(load_default=list)


class PageLine(LineForm):
    """The same from a page, where a box is ticked for what does not apply."""

    lacks = fields.Boolean(load_default=False)


class LineIn(LineForm):
    """The same from a machine; `lacks`: the item does not apply, `note` says why."""

    lacks = Flag(load_default=False)


class LineOut(Schema):
    """A line; one that was replaced has the moment."""

    id = fields.String()
    register = fields.String()
    kind = fields.String()
    what = fields.String()
    said = fields.String()
    amount = fields.Integer(allow_none=True)
    unit = fields.String()
    element_id = fields.String(allow_none=True)
    on = fields.Date()
    source = fields.String()
    note = fields.String()
    lacks = fields.Boolean()
    entered_at = fields.AwareDateTime()
    entered_by_name = fields.String()
    replaces_id = fields.String(allow_none=True)
    why = fields.String()
    replaced_at = fields.AwareDateTime(allow_none=True)


class StandingOut(Schema):
    """Whether one thing of a dossier is there: there, missing, lacks (not applicable) or later."""

    key = fields.String()
    chapter = fields.String(validate=validate.OneOf(list(CHAPTERS)))
    zh = fields.String()
    en = fields.String()
    state = fields.String()
    basis = fields.String()
    verified = fields.Boolean()
    reason = fields.String()


class DossierOut(Schema):
    """A project's dossier: its lines, those replaced too, and what is missing."""

    project_id = fields.String()
    standing = fields.List(fields.Nested(StandingOut))
    lines = fields.List(fields.Nested(LineOut))


class WorkForm(Schema):
    """A work that opens the ground: whose, where, when."""

    party_id = fields.String(required=True, validate=_ID)
    trade = fields.String(required=True, validate=validate.OneOf(list(TRADES)))
    title = Text(required=True, most=120)
    street = Text(required=True, most=120)
    trench = Text(load_default="", most=120)
    since = Day(required=True)
    until = Day(required=True)


class WorkIn(WorkForm):
    """The same, of the project named."""

    project_id = fields.String(required=True, validate=_ID)


class WorkFilterIn(Schema):
    """Which utility works; `open`: not signed yet."""

    state = fields.String(load_default="all", validate=validate.OneOf(WORK_STATES))
    project_id = fields.String(load_default="", validate=_KEY)
    street = fields.String(load_default="", validate=validate.Length(0, 120))
    page = fields.Integer(**_PAGE)


class WorkOut(Schema):
    """A utility work, and the moves open to the caller."""

    id = fields.String()
    number = fields.String()
    project_id = fields.String()
    party_id = fields.String()
    party = fields.String(attribute="party.name")
    trade = fields.String()
    title = fields.String()
    street = fields.String()
    trench = fields.String()
    since = fields.Date()
    until = fields.Date()
    state = fields.String()
    reason = fields.String()
    signed_at = fields.AwareDateTime(allow_none=True)
    signed_by_name = fields.String()
    version = fields.Integer()
    moves = fields.Function(
        lambda row: [each.name for each in open_moves(web.actor(), row)], metadata={"type": "array"}
    )


class WorkPage(Schema):
    """A page of utility works."""

    rows = fields.List(fields.Nested(WorkOut))
    number = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()


class FindingForm(Schema):
    """A problem an audit found."""

    body = fields.String(required=True, validate=validate.OneOf(list(BODIES)))
    paper = Text(load_default="", most=200)
    found_on = Day(required=True)
    words = Text(required=True, most=4000)
    due_on = Day(required=True)


class FindingIn(FindingForm):
    """The same, of the project named."""

    project_id = fields.String(required=True, validate=_ID)


class FindingFilterIn(Schema):
    """Which findings; `open`: not closed, `late`: not closed after their day."""

    state = fields.String(load_default="all", validate=validate.OneOf(FINDING_STATES))
    project_id = fields.String(load_default="", validate=_KEY)
    page = fields.Integer(**_PAGE)


class FindingOut(Schema):
    """An audit finding, and the moves open to the caller."""

    id = fields.String()
    number = fields.String()
    project_id = fields.String()
    body = fields.String()
    paper = fields.String()
    found_on = fields.Date()
    words = fields.String()
    due_on = fields.Date()
    state = fields.String()
    reply = fields.String()
    closed_at = fields.AwareDateTime(allow_none=True)
    closed_by_name = fields.String()
    version = fields.Integer()
    moves = fields.Function(
        lambda row: [each.name for each in open_moves(web.actor(), row)], metadata={"type": "array"}
    )


class FindingWhole(FindingOut):
    """An audit finding with the proof of each answer."""

    photos = fields.Function(
        lambda row: [signed_url(each.sha256, "public") for each in attachments("audit-finding", row.id)],
        metadata={"type": "array"},
    )


class FindingPage(Schema):
    """A page of audit findings."""

    rows = fields.List(fields.Nested(FindingOut))
    number = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()
