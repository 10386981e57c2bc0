"""A resident's photo on its way to be seen: what was proposed to be covered, what a person decided, the copy shown."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.complaints.models.complaint import Complaint
from inspect_app.complaints.rules.redaction import REDACTION
from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.core.workflow import Workflow
from inspect_app.projects.models import Project


class Redaction(Model):
    """One photo of one complaint: sealed until somebody decides, then a copy with parts covered, or nothing."""

    __tablename__ = "redactions"
    WORKFLOW: ClassVar[Workflow] = REDACTION
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    complaint_id: Mapped[str] = mapped_column(ForeignKey("complaints.id"))
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    #: the photo as it came, shown to nobody but who decides and who looks for a stated purpose
    sha256: Mapped[str] = mapped_column(ForeignKey("files.sha256"))
    position: Mapped[int] = mapped_column()
    state: Mapped[str] = mapped_column(String(12), default=REDACTION.initial)
    #: kind and box of each part a program would cover
    proposed: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    boxes: Mapped[list[list[int]]] = mapped_column(JSON, default=list)
    #: the photo with these parts painted over; a file of its own, from which nothing can be won back
    copy_sha256: Mapped[str | None] = mapped_column(ForeignKey("files.sha256"), index=True)
    filed_at: Mapped[datetime] = mapped_column(UtcTime)
    proposed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)
    complaint: Mapped[Complaint] = relationship()
    project: Mapped[Project] = relationship()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        *(CheckConstraint(text, name=name) for name, text in REDACTION.checks().items()),
        CheckConstraint("(state = 'shown') = (copy_sha256 IS NOT NULL)", name="copy"),
        CheckConstraint("(state IN ('shown', 'withheld')) = (decided_at IS NOT NULL)", name="decided_at"),
        UniqueConstraint("complaint_id", "sha256"),
        Index("ix_redactions_project_state", "project_id", "state", "filed_at"),
        Index("ix_redactions_state", "state", "filed_at"),
    )
