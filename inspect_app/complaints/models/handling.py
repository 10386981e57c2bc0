"""What happens to a complaint on its way: transfers offered, clocks paused, residents asked."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.complaints.rules.clocks import PAUSES
from inspect_app.complaints.rules.surveys import ANSWERS
from inspect_app.complaints.rules.transfers import TRANSFER_ANSWERS
from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.identity.models import Party


def _one_of(words: Iterable[str]) -> str:
    return ", ".join(f"'{each}'" for each in words)


class Transfer(Model):
    """That a complaint was offered to another party: it goes over only when that party takes it."""

    __tablename__ = "complaint_transfers"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    complaint_id: Mapped[str] = mapped_column(ForeignKey("complaints.id"), index=True)
    from_party_id: Mapped[str] = mapped_column(ForeignKey("parties.id"))
    to_party_id: Mapped[str] = mapped_column(ForeignKey("parties.id"))
    reason: Mapped[str] = mapped_column(Text)
    offered_at: Mapped[datetime] = mapped_column(UtcTime)
    answer: Mapped[str | None] = mapped_column(String(10))
    answered_at: Mapped[datetime | None] = mapped_column(UtcTime)
    answer_reason: Mapped[str] = mapped_column(Text, default="")
    to_party: Mapped[Party] = relationship(foreign_keys=[to_party_id], lazy="joined")
    from_party: Mapped[Party] = relationship(foreign_keys=[from_party_id], lazy="joined")
    __table_args__ = (
        CheckConstraint(f"answer IN ({_one_of(TRANSFER_ANSWERS)})", name="answer"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered_at"),
        CheckConstraint("from_party_id <> to_party_id", name="parties"),
        Index("ix_complaint_transfers_to_party_id", "to_party_id", "answer"),
        Index(
            "uq_complaint_transfers_open", "complaint_id", unique=True,
            sqlite_where=text("answer IS NULL"), postgresql_where=text("answer IS NULL"),
        ),
    )  # fmt: skip


class Pause(Model):
    """A time that does not count for the decision: begun for a reason of the table, and ended."""

    __tablename__ = "complaint_pauses"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    complaint_id: Mapped[str] = mapped_column(ForeignKey("complaints.id"), index=True)
    reason: Mapped[str] = mapped_column(String(12))
    note: Mapped[str] = mapped_column(Text, default="")
    began_at: Mapped[datetime] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    __table_args__ = (
        CheckConstraint(f"reason IN ({_one_of(PAUSES)})", name="reason"),
        CheckConstraint("ended_at IS NULL OR ended_at >= began_at", name="ended_at"),
        Index(
            "uq_complaint_pauses_open", "complaint_id", unique=True,
            sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL"),
        ),
    )  # fmt: skip


class Survey(Model):
    """What a resident is asked by the platform once the case is said to be settled: once a round."""

    __tablename__ = "complaint_surveys"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    complaint_id: Mapped[str] = mapped_column(ForeignKey("complaints.id"))
    round: Mapped[int] = mapped_column()
    asked_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcTime)
    #: drawn to be called back, whatever was answered on the page
    drawn: Mapped[bool | None] = mapped_column()
    answer: Mapped[str | None] = mapped_column(String(8))
    answered_at: Mapped[datetime | None] = mapped_column(UtcTime)
    called: Mapped[str | None] = mapped_column(String(8))
    called_at: Mapped[datetime | None] = mapped_column(UtcTime)
    __table_args__ = (
        UniqueConstraint("complaint_id", "round"),
        CheckConstraint(f"answer IN ({_one_of(ANSWERS)})", name="answer"),
        CheckConstraint(f"called IN ({_one_of((*ANSWERS, 'absent'))})", name="called"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered_at"),
        CheckConstraint("(called IS NULL) = (called_at IS NULL)", name="called_at"),
    )
