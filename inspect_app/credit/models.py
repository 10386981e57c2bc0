"""The table of credit entries."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.core.workflow import Workflow
from inspect_app.credit.rules.catalogue import BEHAVIOURS
from inspect_app.credit.rules.life import WORKFLOW
from inspect_app.credit.rules.score import Item
from inspect_app.identity.models import Party
from inspect_app.projects.models import Project

_CODES = ", ".join(f"'{code}'" for code in BEHAVIOURS)


class CreditEntry(Model):
    """That a behaviour counts for a party: which, from what source, how many points, until when, and why."""

    __tablename__ = "credit_entries"
    WORKFLOW: ClassVar[Workflow] = WORKFLOW
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    party_id: Mapped[str] = mapped_column(ForeignKey("parties.id"))
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"), index=True)
    #: code of the catalogue, and the version of the catalogue it was entered by
    event: Mapped[str] = mapped_column(String(32))
    rule: Mapped[str] = mapped_column(String(16))
    #: points in tenths
    tenths: Mapped[int] = mapped_column()
    source_kind: Mapped[str] = mapped_column(String(16))
    source_id: Mapped[str] = mapped_column(String(80))
    #: how people name the source
    source_number: Mapped[str] = mapped_column(String(40))
    explanation_zh: Mapped[str] = mapped_column(Text)
    explanation_en: Mapped[str] = mapped_column(Text)
    occurred_on: Mapped[date] = mapped_column()
    #: first day on which it no longer counts
    expires_on: Mapped[date] = mapped_column()
    #: last day of the time to object before it takes effect by itself
    object_by: Mapped[date | None] = mapped_column()
    #: shown to the public since; taken down while an objection runs
    published_on: Mapped[date | None] = mapped_column()
    #: set when the points can no longer change
    settled_at: Mapped[datetime | None] = mapped_column(UtcTime)
    state: Mapped[str] = mapped_column(String(12), default=WORKFLOW.initial)
    proposed_at: Mapped[datetime] = mapped_column(UtcTime)
    effective_at: Mapped[datetime | None] = mapped_column(UtcTime)
    objected_at: Mapped[datetime | None] = mapped_column(UtcTime)
    objection: Mapped[str] = mapped_column(Text, default="")
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)
    party: Mapped[Party] = relationship()
    project: Mapped[Project] = relationship()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        *(CheckConstraint(text, name=name) for name, text in WORKFLOW.checks().items()),
        CheckConstraint(f"event IN ({_CODES})", name="event"),
        CheckConstraint("expires_on > occurred_on", name="expires"),
        CheckConstraint("state <> 'effective' OR effective_at IS NOT NULL", name="effective"),
        UniqueConstraint("event", "source_kind", "source_id"),
        Index("ix_credit_entries_party_state", "party_id", "state", "occurred_on"),
    )

    @property
    def item(self) -> Item:
        """Return the entry as the score needs it."""
        return Item(self.id, self.event, self.tenths, self.occurred_on, self.expires_on)
