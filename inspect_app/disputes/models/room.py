"""Tables within a dispute: its evidence, the signatures on its agreement, experts and meetings."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.core.workflow import Workflow
from inspect_app.disputes.models.dispute import Dispute, among
from inspect_app.disputes.rules.life import (
    APPRAISAL,
    FINDINGS,
    MEDIATION,
    PAYERS,
    PRESENT,
    SIDES,
)
from inspect_app.projects.models import Project

#: kinds of evidence: from the record of the works, of the case, or brought along
PIECES: dict[str, tuple[str, str]] = {
    "case": ("案件", "The case"),
    "defect": ("整改单", "Ticket"),
    "hold": ("隐蔽验收", "Hold point"),
    "document": ("验收文件", "Paper of the acceptance"),
    "certificate": ("合格证书", "Certificate"),
    "clock": ("保修期", "Warranty"),
    "own": ("自行提交", "Brought along"),
}


class DisputeEvidence(Model):
    """A piece of evidence in the room: where it is from, who brought it and why, as it stood then."""

    __tablename__ = "dispute_evidence"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    dispute_id: Mapped[str] = mapped_column(ForeignKey("disputes.id"))
    kind: Mapped[str] = mapped_column(String(12))
    thing_id: Mapped[str] = mapped_column(String(64))
    side: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(300))
    #: [label in Chinese, label in English, value] as read when it was picked, and the SHA-256 of that
    facts: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    photos: Mapped[list[str]] = mapped_column(JSON, default=list)
    content: Mapped[str] = mapped_column(String(64))
    why: Mapped[str] = mapped_column(Text, default="")
    by_name: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UtcTime)
    __table_args__ = (
        among("kind", PIECES),
        among("side", SIDES),
        UniqueConstraint("dispute_id", "kind", "thing_id"),
    )


class _Within:
    """What belongs to a dispute is seen and permitted as that dispute is."""

    dispute: Any

    @property
    def project(self) -> Project:
        """Return the project of its dispute."""
        found: Project = self.dispute.project
        return found

    @property
    def project_id(self) -> str:
        """Return the project of its dispute, for the journal."""
        return str(self.dispute.project_id)


class Appraisal(_Within, Model):
    """An expert's appraisal: who looks, at what question, when, who pays, what was found."""

    __tablename__ = "dispute_appraisals"
    WORKFLOW: ClassVar[Workflow] = APPRAISAL
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    dispute_id: Mapped[str] = mapped_column(ForeignKey("disputes.id"), index=True)
    expert: Mapped[str] = mapped_column(String(200))
    qualification: Mapped[str] = mapped_column(String(200))
    question: Mapped[str] = mapped_column(Text)
    payer: Mapped[str] = mapped_column(String(12))
    meet_at: Mapped[datetime] = mapped_column(UtcTime)
    state: Mapped[str] = mapped_column(String(12), default=APPRAISAL.initial)
    finding: Mapped[str | None] = mapped_column(String(8))
    opinion: Mapped[str] = mapped_column(Text, default="")
    booked_at: Mapped[datetime] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)
    dispute: Mapped[Dispute] = relationship()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        *(CheckConstraint(each, name=name) for name, each in APPRAISAL.checks().items()),
        among("payer", PAYERS),
        among("finding", FINDINGS),
        CheckConstraint("(state = 'reported') = (finding IS NOT NULL)", name="found"),
    )


class Mediation(_Within, Model):
    """A meeting of both sides with whoever mediates: when, where, who came, what was said."""

    __tablename__ = "mediations"
    WORKFLOW: ClassVar[Workflow] = MEDIATION
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    dispute_id: Mapped[str] = mapped_column(ForeignKey("disputes.id"), index=True)
    meet_at: Mapped[datetime] = mapped_column(UtcTime)
    where: Mapped[str] = mapped_column("place", String(200))
    state: Mapped[str] = mapped_column(String(12), default=MEDIATION.initial)
    present: Mapped[str | None] = mapped_column(String(12))
    minutes: Mapped[str] = mapped_column(Text, default="")
    called_at: Mapped[datetime] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)
    dispute: Mapped[Dispute] = relationship()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        *(CheckConstraint(each, name=name) for name, each in MEDIATION.checks().items()),
        among("present", PRESENT),
        CheckConstraint("(state = 'held') = (present IS NOT NULL)", name="met"),
    )
