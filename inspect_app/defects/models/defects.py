"""The table of defects."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.core.workflow import Workflow
from inspect_app.defects.rules import KINDS, SEVERITIES, SOURCES, WORKFLOW
from inspect_app.identity.models import Party
from inspect_app.projects.models import Element, Project


def _among(column: str, values: dict[str, object]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


_UNFINISHED = text(
    "state IN ({})".format(", ".join(f"'{each.name}'" for each in WORKFLOW.states if not each.final))
)


class Defect(Model):
    """A ticket: what is wrong and where, who is liable, by when, and how far it has got."""

    __tablename__ = "defects"
    WORKFLOW: ClassVar[Workflow] = WORKFLOW
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    element_id: Mapped[str | None] = mapped_column(ForeignKey("elements.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    severity: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    #: article of the standard or law that is not met
    clause: Mapped[str] = mapped_column(String(200), default="")
    liable_party_id: Mapped[str] = mapped_column(ForeignKey("parties.id"))
    source_kind: Mapped[str] = mapped_column(String(12), default="person")
    source_id: Mapped[str | None] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(12), default=WORKFLOW.initial)
    #: times a fix was submitted, and times one was sent back
    rounds: Mapped[int] = mapped_column(default=0)
    returns: Mapped[int] = mapped_column(default=0)
    raised_at: Mapped[datetime] = mapped_column(UtcTime)
    raised_by: Mapped[str | None] = mapped_column(String(36))
    raised_by_name: Mapped[str] = mapped_column(String(120))
    due_at: Mapped[datetime] = mapped_column(UtcTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcTime)
    rectified_at: Mapped[datetime | None] = mapped_column(UtcTime)
    #: whoever submitted the last fix may not be the one who confirms it
    rectified_by: Mapped[str | None] = mapped_column(String(36))
    closed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    voided_at: Mapped[datetime | None] = mapped_column(UtcTime)
    #: set once, when the deadline passed with nothing submitted
    overdue_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)
    project: Mapped[Project] = relationship()
    element: Mapped[Element | None] = relationship()
    liable_party: Mapped[Party] = relationship()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        *(CheckConstraint(check, name=name) for name, check in WORKFLOW.checks().items()),
        _among("kind", dict(KINDS)),
        _among("severity", dict(SEVERITIES)),
        _among("source_kind", dict(SOURCES)),
        CheckConstraint("(state NOT IN ('rectified', 'closed')) OR (rectified_at IS NOT NULL)", name="fixed"),
        CheckConstraint("returns <= rounds", name="rounds"),
        UniqueConstraint("source_kind", "source_id"),
        Index("ix_defects_project_state_due", "project_id", "state", "due_at"),
        Index("ix_defects_liable_state_due", "liable_party_id", "state", "due_at"),
        Index("ix_defects_state_due", "state", "due_at", "id"),
        # In the order of the list, so that its page is read and nothing sorted.
        Index("ix_defects_due", "due_at", "id"),
        Index(
            "ix_defects_unfinished_due",
            "due_at",
            "id",
            sqlite_where=_UNFINISHED,
            postgresql_where=_UNFINISHED,
        ),
        # Holds all that the counts beside the filters read, so that they never touch the rows themselves.
        Index(
            "ix_defects_counts",
            "project_id",
            "liable_party_id",
            "state",
            "severity",
            "due_at",
            "rectified_at",
        ),
    )

    @property
    def place(self) -> str:
        """Return where it is, as people read it."""
        return self.element.path if self.element else ""
