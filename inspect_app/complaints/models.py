"""The table of complaints."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.complaints.rules.categories import CATEGORIES
from inspect_app.complaints.rules.life import FINDINGS, WORKFLOW
from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.core.workflow import Workflow
from inspect_app.identity.models import Party
from inspect_app.projects.models import Element, Project

_CATEGORIES = ", ".join(f"'{key}'" for key in CATEGORIES)
_FINDINGS = ", ".join(f"'{key}'" for key in FINDINGS)


class Complaint(Model):
    """A resident's complaint: what and where, who answers for it, the dates promised, how far it has got."""

    __tablename__ = "complaints"
    WORKFLOW: ClassVar[Workflow] = WORKFLOW
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    #: HMAC of the code the resident follows it with; the code itself is nowhere
    code_seal: Mapped[str] = mapped_column(String(64))
    #: SHA-256 of the form's own key, and of what it said: the same form sent twice is one complaint
    once_hash: Mapped[str] = mapped_column(String(64), unique=True)
    content: Mapped[str] = mapped_column(String(64))
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    element_id: Mapped[str | None] = mapped_column(ForeignKey("elements.id"), index=True)
    spot: Mapped[str] = mapped_column(String(120), default="")
    category: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(Text)
    phone: Mapped[str] = mapped_column(String(20), default="")
    visit_consent: Mapped[bool] = mapped_column(default=False)
    #: version of the privacy sentence the resident read
    notice: Mapped[str] = mapped_column(String(20))
    #: never empty: every complaint has exactly one party that answers for it
    accountable_party_id: Mapped[str] = mapped_column(ForeignKey("parties.id"))
    route: Mapped[str] = mapped_column(String(20))
    covered: Mapped[bool] = mapped_column(default=False)
    covered_until: Mapped[date | None] = mapped_column()
    cover_basis: Mapped[str] = mapped_column(String(300), default="")
    finding: Mapped[str | None] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12), default=WORKFLOW.initial)
    #: times the resident said it was not settled
    reopenings: Mapped[int] = mapped_column(default=0)
    filed_at: Mapped[datetime] = mapped_column(UtcTime)
    #: the person at a desk who wrote it down for the resident
    filed_by: Mapped[str | None] = mapped_column(String(36))
    #: last days of what was promised
    notice_by: Mapped[date | None] = mapped_column()
    hotline_by: Mapped[date | None] = mapped_column()
    decide_by: Mapped[date | None] = mapped_column()
    accepted_at: Mapped[datetime | None] = mapped_column(UtcTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcTime)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcTime)
    reopened_at: Mapped[datetime | None] = mapped_column(UtcTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)
    project: Mapped[Project] = relationship()
    element: Mapped[Element | None] = relationship()
    accountable_party: Mapped[Party] = relationship()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        *(CheckConstraint(text, name=name) for name, text in WORKFLOW.checks().items()),
        CheckConstraint(f"category IN ({_CATEGORIES})", name="category"),
        CheckConstraint(f"finding IN ({_FINDINGS})", name="finding"),
        CheckConstraint("state NOT IN ('answered', 'resolved') OR finding IS NOT NULL", name="found"),
        CheckConstraint("length(words) > 0", name="words"),
        Index("ix_complaints_project_state", "project_id", "state", "filed_at"),
        Index("ix_complaints_accountable_state", "accountable_party_id", "state", "filed_at"),
    )

    @property
    def place(self) -> str:
        """Return where it is, as people read it."""
        return " · ".join(part for part in (self.element.path if self.element else "", self.spot) if part)
