"""The table of complaints: what a resident reported, who answers for it, how far it has got."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.complaints.models.handling import Pause, Survey, Transfer
from inspect_app.complaints.rules.categories import CATEGORIES
from inspect_app.complaints.rules.clocks import paused_days, put_off
from inspect_app.complaints.rules.life import FINDINGS, SOURCES, WORKFLOW
from inspect_app.core.calendar import local_day
from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.core.private import Private
from inspect_app.core.workflow import Workflow
from inspect_app.identity.models import Party
from inspect_app.projects.models import Element, Project

_CATEGORIES = ", ".join(f"'{key}'" for key in CATEGORIES)
_SOURCES = ", ".join(f"'{key}'" for key in SOURCES)
_FINDINGS = ", ".join(f"'{key}'" for key in FINDINGS)
_UNFINISHED = text(
    "state IN ({})".format(", ".join(f"'{each.name}'" for each in WORKFLOW.states if not each.final))
)


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
    #: where exactly, as the resident wrote it: whose door it is, so it is sealed like the phone number
    spot: Mapped[str] = mapped_column(Private, default="")
    category: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(Text)
    phone: Mapped[str] = mapped_column(Private, default="")
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
    #: how it came in, and the hotline's own number of it
    source: Mapped[str] = mapped_column(String(8), default="self")
    source_number: Mapped[str | None] = mapped_column(String(60), unique=True)
    #: how high it has gone up: 0 the party that answers, 1 street office, 2 authority
    level: Mapped[int] = mapped_column(default=0)
    raised_at: Mapped[datetime | None] = mapped_column(UtcTime)
    #: how often it was offered to a party that would not have it
    bounces: Mapped[int] = mapped_column(default=0)
    #: days the decision was put off by, which may be done once
    extended: Mapped[int] = mapped_column(default=0)
    #: working days the hotline's day was put off by, which may be done once
    hotline_extended: Mapped[int] = mapped_column(default=0)
    #: when phone and exact place were taken away
    erased_at: Mapped[datetime | None] = mapped_column(UtcTime)
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
    transfers: Mapped[list[Transfer]] = relationship(lazy="selectin", order_by=Transfer.offered_at)
    pauses: Mapped[list[Pause]] = relationship(lazy="selectin", order_by=Pause.began_at)
    surveys: Mapped[list[Survey]] = relationship(lazy="selectin", order_by=Survey.round)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        *(CheckConstraint(text, name=name) for name, text in WORKFLOW.checks().items()),
        CheckConstraint(f"category IN ({_CATEGORIES})", name="category"),
        CheckConstraint(f"finding IN ({_FINDINGS})", name="finding"),
        CheckConstraint("state NOT IN ('answered', 'resolved') OR finding IS NOT NULL", name="found"),
        CheckConstraint("length(words) > 0", name="words"),
        CheckConstraint(f"source IN ({_SOURCES})", name="source"),
        CheckConstraint("level BETWEEN 0 AND 2", name="level"),
        CheckConstraint("(level = 0) = (raised_at IS NULL)", name="raised_at"),
        Index("ix_complaints_project_state", "project_id", "state", "filed_at"),
        Index("ix_complaints_accountable_state", "accountable_party_id", "state", "filed_at"),
        # In the order of the list, so that its page is read and nothing sorted.
        Index("ix_complaints_filed", "filed_at", "id"),
        Index(
            "ix_complaints_unfinished_filed",
            "filed_at",
            "id",
            sqlite_where=_UNFINISHED,
            postgresql_where=_UNFINISHED,
        ),
        # Holds all that the counts beside the filters read, so that they never touch the rows themselves.
        Index("ix_complaints_counts", "project_id", "accountable_party_id", "state"),
    )

    @property
    def where(self) -> str:
        """Return the part of the building it is about, without whose door it is."""
        return self.element.path if self.element else ""

    @property
    def place(self) -> str:
        """Return where exactly it is, as people read it: for its resident, and after a look that is recorded."""
        return " · ".join(part for part in (self.where, self.spot) if part)

    @property
    def offer(self) -> Transfer | None:
        """Return the transfer nobody has answered yet; until then the present party answers for the case."""
        return next((each for each in self.transfers if each.answer is None), None)

    @property
    def offered_party_id(self) -> str | None:
        """Return the party it is offered to."""
        return self.offer.to_party_id if self.offer else None

    @property
    def hotline_waits(self) -> date | None:
        """Return the hotline's day while it waits for its answer; taken up again later, it has had one."""
        return self.hotline_by if self.answered_at is None else None

    def due_on(self, day: date) -> date | None:
        """Return the last day of the decision as of `day`: what was promised, put off, and without the pauses."""
        return put_off(self.decide_by, self.extended + self.paused(day))

    def paused(self, day: date) -> int:
        """Return the days up to `day` on which the clock of this round stood still."""
        round_began = self.reopened_at if self.reopenings else None
        spans = [
            (local_day(each.began_at), local_day(each.ended_at) if each.ended_at else None)
            for each in self.pauses
            if round_began is None or each.began_at >= round_began
        ]
        return paused_days(spans, day)
