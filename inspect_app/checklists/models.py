"""Tables of checklists: a template and its versions, each of which is for ever what its key says."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Connection, ForeignKey, String, UniqueConstraint, event, inspect
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from inspect_app.core.db import Model, UtcTime
from inspect_app.core.errors import Problem
from inspect_app.core.ids import uuid7


class Template(Model):
    """A checklist by its key; its words are those of the newest version."""

    __tablename__ = "templates"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    zh: Mapped[str] = mapped_column(String(300))
    en: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    versions: Mapped[list["TemplateVersion"]] = relationship(
        back_populates="template", order_by="TemplateVersion.number.desc()"
    )


class TemplateVersion(Model):
    """One text of a checklist, named by the SHA-256 of that text; a new text is a new version."""

    __tablename__ = "template_versions"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    template_id: Mapped[str] = mapped_column(ForeignKey("templates.id"))
    number: Mapped[int] = mapped_column()
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: "library" for those the product brings, "own" for those published here
    origin: Mapped[str] = mapped_column(String(10), default="own")
    published_at: Mapped[datetime] = mapped_column(UtcTime)
    published_by: Mapped[str] = mapped_column(String(120))
    #: when a visit first used it
    frozen_at: Mapped[datetime | None] = mapped_column(UtcTime, active_history=True)
    template: Mapped[Template] = relationship(back_populates="versions", lazy="joined")
    __table_args__ = (UniqueConstraint("template_id", "number"),)


class TemplateDraft(Model):
    """A checklist somebody is writing; once it is published it is a version, and no draft any more."""

    __tablename__ = "template_drafts"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    key: Mapped[str] = mapped_column(String(64))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    begun_at: Mapped[datetime] = mapped_column(UtcTime)
    saved_at: Mapped[datetime] = mapped_column(UtcTime)


@event.listens_for(TemplateVersion, "before_update")
def _stays_as_it_is(_mapper: Mapper[Any], _connection: Connection, version: TemplateVersion) -> None:
    # Every act on a record leads back to the text it was made with; only the mark of its first use is new.
    changed = {each.key for each in inspect(version).attrs if each.history.has_changes()}
    if changed - {"frozen_at"} or any(inspect(version).attrs.frozen_at.history.deleted or ()):
        raise _frozen(version)


@event.listens_for(TemplateVersion, "before_delete")
def _is_kept(_mapper: Mapper[Any], _connection: Connection, version: TemplateVersion) -> None:
    raise _frozen(version)


def _frozen(version: TemplateVersion) -> Problem:
    return Problem(
        "conflict",
        zh=f"检查表第 {version.number} 版已发布，不能更改或删除；请发布新版本。",
        en=f"Version {version.number} is published and cannot be changed or deleted; publish a new one.",
    )
