"""How rolls, votes and ballots are written in and out; whatever tells of an owner goes out masked."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields, validate

from inspect_app.core import web
from inspect_app.core.fields import Day, Flag, Moment, Photos, Schema, Text
from inspect_app.core.moves import open_moves
from inspect_app.core.tables_out import Column, Table, lived, worded
from inspect_app.votes.queries import STATES, counted, progress
from inspect_app.votes.rules.law import CHOICES, OWN_CHOICES, RULES, SUBJECTS, square_metres
from inspect_app.votes.rules.life import PURPOSES, WORKFLOW
from inspect_app.votes.rules.roll import masked_name, masked_phone

_KEY = validate.Length(0, 36)
_ID = validate.Length(1, 36)
_ONCE = validate.Regexp(r"[0-9A-Za-z-]{22,64}\Z")
_SUBJECT_WORDS = {key: words for key, (words, _rule) in SUBJECTS.items()}
_RULE_WORDS = {key: (each.zh, each.en) for key, each in RULES.items()}

VOTES = Table("votes", "表决", "Votes", (
    Column("编号", "Number", "number"), Column("标题", "Title", "title"),
    Column("事项", "Subject", worded("subject", _SUBJECT_WORDS)), Column("规则", "Rule", worded("rule", _RULE_WORDS)),
    Column("无记名", "Secret", "secret"), Column("公示日", "Announced on", "notice_on"),
    Column("截止时间", "Closes at", "closes_at"), Column("状态", "State", lived(WORKFLOW)),
    Column("计票文件哈希", "Hash of the tally", "tally_hash"), Column("项目", "Project", "project.name"),
))  # fmt: skip
ROLL = Table("roll", "户名册", "Household roll", (
    Column("部位", "Place", "element.path", personal=True), Column("面积（平方米）", "Area (m2)", lambda row: row.area / 100),
    Column("业主（隐去）", "Owner (masked)", lambda row: masked_name(row.owner_name)),
    Column("电话（隐去）", "Phone (masked)", lambda row: masked_phone(row.phone)),
    Column("业主编号", "Owner number", "owner_no"), Column("未售", "Unsold", "unsold"), Column("项目", "Project", "project.name"),
))  # fmt: skip
RESULTS = Table("vote-results", "表决结果", "Results of votes", (
    Column("编号", "Number", "number"), Column("标题", "Title", "title"), Column("小区", "Community", "project.community"),
    Column("事项", "Subject", worded("subject", _SUBJECT_WORDS)), Column("公布时间", "Published at", "published_at"),
    Column("结果", "Result", lambda row: ("通过", "Carried") if all(each.met for each in counted(row)) else ("未通过", "Not carried")),
    Column("计票文件哈希", "Hash of the tally", "tally_hash"),
))  # fmt: skip


def voters_table(voted: Mapping[str, str]) -> Table:
    """Return what the list of voters hands out: `voted` is by voter how it voted."""
    return Table("voters", "投票情况", "Who has voted", (
        Column("序号", "Voter", "number"), Column("户", "Households", "places", personal=True),
        Column("面积（平方米）", "Area (m2)", lambda row: row.area / 100), Column("已投", "Voted", lambda row: row.id in voted),
    ))  # fmt: skip


class FilterIn(Schema):
    """Which votes."""

    state = fields.String(load_default="all", validate=validate.OneOf(STATES))
    project_id = fields.String(load_default="", validate=_KEY)
    page = fields.Integer(load_default=1, validate=validate.Range(1, 1_000_000))


class RollFilterIn(Schema):
    """Whose roll."""

    project_id = fields.String(load_default="", validate=_KEY)
    page = fields.Integer(load_default=1, validate=validate.Range(1, 1_000_000))


class HouseholdForm(Schema):
    """A household of the building tree: its area in square metres as text, its owner."""

    element_id = fields.String(required=True, validate=_ID)
    area = Text(required=True, most=20)
    owner_name = Text(load_default="", most=120)
    phone = Text(load_default="", most=20)
    owner_no = Text(load_default="", most=40)
    unsold = Flag(load_default=False)


class HouseholdIn(HouseholdForm):
    """A household of the project named."""

    project_id = fields.String(required=True, validate=_ID)


class ImportIn(Schema):
    """A step of taking a file over; `kept` carries what was checked, sealed."""

    step = fields.String(load_default="preview", validate=validate.OneOf(["preview", "take"]))
    kept = fields.String(load_default="", validate=validate.Length(0, 1_500_000))


class SeeIn(Schema):
    """What a look at an owner's name and phone is for."""

    purpose = fields.String(required=True, validate=validate.OneOf(list(PURPOSES)))


class ReasonIn(Schema):
    """Why."""

    reason = Text(required=True, most=200)


