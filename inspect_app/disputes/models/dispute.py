"""Tables of disputes: who asks whom for what, who mediates, what was agreed and signed, how far it has got."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.core.calendar import local_day
from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.core.private import Private
from inspect_app.core.workflow import Workflow
from inspect_app.disputes.rules import clocks
from inspect_app.disputes.rules.life import WAYS_TO_SIGN, WORKFLOW, turn_of
from inspect_app.disputes.rules.opening import SOURCES
from inspect_app.identity.models import Party
from inspect_app.projects.models import Element, Project


def among(column: str, values: Iterable[str]) -> CheckConstraint:
    """Return the CHECK that a column holds one of these words."""
    listed = ", ".join(f"'{each}'" for each in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


_FINALS = ", ".join(f"'{each}'" for each in WORKFLOW.finals())


class Dispute(Model):
    """A dispute: who asks whom for what, who mediates, what was agreed, how far it has got."""

    __tablename__ = "disputes"
    WORKFLOW: ClassVar[Workflow] = WORKFLOW
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    element_id: Mapped[str | None] = mapped_column(ForeignKey("elements.id"))
    #: the case that did not settle
    source_kind: Mapped[str] = mapped_column(String(12))
    source_id: Mapped[str] = mapped_column(String(36))
    source_number: Mapped[str] = mapped_column(String(20))
    #: None: the resident of the case, who comes with its number and code
    applicant_id: Mapped[str | None] = mapped_column(ForeignKey("parties.id"))
    respondent_id: Mapped[str] = mapped_column(ForeignKey("parties.id"))
    #: answers for the dispute from first to last
    mediator_id: Mapped[str] = mapped_column(ForeignKey("parties.id"))
    claim: Mapped[str] = mapped_column(Text)
    wish: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(12), default=WORKFLOW.initial)
    asked_at: Mapped[datetime] = mapped_column(UtcTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcTime)
    consented_at: Mapped[datetime | None] = mapped_column(UtcTime)
    mediate_by: Mapped[date | None] = mapped_column()
    extended: Mapped[bool] = mapped_column(default=False)
    #: how often an agreement was drafted; signatures hold for one draft
    drafts: Mapped[int] = mapped_column(default=0)
    drafted_at: Mapped[datetime | None] = mapped_column(UtcTime)
    terms: Mapped[str] = mapped_column(Text, default="")
    perform_by: Mapped[date | None] = mapped_column()
    agreed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    witness: Mapped[str] = mapped_column(String(120), default="")
    confirm_by: Mapped[date | None] = mapped_column()
    court: Mapped[str] = mapped_column(String(200), default="")
    ruling: Mapped[str] = mapped_column(String(200), default="")
    confirmed_on: Mapped[date | None] = mapped_column()
    visit_on: Mapped[date | None] = mapped_column()
    #: the day whose passing was told, and when the court's period was reminded of
    late_for: Mapped[date | None] = mapped_column()
    reminded_at: Mapped[datetime | None] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)
    project: Mapped[Project] = relationship()
    element: Mapped[Element | None] = relationship()
    applicant: Mapped[Party | None] = relationship(foreign_keys=[applicant_id])
    respondent: Mapped[Party] = relationship(foreign_keys=[respondent_id])
    mediator: Mapped[Party] = relationship(foreign_keys=[mediator_id])
    signatures: Mapped[list["DisputeSignature"]] = relationship(
        lazy="selectin", order_by="DisputeSignature.at"
    )
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        *(CheckConstraint(each, name=name) for name, each in WORKFLOW.checks().items()),
        CheckConstraint(f"(state IN ({_FINALS})) = (ended_at IS NOT NULL)", name="ended"),
        among("source_kind", SOURCES),
        CheckConstraint("mediator_id <> respondent_id", name="mediator"),
        CheckConstraint(
            "applicant_id IS NULL OR (applicant_id <> respondent_id AND applicant_id <> mediator_id)",
            name="sides",
        ),
        CheckConstraint("(source_kind = 'defect') = (applicant_id IS NOT NULL)", name="applicant"),
        CheckConstraint(
            "(state NOT IN ('drafted', 'agreed', 'settled', 'broken'))"
            " OR (terms <> '' AND perform_by IS NOT NULL)",
            name="terms",
        ),
        CheckConstraint(
            "(agreed_at IS NULL) = (confirm_by IS NULL) AND (agreed_at IS NULL) = (visit_on IS NULL)",
            name="agreed",
        ),
        CheckConstraint("(state NOT IN ('agreed', 'settled', 'broken')) OR agreed_at IS NOT NULL", name="holds"),
        CheckConstraint("(confirmed_on IS NULL) = (ruling = '')", name="confirmed"),
        Index("ix_disputes_project_state", "project_id", "state"),
        Index("ix_disputes_respondent", "respondent_id", "state"),
        # One at a time of a case.
        Index(
            "uq_disputes_open", "source_kind", "source_id", unique=True,
            sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL"),
        ),
    )  # fmt: skip

    @property
    def accountable(self) -> Party | None:
        """Return the one party that answers for it: who mediates, until it has ended."""
        return None if WORKFLOW.state(self.state).final else self.mediator

    @property
    def signed(self) -> frozenset[str]:
        """Return the sides that have signed the present draft."""
        return frozenset(each.side for each in self.signatures if each.draft == self.drafts)

    @property
    def turn(self) -> str | None:
        """Return whose turn it is."""
        return turn_of(self.state, self.signed)

    @property
    def due_on(self) -> date | None:
        """Return by when whoever's turn it is should have acted."""
        accepted = local_day(self.accepted_at) if self.accepted_at else None
        return clocks.due_on(
            self.state, asked_on=local_day(self.asked_at), accepted_on=accepted,
            mediate_by=self.mediate_by, visit_on=self.visit_on,
        )  # fmt: skip

    @property
    def applicant_name(self) -> str:
        """Return who asked, as both sides read it: a resident is not named."""
        return self.applicant.name if self.applicant else "居民"

    @property
    def place(self) -> str:
        """Return the part of the building it is about."""
        return self.element.path if self.element else ""


class DisputeSignature(Model):
    """That a side signed a draft of the agreement: who, how, which text."""

    __tablename__ = "dispute_signatures"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    dispute_id: Mapped[str] = mapped_column(ForeignKey("disputes.id"))
    draft: Mapped[int] = mapped_column()
    side: Mapped[str] = mapped_column(String(12))
    #: of a resident too: sealed like a phone number
    name: Mapped[str] = mapped_column(Private)
    way: Mapped[str] = mapped_column(String(8))
    content: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcTime)
    by_name: Mapped[str] = mapped_column(String(120))
    __table_args__ = (
        CheckConstraint("side IN ('applicant', 'respondent')", name="side"),
        among("way", WAYS_TO_SIGN),
        UniqueConstraint("dispute_id", "draft", "side"),
    )
