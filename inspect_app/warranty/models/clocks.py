"""Tables of warranty clocks: one for each element, longer terms agreed later, and parts repaired."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.acceptance.models import Certificate, Document
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


class Agreement(Model):
    """That the parties agreed on a longer term, or a later first day, of a class of works, by a paper."""

    __tablename__ = "warranty_agreements"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"), index=True)
    code: Mapped[str] = mapped_column(String(8))
    #: None: every element of the class
    element_id: Mapped[str | None] = mapped_column(ForeignKey("elements.id"))
    #: years, or heating seasons, by the class
    amount: Mapped[int] = mapped_column()
    begins_on: Mapped[date | None] = mapped_column()
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcTime)
    by_name: Mapped[str] = mapped_column(String(120))
    project: Mapped[Project] = relationship()
    element: Mapped[Element | None] = relationship()
    document: Mapped[Document] = relationship()
    __table_args__ = (
        CheckConstraint(f"code IN ({CODES})", name="code"),
        CheckConstraint("amount BETWEEN 1 AND 100", name="amount"),
    )


class RepairedPart(Model):
    """That a repaired part of an element has a period of its own, where local law says so."""

    __tablename__ = "repaired_parts"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    clock_id: Mapped[str] = mapped_column(ForeignKey("clocks.id"), index=True)
    claim_id: Mapped[str] = mapped_column(ForeignKey("claims.id"), unique=True)
    part: Mapped[str] = mapped_column(String(200))
    starts_on: Mapped[date] = mapped_column()
    ends_on: Mapped[date | None] = mapped_column()
    basis: Mapped[str] = mapped_column(String(200))
    verified: Mapped[bool] = mapped_column()
    clock: Mapped[Clock] = relationship()
    __table_args__ = (CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name="ends_on"),)

    @property
    def last_day(self) -> date | None:
        """Return the last day, moved off holidays once its year is published."""
        return moved(self.ends_on)
