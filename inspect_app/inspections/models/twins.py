"""A second filled checklist of one visit, as it came, with its receipt and what it contradicts."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from inspect_app.core.db import Model, UtcTime
from inspect_app.inspections.models.visits import Submission, Visit


class Twin(Model):
    """A checklist of a visit that another one had finished; what it adds was merged, what it contradicts is asked."""

    __tablename__ = "twins"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visits.id"), index=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submissions.id"), index=True)
    content: Mapped[str] = mapped_column(String(64))
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    device_id: Mapped[str | None] = mapped_column(String(36))
    person_id: Mapped[str | None] = mapped_column(String(36))
    person_name: Mapped[str] = mapped_column(String(120))
    received_at: Mapped[datetime] = mapped_column(UtcTime)
    signature: Mapped[str] = mapped_column(Text)
    #: how many answers it added
    added: Mapped[int] = mapped_column()
    #: each {item, element, field, first, second}, and `chosen` once a person decided
    conflicts: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    settled_at: Mapped[datetime | None] = mapped_column(UtcTime)
    settled_by: Mapped[str] = mapped_column(String(120), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    visit: Mapped[Visit] = relationship(backref=backref("twins", order_by="Twin.received_at, Twin.id"))
    submission: Mapped[Submission] = relationship()
    __table_args__ = (CheckConstraint("added >= 0", name="added"),)

    @property
    def waiting(self) -> bool:
        """Say whether a person still has to decide."""
        return bool(self.conflicts) and self.settled_at is None
