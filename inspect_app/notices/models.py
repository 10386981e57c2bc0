"""Tables of official notices: the notice with its service, what it names, the defects it cites."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.core.workflow import Workflow
from inspect_app.defects.models import Defect
from inspect_app.identity.models import Party
from inspect_app.notices.rules import RESUME, SOURCES, STANDING, STOPS, WAYS, WORDS, WORKFLOW
from inspect_app.projects.models import Element, Project


def _among(values: dict[str, tuple[str, str]]) -> str:
    return ", ".join(f"'{each}'" for each in values)


class Notice(Model):
    """An official notice: its kind, whom it is for, what it names, how it was served, how far it has got."""

    __tablename__ = "notices"
    WORKFLOW: ClassVar[Workflow] = WORKFLOW
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    #: given at issue: a draft that is thrown away leaves no hole
    number: Mapped[str | None] = mapped_column(String(20), unique=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    kind: Mapped[str] = mapped_column(String(16))
    #: it names the whole project; else the elements listed and all below them
    whole: Mapped[bool] = mapped_column()
    facts: Mapped[str] = mapped_column(Text)
    clause: Mapped[str] = mapped_column(String(400), default="")
    addressee_id: Mapped[str] = mapped_column(ForeignKey("parties.id"), index=True)
    due_on: Mapped[date | None] = mapped_column()
    source_kind: Mapped[str] = mapped_column(String(12), default="person")
    source_id: Mapped[str | None] = mapped_column(String(80))
    #: the stop-work notice that a resume notice lifts
    lifts_id: Mapped[str | None] = mapped_column(ForeignKey("notices.id"), unique=True)
    state: Mapped[str] = mapped_column(String(12), default=WORKFLOW.initial)
    #: resume checks asked for, and refused
    rounds: Mapped[int] = mapped_column(default=0)
    refusals: Mapped[int] = mapped_column(default=0)
    drafted_at: Mapped[datetime] = mapped_column(UtcTime)
    drafted_by: Mapped[str | None] = mapped_column(String(36))
    drafted_by_name: Mapped[str] = mapped_column(String(120))
    issued_at: Mapped[datetime | None] = mapped_column(UtcTime)
    issued_by_name: Mapped[str] = mapped_column(String(120), default="")
    #: the authority it comes from, as it was called then
    issuer: Mapped[str] = mapped_column(String(120), default="")
    #: recorded at `served_at`; received, as the receipt says, at `received_at`
    served_at: Mapped[datetime | None] = mapped_column(UtcTime)
    served_by_name: Mapped[str] = mapped_column(String(120), default="")
    received_at: Mapped[datetime | None] = mapped_column(UtcTime)
    receiver: Mapped[str] = mapped_column(String(200), default="")
    how: Mapped[str | None] = mapped_column(String(8))
    service_note: Mapped[str] = mapped_column(Text, default="")
    asked_at: Mapped[datetime | None] = mapped_column(UtcTime)
    resumed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)
    project: Mapped[Project] = relationship()
    addressee: Mapped[Party] = relationship()
    lifts: Mapped["Notice | None"] = relationship(remote_side="Notice.id")
    elements: Mapped[list[Element]] = relationship(secondary="notice_elements", order_by=Element.path)
    defects: Mapped[list[Defect]] = relationship(secondary="notice_defects", order_by=Defect.number)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        *(CheckConstraint(text, name=name) for name, text in WORKFLOW.checks().items()),
        CheckConstraint(f"kind IN ({_among(WORDS)})", name="kind"),
        CheckConstraint(f"source_kind IN ({_among(SOURCES)})", name="source_kind"),
        CheckConstraint(f"how IN ({_among(WAYS)})", name="how"),
        CheckConstraint("(number IS NULL) = (issued_at IS NULL)", name="numbered"),
        CheckConstraint("(state <> 'issued') OR (number IS NOT NULL)", name="issued"),
        CheckConstraint(
            "(state NOT IN ('served', 'asked', 'resumed', 'ended'))"
            " OR (served_at IS NOT NULL AND received_at IS NOT NULL AND how IS NOT NULL)",
            name="served",
        ),
        CheckConstraint(f"(kind = '{RESUME}') = (lifts_id IS NOT NULL)", name="lifts"),
        CheckConstraint("refusals <= rounds", name="rounds"),
        UniqueConstraint("source_kind", "source_id"),
        Index("ix_notices_project_state", "project_id", "state"),
        Index("ix_notices_drafted", "drafted_at", "id"),
    )

    @property
    def is_stop(self) -> bool:
        """Say whether it is a stop-work notice, of all or of a part."""
        return self.kind in STOPS

    @property
    def stands(self) -> bool:
        """Say whether it blocks what it names now."""
        return self.is_stop and self.state in STANDING

    @property
    def places(self) -> str:
        """Return what it names, as people read it in Chinese; "" for the whole site."""
        return "" if self.whole else "、".join(each.path for each in self.elements)


class NoticeElement(Model):
    """That a notice names an element, and all below it."""

    __tablename__ = "notice_elements"
    notice_id: Mapped[str] = mapped_column(ForeignKey("notices.id"), primary_key=True)
    element_id: Mapped[str] = mapped_column(ForeignKey("elements.id"), primary_key=True, index=True)


class NoticeDefect(Model):
    """That a notice cites a defect."""

    __tablename__ = "notice_defects"
    notice_id: Mapped[str] = mapped_column(ForeignKey("notices.id"), primary_key=True)
    defect_id: Mapped[str] = mapped_column(ForeignKey("defects.id"), primary_key=True, index=True)
