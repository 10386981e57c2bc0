"""Tables of readings: devices, channels, readings and their heads, limits; alarms and dead letters stand beside."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    false,
    func,
    select,
    text,
)  # fmt: skip
from sqlalchemy.orm import Mapped, column_property, mapped_column, query_expression, relationship

from inspect_app.core.db import BigKey, Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.core.workflow import Workflow
from inspect_app.identity.models import Person
from inspect_app.projects.models import Element, Project
from inspect_app.projects.queries import newest_charge
from inspect_app.readings.models.alarms import Alarm as Alarm
from inspect_app.readings.models.alarms import Track as Track
from inspect_app.readings.models.corrections import Correction as Correction
from inspect_app.readings.models.doubts import Doubt as Doubt
from inspect_app.readings.models.doubts import Lateness as Lateness
from inspect_app.readings.models.doubts import Look as Look
from inspect_app.readings.models.letters import DeadLetter as DeadLetter
from inspect_app.readings.models.months import ColdMonth as ColdMonth
from inspect_app.readings.models.months import ColdSeries as ColdSeries
from inspect_app.readings.models.overheard import Overheard as Overheard
from inspect_app.readings.models.profiles import MappingProfile as MappingProfile
from inspect_app.readings.models.provisioning import ProvisioningKey as ProvisioningKey
from inspect_app.readings.models.registry import Registry as Registry
from inspect_app.readings.models.rolls import MinuteRoll as MinuteRoll
from inspect_app.readings.rules.lives import DEVICE, DEVICE_KINDS

KINDS = ", ".join(f"'{kind}'" for kind in DEVICE_KINDS)


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
    """A device with a log-in of its own, or with none behind a gateway; a tablet may speak for many sites.

    A tablet that `roams` speaks for every site its person may inspect. Behind a gateway `secret_hash` is empty.
    """

    __tablename__ = "devices"
    WORKFLOW: ClassVar[Workflow] = DEVICE
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    name: Mapped[str] = mapped_column(String(40))  # in topics: [a-z0-9-]
    kind: Mapped[str] = mapped_column(String(16))
    label: Mapped[str] = mapped_column(String(120), default="")
    profile: Mapped[str] = mapped_column(String(40), default="")  # the key of how its payload is read
    secret_hash: Mapped[str] = mapped_column(String(64))
    #: of the code that whoever stands before it claims it with; None: none was given, or it was used
    claim_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    person_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    #: the part it is built into; whoever has charge of that part has charge of the device
    element_id: Mapped[str | None] = mapped_column(ForeignKey("elements.id"), index=True)
    #: the gateway that logs in and speaks for it
    gateway_id: Mapped[str | None] = mapped_column(ForeignKey("devices.id"), index=True)
    #: the key it registered itself with
    provisioned_by_id: Mapped[str | None] = mapped_column(ForeignKey("provisioning_keys.id"), index=True)
    roams: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(16), default=DEVICE.initial)
    registered_at: Mapped[datetime] = mapped_column(UtcTime)
    activated_at: Mapped[datetime | None] = mapped_column(UtcTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcTime)
    seen_ms: Mapped[int | None] = mapped_column(BigInteger)  # last message of a tablet
    silent_ms: Mapped[int | None] = mapped_column(BigInteger)  # the silence already told of
    #: what it said of itself last, when, and in which session; None: it never did
    online: Mapped[bool | None] = mapped_column()
    online_ms: Mapped[int | None] = mapped_column(BigInteger)
    online_session: Mapped[str] = mapped_column(String(40), default="", server_default="")
    version: Mapped[int] = mapped_column(default=1)
    if TYPE_CHECKING:
        heard_ms: Mapped[int | None]  # mapped below
        keeper_id: Mapped[str | None]  # as above
    project: Mapped[Project] = relationship()
    person: Mapped[Person | None] = relationship()
    element: Mapped[Element | None] = relationship()
    gateway: Mapped["Device | None"] = relationship(remote_side="Device.id", back_populates="behind")
    behind: Mapped[list["Device"]] = relationship(back_populates="gateway", order_by=name)
    channels: Mapped[list[Channel]] = relationship(back_populates="device", order_by=Channel.quantity)
    #: why it is less than trusted now (keys of grades.REASONS); filled in by queries.trust alone
    reasons = tuple[str, ...]()
    #: filled in by queries.health alone
    presence: Mapped[str | None] = query_expression()
    placed: Mapped[str | None] = query_expression()
    calibrated_until: Mapped[date | None] = query_expression()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        UniqueConstraint("project_id", "name"),
        CheckConstraint(f"kind IN ({KINDS})", name="kind"),
        CheckConstraint(
            "gateway_id IS NULL OR (kind NOT IN ('gateway', 'tablet') AND gateway_id <> id)", name="gateway"
        ),
        CheckConstraint("NOT roams OR (kind = 'tablet' AND person_id IS NOT NULL)", name="roams"),
        *(CheckConstraint(text, name=name) for name, text in DEVICE.checks().items()),
    )

    @property
    def offline_ms(self) -> int | None:
        """Return since when it is told to be offline, None while it is not."""
        return self.online_ms if self.online is False else None

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
#: the party its part was handed over to; None while it is the owner's
Device.keeper_id = column_property(newest_charge(Device.__table__.c.element_id).scalar_subquery())


class Reading(Model):
    """One value of a channel at one moment; written in bulk, never through the ORM; changed by an accepted correction alone.

    What was told first is kept among the corrections then.
    """

    __tablename__ = "readings"
    # No foreign key: the channel's head, which has one, is locked first. Checked again for each row it was more
    # than half of what PostgreSQL did.
    channel_id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=False)
    at_ms: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    value: Mapped[float] = mapped_column(Float)
    flag: Mapped[str] = mapped_column(String(1))
    received_ms: Mapped[int] = mapped_column(BigInteger)
    # On PostgreSQL a month is a table of its own (readings/actions/partitions.py).
    __table_args__ = ({"sqlite_with_rowid": False, "postgresql_partition_by": "RANGE (at_ms)"},)


class Hour(Model):
    """Least and most value of a channel in one hour, so that a month is drawn without reading it all."""

    __tablename__ = "hours"
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"), primary_key=True, autoincrement=False)
    hour_ms: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    least: Mapped[float] = mapped_column(Float)
    most: Mapped[float] = mapped_column(Float)
    #: whether its minute_rolls row holds every value there is
    rolled: Mapped[bool] = mapped_column(default=False, server_default=false())
    __table_args__ = (
        Index(
            "ix_hours_unrolled",
            "hour_ms",
            sqlite_where=text("rolled = 0"),
            postgresql_where=text("NOT rolled"),
        ),
        {"sqlite_with_rowid": False},
    )


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
    #: what of the series is judged, over which window, and how often or how many (rules/derived.py)
    measure: Mapped[str] = mapped_column(String(8), default="value")
    per_s: Mapped[int] = mapped_column(default=0)
    times: Mapped[int] = mapped_column(default=0)
    conditions: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON)
    #: the stage of the project it holds in; "": in all
    stage: Mapped[str] = mapped_column(String(20), default="")
    #: the activity it holds for, while that is under way; "": always
    activity: Mapped[str] = mapped_column(String(12), default="")
    max_gap_s: Mapped[int] = mapped_column(default=7200)
    severity: Mapped[str] = mapped_column(String(10), default="general")
    opens_defect: Mapped[bool] = mapped_column(default=False)
    #: the checklist its alarm is followed up with, by the party of which role ("": any), within how many hours
    inspect_template_id: Mapped[str | None] = mapped_column(ForeignKey("templates.id"))
    inspect_role: Mapped[str] = mapped_column(String(16), default="")
    inspect_hours: Mapped[int] = mapped_column(default=24)
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
        CheckConstraint("measure IN ('value', 'count', 'rise', 'fall', 'met', 'silence')", name="measure"),
        CheckConstraint("duration_s >= 0 AND window_s >= 0 AND max_gap_s > 0", name="times"),
        CheckConstraint(
            "(above AND clear_value <= value) OR (NOT above AND clear_value >= value)", name="clear"
        ),
    )
