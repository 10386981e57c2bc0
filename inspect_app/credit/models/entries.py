"""The table of credit entries."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.core.calendar import local_day
from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.core.workflow import Workflow
from inspect_app.credit.rules.catalogue import BEHAVIOURS, Behaviour, of_version
from inspect_app.credit.rules.lateness import late_since
from inspect_app.credit.rules.life import GONE, WORKFLOW
from inspect_app.credit.rules.repair import CLASSES
from inspect_app.credit.rules.score import Item
from inspect_app.identity.models import Party
from inspect_app.projects.models import Project


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"'{each}'" for each in names)


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
    #: a ticket voided and brought back gives the same party another entry
    occasion: Mapped[int] = mapped_column(default=1)
    #: how people name the source, and whose paper it is where it is one
    source_number: Mapped[str] = mapped_column(String(80))
    issuer: Mapped[str] = mapped_column(String(120), default="")
    #: the entry this one stands for, that was not right
    corrects_id: Mapped[str | None] = mapped_column(ForeignKey("credit_entries.id"), unique=True)
    explanation_zh: Mapped[str] = mapped_column(Text)
    explanation_en: Mapped[str] = mapped_column(Text)
    occurred_on: Mapped[date] = mapped_column()
    #: first day on which it no longer counts
    expires_on: Mapped[date] = mapped_column()
    #: last day of the time to object before it takes effect by itself
    object_by: Mapped[date | None] = mapped_column()
    #: class of information, the day of its document, and what the penalty lasts: they bound the publication
    kind: Mapped[str] = mapped_column(String(12))
    document_on: Mapped[date] = mapped_column()
    penalty_months: Mapped[int] = mapped_column(default=0)
    #: last day on which anybody may read it; none for what is not published
    public_until: Mapped[date | None] = mapped_column()
    repair_from: Mapped[date | None] = mapped_column()
    #: shown to the public since; taken down while an objection runs
    published_on: Mapped[date | None] = mapped_column()
    #: set when the points can no longer change
    settled_at: Mapped[datetime | None] = mapped_column(UtcTime)
    state: Mapped[str] = mapped_column(String(12), default=WORKFLOW.initial)
    proposed_at: Mapped[datetime] = mapped_column(UtcTime)
    effective_at: Mapped[datetime | None] = mapped_column(UtcTime)
    objected_at: Mapped[datetime | None] = mapped_column(UtcTime)
    objection: Mapped[str] = mapped_column(Text, default="")
    #: whoever dismissed the objection does not decide the appeal; until when there is one
    dismissed_by: Mapped[str | None] = mapped_column(String(36))
    appeal_by: Mapped[date | None] = mapped_column()
    appealed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    repair_asked_at: Mapped[datetime | None] = mapped_column(UtcTime)
    repair_due_on: Mapped[date | None] = mapped_column()
    repaired_at: Mapped[datetime | None] = mapped_column(UtcTime)
    corrected_at: Mapped[datetime | None] = mapped_column(UtcTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)
    gone: Mapped[str] = mapped_column(String(8), default="")
    version: Mapped[int] = mapped_column(default=1)
    party: Mapped[Party] = relationship()
    project: Mapped[Project] = relationship()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        *(CheckConstraint(text, name=name) for name, text in WORKFLOW.checks().items()),
        CheckConstraint(f"event IN ({_listed(BEHAVIOURS)})", name="event"),
        CheckConstraint(f"kind IN ({_listed(CLASSES)})", name="kind"),
        CheckConstraint(f"gone IN ({_listed(GONE)})", name="gone"),
        CheckConstraint("occasion >= 1 AND penalty_months BETWEEN 0 AND 120", name="counts"),
        CheckConstraint("(state <> 'appealed') OR (appealed_at IS NOT NULL)", name="appealed"),
        CheckConstraint("(state <> 'repairing') OR (repair_asked_at IS NOT NULL)", name="repairing"),
        CheckConstraint("expires_on > occurred_on", name="expires"),
        CheckConstraint("state <> 'effective' OR effective_at IS NOT NULL", name="effective"),
        # Two firms may answer for one source in turn, and one firm twice when it fell away in between.
        UniqueConstraint("event", "source_kind", "source_id", "party_id", "occasion"),
        Index("ix_credit_entries_party_state", "party_id", "state", "occurred_on"),
        Index("ix_credit_entries_public", "public_until", "published_on"),
    )

    @property
    def item(self) -> Item:
        """Return the entry as the score needs it."""
        return Item(self.id, self.event, self.tenths, self.occurred_on, self.expires_on, self.rule)

    @property
    def behaviour(self) -> Behaviour:
        """Return the behaviour as the edition had it by which this was entered."""
        return of_version(self.event, self.rule) or BEHAVIOURS[self.event]

    @property
    def late_since(self) -> date | None:
        """Return by when it should have been entered, where it came later; a correction is no entry of its own."""
        entered_on = local_day(self.proposed_at)
        return None if self.corrects_id else late_since(self.document_on, entered_on)
