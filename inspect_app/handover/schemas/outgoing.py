"""What goes out: assets with their files, packages with what was decided, how a project stands."""

from typing import Any

from marshmallow import fields, validate

from inspect_app.core import web
from inspect_app.core.fields import Schema
from inspect_app.core.moves import open_moves
from inspect_app.core.permits import may
from inspect_app.core.tables_out import Column, Table, lived
from inspect_app.handover.queries import files_of, reversions_of
from inspect_app.handover.rules import DECISIONS, KINDS, SIDES, TRADES, WORKFLOW
from inspect_app.handover.rules.needs import STANDINGS
from inspect_app.handover.rules.reverting import BEGINNERS, REVERSION


def _kind(row: Any) -> tuple[str, str]:
    return KINDS[row.kind].zh, KINDS[row.kind].en


def _trade(row: Any) -> tuple[str, str]:
    return TRADES[row.trade].zh, TRADES[row.trade].en


def _taker(row: Any) -> str:
    return row.taker.name if row.taker else ""


def _open_conditions(row: Any) -> int:
    return sum(not one.met_at for each in row.items if not each.reverted_at for one in each.conditions)


ASSETS = Table("assets", "资产", "Assets", (
    Column("编号", "Number", "number"), Column("资产", "Asset", "name"), Column("类别", "Kind", _kind),
    Column("专业", "Trade", _trade), Column("规格型号", "Type", "spec"), Column("数量", "Amount", "amount"),
    Column("部位", "Element", "element.path"), Column("位置", "Place", "spot"), Column("责任分界", "Boundary", "boundary"),
    Column("项目", "Project", "project.name"), Column("接管单位", "Taken over by", _taker),
    Column("移交时间", "Handed over", "handed_at"), Column("保修至", "Warranty until", "warranty_until"),
    Column("未办结投诉", "Open complaints", "open_complaints"), Column("未完成报修", "Open claims", "open_claims"),
    Column("未销号缺陷", "Open defects", "open_defects"),
))  # fmt: skip
PACKAGES = Table("packages", "移交包", "Packages", (
    Column("编号", "Number", "number"), Column("项目", "Project", "project.name"), Column("专业", "Trade", _trade),
    Column("接管单位", "Taker", "party.name"), Column("状态", "State", lived(WORKFLOW)),
    Column("资产", "Assets", lambda row: len(row.items)), Column("接收", "Taken", lambda row: len(row.taken)),
    Column("未满足条件", "Conditions open", _open_conditions),
    Column("提交", "Offered", "offered_at"), Column("移交时间", "Handed over", "issued_at"),
))  # fmt: skip


class PaperOut(Schema):
    """A paper handed in; one taken back has the moment and the reason."""

    id = fields.String()
    kind = fields.String()
    asset_id = fields.String(allow_none=True)
    title = fields.String()
    result = fields.String()
    dated_on = fields.Date()
    sha256 = fields.String(allow_none=True)
    note = fields.String()
    by_name = fields.String()
    at = fields.AwareDateTime()
    withdrawn_at = fields.AwareDateTime(allow_none=True)
    reason = fields.String()


class AssetOut(Schema):
    """An asset, and what is open on it."""

    id = fields.String()
    number = fields.String()
    project_id = fields.String()
    project = fields.String(attribute="project.name")
    element_id = fields.String()
    place = fields.String(attribute="element.path")
    kind = fields.String(validate=validate.OneOf(list(KINDS)))
    trade = fields.String(validate=validate.OneOf(list(TRADES)))
    name = fields.String()
    spec = fields.String()
    amount = fields.String()
    spot = fields.String()
    boundary = fields.String()
    boundary_basis = fields.String()
    boundary_verified = fields.Boolean()
    taker_id = fields.String(allow_none=True)
    taker = fields.Function(_taker, metadata={"type": "string"})
    handed_at = fields.AwareDateTime(allow_none=True)
    warranty_until = fields.Date(allow_none=True)
    open_complaints = fields.Integer()
    open_claims = fields.Integer()
    open_defects = fields.Integer()
    version = fields.Integer()


def _file(asset: Any) -> dict[str, Any]:
    found = files_of([asset])[asset.id]
    return {
        "there": {each.need.key: each.there for each in found.lines}, "lacks": [each.key for each in found.lacks],
        "open_defects": [each.number for each in found.defects], "hold_points": [each.number for each in found.holds],
        "devices": [each.name for each in found.devices],
    }  # fmt: skip


class AssetWhole(AssetOut):
    """An asset with its papers and its file: what is there, what is missing."""

    papers = fields.List(fields.Nested(PaperOut))
    file = fields.Function(_file, metadata={"type": "object"})


