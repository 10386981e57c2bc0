"""The tables of defects: tickets, what their liable parties ask for, and the links that open them."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.core.clock import now
from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.core.workflow import Workflow
from inspect_app.defects.rules import CAUSES, KINDS, PLANS, REQUEST, REQUESTS, SEVERITIES, SOURCES, WORKFLOW
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
    #: disputed once by each liable party; the time it lay there is counted from here
    disputed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    #: the ticket it is settled with, and the deadline that one had before
    joined_into_id: Mapped[str | None] = mapped_column(ForeignKey("defects.id"), index=True)
    joined_at: Mapped[datetime | None] = mapped_column(UtcTime)
    due_before_join: Mapped[datetime | None] = mapped_column(UtcTime)
    split_from_id: Mapped[str | None] = mapped_column(ForeignKey("defects.id"), index=True)
    #: of a sub-ticket: the one it belongs to, and the firm that gave it on and checks it
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("defects.id"), index=True)
    giver_party_id: Mapped[str | None] = mapped_column(ForeignKey("parties.id"))
    subs_open: Mapped[int] = mapped_column(default=0)
    #: people and parties who fixed it by way of sub-tickets: none of them verifies
    hands: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    plan: Mapped[str] = mapped_column(String(10), default="none")
    #: criterion of a major hazard
    criterion: Mapped[str | None] = mapped_column(String(40))
    cause: Mapped[str | None] = mapped_column(String(20))
    #: percents by role, together a hundred
    cause_shares: Mapped[dict[str, int] | None] = mapped_column(JSON(none_as_null=True))
    #: the ladder: steps taken for the deadline `steps_due`, and when to look again
    steps: Mapped[int] = mapped_column(default=0)
    steps_due: Mapped[datetime | None] = mapped_column(UtcTime)
    step_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    version: Mapped[int] = mapped_column(default=1)
    project: Mapped[Project] = relationship()
    element: Mapped[Element | None] = relationship()
    liable_party: Mapped[Party] = relationship(foreign_keys=[liable_party_id])
    parent: Mapped["Defect | None"] = relationship(
        foreign_keys=[parent_id], remote_side="Defect.id", viewonly=True
    )
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        *(CheckConstraint(check, name=name) for name, check in WORKFLOW.checks().items()),
        _among("kind", dict(KINDS)),
        _among("severity", dict(SEVERITIES)),
        _among("source_kind", dict(SOURCES)),
        CheckConstraint("(state NOT IN ('rectified', 'closed')) OR (rectified_at IS NOT NULL)", name="fixed"),
        CheckConstraint("returns <= rounds", name="rounds"),
        _among("plan", dict(PLANS)),
        _among("cause", dict(CAUSES)),
        CheckConstraint("(state <> 'disputed') OR (disputed_at IS NOT NULL)", name="disputed"),
        CheckConstraint("(state <> 'joined') OR (joined_into_id IS NOT NULL)", name="joined"),
        CheckConstraint("(parent_id IS NULL) = (giver_party_id IS NULL)", name="sub"),
        CheckConstraint("(cause IS NULL) = (cause_shares IS NULL)", name="shares"),
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
        # Each holds all that a count beside the filters reads, so that it never touches the rows themselves: the
        # first few different values, so that a hundred thousand rows are a megabyte; the second only what can be late.
        Index("ix_defects_counts", "project_id", "severity", "state"),
        Index(
            "ix_defects_late",
            "project_id",
            "severity",
            "state",
            "due_at",
            "rectified_at",
            sqlite_where=_UNFINISHED,
            postgresql_where=_UNFINISHED,
        ),
        # What the ladder looks at next: nothing of what is settled.
        Index("ix_defects_step", "step_at", sqlite_where=_UNFINISHED, postgresql_where=_UNFINISHED),
    )

    @property
    def place(self) -> str:
        """Return where it is, as people read it."""
        return self.element.path if self.element else ""


_WAITING = text("state = 'waiting'")


class Request(Model):
    """What the liable party asks for on a ticket: more time, or leave for its plan."""

    __tablename__ = "defect_requests"
    WORKFLOW: ClassVar[Workflow] = REQUEST
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    defect_id: Mapped[str] = mapped_column(ForeignKey("defects.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(12), default=REQUEST.initial)
    #: why more time is needed, or how it will be fixed
    words: Mapped[str] = mapped_column(Text)
    #: the new deadline asked for, or when the plan will be done
    until: Mapped[datetime] = mapped_column(UtcTime)
    #: of a plan: who does it, and with which lot of material
    who: Mapped[str] = mapped_column(String(120), default="")
    lot: Mapped[str] = mapped_column(String(120), default="")
    asked_at: Mapped[datetime] = mapped_column(UtcTime)
    asked_by: Mapped[str | None] = mapped_column(String(36))
    asked_by_name: Mapped[str] = mapped_column(String(120))
    decide_by: Mapped[datetime] = mapped_column(UtcTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcTime)
    decided_by: Mapped[str | None] = mapped_column(String(36))
    decided_by_name: Mapped[str] = mapped_column(String(120), default="")
    answer: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    defect: Mapped[Defect] = relationship(lazy="joined")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        *(CheckConstraint(check, name=name) for name, check in REQUEST.checks().items()),
        _among("kind", dict(REQUESTS)),
        CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name="decided"),
        # One of a kind at a time.
        Index(
            "uq_defect_requests_waiting", "defect_id", "kind", unique=True, sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
    )  # fmt: skip

    @property
    def project(self) -> Project:
        """Return its project, as permits ask it."""
        return self.defect.project


class Link(Model):
    """A link by which the liable party opens one ticket without an account; its code is kept as a seal only."""

    __tablename__ = "defect_links"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    defect_id: Mapped[str] = mapped_column(ForeignKey("defects.id"), index=True)
    party_id: Mapped[str] = mapped_column(ForeignKey("parties.id"))
    code_seal: Mapped[str] = mapped_column(String(64))
    issued_at: Mapped[datetime] = mapped_column(UtcTime)
    issued_by_name: Mapped[str] = mapped_column(String(120))
    expires_at: Mapped[datetime] = mapped_column(UtcTime)
    first_read_at: Mapped[datetime | None] = mapped_column(UtcTime)
    last_read_at: Mapped[datetime | None] = mapped_column(UtcTime)
    reads: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    defect: Mapped[Defect] = relationship()
    party: Mapped[Party] = relationship()
    __table_args__ = (CheckConstraint("(reads = 0) = (first_read_at IS NULL)", name="reads"),)
