"""Tables of inspections: visits, submissions and their answers."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.checklists.models import TemplateVersion
from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.core.workflow import Workflow
from inspect_app.identity.models import Party, Person
from inspect_app.inspections.models.plans import HAND_NAMES, KIND_NAMES, Plan, among
from inspect_app.inspections.rules import CAUSES, TIMINGS, VERDICTS, WORKFLOW
from inspect_app.projects.models import Element, Project

VERDICT_NAMES = among(VERDICTS)


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
    #: from when to when it may be made: kept with it, so that a changed plan never moves the past
    opens_on: Mapped[date | None] = mapped_column()
    closes_on: Mapped[date | None] = mapped_column()
    hands: Mapped[str] = mapped_column(String(4), default="one")
    #: the month's full check of a project whose contractor is watched
    full: Mapped[bool] = mapped_column(default=False)
    #: where in its window it was made; None while it is not
    timing: Mapped[str | None] = mapped_column(String(8))
    #: why it was late or missed, and what was said to it
    cause: Mapped[str | None] = mapped_column(String(12))
    cause_note: Mapped[str] = mapped_column(Text, default="")
    #: what it was arranged because of, where not by a plan or a person: "alarm"
    source_kind: Mapped[str | None] = mapped_column(String(12))
    source_id: Mapped[str | None] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)
    project: Mapped[Project] = relationship()
    plan: Mapped[Plan | None] = relationship()
    template_version: Mapped[TemplateVersion] = relationship()
    assignee: Mapped[Person | None] = relationship()
    party: Mapped[Party | None] = relationship()
    submission: Mapped["Submission | None"] = relationship(back_populates="visit", uselist=False)
    named: Mapped[list["VisitPerson"]] = relationship(
        back_populates="visit", cascade="all, delete-orphan", order_by="VisitPerson.person_id"
    )
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        *(CheckConstraint(text, name=name) for name, text in WORKFLOW.checks().items()),
        CheckConstraint(f"kind IN ({KIND_NAMES})", name="kind"),
        CheckConstraint(f"hands IN ({HAND_NAMES})", name="hands"),
        CheckConstraint(f"timing IN ({among(TIMINGS)})", name="timing"),
        CheckConstraint(f"cause IN ({among(CAUSES)})", name="cause"),
        CheckConstraint("closes_on IS NULL OR closes_on >= due_on", name="closes_on"),
        CheckConstraint("opens_on IS NULL OR opens_on <= due_on", name="opens_on"),
        UniqueConstraint("plan_id", "due_on"),
        UniqueConstraint("source_kind", "source_id"),
        Index("ix_visits_project_due", "project_id", "due_on"),
        Index("ix_visits_state_due", "state", "due_on"),
        Index("ix_visits_assignee", "assignee_id", "state"),
    )


class VisitPerson(Model):
    """One of the people named for a visit, and when they confirmed what was found (by submitting it, or after)."""

    __tablename__ = "visit_people"
    visit_id: Mapped[str] = mapped_column(ForeignKey("visits.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    visit: Mapped[Visit] = relationship(back_populates="named")
    person: Mapped[Person] = relationship()


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
