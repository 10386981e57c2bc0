"""Tables of readings: devices, channels, readings and their heads, limits, alarms, dead letters."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    func,
    select,
)  # fmt: skip
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from inspect_app.core.db import BigKey, Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.core.workflow import Workflow
from inspect_app.identity.models import Person
from inspect_app.projects.models import Project
from inspect_app.readings.rules.lives import DEVICE, DEVICE_KINDS, LETTER

KINDS = ", ".join(f"'{kind}'" for kind in DEVICE_KINDS)


class Registry(Model):
    """One row: how often a device, channel or limit changed, so that every process knows its memory is old."""

    __tablename__ = "registry"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(BigInteger, default=0)


class Head(Model):
    """The newest reading of a channel; its row is also the lock under which a channel's data are judged."""

    __tablename__ = "heads"
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"), primary_key=True, autoincrement=False)
    at_ms: Mapped[int] = mapped_column(BigInteger, default=-1)
    value: Mapped[float | None] = mapped_column(Float)
    flag: Mapped[str] = mapped_column(String(1), default="N")
    received_ms: Mapped[int] = mapped_column(BigInteger, default=0)
    normal_ms: Mapped[int] = mapped_column(BigInteger, default=-1)  # the newest that counts (flag N)
    every_ms: Mapped[float | None] = mapped_column(Float)  # its pace, as seen
    # Room on each page, so that the many updates of a row stay on it.
    __table_args__ = ({"postgresql_with": {"fillfactor": 40}},)


class Channel(Model):
    """One quantity of one device."""

    __tablename__ = "channels"
    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    device_id: Mapped[str] = mapped_column(ForeignKey("devices.id"))
    quantity: Mapped[str] = mapped_column(String(32))
    unit: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    device: Mapped["Device"] = relationship(back_populates="channels")
    head: Mapped[Head] = relationship(lazy="joined", viewonly=True)
    __table_args__ = (UniqueConstraint("device_id", "quantity"),)


class Device(Model):
    """A device with a log-in of its own; a tablet that `roams` speaks for every site its person may inspect."""

    __tablename__ = "devices"
    WORKFLOW: ClassVar[Workflow] = DEVICE
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    name: Mapped[str] = mapped_column(String(40))  # in topics: [a-z0-9-]
    kind: Mapped[str] = mapped_column(String(16))
    label: Mapped[str] = mapped_column(String(120), default="")
    secret_hash: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    roams: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(16), default=DEVICE.initial)
    registered_at: Mapped[datetime] = mapped_column(UtcTime)
    activated_at: Mapped[datetime | None] = mapped_column(UtcTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcTime)
    seen_ms: Mapped[int | None] = mapped_column(BigInteger)  # last message of a tablet
    silent_ms: Mapped[int | None] = mapped_column(BigInteger)  # the silence already told of
    version: Mapped[int] = mapped_column(default=1)
    if TYPE_CHECKING:
        heard_ms: Mapped[int | None]  # mapped below
    project: Mapped[Project] = relationship()
    person: Mapped[Person | None] = relationship()
    channels: Mapped[list[Channel]] = relationship(back_populates="device", order_by=Channel.quantity)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        UniqueConstraint("project_id", "name"),
        CheckConstraint(f"kind IN ({KINDS})", name="kind"),
        CheckConstraint("NOT roams OR (kind = 'tablet' AND person_id IS NOT NULL)", name="roams"),
        *(CheckConstraint(text, name=name) for name, text in DEVICE.checks().items()),
    )

    @property
    def last_seen_at(self) -> datetime | None:
        """Return when the device was last heard, None if never."""
        newest = max(self.heard_ms or 0, self.seen_ms or 0)
        return datetime.fromtimestamp(newest / 1000, UTC) if newest else None


Device.heard_ms = column_property(
    select(func.max(Head.received_ms))
    .join(Channel, Channel.id == Head.channel_id)
    .where(Channel.device_id == Device.id)
    .correlate_except(Head, Channel)
    .scalar_subquery()
)


class Reading(Model):
    """One value of a channel at one moment; written in bulk, never through the ORM, never changed."""

    __tablename__ = "readings"
    # No foreign key: the channel's head, which has one, is locked first. Checked again for each row it was more
    # than half of what PostgreSQL did.
    channel_id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=False)
    at_ms: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    value: Mapped[float] = mapped_column(Float)
    flag: Mapped[str] = mapped_column(String(1))
    received_ms: Mapped[int] = mapped_column(BigInteger)
    __table_args__ = ({"sqlite_with_rowid": False},)


