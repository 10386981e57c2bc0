"""Tables of who may inspect and where not: skills and load, recusals, and works that are always inspected."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.identity.models import Party, Person
from inspect_app.inspections.rules.recusal import DECLARED, Fact
from inspect_app.projects.models import Project

KINDS = ", ".join(f"'{each}'" for each in DECLARED)


class InspectorCard(Model):
    """What an inspector can do and how many visits they take at a time; without a card the usual figures hold."""

    __tablename__ = "inspector_cards"
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    skills: Mapped[list[str]] = mapped_column(JSON, default=list)
    room: Mapped[int] = mapped_column()
    changed_at: Mapped[datetime] = mapped_column(UtcTime)
    person: Mapped[Person] = relationship()
    __table_args__ = (CheckConstraint("room >= 0", name="room"),)

    @property
    def id(self) -> str:
        """Return whose card it is, so that the journal files it."""
        return self.person_id


class Recusal(Model):
    """That a person stands too near to a party or a project to inspect it, as declared; withdrawn, never deleted."""

    __tablename__ = "recusals"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(10))
    party_id: Mapped[str | None] = mapped_column(ForeignKey("parties.id"))
    project_id: Mapped[str | None] = mapped_column(ForeignKey("projects.id"))
    since: Mapped[date | None] = mapped_column()
    until: Mapped[date | None] = mapped_column()
    note: Mapped[str] = mapped_column(Text, default="")
    declared_by: Mapped[str | None] = mapped_column(String(36))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)
    person: Mapped[Person] = relationship()
    party: Mapped[Party | None] = relationship()
    about: Mapped[Project | None] = relationship()
    __table_args__ = (
        CheckConstraint(f"kind IN ({KINDS})", name="kind"),
        CheckConstraint("(party_id IS NULL) <> (project_id IS NULL)", name="about"),
        CheckConstraint("kind <> 'employer' OR party_id IS NOT NULL", name="employer"),
        CheckConstraint("until IS NULL OR since IS NULL OR until >= since", name="until"),
        Index("ix_recusals_person", "person_id", "withdrawn_at"),
    )

    @property
    def fact(self) -> Fact:
        """Return what the draw needs of it."""
        return Fact(self.person_id, self.kind, self.party_id, self.project_id, self.since, self.until)
