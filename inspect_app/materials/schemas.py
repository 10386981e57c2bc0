"""How material lots are written in and out."""

from typing import Any

from marshmallow import fields, validate

from inspect_app.core import web
from inspect_app.core.fields import Day, Photos, Schema, Text
from inspect_app.core.files import attachments, signed_url
from inspect_app.core.moves import open_moves
from inspect_app.core.permits import may
from inspect_app.core.tables_out import Column, Table, lived
from inspect_app.materials.queries import STATES
from inspect_app.materials.rules import KINDS, WORKFLOW

_KEY = validate.Length(0, 36)
_ID = validate.Length(1, 36)

MATERIALS = Table("materials", "材料批次", "Material lots", (
    Column("编号", "Number", "number"), Column("材料", "Material", "name"),
    Column("类别", "Kind", lambda row: (KINDS[row.kind].zh, KINDS[row.kind].en)), Column("规格型号", "Type", "spec"),
    Column("生产单位", "Maker", "maker"), Column("出厂批号", "Maker's lot", "maker_lot"), Column("数量", "Amount", "amount"),
    Column("进场日期", "Entered on", "entered_on"), Column("状态", "State", lived(WORKFLOW)),
    Column("报告编号", "Report", "report_no"), Column("签认人", "Signed by", "accepted_by_name"),
    Column("使用部位", "Built into", lambda row: "；".join(each.element.path for each in row.used)),
    Column("项目", "Project", "project.name"), Column("供应单位", "Brought by", "party.name"),
))  # fmt: skip


def _moves(lot: Any) -> list[str]:
    mine = [each.name for each in open_moves(web.actor(), lot)]
    return [*mine, *(["use"] if lot.state == "accepted" and may(web.actor(), "material.use", lot) else [])]


class FilterIn(Schema):
    """Which lots; `number` is the platform's or the maker's."""

    state = fields.String(load_default="all", validate=validate.OneOf(STATES))
    kind = fields.String(load_default="", validate=validate.OneOf(["", *KINDS]))
    project_id = fields.String(load_default="", validate=_KEY)
    number = fields.String(load_default="", validate=validate.Length(0, 80))
    page = fields.Integer(load_default=1, validate=validate.Range(1, 1_000_000))


class LotForm(Schema):
    """A lot as it came on site; `photos` show its papers: certificate, test of the works, delivery note."""

    kind = fields.String(required=True, validate=validate.OneOf(list(KINDS)))
    name = Text(required=True, most=120)
    spec = Text(load_default="", most=200)
    maker = Text(required=True, most=120)
    maker_lot = Text(required=True, most=80)
    amount = Text(required=True, most=60)
    entered_on = Day(required=True)
    party_id = fields.String(load_default=None, allow_none=True, validate=_KEY)
    photos = Photos(required=True, least=1)


class LotInProject(LotForm):
    """A lot of the project named."""

    project_id = fields.String(required=True, validate=_ID)


class UseIn(Schema):
    """Where a lot was built in, and on which day."""

    element_ids = fields.List(fields.String(validate=_ID), required=True, validate=validate.Length(1, 200))
    used_on = Day(required=True)
    note = Text(load_default="", most=200)


class UnuseIn(Schema):
    """Why a use is taken back."""

    reason = Text(required=True, most=200)


class UseOut(Schema):
    """Where it was built in; one taken back has the moment and the reason."""

    id = fields.String()
    element_id = fields.String()
    place = fields.String(attribute="element.path")
    used_on = fields.Date()
    note = fields.String()
    told_at = fields.AwareDateTime()
    told_by_name = fields.String()
    withdrawn_at = fields.AwareDateTime(allow_none=True)
    reason = fields.String()


class PhotoOut(Schema):
    """A photo and what it shows: papers, pass, reject, remove."""

    label = fields.String()
    sha256 = fields.String()
    actor_name = fields.String()
    at = fields.AwareDateTime()
    url = fields.Function(lambda photo: signed_url(photo.sha256, "public"), metadata={"type": "string"})


class LotOut(Schema):
    """A material lot, and the moves open to the caller."""

    id = fields.String()
    number = fields.String()
    project_id = fields.String()
    project = fields.String(attribute="project.name")
    party_id = fields.String()
    party = fields.String(attribute="party.name")
    kind = fields.String(validate=validate.OneOf(list(KINDS)))
    name = fields.String()
    spec = fields.String()
    maker = fields.String()
    maker_lot = fields.String()
    amount = fields.String()
    entered_on = fields.Date()
    entered_by_name = fields.String()
    state = fields.String(validate=validate.OneOf([each.name for each in WORKFLOW.states]))
    sampled_at = fields.AwareDateTime(allow_none=True)
    sampled_by_name = fields.String()
    sample_no = fields.String()
    laboratory = fields.String()
    report_no = fields.String()
    report_on = fields.Date(allow_none=True)
    accepted_at = fields.AwareDateTime(allow_none=True)
    accepted_by_name = fields.String()
    rejected_at = fields.AwareDateTime(allow_none=True)
    reason = fields.String()
    removed_at = fields.AwareDateTime(allow_none=True)
    uses = fields.List(fields.Nested(UseOut))
    version = fields.Integer()
    moves = fields.Function(_moves, metadata={"type": "array"})


class LotWhole(LotOut):
    """A material lot with its photos."""

    photos = fields.Function(
        lambda lot: PhotoOut(many=True).dump(attachments("material", lot.id)), metadata={"type": "array"}
    )


class LotPage(Schema):
    """A page of material lots."""

    rows = fields.List(fields.Nested(LotOut))
    number = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()
