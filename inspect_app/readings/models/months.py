"""The tables of cold months: which file holds which month of a site, and which channels are in it."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Float, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.projects.models import Project


class ColdMonth(Model):
    """A file with readings of one site of one month that are no more in the table; a further `part` holds late ones.

    `rows_sha256` is of the rows themselves (channel, moment, value, flag, received), `total` their sum of values.
    """

    __tablename__ = "cold_months"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    month: Mapped[str] = mapped_column(String(7))
    part: Mapped[int] = mapped_column(default=1)
    from_ms: Mapped[int] = mapped_column(BigInteger)
    to_ms: Mapped[int] = mapped_column(BigInteger)
    #: below the folder `cold` of the data
    file: Mapped[str] = mapped_column(String(120), unique=True)
    rows: Mapped[int] = mapped_column(BigInteger)
    bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    rows_sha256: Mapped[str] = mapped_column(String(64))
    total: Mapped[float] = mapped_column(Float)
    written_at: Mapped[datetime] = mapped_column(UtcTime)
    project: Mapped[Project] = relationship()
    __table_args__ = (
        UniqueConstraint("project_id", "month", "part"),
        CheckConstraint("rows > 0 AND bytes > 0 AND to_ms > from_ms", name="figures"),
    )


class ColdSeries(Model):
    """What a cold file holds of one channel: how many readings, the first and the last moment."""

    __tablename__ = "cold_series"
    cold_id: Mapped[str] = mapped_column(ForeignKey("cold_months.id"), primary_key=True)
    channel_id: Mapped[int] = mapped_column(
        ForeignKey("channels.id"), primary_key=True, autoincrement=False, index=True
    )
    rows: Mapped[int] = mapped_column(BigInteger)
    first_ms: Mapped[int] = mapped_column(BigInteger)
    last_ms: Mapped[int] = mapped_column(BigInteger)
    cold: Mapped[ColdMonth] = relationship()
