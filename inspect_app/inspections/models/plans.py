"""Tables of plans: what is inspected how often and by whom, and when a site is closed."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.checklists.models import Template
from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.identity.models import Party, Person
from inspect_app.inspections.rules import GRACE_WORKING_DAYS, HANDS, HORIZON_DAYS, KINDS, SHIFTS
from inspect_app.projects.models import Project


def among(values: Iterable[str]) -> str:
    """Return names as a list of SQL texts."""
    return ", ".join(f"'{each}'" for each in values)


KIND_NAMES, HAND_NAMES = among(KINDS), among(HANDS)
PLAN_PEOPLE = Table(
    "plan_people", Model.metadata,
    Column("plan_id", String(36), ForeignKey("plans.id"), primary_key=True),
    Column("person_id", String(36), ForeignKey("people.id"), primary_key=True),
)  # fmt: skip


class Plan(Model):
    """That a project is inspected with a checklist, how often, in which months, and by whom."""

    __tablename__ = "plans"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(10))
    template_id: Mapped[str] = mapped_column(ForeignKey("templates.id"))
    #: working days from one visit to the next, or else a rule of RFC 5545
    every: Mapped[int | None] = mapped_column()
    rule: Mapped[str | None] = mapped_column(String(200))
    #: where a due day of a rule goes on which nobody works
    shift: Mapped[str] = mapped_column(String(10), default="next")
    #: the months in which it counts; none named: all
    months: Mapped[list[int]] = mapped_column(JSON, default=list)
    #: days before its due day a visit may be made (None: as soon as it is known), working days of grace after
    opens_before: Mapped[int | None] = mapped_column()
    grace: Mapped[int] = mapped_column(default=GRACE_WORKING_DAYS)
    #: whether one of the people named is enough, or all have to submit or confirm
    hands: Mapped[str] = mapped_column(String(4), default="one")
    #: whether credit and open risk set the interval; then what they set, a full check each month, the working
    tuned: Mapped[bool] = mapped_column(default=False)
    tuned_every: Mapped[int | None] = mapped_column()
    monthly_full: Mapped[bool] = mapped_column(default=False)
    tuning: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    horizon_days: Mapped[int] = mapped_column(default=HORIZON_DAYS)
    since: Mapped[date] = mapped_column()
    until: Mapped[date | None] = mapped_column()
    #: from which day the visits are counted: `since`, the day it was made, or its last change
    counted_from: Mapped[date] = mapped_column()
    #: the last day whose visits a rule has made: days before it are decided
    filled_to: Mapped[date | None] = mapped_column()
    assignee_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    party_id: Mapped[str | None] = mapped_column(ForeignKey("parties.id"))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)
    project: Mapped[Project] = relationship()
    template: Mapped[Template] = relationship()
    assignee: Mapped[Person | None] = relationship()
    party: Mapped[Party | None] = relationship()
    people: Mapped[list[Person]] = relationship(secondary=PLAN_PEOPLE, order_by=(Person.name, Person.id))
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        CheckConstraint(f"kind IN ({KIND_NAMES})", name="kind"),
        CheckConstraint("every >= 1", name="every"),
        CheckConstraint("(rule IS NULL) <> (every IS NULL)", name="rhythm"),
        CheckConstraint(f"shift IN ({among(SHIFTS)})", name="shift"),
        CheckConstraint(f"hands IN ({HAND_NAMES})", name="hands"),
        CheckConstraint("opens_before >= 0", name="opens_before"),
        CheckConstraint("grace >= 0", name="grace"),
        CheckConstraint("every IS NOT NULL OR NOT tuned", name="tuned"),
        CheckConstraint("tuned_every >= 1", name="tuned_every"),
        CheckConstraint("horizon_days >= 1", name="horizon"),
        CheckConstraint("until IS NULL OR until >= since", name="until"),
    )

    @property
    def step(self) -> int | None:
        """Return the working days from one visit to the next as they are now: tuned, or as the plan says."""
        return self.tuned_every or self.every


class Closure(Model):
    """That nobody works on a project from a day to a day, and why: no visit of a plan falls due then."""

    __tablename__ = "closures"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"), index=True)
    since: Mapped[date] = mapped_column()
    until: Mapped[date] = mapped_column()
    reason: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)
    project: Mapped[Project] = relationship()
    __table_args__ = (CheckConstraint("until >= since", name="until"),)
