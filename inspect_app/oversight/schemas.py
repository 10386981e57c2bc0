"""How the board and the journal are asked for and written out."""

from dataclasses import asdict
from typing import Any

from marshmallow import INCLUDE, fields, validate

from inspect_app.core.calendar import end_of_day, start_of_day
from inspect_app.core.fields import Day, Schema, Text
from inspect_app.core.journal import Entry
from inspect_app.core.tables_out import Column, Table
from inspect_app.core.timeline import Line, as_lines
from inspect_app.credit.rules.catalogue import TENTHS
from inspect_app.oversight.queries import Filter, Site
from inspect_app.oversight.rules import FIGURES, REACTIONS


def standing(entry: Entry) -> str:
    """Say how a failed reaction stands."""
    return "retrying" if entry.pending else "failed"


def _said(part: str) -> Any:
    def read(entry: Entry) -> object:
        lines: list[Line] = [as_lines([entry], language)[0] for language in ("zh", "en")]
        return getattr(lines[0], part), getattr(lines[1], part)

    return read


def tells(entry: Entry) -> bool:
    """Say whether a file tells the details: what a resident wrote, with phone and door, is read on the case's page."""
    return entry.actor_kind != "resident"


def _detail(entry: Entry) -> object:
    return _said("detail")(entry) if tells(entry) else ""


def journal_table(names: dict[str, str]) -> Table:
    """Return what the journal hands out; `names` are those of the projects."""
    return Table("journal", "日志", "Journal", (
        Column("序号", "Number", "seq"), Column("时间", "Time", "at"), Column("人员", "Person", _said("who"), personal=True),
        Column("做了什么", "Act", _said("text")), Column("动作", "Verb", "verb"), Column("对象", "Thing", "thing_kind"),
        Column("对象编号", "Thing id", "thing_id"), Column("项目", "Project", lambda row: names.get(row.project_id or "", "")),
        Column("详情", "Details", _detail),
    ))  # fmt: skip


REACTIONS_TABLE = Table("reactions", "失败的后续", "Failed reactions", (
    Column("日志", "Entry", "seq"), Column("操作", "Act", "verb"), Column("时间", "Time", "at"),
    Column("没有做成的", "What failed", lambda row: row.told[0]), Column("原因", "Reason", lambda row: row.told[1]),
    Column("已试", "Tries", "tries"), Column("下次", "Next", "next_try_at"),
))  # fmt: skip


class JournalIn(Schema):
    """What the journal is narrowed to; the days are both included."""

    project_id = fields.String(load_default="", validate=validate.Length(0, 36))
    verb = Text(load_default="", most=80)
    who = Text(load_default="", most=60)
    since = Day(load_default=None, allow_none=True)
    until = Day(load_default=None, allow_none=True)
    page = fields.Integer(load_default=1, validate=validate.Range(1, 1_000_000))


def narrowed(query: dict[str, Any]) -> Filter:
    """Return the filter of a query, its days as moments."""
    since, until = query["since"], query["until"]
    return Filter(
        query["project_id"], query["verb"], query["who"],
        start_of_day(since) if since else None, end_of_day(until) if until else None,
    )  # fmt: skip


class EntryOut(Schema):
    """One act."""

    seq = fields.Integer()
    at = fields.AwareDateTime()
    actor_kind = fields.String()
    actor_name = fields.String()
    verb = fields.String()
    thing_kind = fields.String()
    thing_id = fields.String()
    project_id = fields.String(allow_none=True)
    data = fields.Dict()
    link = fields.Integer(allow_none=True)
    hash = fields.String(allow_none=True)


class JournalPage(Schema):
    """A page of the journal."""

    rows = fields.List(fields.Nested(EntryOut))
    number = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()


class ReactionsIn(Schema):
    """Which failed reactions are asked for: given up, still being tried, or both."""

    state = fields.String(load_default="", validate=validate.OneOf(["", *REACTIONS]))
    page = fields.Integer(load_default=1, validate=validate.Range(1, 1_000_000))


class ReactionOut(Schema):
    """An act whose reactions failed: which one, why, how often it was tried and when it is tried again."""

    seq = fields.Integer()
    at = fields.AwareDateTime()
    verb = fields.String()
    thing_kind = fields.String()
    thing_id = fields.String()
    project_id = fields.String()
    reaction = fields.Function(lambda entry: entry.told[0], metadata={"type": "string"})
    error = fields.Function(lambda entry: entry.told[1], metadata={"type": "string"})
    tries = fields.Integer()
    state = fields.Function(standing, metadata={"type": "string", "enum": list(REACTIONS)})
    next_try_at = fields.Function(
        lambda entry: entry.next_try_at.isoformat() if entry.pending and entry.next_try_at else None,
        metadata={"type": "string", "format": "date-time"},
    )


class ReactionPage(Schema):
    """A page of them."""

    rows = fields.List(fields.Nested(ReactionOut))
    number = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()


class SiteOut(Schema):
    """A site of the board with its figures."""

    project_id = fields.String()
    project = fields.String()
    site = fields.String()
    figures = fields.Dict(keys=fields.String(validate=validate.OneOf(list(FIGURES))), values=fields.Integer())
    contractor_score = fields.Float(allow_none=True)
    contractor_grade = fields.String(allow_none=True)


def site_row(site: Site) -> dict[str, Any]:
    """Return a site as the schema writes it."""
    score = site.score
    return {
        "project_id": site.project.id, "project": site.project.name, "site": site.project.site,
        "figures": asdict(site.counts), "contractor_score": score.tenths / TENTHS if score else None,
        "contractor_grade": score.grade.letter if score else None,
    }  # fmt: skip


class RuleIn(Schema):
    """What a rule is asked with: its own inputs, as `GET /api/rules` lists them."""

    class Meta:
        unknown = INCLUDE


class EditionOut(Schema):
    basis = fields.String(required=True)
    since = fields.Date(allow_none=True)
    until = fields.Date(allow_none=True)
    verified = fields.Boolean()


class RuleOut(Schema):
    """A rule of the field: its words, editions, and the JSON Schemas of inputs and answer."""

    key = fields.String(required=True)
    subject = fields.String(required=True)
    zh = fields.String(required=True)
    en = fields.String(required=True)
    editions = fields.List(fields.Nested(EditionOut))
    inputs = fields.Function(lambda rule: rule.input_schema(), metadata={"type": "object"})
    outputs = fields.Function(lambda rule: rule.output_schema(), metadata={"type": "object"})
    example: Any = fields.Dict()


class StepOut(Schema):
    zh = fields.String(required=True)
    en = fields.String(required=True)


class AnswerOut(Schema):
    """An answer: the figures, each step, the clause, the edition in force, and whether it is confirmed."""

    rule = fields.String(required=True)
    inputs: Any = fields.Dict()
    result: Any = fields.Dict()
    steps = fields.List(fields.Nested(StepOut))
    basis = fields.String(required=True)
    edition: Any = fields.Dict()
    verified = fields.Boolean(required=True)
