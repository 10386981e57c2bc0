"""What was told again with another value: kept beside the reading it contradicts, and what a person decided about it."""

from datetime import datetime
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
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.core.workflow import Workflow
from inspect_app.projects.models import Project
from inspect_app.readings.rules.righting import CORRECTION

if TYPE_CHECKING:
    from inspect_app.readings.models import Channel

_ACCEPTED = text("state = 'accepted'")


class Correction(Model):
    """A word on a moment beside the one that counts: told later, or (`is_first`) told first and then corrected.

    What counts stands in `readings`. While a correction is accepted its value stands there, and what had been told
    first is kept here, so that neither is ever lost.
    """

    __tablename__ = "corrections"
    WORKFLOW: ClassVar[Workflow] = CORRECTION
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"))
    at_ms: Mapped[int] = mapped_column(BigInteger)
    value: Mapped[float] = mapped_column(Float)
    flag: Mapped[str] = mapped_column(String(1))
    received_ms: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(10), default=CORRECTION.initial)
    is_first: Mapped[bool] = mapped_column(default=False)
    #: who last decided about it, when and why
    decided_at: Mapped[datetime | None] = mapped_column(UtcTime)
    decided_by_name: Mapped[str] = mapped_column(String(120), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    channel: Mapped["Channel"] = relationship()
    #: value and flag that count at its moment, None where its cold file cannot be read; filled in by queries.corrections alone
    counts = tuple[float | None, str]((None, ""))
    __table_args__ = (
        UniqueConstraint("channel_id", "at_ms", "value", "flag"),
        *(CheckConstraint(said, name=name) for name, said in CORRECTION.checks().items()),
        # One value counts for a moment.
        Index("uq_corrections_accepted", "channel_id", "at_ms", unique=True, sqlite_where=_ACCEPTED,
              postgresql_where=_ACCEPTED),
    )  # fmt: skip

    @property
    def project(self) -> Project:
        """Return the project of its device."""
        return self.channel.device.project

    @property
    def project_id(self) -> str:
        """Return the project's id."""
        return self.channel.device.project_id
