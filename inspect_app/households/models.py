"""Tables of household acceptance: the card of a household, its points, and attempts at the resident's signature."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.core.private import Private
from inspect_app.core.workflow import Workflow
from inspect_app.households.rules import ABSENCES, BY_KEY, OUTCOMES, WORKFLOW, Point
from inspect_app.projects.models import Element, Project

_NOT_VOID = text("state <> 'void'")
_KINDS = ", ".join(f"'{each}'" for each in ABSENCES)
_OUTCOMES = ", ".join(f"'{each}'" for each in OUTCOMES)


class HouseholdCard(Model):
    """分户验收卡: what was renovated in a household, how it was found, and who signed."""

    __tablename__ = "household_cards"
    WORKFLOW: ClassVar[Workflow] = WORKFLOW
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    element_id: Mapped[str] = mapped_column(ForeignKey("elements.id"))
    scope: Mapped[list[str]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(12), default=WORKFLOW.initial)
    drafted_at: Mapped[datetime] = mapped_column(UtcTime)
    filled_at: Mapped[datetime | None] = mapped_column(UtcTime)
    filled_by_name: Mapped[str] = mapped_column(String(120), default="")
    checked_at: Mapped[datetime | None] = mapped_column(UtcTime)
    checked_by_name: Mapped[str] = mapped_column(String(120), default="")
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    confirmed_by_name: Mapped[str] = mapped_column(String(120), default="")
    accepted_at: Mapped[datetime | None] = mapped_column(UtcTime)
    #: who signed, sealed
    resident: Mapped[str] = mapped_column(Private, default="")
    concluded_at: Mapped[datetime | None] = mapped_column(UtcTime)
    voided_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)
    project: Mapped[Project] = relationship()
    element: Mapped[Element] = relationship()
    points: Mapped[list["HouseholdPoint"]] = relationship(
        back_populates="card", order_by="HouseholdPoint.position"
    )
    attempts: Mapped[list["HouseholdAttempt"]] = relationship(order_by="HouseholdAttempt.id")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        *(CheckConstraint(said, name=name) for name, said in WORKFLOW.checks().items()),
        # A household has one card; one drafted by mistake stands in nobody's way.
        Index("uq_household_cards_element", "element_id", unique=True, sqlite_where=_NOT_VOID, postgresql_where=_NOT_VOID),
        Index("ix_household_cards_project_state", "project_id", "state"),
    )  # fmt: skip


class HouseholdPoint(Model):
    """One point of a card and how it was found; "" while nobody has judged it."""

    __tablename__ = "household_points"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    card_id: Mapped[str] = mapped_column(ForeignKey("household_cards.id"))
    position: Mapped[int] = mapped_column()
    key: Mapped[str] = mapped_column(String(24))
    outcome: Mapped[str] = mapped_column(String(4), default="")
    note: Mapped[str] = mapped_column(String(200), default="")
    judged_at: Mapped[datetime | None] = mapped_column(UtcTime)
    judged_by_name: Mapped[str] = mapped_column(String(120), default="")
    card: Mapped[HouseholdCard] = relationship(back_populates="points")
    __table_args__ = (
        UniqueConstraint("card_id", "key"),
        CheckConstraint(f"outcome IN ('', {_OUTCOMES})", name="outcome"),
    )

    @property
    def point(self) -> Point:
        """Return its words and its article."""
        return BY_KEY[self.key]


class HouseholdAttempt(Model):
    """That the resident was not met or did not sign: on which day, why, and when it is tried again."""

    __tablename__ = "household_attempts"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    card_id: Mapped[str] = mapped_column(ForeignKey("household_cards.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    tried_on: Mapped[date] = mapped_column()
    next_on: Mapped[date | None] = mapped_column()
    #: may be a resident's own words
    reason: Mapped[str] = mapped_column(Private)
    told_at: Mapped[datetime] = mapped_column(UtcTime)
    told_by_name: Mapped[str] = mapped_column(String(120))
    __table_args__ = (CheckConstraint(f"kind IN ({_KINDS})", name="kind"),)
