"""How projects, their parties and their building tree are written in and out."""

from typing import Any

from marshmallow import fields, validate

from inspect_app.core import web
from inspect_app.core.fields import SHA256, Day, Photos, Schema, Text
from inspect_app.core.files import signed_url
from inspect_app.core.moves import open_moves
from inspect_app.core.tables_out import Column, Table, lived
from inspect_app.identity.rules import PARTY_KINDS
from inspect_app.projects.rules import ELEMENT_KINDS, WORKFLOW


def _party(role: str) -> Any:
    return lambda row: row.party(role).name if row.party(role) else ""


PROJECTS = Table("projects", "项目", "Projects", (
    Column("编号", "Number", "number"), Column("项目", "Project", "name"), Column("小区", "Community", "community"),
    Column("地址", "Address", "address"), Column("区划", "Division", "region"), Column("状态", "State", lived(WORKFLOW)),
    Column("建设单位", "Owner", _party("owner")), Column("施工单位", "Contractor", _party("contractor")),
    Column("监理单位", "Supervisor", _party("supervisor")), Column("开工", "Begun", "started_on"),
    Column("计划完工", "Planned end", "planned_end_on"),
))  # fmt: skip


class ProjectIn(Schema):
    """A new project; the price is in yuan with at most two decimals."""

    site = Text(required=True, most=39)
    name = Text(required=True, most=120)
    community = Text(required=True, most=120)
    region = Text(required=True, most=12)
    address = Text(load_default="", most=200)
    lat = fields.Float(load_default=None, allow_none=True, validate=validate.Range(-90, 90))
    lon = fields.Float(load_default=None, allow_none=True, validate=validate.Range(-180, 180))
    started_on = Day(load_default=None, allow_none=True)
    planned_end_on = Day(load_default=None, allow_none=True)


class SetPartyIn(Schema):
    """A party that takes part in a role."""

    party_id = fields.String(required=True, validate=validate.Length(1, 36))
    role = fields.String(required=True, validate=validate.OneOf(list(PARTY_KINDS)))
    leader = Text(load_default="", most=60)


class ElementIn(Schema):
    """A node of the building tree."""

    kind = fields.String(required=True, validate=validate.OneOf(list(ELEMENT_KINDS)))
    name = Text(required=True, most=80)
    parent_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(0, 36))


class ElementOut(Schema):
    """A node of the building tree."""

    id = fields.String()
    kind = fields.String()
    name = fields.String()
    path = fields.String()
    parent_id = fields.String(allow_none=True)


class SheetIn(Schema):
    """A drawing: the picture by its SHA-256, of the whole site or of one element."""

    name = Text(required=True, most=120)
    sha256 = fields.String(required=True, validate=validate.Regexp(SHA256))
    element_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(0, 36))


class SheetForm(Schema):
    """The same as a page asks for it: with the picture itself."""

    name = Text(required=True, most=120)
    drawing = Photos(required=True, least=1, most=1)
    element_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(0, 36))


class NothingIn(Schema):
    """A form that is only a button."""


class SheetOut(Schema):
    """A drawing, with an address that shows it for a while."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    element_id = fields.String(allow_none=True, required=True)
    width = fields.Integer(attribute="file.width", required=True)
    height = fields.Integer(attribute="file.height", required=True)
    sha256 = fields.String(required=True)
    image = fields.Function(
        lambda sheet: signed_url(sheet.sha256, "public"), required=True, metadata={"type": "string"}
    )
    withdrawn_at = fields.AwareDateTime(allow_none=True, required=True)


class TakingPartOut(Schema):
    """A party's part in a project."""

    role = fields.String()
    party_id = fields.String()
    name = fields.String(attribute="party.name")
    leader = fields.String()


class ProjectOut(Schema):
    """A project."""

    id = fields.String()
    number = fields.String()
    site = fields.String()
    name = fields.String()
    community = fields.String()
    region = fields.String()
    address = fields.String()
    state = fields.String()
    started_at = fields.AwareDateTime(allow_none=True)
    completed_at = fields.AwareDateTime(allow_none=True)
    parties = fields.List(fields.Nested(TakingPartOut))
    moves = fields.Method("open_moves", metadata={"type": "array"})

    def open_moves(self, project: Any) -> list[str]:
        """Return the moves open to the caller."""
        return [each.name for each in open_moves(web.actor(), project)]


class ProjectPage(Schema):
    """A page of projects."""

    rows = fields.List(fields.Nested(ProjectOut))
    number = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()
