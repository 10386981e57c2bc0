"""Table of the notices that tell residents what is under warranty, as issued."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.acceptance.models import Certificate
from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.projects.models import Project


class WarrantyNotice(Model):
    """That residents were told their warranty by a paper; the newest of a project counts."""

    __tablename__ = "warranty_notices"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    certificate_id: Mapped[str] = mapped_column(ForeignKey("certificates.id"))
    #: what it tells, without number and moment
    record: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: SHA-256 of the canonical record
    content: Mapped[str] = mapped_column(String(64))
    #: the paper as issued, byte for byte
    pdf_sha256: Mapped[str] = mapped_column(ForeignKey("vault.sha256"))
    issued_at: Mapped[datetime] = mapped_column(UtcTime)
    by_name: Mapped[str] = mapped_column(String(120))
    project: Mapped[Project] = relationship()
    certificate: Mapped[Certificate] = relationship()
    __table_args__ = (Index("ix_warranty_notices_project_issued", "project_id", "issued_at"),)
