"""The table of blacklistings."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.core.workflow import Workflow
from inspect_app.credit.rules.blacklist import GROUNDS, WORKFLOW
from inspect_app.identity.models import Party
from inspect_app.projects.models import Project

_GROUNDS = ", ".join(f"'{each}'" for each in GROUNDS)


class Blacklisting(Model):
    """That a party is, or is to be, on the blacklist: the ground, the document, until when."""

    __tablename__ = "blacklistings"
    WORKFLOW: ClassVar[Workflow] = WORKFLOW
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    party_id: Mapped[str] = mapped_column(ForeignKey("parties.id"), index=True)
    #: where it happened: its authority decides
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"), index=True)
    ground: Mapped[str] = mapped_column(String(16))
    document: Mapped[str] = mapped_column(String(80))
    document_on: Mapped[date] = mapped_column()
    issuer: Mapped[str] = mapped_column(String(120))
    facts: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(12), default=WORKFLOW.initial)
    proposed_at: Mapped[datetime] = mapped_column(UtcTime)
    #: last day on which the party is heard before it is put on the list
    plead_by: Mapped[date | None] = mapped_column()
    plea: Mapped[str] = mapped_column(Text, default="")
    pleaded_at: Mapped[datetime | None] = mapped_column(UtcTime)
    listed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    #: last day on the list
    until: Mapped[date | None] = mapped_column()
    left_at: Mapped[datetime | None] = mapped_column(UtcTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)
    party: Mapped[Party] = relationship()
    project: Mapped[Project] = relationship()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        *(CheckConstraint(check, name=name) for name, check in WORKFLOW.checks().items()),
        CheckConstraint(f"ground IN ({_GROUNDS})", name="ground"),
        CheckConstraint("(listed_at IS NULL) = (until IS NULL)", name="until"),
        CheckConstraint("(state <> 'listed') OR (listed_at IS NOT NULL)", name="listed"),
        CheckConstraint("(state <> 'pleaded') OR (pleaded_at IS NOT NULL)", name="pleaded"),
        # The same document puts a party on the list once.
        Index(
            "uq_blacklistings_document",
            "party_id",
            "document",
            unique=True,
            sqlite_where=text("state <> 'withdrawn'"),
            postgresql_where=text("state <> 'withdrawn'"),
        ),
    )