class AssetPage(Schema):
    """A page of assets."""

    rows = fields.List(fields.Nested(AssetOut))
    number = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()


class ConditionOut(Schema):
    """A condition of an acceptance."""

    id = fields.String()
    words = fields.String()
    due_on = fields.Date()
    met_at = fields.AwareDateTime(allow_none=True)
    met_by_name = fields.String()
    note = fields.String()


class ItemOut(Schema):
    """An asset in a package and what was decided."""

    id = fields.String()
    asset_id = fields.String()
    decision = fields.String(allow_none=True, validate=validate.OneOf(list(DECISIONS)))
    clause = fields.String()
    reason = fields.String()
    decided_at = fields.AwareDateTime(allow_none=True)
    decided_by_name = fields.String()
    reverted_at = fields.AwareDateTime(allow_none=True)
    conditions = fields.List(fields.Nested(ConditionOut))


class SignatureOut(Schema):
    """A signature of a side."""

    side = fields.String(validate=validate.OneOf(list(SIDES)))
    party = fields.String(attribute="party.name")
    name = fields.String()
    at = fields.AwareDateTime()
    content = fields.String()


def _moves(package: Any) -> list[str]:
    mine = [each.name for each in open_moves(web.actor(), package)]
    decides = package.state == "offered" and may(web.actor(), "package.decide", package)
    return [*mine, *(["decide"] if decides else [])]


class PackageOut(Schema):
    """A package, and the moves open to the caller."""

    id = fields.String()
    number = fields.String(allow_none=True)
    project_id = fields.String()
    project = fields.String(attribute="project.name")
    party_id = fields.String()
    party = fields.String(attribute="party.name")
    trade = fields.String(validate=validate.OneOf(list(TRADES)))
    state = fields.String(validate=validate.OneOf([each.name for each in WORKFLOW.states]))
    content = fields.String(allow_none=True)
    begun_at = fields.AwareDateTime()
    offered_at = fields.AwareDateTime(allow_none=True)
    issued_at = fields.AwareDateTime(allow_none=True)
    items = fields.List(fields.Nested(ItemOut))
    signatures = fields.List(fields.Nested(SignatureOut), attribute="signed")
    version = fields.Integer()
    moves = fields.Function(_moves, metadata={"type": "array"})


class ReversionOut(Schema):
    """A reversion of charge: which assets, why, by which paper, who signed it, and the moves open to the caller."""

    id = fields.String()
    number = fields.String(allow_none=True)
    package_id = fields.String()
    state = fields.String(validate=validate.OneOf([each.name for each in REVERSION.states]))
    begun_by = fields.String(validate=validate.OneOf(list(BEGINNERS)))
    begun_by_name = fields.String()
    begun_at = fields.AwareDateTime()
    reason = fields.String()
    document = fields.String()
    document_sha256 = fields.String(allow_none=True)
    content = fields.String()
    reverted_at = fields.AwareDateTime(allow_none=True)
    asset_ids = fields.Function(lambda one: [each.asset_id for each in one.items], metadata={"type": "array"})
    signatures = fields.List(fields.Nested(SignatureOut))
    version = fields.Integer()
    moves = fields.Function(
        lambda one: [each.name for each in open_moves(web.actor(), one)], metadata={"type": "array"}
    )


class PackageWhole(PackageOut):
    """A package with the record both sides sign, and the reversions of what went over by it."""

    reversions = fields.Function(
        lambda one: ReversionOut(many=True).dump(reversions_of(one.id)), metadata={"type": "array"}
    )
    record = fields.Raw(allow_none=True, metadata={"type": ["object", "null"]})


class PackagePage(Schema):
    """A page of packages."""

    rows = fields.List(fields.Nested(PackageOut))
    number = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()


def _names(rows: Any) -> list[str]:
    return [each.number for each in rows]


class StandingOut(Schema):
    """How one trade stands: `missing` says that data are; `may_refuse` is the rule by which an uninvited utility may."""

    trade = fields.String(attribute="trade.key")
    standing = fields.String(validate=validate.OneOf(list(STANDINGS)))
    handed = fields.Function(lambda one: _names(one.handed), metadata={"type": "array"})
    held = fields.Function(lambda one: _names(one.held), metadata={"type": "array"})
    lacking = fields.Function(lambda one: _names(one.lacking), metadata={"type": "array"})
    invited = fields.Function(
        lambda one: [each.party.name for each in one.invitations], metadata={"type": "array"}
    )
    may_refuse = fields.Function(
        lambda one: one.may_refuse.basis if one.may_refuse else "", metadata={"type": "string"}
    )