class VoteForm(Schema):
    """A question to the owners and how it is decided."""

    subject = fields.String(required=True, validate=validate.OneOf(list(SUBJECTS)))
    title = Text(required=True, most=120)
    words = Text(required=True, most=4000)
    rule = fields.String(required=True, validate=validate.OneOf(list(RULES)))
    secret = Flag(load_default=False)
    changeable = Flag(load_default=False)
    notice_on = Day(required=True)
    closes_at = Moment(required=True)


class VoteIn(VoteForm):
    """A question to the owners of the project named."""

    project_id = fields.String(required=True, validate=_ID)


class PaperForm(Schema):
    """A paper ballot as it was read, with its photo; a `reason` corrects an entry."""

    voter = fields.Integer(required=True, validate=validate.Range(1, 1_000_000))
    choice = fields.String(required=True, validate=validate.OneOf(list(CHOICES)))
    reason = Text(load_default="", most=200)
    photos = Photos(required=True, least=1, most=4)
    once = fields.String(required=True, validate=_ONCE)


class SlipIn(Schema):
    """What opens a vote to its voter."""

    number = Text(required=True, most=30)
    code = Text(required=True, most=60)


class ChoiceForm(Schema):
    """A choice; `once` is a random key of the sender, so that sending twice is one ballot."""

    choice = fields.String(required=True, validate=validate.OneOf(OWN_CHOICES))
    once = fields.String(required=True, validate=_ONCE)


class CastIn(SlipIn):
    """A ballot in one message."""

    choice = fields.String(required=True, validate=validate.OneOf(OWN_CHOICES))
    once = fields.String(required=True, validate=_ONCE)


class ReceiptOut(Schema):
    """The receipt of a ballot, kept nowhere: its SHA-256 stands in the published tally file."""

    vote = fields.String()
    receipt = fields.String()
    hash = fields.String()


class HouseholdOut(Schema):
    """A household on the roll, its owner masked."""

    id = fields.String()
    project_id = fields.String()
    element_id = fields.String()
    place = fields.String(attribute="element.path")
    area = fields.Function(lambda row: square_metres(row.area), metadata={"type": "string"})
    owner_name = fields.Function(lambda row: masked_name(row.owner_name), metadata={"type": "string"})
    phone = fields.Function(lambda row: masked_phone(row.phone), metadata={"type": "string"})
    owner_no = fields.String()
    unsold = fields.Boolean()


class OwnerOut(Schema):
    """An owner's name and phone, after a look that was written down."""

    owner_name = fields.String()
    phone = fields.String()


class RollPage(Schema):
    """A page of the roll."""

    rows = fields.List(fields.Nested(HouseholdOut))
    number = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()


class ProgressOut(Schema):
    """How many have voted so far."""

    heads = fields.Integer()
    area = fields.Integer()
    roll_heads = fields.Integer()
    roll_area = fields.Integer()


class FigureOut(Schema):
    """One of the four figures of a count; areas in hundredths of a square metre."""

    key = fields.String()
    part = fields.Integer()
    whole = fields.Integer()
    needed = fields.Function(lambda one: str(one.needed), metadata={"type": "string"})
    more_than = fields.Boolean()
    met = fields.Boolean()


class VoteOut(Schema):
    """A vote, and the moves open to the caller."""

    id = fields.String()
    number = fields.String()
    project_id = fields.String()
    subject = fields.String()
    title = fields.String()
    words = fields.String()
    rule = fields.String()
    secret = fields.Boolean()
    changeable = fields.Boolean()
    notice_on = fields.Date()
    closes_at = fields.AwareDateTime()
    state = fields.String(validate=validate.OneOf([each.name for each in WORKFLOW.states]))
    opened_at = fields.AwareDateTime(allow_none=True)
    closed_at = fields.AwareDateTime(allow_none=True)
    published_at = fields.AwareDateTime(allow_none=True)
    voided_at = fields.AwareDateTime(allow_none=True)
    reason = fields.String()
    tally_hash = fields.String()
    version = fields.Integer()
    moves = fields.Function(
        lambda vote: [each.name for each in open_moves(web.actor(), vote)], metadata={"type": "array"}
    )


class VoteWhole(VoteOut):
    """A vote with how far it is, and once counted its figures."""

    progress = fields.Function(lambda vote: ProgressOut().dump(progress(vote)), metadata={"type": "object"})
    figures = fields.Function(
        lambda vote: FigureOut(many=True).dump(counted(vote)), metadata={"type": "array"}
    )


class VotePage(Schema):
    """A page of votes."""

    rows = fields.List(fields.Nested(VoteOut))
    number = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()


class ResultOut(Schema):
    """A published result: the tally file, its hash, and what it says when counted again."""

    tally = fields.Raw(metadata={"type": "object"})
    hash = fields.String()
    decided: Any = fields.Raw(metadata={"type": "object"})