class Hour(Model):
    """Least and most value of a channel in one hour, so that a month is drawn without reading it all."""

    __tablename__ = "hours"
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"), primary_key=True, autoincrement=False)
    hour_ms: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    least: Mapped[float] = mapped_column(Float)
    most: Mapped[float] = mapped_column(Float)
    __table_args__ = ({"sqlite_with_rowid": False},)


class Limit(Model):
    """A limit somebody set, for one project or (without one) for all; `key` names the rule it replaces."""

    __tablename__ = "limits"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    project_id: Mapped[str | None] = mapped_column(ForeignKey("projects.id"), index=True)
    key: Mapped[str | None] = mapped_column(String(32))
    quantity: Mapped[str] = mapped_column(String(32))
    above: Mapped[bool] = mapped_column(default=True)
    inclusive: Mapped[bool] = mapped_column(default=False)
    value: Mapped[float] = mapped_column(Float)
    clear_value: Mapped[float] = mapped_column(Float)
    duration_s: Mapped[int] = mapped_column(default=0)
    window_s: Mapped[int] = mapped_column(default=0)
    max_gap_s: Mapped[int] = mapped_column(default=7200)
    severity: Mapped[str] = mapped_column(String(10), default="general")
    opens_defect: Mapped[bool] = mapped_column(default=False)
    basis: Mapped[str] = mapped_column(String(200))
    verified: Mapped[bool] = mapped_column(default=True)
    zh: Mapped[str] = mapped_column(String(120))
    en: Mapped[str] = mapped_column(String(120))
    set_by: Mapped[str] = mapped_column(String(60))
    since: Mapped[datetime] = mapped_column(UtcTime)
    until: Mapped[datetime | None] = mapped_column(UtcTime)
    project: Mapped[Project | None] = relationship()
    __table_args__ = (
        CheckConstraint("severity IN ('general', 'serious', 'major')", name="severity"),
        CheckConstraint("duration_s >= 0 AND window_s >= 0 AND max_gap_s > 0", name="times"),
        CheckConstraint(
            "(above AND clear_value <= value) OR (NOT above AND clear_value >= value)", name="clear"
        ),
    )


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
    severity: Mapped[str] = mapped_column(String(10))
    opens_defect: Mapped[bool] = mapped_column()
    basis: Mapped[str] = mapped_column(String(200))
    zh: Mapped[str] = mapped_column(String(120))
    en: Mapped[str] = mapped_column(String(120))
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcTime)
    acknowledged_by: Mapped[str | None] = mapped_column(String(120))
    acknowledged_note: Mapped[str | None] = mapped_column(Text)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)
    changed_ms: Mapped[int] = mapped_column(BigInteger)
    channel: Mapped[Channel] = relationship()
    project: Mapped[Project] = relationship()
    __table_args__ = (
        UniqueConstraint("channel_id", "limit_id", "began_ms"),
        CheckConstraint("ended_by IN ('', 'clear', 'gap')", name="ended_by"),
        CheckConstraint("(cleared_ms IS NULL) = (ended_by = '')", name="cleared"),
        Index("ix_alarms_project_began", "project_id", "began_ms"),
        Index("ix_alarms_project_changed", "project_id", "changed_ms"),
    )


class DeadLetter(Model):
    """A message that could not be taken, with its bytes and the reason; the same bytes again are counted."""

    __tablename__ = "dead_letters"
    WORKFLOW: ClassVar[Workflow] = LETTER
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    received_at: Mapped[datetime] = mapped_column(UtcTime)
    topic: Mapped[str] = mapped_column(Text)
    payload: Mapped[bytes] = mapped_column()
    reason: Mapped[str] = mapped_column(String(40))
    detail: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[str] = mapped_column(String(64), unique=True)  # SHA-256 of topic, payload, reason
    times: Mapped[int] = mapped_column(default=1)
    last_at: Mapped[datetime] = mapped_column(UtcTime)
    state: Mapped[str] = mapped_column(String(16), default=LETTER.initial)
    settled_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        Index("ix_dead_letters_state", "state", "received_at"),
        *(CheckConstraint(text, name=name) for name, text in LETTER.checks().items()),
    )
