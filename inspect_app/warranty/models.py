"""The table of warranty clocks."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.acceptance.models import Certificate
from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.identity.models import Party
from inspect_app.projects.models import Element, Project
from inspect_app.warranty.rules import CLASSES, moved

CODES = ", ".join(f"'{code}'" for code in CLASSES)


class Clock(Model):
    """That an element is under warranty from the day of acceptance to a day, by what, and who answers for it."""

    __tablename__ = "clocks"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    element_id: Mapped[str] = mapped_column(ForeignKey("elements.id"), index=True)
    certificate_id: Mapped[str] = mapped_column(ForeignKey("certificates.id"))
    code: Mapped[str] = mapped_column(String(8))
    starts_on: Mapped[date] = mapped_column()
    #: the corresponding day; None where design or contract must say it
    ends_on: Mapped[date | None] = mapped_column()
    #: years, or heating seasons, by the class
    amount: Mapped[int] = mapped_column()
    basis: Mapped[str] = mapped_column(String(200))
    verified: Mapped[bool] = mapped_column()
    party_id: Mapped[str] = mapped_column(ForeignKey("parties.id"))
    #: when it was told, once, that the end is near
    near_end_at: Mapped[datetime | None] = mapped_column(UtcTime)
    project: Mapped[Project] = relationship()
    element: Mapped[Element] = relationship()
    certificate: Mapped[Certificate] = relationship()
    party: Mapped[Party] = relationship()
    __table_args__ = (
        CheckConstraint(f"code IN ({CODES})", name="code"),
        CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name="ends_on"),
        UniqueConstraint("certificate_id", "element_id"),
        Index("ix_clocks_project_ends", "project_id", "ends_on"),
        Index("ix_clocks_ends", "ends_on"),
    )

    @property
    def last_day(self) -> date | None:
        """Return the last day, moved off holidays once its year is published."""
        return moved(self.ends_on)
