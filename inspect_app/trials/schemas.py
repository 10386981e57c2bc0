"""How functional tests are written in and out."""

from marshmallow import fields, validate

from inspect_app.core import web
from inspect_app.core.fields import Day, Schema, Text
from inspect_app.core.moves import open_moves
from inspect_app.core.tables_out import Column, Table, lived
from inspect_app.trials.queries import STATES
from inspect_app.trials.rules import KINDS, WORKFLOW

_KEY = validate.Length(0, 36)
_ID = validate.Length(1, 36)

TRIALS = Table("trials", "功能性试验", "Functional tests", (
    Column("编号", "Number", "number"), Column("试验", "Trial", lambda row: (KINDS[row.kind].zh, KINDS[row.kind].en)),
    Column("部位", "Place", "element.path"), Column("状态", "State", lived(WORKFLOW)),
    Column("计划日期", "Planned for", "planned_on"), Column("开始", "Began", "began_at"),
    Column("量具编号", "Gauge", "gauge_no"), Column("检定证书号", "Certificate", "certificate"),
    Column("检定有效期至", "Valid until", "valid_until"), Column("依据", "Basis", "basis"),
    Column("试验人", "Run by", "run_by_name"), Column("见证人", "Witnessed by", "witnessed_by_name"),
    Column("项目", "Project", "project.name"), Column("试验单位", "Made by", "party.name"),
))  # fmt: skip


class FilterIn(Schema):
    """Which trials; without `state`, all."""

    state = fields.String(load_default="all", validate=validate.OneOf(STATES))
    kind = fields.String(load_default="", validate=validate.OneOf(["", *KINDS]))
    project_id = fields.String(load_default="", validate=_KEY)
    page = fields.Integer(load_default=1, validate=validate.Range(1, 1_000_000))


class TrialForm(Schema):
    """A trial to be made; `working` is the working (gas: design) pressure in MPa, for tests under pressure."""

    element_id = fields.String(required=True, validate=_ID)
    kind = fields.String(required=True, validate=validate.OneOf(list(KINDS)))
    working = Text(load_default="", most=20)
    planned_on = Day(required=True)
    note = Text(load_default="", most=500)


class TrialInProject(TrialForm):
    """A trial of the project named."""

    project_id = fields.String(required=True, validate=_ID)


class TrialOut(Schema):
    """A trial with its verdict, and the moves open to the caller; figures are text, as exact as they were measured."""

    id = fields.String()
    number = fields.String()
    project_id = fields.String()
    project = fields.String(attribute="project.name")
    element_id = fields.String()
    place = fields.String(attribute="element.path")
    party_id = fields.String()
    party = fields.String(attribute="party.name")
    kind = fields.String(validate=validate.OneOf(list(KINDS)))
    demand = fields.String()
    after_id = fields.String(allow_none=True)
    working = fields.String()
    planned_on = fields.Date()
    note = fields.String()
    state = fields.String(validate=validate.OneOf([each.name for each in WORKFLOW.states]))
    began_at = fields.AwareDateTime(allow_none=True)
    source = fields.String()
    device = fields.String()
    values = fields.List(fields.String(), attribute="values")
    given = fields.Dict(keys=fields.String(), values=fields.String())
    seen = fields.String()
    gauge_no = fields.String()
    certificate = fields.String()
    valid_until = fields.Date(allow_none=True)
    full = fields.String()
    division = fields.String()
    run_by_name = fields.String()
    witnessed_by_name = fields.String()
    judged_at = fields.AwareDateTime(allow_none=True)
    outcome = fields.String()
    steps = fields.List(fields.List(fields.String()))
    basis = fields.String()
    verified = fields.Boolean()
    sha256 = fields.String()
    version = fields.Integer()
    moves = fields.Function(
        lambda trial: [each.name for each in open_moves(web.actor(), trial)], metadata={"type": "array"}
    )


class TrialWhole(TrialOut):
    """A trial with its curve: [seconds, value]."""

    curve = fields.List(fields.List(fields.String()))


class TrialPage(Schema):
    """A page of trials."""

    rows = fields.List(fields.Nested(TrialOut))
    number = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()
