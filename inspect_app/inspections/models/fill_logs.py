"""How a checklist was filled in, kept beside it and named in it by its SHA-256."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.core.db import Model, UtcTime
from inspect_app.projects.models import Project


class FillLog(Model):
    """The log that came with a filled checklist: the first one of a visit, or one merged into it."""

    __tablename__ = "fill_logs"
    #: the id of the checklist it came with
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"), index=True)
    person_id: Mapped[str | None] = mapped_column(String(36))
    sha256: Mapped[str] = mapped_column(String(64))
    log: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: how many seconds after its arrival the tablet says it was finished; 0 where its clock is right
    late: Mapped[int] = mapped_column(default=0)
    received_at: Mapped[datetime] = mapped_column(UtcTime)
    project: Mapped[Project] = relationship()
    __table_args__ = (
        CheckConstraint("length(sha256) = 64", name="sha256"),
        CheckConstraint("late >= 0", name="late"),
    )
