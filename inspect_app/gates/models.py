"""Tables of gates: what a person said to a line, and that a project (or an element) went through."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.core.workflow import Workflow
from inspect_app.gates.rules import KINDS, LIFE
from inspect_app.projects.models import Element, Project

_KINDS = ", ".join(f"'{each}'" for each in KINDS)


def _once(name: str, *columns: str, standing: str = "") -> list[Index]:
    """Return the two indexes that let something stand once: for a whole project, and for each element."""
    also = f" AND {standing}" if standing else ""
    whole, part = text(f"element_id IS NULL{also}"), text(f"element_id IS NOT NULL{also}")
    return [
        Index(
            f"{name}_whole", "project_id", *columns, unique=True, sqlite_where=whole, postgresql_where=whole
        ),
        Index(
            f"{name}_element", "element_id", *columns, unique=True, sqlite_where=part, postgresql_where=part
        ),
    ]


class GateNote(Model):
    """What a named person said to a line of a gate: confirmed, not applicable, or overridden with a reason."""

    __tablename__ = "gate_notes"
    WORKFLOW: ClassVar[Workflow] = LIFE
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    element_id: Mapped[str | None] = mapped_column(ForeignKey("elements.id"))
    gate: Mapped[str] = mapped_column(String(16))
    line: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text)
    #: what the records said at that moment: the state and why
    found: Mapped[str] = mapped_column(String(16))
    why: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(12), default=LIFE.initial)
    by: Mapped[str | None] = mapped_column(String(36))
    by_name: Mapped[str] = mapped_column(String(120))
    party_name: Mapped[str] = mapped_column(String(120), default="")
    at: Mapped[datetime] = mapped_column(UtcTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)
    project: Mapped[Project] = relationship()
    element: Mapped[Element | None] = relationship()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        *(CheckConstraint(said, name=name) for name, said in LIFE.checks().items()),
        CheckConstraint(f"kind IN ({_KINDS})", name="kind"),
        *_once("uq_gate_notes", "gate", "line", standing="state = 'standing'"),
    )


class GatePassage(Model):
    """That a project, or an element of it, went through a gate: every line as it stood then, and its SHA-256."""

    __tablename__ = "gate_passages"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    element_id: Mapped[str | None] = mapped_column(ForeignKey("elements.id"))
    gate: Mapped[str] = mapped_column(String(16))
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    content: Mapped[str] = mapped_column(String(64))
    #: of the paper it is known by: number of a plan, of a filing
    reference: Mapped[str] = mapped_column(String(120), default="")
    by_name: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UtcTime)
    project: Mapped[Project] = relationship()
    element: Mapped[Element | None] = relationship()
    __table_args__ = tuple(_once("uq_gate_passages", "gate"))
