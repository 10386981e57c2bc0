"""Tables of inspections: plans, visits, submissions and their answers."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.checklists.models import Template, TemplateVersion
from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.core.workflow import Workflow
from inspect_app.identity.models import Party, Person
from inspect_app.inspections.rules import HORIZON_DAYS, KINDS, VERDICTS, WORKFLOW
from inspect_app.projects.models import Element, Project

KIND_NAMES = ", ".join(f"'{kind}'" for kind in KINDS)
VERDICT_NAMES = ", ".join(f"'{name}'" for name in VERDICTS)


class Plan(Model):
    """That a project is inspected with a checklist every so many working days, and by whom."""

    __tablename__ = "plans"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(10))
    template_id: Mapped[str] = mapped_column(ForeignKey("templates.id"))
    #: working days from one visit to the next
    every: Mapped[int] = mapped_column()
    horizon_days: Mapped[int] = mapped_column(default=HORIZON_DAYS)
    since: Mapped[date] = mapped_column()
    until: Mapped[date | None] = mapped_column()
    #: from which day the visits are counted: `since`, the day it was made, or its last change
    counted_from: Mapped[date] = mapped_column()
    assignee_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    party_id: Mapped[str | None] = mapped_column(ForeignKey("parties.id"))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)
    project: Mapped[Project] = relationship()
    template: Mapped[Template] = relationship()
    assignee: Mapped[Person | None] = relationship()
    party: Mapped[Party | None] = relationship()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        CheckConstraint(f"kind IN ({KIND_NAMES})", name="kind"),
        CheckConstraint("every >= 1", name="every"),
        CheckConstraint("horizon_days >= 1", name="horizon"),
        CheckConstraint("until IS NULL OR until >= since", name="until"),
    )


class Visit(Model):
    """One inspection to be made: where, with which text of which checklist, by when, by whom."""

    __tablename__ = "visits"
    WORKFLOW: ClassVar[Workflow] = WORKFLOW
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    plan_id: Mapped[str | None] = mapped_column(ForeignKey("plans.id"))
    template_version_id: Mapped[str] = mapped_column(ForeignKey("template_versions.id"))
    kind: Mapped[str] = mapped_column(String(10))
    due_on: Mapped[date] = mapped_column()
    assignee_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    party_id: Mapped[str | None] = mapped_column(ForeignKey("parties.id"))
    state: Mapped[str] = mapped_column(String(12), default=WORKFLOW.initial)
    done_at: Mapped[datetime | None] = mapped_column(UtcTime)
    missed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcTime)
    #: dropped because its plan changed, not by a person's own decision
    by_plan: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)
    project: Mapped[Project] = relationship()
    plan: Mapped[Plan | None] = relationship()
    template_version: Mapped[TemplateVersion] = relationship()
    assignee: Mapped[Person | None] = relationship()
    party: Mapped[Party | None] = relationship()
    submission: Mapped["Submission | None"] = relationship(back_populates="visit", uselist=False)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        *(CheckConstraint(text, name=name) for name, text in WORKFLOW.checks().items()),
        CheckConstraint(f"kind IN ({KIND_NAMES})", name="kind"),
        UniqueConstraint("plan_id", "due_on"),
        Index("ix_visits_project_due", "project_id", "due_on"),
        Index("ix_visits_state_due", "state", "due_on"),
        Index("ix_visits_assignee", "assignee_id", "state"),
    )


class Submission(Model):
    """A filled checklist as it came, under the id its tablet gave it, and the receipt that was given for it."""

    __tablename__ = "submissions"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visits.id"), unique=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"), index=True)
    #: SHA-256 of the canonical body
    content: Mapped[str] = mapped_column(String(64))
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    verdict: Mapped[str] = mapped_column(String(10))
    device_id: Mapped[str | None] = mapped_column(String(36))
    person_id: Mapped[str | None] = mapped_column(String(36))
    person_name: Mapped[str] = mapped_column(String(120))
    started_at: Mapped[datetime] = mapped_column(UtcTime)
    finished_at: Mapped[datetime] = mapped_column(UtcTime)
    received_at: Mapped[datetime] = mapped_column(UtcTime)
    signature: Mapped[str] = mapped_column(Text)
    visit: Mapped[Visit] = relationship(back_populates="submission")
    project: Mapped[Project] = relationship()
    answers: Mapped[list["Answer"]] = relationship(back_populates="submission", order_by="Answer.position")
    __table_args__ = (
        CheckConstraint(f"verdict IN ({VERDICT_NAMES})", name="verdict"),
        CheckConstraint("finished_at >= started_at", name="finished_at"),
    )


class Answer(Model):
    """What was found at one item: the server's outcome, and what the tablet claimed."""

    __tablename__ = "answers"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submissions.id"))
    position: Mapped[int] = mapped_column()
    item_key: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[str] = mapped_column(String(4))
    claimed: Mapped[str | None] = mapped_column(String(4))
    values: Mapped[list[float] | None] = mapped_column(JSON)
    text: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    severity: Mapped[str | None] = mapped_column(String(10))
    element_id: Mapped[str | None] = mapped_column(ForeignKey("elements.id"))
    submission: Mapped[Submission] = relationship(back_populates="answers")
    element: Mapped[Element | None] = relationship()
    __table_args__ = (
        CheckConstraint("outcome IN ('pass', 'fail', 'na')", name="outcome"),
        UniqueConstraint("submission_id", "position"),
        Index("ix_answers_element", "element_id"),
        Index("ix_answers_item", "item_key", "outcome"),
    )
