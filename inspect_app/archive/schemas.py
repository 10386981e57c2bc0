"""How the completeness of an archive is written out."""

from marshmallow import fields, validate

from inspect_app.archive.rules.catalogue import STAGES
from inspect_app.core.fields import Schema
from inspect_app.core.tables_out import Column, Table

ARCHIVES = Table("archives", "项目档案", "Archives", (
    Column("编号", "Number", "project.number"), Column("项目", "Project", "project.name"), Column("已有", "There", "there"),
    Column("应有", "Asked for", "asked"), Column("缺失", "Missing", lambda row: "；".join(each.zh for each in row.missing)),
))  # fmt: skip


class TakeIn(Schema):
    """A form that is only a button."""


class LineOut(Schema):
    """A line of the archive: there, missing, lacks (not applicable) or later, with the rows it rests on."""

    key = fields.String()
    stage = fields.String(validate=validate.OneOf([each.key for each in STAGES]))
    zh = fields.String(attribute="line.zh")
    en = fields.String(attribute="line.en")
    state = fields.String()
    basis = fields.String(attribute="line.basis")
    verified = fields.Boolean(attribute="line.verified")
    reason = fields.String(attribute="line.reason")
    count = fields.Integer(attribute="line.count")
    evidence = fields.List(fields.List(fields.String()), attribute="line.evidence")


class ArchiveOut(Schema):
    """A project's archive, line by line."""

    project_id = fields.String()
    lines = fields.List(fields.Nested(LineOut))
