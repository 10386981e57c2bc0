"""Activities at a site: what was done from when to when, so that limits for it hold then and at no other time."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.core.workflow import Workflow
from inspect_app.projects.models import Project
from inspect_app.readings.rules.activities import ACTIVITIES, ACTIVITY

_KINDS = ", ".join(f"'{kind}'" for kind in ACTIVITIES)


class Activity(Model):
    """One activity at a site, in event time: it may be told late, and its times corrected."""

    __tablename__ = "activities"
    WORKFLOW: ClassVar[Workflow] = ACTIVITY
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    kind: Mapped[str] = mapped_column(String(12))
    place: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[str] = mapped_column(String(10), default=ACTIVITY.initial)
    began_at: Mapped[datetime] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    told_by_name: Mapped[str] = mapped_column(String(120))
    version: Mapped[int] = mapped_column(default=1)
    project: Mapped[Project] = relationship()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        *(CheckConstraint(said, name=name) for name, said in ACTIVITY.checks().items()),
        CheckConstraint(f"kind IN ({_KINDS})", name="kind"),
        CheckConstraint("ended_at IS NULL OR ended_at > began_at", name="ended_at"),
        Index("ix_activities_project_began", "project_id", "began_at"),
    )
