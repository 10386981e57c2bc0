"""Photos by what they look like, where each was used, and the questions that follow."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.core import erasing
from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.inspections.models.plans import among
from inspect_app.inspections.rules.photo_reuse import FINDINGS
from inspect_app.projects.models import Project


class PhotoPrint(Model):
    """One trimming of a photo in 64 bits, and the same in four parts to look up; all 0 for one like any other."""

    __tablename__ = "photo_prints"
    sha256: Mapped[str] = mapped_column(ForeignKey("files.sha256"), primary_key=True)
    #: hundredths of each side that are looked at; 0 says that the picture has no contrast
    trim: Mapped[int] = mapped_column(primary_key=True)
    bits: Mapped[str] = mapped_column(String(16))
    band0: Mapped[int] = mapped_column(index=True)
    band1: Mapped[int] = mapped_column(index=True)
    band2: Mapped[int] = mapped_column(index=True)
    band3: Mapped[int] = mapped_column(index=True)
    __table_args__ = (CheckConstraint("trim BETWEEN 0 AND 100", name="trim"),)


# Worked out from the photo alone: goes with it, and is no reason to keep it.
erasing.DERIVED.append(PhotoPrint)


class PhotoUse(Model):
    """That an attached photo was looked at, and at which site it was used for what; without a site, for none."""

    __tablename__ = "photo_uses"
    attachment_id: Mapped[str] = mapped_column(ForeignKey("attachments.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    project_id: Mapped[str | None] = mapped_column(ForeignKey("projects.id"))
    thing_kind: Mapped[str] = mapped_column(String(40))
    thing_id: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime] = mapped_column(UtcTime)


class PhotoRepeat(Model):
    """A question: a photo of this site looks like one used at another site before; and what a person found."""

    __tablename__ = "photo_repeats"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    thing_kind: Mapped[str] = mapped_column(String(40))
    thing_id: Mapped[str] = mapped_column(String(36))
    used_at: Mapped[datetime] = mapped_column(UtcTime)
    earlier_project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    earlier_sha256: Mapped[str] = mapped_column(String(64))
    earlier_kind: Mapped[str] = mapped_column(String(40))
    earlier_id: Mapped[str] = mapped_column(String(36))
    earlier_at: Mapped[datetime] = mapped_column(UtcTime)
    #: bits of 64 in which they differ, and whether one lies turned to the other
    distance: Mapped[int] = mapped_column()
    turned: Mapped[bool] = mapped_column()
    found_at: Mapped[datetime] = mapped_column(UtcTime)
    finding: Mapped[str | None] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime | None] = mapped_column(UtcTime)
    decided_by: Mapped[str] = mapped_column(String(120), default="")
    project: Mapped[Project] = relationship(foreign_keys=[project_id])
    earlier: Mapped[Project] = relationship(foreign_keys=[earlier_project_id])
    __table_args__ = (
        CheckConstraint(f"finding IN ({among(FINDINGS)})", name="finding"),
        CheckConstraint("(finding IS NULL) = (decided_at IS NULL)", name="decided"),
        CheckConstraint("project_id <> earlier_project_id", name="earlier"),
        CheckConstraint("distance BETWEEN 0 AND 64", name="distance"),
        UniqueConstraint(
            "project_id", "sha256", "earlier_project_id", "earlier_sha256", name="uq_photo_repeats_once"
        ),
        Index("ix_photo_repeats_open", "project_id", "finding"),
    )
