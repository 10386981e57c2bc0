"""How gates are written in and out."""

from typing import Any

from marshmallow import fields, validate

from inspect_app.core.fields import Photos, Schema, Text
from inspect_app.core.tables_out import Column, Table, lived
from inspect_app.gates.rules import GATES, KINDS, LIFE, STATES, line_of

_KEY = validate.Length(0, 36)


def _line(row: Any) -> tuple[str, str]:
    line = line_of(row.gate, row.line)
    return (line.zh, line.en) if line else (row.line, row.line)


NOTES = Table("gate-notes", "关口说明", "Notes on gates", (
    Column("项目", "Project", "project.name"), Column("部位", "Place", lambda row: row.element.path if row.element else ""),
    Column("关口", "Gate", lambda row: (GATES[row.gate].zh, GATES[row.gate].en)), Column("条件", "Line", _line),
    Column("说明", "Said", lambda row: KINDS[row.kind]), Column("理由", "Reason", "reason"),
    Column("当时记录", "Records then", lambda row: STATES[row.found][0]), Column("说明人", "By", "by_name"),
    Column("单位", "Party", "party_name"), Column("时间", "At", "at"), Column("状态", "State", lived(LIFE)),
))  # fmt: skip


class FilterIn(Schema):
    """Which notes."""

    kind = fields.String(load_default="", validate=validate.OneOf(["", *KINDS]))
    gate = fields.String(load_default="", validate=validate.OneOf(["", *GATES]))
    project_id = fields.String(load_default="", validate=_KEY)
    page = fields.Integer(load_default=1, validate=validate.Range(1, 1_000_000))


class SayIn(Schema):
    """What is said to a line, why, and photos of the papers it rests on."""

    gate = fields.String(required=True, validate=validate.OneOf(list(GATES)))
    line = fields.String(required=True, validate=validate.Length(1, 32))
    element_id = fields.String(load_default=None, allow_none=True, validate=_KEY)
    kind = fields.String(required=True, validate=validate.OneOf(list(KINDS)))
    reason = Text(required=True, most=1000)
    photos = Photos(load_default=list)


class PassIn(Schema):
    """Which gate is passed, by which element where it is one of elements, under which reference."""

    gate = fields.String(required=True, validate=validate.OneOf(list(GATES)))
    element_id = fields.String(load_default=None, allow_none=True, validate=_KEY)
    reference = Text(load_default="", most=120)


class NoteOut(Schema):
    """A note on a line of a gate."""

    id = fields.String()
    project_id = fields.String()
    element_id = fields.String(allow_none=True)
    gate = fields.String()
    line = fields.String()
    kind = fields.String(validate=validate.OneOf(list(KINDS)))
    reason = fields.String()
    found = fields.String(validate=validate.OneOf(list(STATES)))
    why = fields.String()
    state = fields.String(validate=validate.OneOf([each.name for each in LIFE.states]))
    by_name = fields.String()
    party_name = fields.String()
    at = fields.AwareDateTime()
    withdrawn_at = fields.AwareDateTime(allow_none=True)
    version = fields.Integer()


class NotePage(Schema):
    """A page of notes."""

    rows = fields.List(fields.Nested(NoteOut))
    number = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()


class SaidOut(Schema):
    """Who spoke to a line, and what."""

    id = fields.String()
    kind = fields.String()
    reason = fields.String()
    name = fields.String()
    party = fields.String()
    at = fields.AwareDateTime()
    papers = fields.List(fields.String())


class LineOut(Schema):
    """A line as it stands; `found` is what the records say, whatever was said to it."""

    line = fields.String(attribute="line.key")
    zh = fields.String(attribute="line.zh")
    en = fields.String(attribute="line.en")
    clause = fields.String(attribute="line.clause")
    verified = fields.Boolean(attribute="line.verified")
    state = fields.String(validate=validate.OneOf(list(STATES)))
    found = fields.String(attribute="answer.state")
    why_zh = fields.Function(lambda one: one.answer.why[0], metadata={"type": "string"})
    why_en = fields.Function(lambda one: one.answer.why[1], metadata={"type": "string"})
    evidence = fields.Function(
        lambda one: [{"zh": zh, "en": en, "path": path} for zh, en, path in one.answer.evidence],
        metadata={"type": "array"},
    )
    holds_up = fields.Boolean()
    said = fields.Nested(SaidOut, allow_none=True)


class PassageOut(Schema):
    """That a gate was passed, with its lines as they stood then."""

    id = fields.String()
    gate = fields.String()
    element_id = fields.String(allow_none=True)
    path = fields.String(attribute="element.path")
    lines = fields.List(fields.Dict())
    content = fields.String()
    reference = fields.String()
    by_name = fields.String()
    at = fields.AwareDateTime()


class GateOut(Schema):
    """A gate with its lines."""

    gate = fields.String(attribute="gate.key")
    zh = fields.String(attribute="gate.zh")
    en = fields.String(attribute="gate.en")
    clause = fields.String(attribute="gate.clause")
    open = fields.Boolean()
    lines = fields.List(fields.Nested(LineOut))


class GatesOut(Schema):
    """Every gate of a project, or those of one of its elements, and what was passed."""

    gates = fields.List(fields.Nested(GateOut))
    passages = fields.List(fields.Nested(PassageOut))


class WhereIn(Schema):
    """Of which element; of the whole project without one."""

    element_id = fields.String(load_default="", validate=_KEY)
