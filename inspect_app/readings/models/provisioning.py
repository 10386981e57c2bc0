"""The table of provisioning keys, with which devices register themselves."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.projects.models import Project

if TYPE_CHECKING:
    from inspect_app.readings.models import Device


class ProvisioningKey(Model):
    """A key of a project; its secret is told once, and only its fingerprint is kept."""

    __tablename__ = "provisioning_keys"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"), index=True)
    label: Mapped[str] = mapped_column(String(120))
    #: what a device shows beside the secret; no secret itself
    key: Mapped[str] = mapped_column(String(40), unique=True)
    secret_hash: Mapped[str] = mapped_column(String(64))
    strategy: Mapped[str] = mapped_column(String(8))
    #: what a new device is, how its payload is read, and where it is to stand
    kind: Mapped[str] = mapped_column(String(16), default="")
    profile: Mapped[str] = mapped_column(String(40), default="")
    place: Mapped[str] = mapped_column(String(200), default="")
    most: Mapped[int] = mapped_column()
    used: Mapped[int] = mapped_column(default=0)
    #: its last day
    good_until: Mapped[date] = mapped_column()
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    made_by_name: Mapped[str] = mapped_column(String(120))
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    ended_by_name: Mapped[str] = mapped_column(String(120), default="")
    project: Mapped[Project] = relationship()
    devices: Mapped[list["Device"]] = relationship(viewonly=True, order_by="Device.name")
    __table_args__ = (
        CheckConstraint("strategy IN ('new', 'planned')", name="strategy"),
        CheckConstraint("used >= 0 AND used <= most", name="used"),
        CheckConstraint("(strategy = 'planned') = (kind = '')", name="kind"),
    )

    def holds(self, today: date) -> bool:
        """Say whether it may be used on a day; it still may on its last."""
        return self.ended_at is None and today <= self.good_until
