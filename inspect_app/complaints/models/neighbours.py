"""Neighbours of a complaint: who joined it, and what several of them together brought about."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.complaints.models.complaint import Complaint
from inspect_app.complaints.rules.clusters import KINDS
from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.core.private import Private

_KINDS = ", ".join(f"'{key}'" for key in KINDS)


class Supporter(Model):
    """A neighbour with the same trouble: counted, never merged, with a number and a code of its own."""

    __tablename__ = "complaint_supporters"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    code_seal: Mapped[str] = mapped_column(String(64))
    once_hash: Mapped[str] = mapped_column(String(64), unique=True)
    complaint_id: Mapped[str] = mapped_column(ForeignKey("complaints.id"), index=True)
    phone: Mapped[str] = mapped_column(Private, default="")
    joined_at: Mapped[datetime] = mapped_column(UtcTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcTime)
    complaint: Mapped[Complaint] = relationship()


class Cluster(Model):
    """That so many complaints about one thing came in a short time, and the inspection it brought about."""

    __tablename__ = "complaint_clusters"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    kind: Mapped[str] = mapped_column(String(8))
    key: Mapped[str] = mapped_column(String(200))
    category: Mapped[str] = mapped_column(String(20))
    opened_on: Mapped[date] = mapped_column()
    numbers: Mapped[list[Any]] = mapped_column(JSON)
    visit_id: Mapped[str | None] = mapped_column(ForeignKey("visits.id"))
    found_at: Mapped[datetime] = mapped_column(UtcTime)
    __table_args__ = (
        UniqueConstraint("project_id", "kind", "key", "category", "opened_on"),
        CheckConstraint(f"kind IN ({_KINDS})", name="kind"),
    )
