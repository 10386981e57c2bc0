"""What is doubted of a channel: stretches by reason, how far it was looked at, and what came late since."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Float, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.core.db import BigKey, Model, UtcTime
from inspect_app.readings.rules.grades import FOUND

REASONS = ", ".join(f"'{each}'" for each in FOUND)


class Doubt(Model):
    """A stretch of a channel within one hour that is in doubt; `edition`: of the figures it was found by.

    What follows from a device's papers and places alone is not kept here: it is read from them.
    """

    __tablename__ = "doubts"
    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"))
    reason: Mapped[str] = mapped_column(String(12))
    from_ms: Mapped[int] = mapped_column(BigInteger)
    to_ms: Mapped[int] = mapped_column(BigInteger)
    figure: Mapped[float | None] = mapped_column(Float)
    edition: Mapped[str] = mapped_column(String(16))
    found_at: Mapped[datetime] = mapped_column(UtcTime)
    __table_args__ = (
        UniqueConstraint("channel_id", "from_ms", "reason"),
        CheckConstraint(f"reason IN ({REASONS})", name="reason"),
        CheckConstraint("to_ms > from_ms", name="stretch"),
    )


class Look(Model):
    """How far a channel's readings were looked through for doubts; its row is the lock under which that is done."""

    __tablename__ = "looks"
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"), primary_key=True, autoincrement=False)
    until_ms: Mapped[int] = mapped_column(BigInteger)


class Lateness(Model):
    """A stretch in which readings came late, to be looked through again; only ever added by the intake."""

    __tablename__ = "latenesses"
    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    # No foreign key, as with readings: the channel's head is locked by whoever writes it.
    channel_id: Mapped[int] = mapped_column(BigKey)
    from_ms: Mapped[int] = mapped_column(BigInteger)
    to_ms: Mapped[int] = mapped_column(BigInteger)
