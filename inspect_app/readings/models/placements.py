"""Tables of a device's life on site: where it stood from when to when, its calibrations, and when it was in touch."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import JSON, BigInteger, CheckConstraint, Float, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.core.db import BigKey, Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.core.workflow import Workflow
from inspect_app.projects.models import Element, Project
from inspect_app.readings.models import Device
from inspect_app.readings.rules.placing import HIGHEST, LOWEST, PLACEMENT

_OPEN = text("state IN ('requested', 'planned')")
_STANDING = text("began_at IS NOT NULL AND ended_at IS NULL")


class Placement(Model):
    """One place of a device: asked for, planned, installed and accepted; it stood there from `began_at` to `ended_at`.

    A row is never written over by the next place, so that a reading's place at its own time stays known.
    """

    __tablename__ = "placements"
    WORKFLOW: ClassVar[Workflow] = PLACEMENT
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    device_id: Mapped[str] = mapped_column(ForeignKey("devices.id"), index=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"), index=True)
    #: the part it is built into, and the place in words as planned and as it became
    element_id: Mapped[str | None] = mapped_column(ForeignKey("elements.id"), index=True)
    planned_place: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(200))
    height_m: Mapped[float | None] = mapped_column(Float)
    #: what it is to watch, and why it is moved
    purpose: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(12), default=PLACEMENT.initial)
    asked_at: Mapped[datetime] = mapped_column(UtcTime)
    asked_by_id: Mapped[str | None] = mapped_column(String(36))
    asked_by_name: Mapped[str] = mapped_column(String(120))
    approved_at: Mapped[datetime | None] = mapped_column(UtcTime)
    approved_by_name: Mapped[str] = mapped_column(String(120), default="")
    installed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    installed_by_id: Mapped[str | None] = mapped_column(String(36))
    installed_by_name: Mapped[str] = mapped_column(String(120), default="")
    judged_at: Mapped[datetime | None] = mapped_column(UtcTime)
    judged_by_name: Mapped[str] = mapped_column(String(120), default="")
    checks: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    remark: Mapped[str] = mapped_column(Text, default="")
    declined_at: Mapped[datetime | None] = mapped_column(UtcTime)
    began_at: Mapped[datetime | None] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)
    device: Mapped[Device] = relationship()
    project: Mapped[Project] = relationship()
    element: Mapped[Element | None] = relationship()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        *(CheckConstraint(said, name=name) for name, said in PLACEMENT.checks().items()),
        CheckConstraint("(ended_at IS NULL) OR (began_at IS NOT NULL AND ended_at >= began_at)", name="stay"),
        CheckConstraint(
            f"(height_m IS NULL) OR (height_m >= {LOWEST:g} AND height_m <= {HIGHEST:g})", name="height"
        ),
        # A device stands in one place, and one next place is on its way.
        Index("uq_placements_open", "device_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("uq_placements_standing", "device_id", unique=True, sqlite_where=_STANDING, postgresql_where=_STANDING),
    )  # fmt: skip

    @property
    def keeper_id(self) -> str | None:
        """Return the party its device's part was handed over to."""
        return self.device.keeper_id


class Calibration(Model):
    """A certificate of calibration; the one recorded last is the one that counts."""

    __tablename__ = "calibrations"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    device_id: Mapped[str] = mapped_column(ForeignKey("devices.id"))
    number: Mapped[str] = mapped_column(String(80))
    body: Mapped[str] = mapped_column(String(120))
    done_on: Mapped[date] = mapped_column()
    valid_until: Mapped[date] = mapped_column()
    #: the certificate itself as it was handed in
    sha256: Mapped[str | None] = mapped_column(ForeignKey("vault.sha256"))
    recorded_at: Mapped[datetime] = mapped_column(UtcTime)
    recorded_by_name: Mapped[str] = mapped_column(String(120))
    #: when it was told of as overdue
    told_at: Mapped[datetime | None] = mapped_column(UtcTime)
    device: Mapped[Device] = relationship()
    __table_args__ = (
        CheckConstraint("valid_until >= done_on", name="days"),
        Index("ix_calibrations_device", "device_id", "recorded_at"),
    )


class Presence(Model):
    """That a device came or went: said by itself or its broker (`said`), or found by its silence (`silence`)."""

    __tablename__ = "presences"
    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    device_id: Mapped[str] = mapped_column(ForeignKey("devices.id"))
    at_ms: Mapped[int] = mapped_column(BigInteger)
    online: Mapped[bool] = mapped_column()
    way: Mapped[str] = mapped_column(String(8))
    __table_args__ = (
        CheckConstraint("way IN ('said', 'silence')", name="way"),
        Index("ix_presences_device", "device_id", "at_ms"),
    )
