"""How dangerous works and their papers are written in and out."""

from marshmallow import fields, validate

from inspect_app.core.fields import Day, Figure, Photos, Schema, Text
from inspect_app.core.tables_out import Column, Table
from inspect_app.inspections.models import DangerousWork
from inspect_app.inspections.rules.dangerous import CONCLUSIONS, PAPERS, STATES
from inspect_app.inspections.rules.safety import BY_KIND

_KIND = validate.OneOf(list(BY_KIND))
_SIZE = validate.Range(0, 100_000)
_EXPERTS = validate.Range(1, 99)


def kind_words(work: DangerousWork) -> tuple[str, str]:
    """Return the kind of a work in words, empty where it is not known."""
    found = BY_KIND.get(work.kind or "")
    return (found.zh, found.en) if found else ("", "")


DANGEROUS = Table("dangerous-works", "危大工程", "Dangerous works", (
    Column("名称", "Name", "name"), Column("类别", "Kind", kind_words),
    Column("规模", "Size", "measured"),
    Column("计量", "Measure", lambda row: BY_KIND[row.kind].measure if row.kind else ("", "")),
    Column("开始", "From", "since"), Column("结束", "Until", "until"),
    Column("施工单位", "Contractor", lambda row: row.party.name if row.party else ""),
    Column("状态", "How it stands", lambda row: row.standing.words), Column("项目", "Project", "project.name"),
))  # fmt: skip


class _Dangerous(Schema):
    name = Text(required=True, most=120)
    since = Day(required=True)
    until = Day(load_default=None, allow_none=True)
    kind = fields.String(load_default=None, allow_none=True, validate=_KIND)


class DangerousIn(_Dangerous):
    """A dangerous work; `size` is in the measure of its kind."""

    size = Figure(load_default=None, allow_none=True, validate=_SIZE)


class DangerousForm(_Dangerous):
    """The same as its page asks for it: a form writes figures as text."""

    size = fields.Float(load_default=None, allow_none=True, validate=_SIZE)


class _Measure(Schema):
    kind = fields.String(required=True, validate=_KIND)
    reason = Text(required=True, most=200)


class MeasureIn(_Measure):
    """Kind and size of a dangerous work, and why they are said or corrected."""

    size = Figure(load_default=None, allow_none=True, validate=_SIZE)


class MeasureForm(_Measure):
    """The same from a form."""

    size = fields.Float(load_default=None, allow_none=True, validate=_SIZE)


class PaperIn(Schema):
    """A paper of a dangerous work, with photos; `experts` and `conclusion` are of an expert review."""

    kind = fields.String(required=True, validate=validate.OneOf(list(PAPERS)))
    on = Day(required=True)
    by_name = Text(required=True, most=120)
    experts = fields.Integer(load_default=None, allow_none=True, validate=_EXPERTS)
    conclusion = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(list(CONCLUSIONS)))
    note = Text(load_default="", most=400)
    photos = Photos(required=True, least=1)


class SignIn(Schema):
    """A signature under a paper: one's own name."""

    paper_id = Text(required=True, most=36)
    name = Text(required=True, most=120)


class EndIn(Schema):
    """The day a dangerous work ends."""

    until = Day(required=True)


class PaperOut(Schema):
    """A paper as it was handed in."""

    id = fields.String(required=True)
    kind = fields.String(required=True)
    on = fields.Date(required=True)
    by_name = fields.String(required=True)
    experts = fields.Integer(required=True, allow_none=True)
    conclusion = fields.String(required=True, allow_none=True)
    note = fields.String(required=True)
    added_at = fields.DateTime(required=True)
    added_by_name = fields.String(required=True)
    signed_at = fields.DateTime(required=True, allow_none=True)
    signed_by_name = fields.String(required=True)


class DangerousOut(_Dangerous):
    """A dangerous work, what it needs (null: not known) and how it stands."""

    id = fields.String(required=True)
    project_id = fields.String(required=True)
    size = fields.Float(attribute="measured", allow_none=True)
    special_plan = fields.Function(lambda work: work.standing.plan, metadata={"type": ["boolean", "null"]})
    expert_review = fields.Function(lambda work: work.standing.review, metadata={"type": ["boolean", "null"]})
    standing = fields.Function(
        lambda work: work.standing.state, metadata={"type": "string", "enum": list(STATES)}
    )


class DangerousFull(DangerousOut):
    """A dangerous work with its papers, oldest first."""

    papers = fields.List(fields.Nested(PaperOut), required=True)
