"""How checklists are written in and out."""

from typing import Any

from marshmallow import fields

from inspect_app.core.fields import Schema, Text
from inspect_app.core.i18n import t
from inspect_app.core.tables_out import Column, Table

CHECKLISTS = Table("checklists", "检查表", "Checklists", (
    Column("检查表", "Checklist", lambda row: (row.zh, row.en)), Column("代号", "Key", "key"),
    Column("现行版本", "Version in force", lambda row: row.versions[0].number),
    Column("发布", "Published", lambda row: row.versions[0].published_at),
))  # fmt: skip


class PublishIn(Schema):
    """A text to publish under a key; its faults are judged by the rules, each with its path."""

    key = Text(required=True, most=64)
    content = fields.Raw(
        required=True, metadata={"type": "object", "description": "检查表内容 / the checklist"}
    )


class UploadIn(Schema):
    """The same from a web form: the content as JSON text."""

    key = Text(required=True, most=64)
    content = Text(required=True, most=1_000_000)


class DraftIn(Schema):
    """What a draft is called; the rest of its page is read by the rules of authoring."""

    key = Text(required=True, most=64)


class RemarkOut(Schema):
    """A cell of a form that could not be taken over as it stands, and why."""

    sheet = fields.String(required=True)
    row = fields.Integer(required=True)
    column = fields.String(required=True)
    rule = fields.Function(lambda each: t(each.zh, each.en), metadata={"type": "string"})


class ImportedOut(Schema):
    """The draft made of a form, and what could not be taken over."""

    draft = fields.String(required=True)
    key = fields.String(required=True)
    content: Any = fields.Dict(required=True)
    remarks = fields.List(fields.Nested(RemarkOut), required=True)


class FormNameIn(Schema):
    """What the file of a form is called."""

    name = Text(load_default="checklist", most=100)


class VersionOut(Schema):
    """One version with its content, by its SHA-256."""

    id = fields.String(required=True)
    template_id = fields.String(required=True)
    key = fields.String(attribute="template.key", required=True)
    number = fields.Integer(required=True)
    zh = fields.Function(lambda version: version.content["zh"])
    en = fields.Function(lambda version: version.content["en"])
    published_at = fields.AwareDateTime(required=True)
    published_by = fields.String(required=True)
    frozen_at = fields.AwareDateTime(allow_none=True)
    content: Any = fields.Dict(required=True)


class TemplateOut(Schema):
    """A checklist with the numbers and keys of its versions, newest first."""

    id = fields.String(required=True)
    key = fields.String(required=True)
    zh = fields.String(required=True)
    en = fields.String(required=True)
    versions = fields.List(fields.Nested(VersionOut(only=("id", "number", "published_at", "frozen_at"))))


class TemplatePage(Schema):
    """One page of checklists."""

    rows = fields.List(fields.Nested(TemplateOut))
    total = fields.Integer()
    page = fields.Integer(attribute="number")
    pages = fields.Integer()
