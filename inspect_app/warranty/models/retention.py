"""Tables of money held back: the sum of a project, and each request for release."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.acceptance.models import Document
from inspect_app.core.db import Fen, Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.core.workflow import Workflow
from inspect_app.identity.models import Party
from inspect_app.projects.models import Project
from inspect_app.warranty.rules.retention import DELAYS, FORMS, LIABILITY_MONTHS, RELEASE, RETENTION_PERCENT

_FORMS = ", ".join(f"'{each}'" for each in FORMS)
_DELAYS = ", ".join(f"'{each}'" for each in DELAYS)
_OPEN = "state NOT IN ('released', 'returned')"


class Retention(Model):
    """What a project's owner holds back, in fen, and the defects liability period it is held for."""

    __tablename__ = "retentions"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"), unique=True)
    #: the contractor it is owed to
    party_id: Mapped[str] = mapped_column(ForeignKey("parties.id"), index=True)
    form: Mapped[str] = mapped_column(String(12))
    settlement: Mapped[int] = mapped_column(Fen)
    held: Mapped[int] = mapped_column(Fen)
    months: Mapped[int] = mapped_column()
    accepted_on: Mapped[date] = mapped_column()
    reported_on: Mapped[date | None] = mapped_column()
    delay: Mapped[str] = mapped_column(String(12))
    starts_on: Mapped[date] = mapped_column()
    ends_on: Mapped[date] = mapped_column(index=True)
    document_id: Mapped[str | None] = mapped_column(ForeignKey("documents.id"))
    at: Mapped[datetime] = mapped_column(UtcTime)
    by_name: Mapped[str] = mapped_column(String(120))
    version: Mapped[int] = mapped_column(default=1)
    project: Mapped[Project] = relationship()
    party: Mapped[Party] = relationship()
    document: Mapped[Document | None] = relationship()
    releases: Mapped[list["Release"]] = relationship(
        order_by="Release.number", back_populates="retention", lazy="selectin"
    )
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        CheckConstraint(f"form IN ({_FORMS})", name="form"),
        CheckConstraint(f"delay IN ({_DELAYS})", name="delay"),
        CheckConstraint("delay <> 'owner' OR reported_on IS NOT NULL", name="reported_on"),
        CheckConstraint(f"held > 0 AND held * 100 <= settlement * {RETENTION_PERCENT}", name="held"),
        CheckConstraint(f"months BETWEEN 1 AND {LIABILITY_MONTHS}", name="months"),
        CheckConstraint("ends_on > starts_on", name="ends_on"),
    )


class Release(Model):
    """A contractor's request to release money held back, and what became of it."""

    __tablename__ = "releases"
    WORKFLOW: ClassVar[Workflow] = RELEASE
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"), index=True)
    retention_id: Mapped[str] = mapped_column(ForeignKey("retentions.id"))
    state: Mapped[str] = mapped_column(String(12), default=RELEASE.initial)
    asked: Mapped[int] = mapped_column(Fen)
    #: what was found due, in part or whole
    amount: Mapped[int | None] = mapped_column(Fen)
    #: the sum and what blocked it, as they stood when it was checked
    working: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    note: Mapped[str] = mapped_column(Text, default="")
    #: last day of the clock that runs now
    answer_by: Mapped[date] = mapped_column()
    deemed: Mapped[bool] = mapped_column(default=False)
    requested_at: Mapped[datetime] = mapped_column(UtcTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcTime)
    checked_at: Mapped[datetime | None] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)
    project: Mapped[Project] = relationship()
    retention: Mapped[Retention] = relationship(back_populates="releases")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        *(CheckConstraint(said, name=name) for name, said in RELEASE.checks().items()),
        CheckConstraint("asked > 0", name="asked"),
        CheckConstraint("amount IS NULL OR amount > 0", name="amount"),
        CheckConstraint("state NOT IN ('checked', 'released') OR amount IS NOT NULL", name="checked"),
        # One at a time: two would ask for the same money.
        Index(
            "uq_releases_open",
            "retention_id",
            unique=True,
            sqlite_where=text(_OPEN),
            postgresql_where=text(_OPEN),
        ),
    )
