"""Tables of alarms, and of where the engine stands."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.core.db import Model, UtcTime
from inspect_app.projects.models import Project
from inspect_app.readings.rules.derived import unit_of

if TYPE_CHECKING:
    from inspect_app.readings.models import Channel

_WAITING = "cleared_ms IS NULL AND acknowledged_at IS NULL AND withdrawn_at IS NULL"


class Track(Model):
    """Where the engine stands at the end of a channel's data; a row only while a run is over the limit."""

    __tablename__ = "tracks"
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"), primary_key=True, autoincrement=False)
    limit_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    began_ms: Mapped[int] = mapped_column(BigInteger)
    last_ms: Mapped[int] = mapped_column(BigInteger)
    opened_ms: Mapped[int | None] = mapped_column(BigInteger)
    peak: Mapped[float] = mapped_column(Float)
    peak_ms: Mapped[int] = mapped_column(BigInteger)


class Alarm(Model):
    """An episode over a limit: a machine clears it, a person acknowledges it: two independent facts.

    Late data that disprove it withdraw it; an alarm that takes its place has the same `origin_id`, and with it
    its defect. `limit_id` is the key of a rule or the id of a limit; words and figures are kept as they were.
    """

    __tablename__ = "alarms"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"))
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    limit_id: Mapped[str] = mapped_column(String(36))
    origin_id: Mapped[str] = mapped_column(String(36))
    began_ms: Mapped[int] = mapped_column(BigInteger)
    opened_ms: Mapped[int] = mapped_column(BigInteger)
    cleared_ms: Mapped[int | None] = mapped_column(BigInteger)
    ended_by: Mapped[str] = mapped_column(String(8), default="")
    peak: Mapped[float] = mapped_column(Float)
    peak_ms: Mapped[int] = mapped_column(BigInteger)
    limit_value: Mapped[float] = mapped_column(Float)
    measure: Mapped[str] = mapped_column(String(8), default="value")
    #: reminders given while nobody acknowledged it; below 0 once those who got them heard that it is over
    steps_told: Mapped[int] = mapped_column(default=0)
    severity: Mapped[str] = mapped_column(String(10))
    opens_defect: Mapped[bool] = mapped_column()
    basis: Mapped[str] = mapped_column(String(200))
    zh: Mapped[str] = mapped_column(String(120))
    en: Mapped[str] = mapped_column(String(120))
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcTime)
    acknowledged_by: Mapped[str | None] = mapped_column(String(120))
    acknowledged_note: Mapped[str | None] = mapped_column(Text)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)
    #: why what it rests on is in doubt (a key of grades.REASONS), "" while it is not; and who looked and confirmed it
    doubt: Mapped[str] = mapped_column(String(12), default="", server_default="")
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    confirmed_by: Mapped[str | None] = mapped_column(String(120))
    changed_ms: Mapped[int] = mapped_column(BigInteger)
    channel: Mapped["Channel"] = relationship()
    project: Mapped[Project] = relationship()
    __table_args__ = (
        UniqueConstraint("channel_id", "limit_id", "began_ms"),
        CheckConstraint("ended_by IN ('', 'clear', 'gap')", name="ended_by"),
        CheckConstraint("(cleared_ms IS NULL) = (ended_by = '')", name="cleared"),
        Index("ix_alarms_waiting", "severity", sqlite_where=text(_WAITING), postgresql_where=text(_WAITING)),
        Index("ix_alarms_project_began", "project_id", "began_ms"),
        Index("ix_alarms_project_changed", "project_id", "changed_ms"),
    )

    @property
    def doubted(self) -> bool:
        """Say whether it is in doubt and nobody has looked: then nothing follows from it."""
        return self.doubt != "" and self.confirmed_at is None

    @property
    def began_at(self) -> datetime:
        """Return when the episode began."""
        return datetime.fromtimestamp(self.began_ms / 1000, UTC)

    @property
    def units(self) -> tuple[str, str]:
        """Return the unit of its figures in both languages."""
        return unit_of(self.measure, self.channel.unit)
