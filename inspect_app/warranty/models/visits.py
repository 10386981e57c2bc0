"""Tables of return visits: how far they are planned, each visit with its drawn households, each household's answers."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.acceptance.models import Certificate
from inspect_app.core.calendar import local_day
from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.core.workflow import Workflow
from inspect_app.identity.models import Party
from inspect_app.projects.models import Element, Project
from inspect_app.warranty.rules.visits import KINDS, WORKFLOW, is_late

_KINDS = ", ".join(f"'{each}'" for each in KINDS)


class ReturnPlan(Model):
    """Up to which day the return visits of a certificate are planned: what lies before is settled."""

    __tablename__ = "return_plans"
    certificate_id: Mapped[str] = mapped_column(ForeignKey("certificates.id"), primary_key=True)
    planned_until: Mapped[date] = mapped_column()


class ReturnVisit(Model):
    """A planned return visit: its day, the households drawn, whether it was made, late or missed."""

    __tablename__ = "return_visits"
    WORKFLOW: ClassVar[Workflow] = WORKFLOW
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    certificate_id: Mapped[str] = mapped_column(ForeignKey("certificates.id"))
    key: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(12))
    zh: Mapped[str] = mapped_column(String(120))
    en: Mapped[str] = mapped_column(String(120))
    basis: Mapped[str] = mapped_column(String(200))
    verified: Mapped[bool] = mapped_column()
    due_on: Mapped[date] = mapped_column()
    party_id: Mapped[str] = mapped_column(ForeignKey("parties.id"))
    #: ids of all that could be drawn, and those drawn, in order; anybody can draw again
    units: Mapped[list[str]] = mapped_column(JSON, default=list)
    sample: Mapped[list[str]] = mapped_column(JSON, default=list)
    seed: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(12), default=WORKFLOW.initial)
    planned_at: Mapped[datetime] = mapped_column(UtcTime)
    held_at: Mapped[datetime | None] = mapped_column(UtcTime)
    missed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)
    project: Mapped[Project] = relationship()
    certificate: Mapped[Certificate] = relationship()
    party: Mapped[Party] = relationship()
    households: Mapped[list["HouseholdVisit"]] = relationship(order_by="HouseholdVisit.at", lazy="selectin")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        *(CheckConstraint(text, name=name) for name, text in WORKFLOW.checks().items()),
        CheckConstraint(f"kind IN ({_KINDS})", name="kind"),
        UniqueConstraint("certificate_id", "key"),
        Index("ix_return_visits_project_due", "project_id", "due_on"),
        Index("ix_return_visits_state_due", "state", "due_on"),
    )

    @property
    def late(self) -> bool:
        """Say whether it was made late."""
        return self.held_at is not None and is_late(self.due_on, local_day(self.held_at))


class HouseholdVisit(Model):
    """What one household said at a return visit."""

    __tablename__ = "household_visits"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    visit_id: Mapped[str] = mapped_column(ForeignKey("return_visits.id"))
    element_id: Mapped[str] = mapped_column(ForeignKey("elements.id"))
    #: nobody opened
    away: Mapped[bool] = mapped_column(default=False)
    satisfaction: Mapped[int | None] = mapped_column()
    #: key of a question -> good, bad or none
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    note: Mapped[str] = mapped_column(Text, default="")
    by_name: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UtcTime)
    element: Mapped[Element] = relationship(lazy="joined")
    __table_args__ = (
        CheckConstraint("satisfaction BETWEEN 1 AND 3", name="satisfaction"),
        UniqueConstraint("visit_id", "element_id"),
    )
