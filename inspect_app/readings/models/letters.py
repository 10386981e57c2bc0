"""The table of dead letters: messages that could not be taken."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.core.workflow import Workflow
from inspect_app.readings.rules.lives import LETTER


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
    last_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    state: Mapped[str] = mapped_column(String(16), default=LETTER.initial)
    settled_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        Index("ix_dead_letters_state", "state", "received_at"),
        *(CheckConstraint(text, name=name) for name, text in LETTER.checks().items()),
    )
