"""Tables of warranty claims: the claim, and each visit agreed for it."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.core.db import Fen, Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.core.workflow import Workflow
from inspect_app.identity.models import Party
from inspect_app.projects.models import Element, Project
from inspect_app.warranty.models.clocks import Clock
from inspect_app.warranty.rules.claim import ABSENT, WORKFLOW, owner_of, waits_for
from inspect_app.warranty.rules.promises import URGENCIES

_URGENCIES = ", ".join(f"'{each}'" for each in URGENCIES)
_ABSENT = ", ".join(f"'{each}'" for each in ABSENT)
SOURCES = ("resident", "complaint", "return_visit")
_SOURCES = ", ".join(f"'{each}'" for each in SOURCES)


class Claim(Model):
    """A warranty claim: what and where, by when somebody must come and repair, who answers, how far it has got."""

    __tablename__ = "claims"
    WORKFLOW: ClassVar[Workflow] = WORKFLOW
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    #: HMAC of the code the resident follows it with; the code itself is nowhere
    code_seal: Mapped[str] = mapped_column(String(64))
    #: what it came from, and which: the same source makes one claim
    source_kind: Mapped[str] = mapped_column(String(16))
    source_id: Mapped[str] = mapped_column(String(120))
    #: SHA-256 of what was said
    content: Mapped[str] = mapped_column(String(64))
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    element_id: Mapped[str | None] = mapped_column(ForeignKey("elements.id"), index=True)
    clock_id: Mapped[str | None] = mapped_column(ForeignKey("clocks.id"), index=True)
    urgency: Mapped[str] = mapped_column(String(12))
    words: Mapped[str] = mapped_column(Text)
    spot: Mapped[str] = mapped_column(String(120), default="")
    #: what the warranty said on the day of the claim
    covered: Mapped[bool] = mapped_column()
    cover_basis: Mapped[str] = mapped_column(String(300))
    contractor_id: Mapped[str] = mapped_column(ForeignKey("parties.id"))
    owner_id: Mapped[str] = mapped_column(ForeignKey("parties.id"))
    state: Mapped[str] = mapped_column(String(12), default=WORKFLOW.initial)
    there_by: Mapped[datetime] = mapped_column(UtcTime)
    done_by: Mapped[datetime] = mapped_column(UtcTime)
    promise_basis: Mapped[str] = mapped_column(String(200))
    #: times the resident said that it is not repaired
    rounds: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str] = mapped_column(String(200), default="")
    satisfaction: Mapped[int | None] = mapped_column()
    #: others repair it at the contractor's cost
    by_others: Mapped[bool] = mapped_column(default=False)
    firm: Mapped[str] = mapped_column(String(200), default="")
    cost: Mapped[int | None] = mapped_column(Fen)
    filed_at: Mapped[datetime] = mapped_column(UtcTime)
    dispatched_at: Mapped[datetime | None] = mapped_column(UtcTime)
    attended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    repaired_at: Mapped[datetime | None] = mapped_column(UtcTime)
    taken_over_at: Mapped[datetime | None] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)
    project: Mapped[Project] = relationship()
    element: Mapped[Element | None] = relationship()
    clock: Mapped[Clock | None] = relationship()
    contractor: Mapped[Party] = relationship(foreign_keys=[contractor_id])
    owner: Mapped[Party] = relationship(foreign_keys=[owner_id])
    visits: Mapped[list["ClaimVisit"]] = relationship(order_by="ClaimVisit.number", lazy="selectin")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        *(CheckConstraint(text, name=name) for name, text in WORKFLOW.checks().items()),
        CheckConstraint(f"urgency IN ({_URGENCIES})", name="urgency"),
        CheckConstraint(f"source_kind IN ({_SOURCES})", name="source_kind"),
        CheckConstraint("cost IS NULL OR (by_others AND cost > 0)", name="cost"),
        CheckConstraint("satisfaction BETWEEN 1 AND 3", name="satisfaction"),
        UniqueConstraint("source_kind", "source_id"),
        Index("ix_claims_project_state", "project_id", "state", "filed_at"),
        Index("ix_claims_contractor_state", "contractor_id", "state", "filed_at"),
    )

    @property
    def accountable(self) -> Party | None:
        """Return the one party that answers for it now; None once it has ended."""
        return self.accountable_in(self.state)

    def accountable_in(self, state: str) -> Party | None:
        """Return the one party that answers for it in a state it comes to."""
        role = owner_of(state, self.by_others)
        return {"contractor": self.contractor, "owner": self.owner, None: None}[role]

    @property
    def turn(self) -> str | None:
        """Return whose turn it is."""
        return waits_for(self.state, self.by_others)

    @property
    def visit(self) -> "ClaimVisit | None":
        """Return the visit proposed or agreed last."""
        return self.visits[-1] if self.visits else None

    @property
    def where(self) -> str:
        """Return the part of the building it is about, without whose door it is."""
        return self.element.path if self.element else ""

    @property
    def place(self) -> str:
        """Return where it is, as people read it."""
        return " · ".join(part for part in (self.where, self.spot) if part)


class ClaimVisit(Model):
    """Times proposed for a claim, the one chosen, and what became of it."""

    __tablename__ = "claim_visits"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    claim_id: Mapped[str] = mapped_column(ForeignKey("claims.id"))
    number: Mapped[int] = mapped_column()
    slot_1: Mapped[datetime] = mapped_column(UtcTime)
    slot_2: Mapped[datetime | None] = mapped_column(UtcTime)
    slot_3: Mapped[datetime | None] = mapped_column(UtcTime)
    chosen: Mapped[datetime | None] = mapped_column(UtcTime)
    refused_at: Mapped[datetime | None] = mapped_column(UtcTime)
    #: who was not there
    absent: Mapped[str | None] = mapped_column(String(12))
    held_at: Mapped[datetime | None] = mapped_column(UtcTime)
    __table_args__ = (
        CheckConstraint(f"absent IN ({_ABSENT})", name="absent"),
        CheckConstraint("absent IS NULL OR chosen IS NOT NULL", name="chosen"),
        CheckConstraint("absent IS NULL OR held_at IS NULL", name="held"),
        UniqueConstraint("claim_id", "number"),
    )

    @property
    def slots(self) -> list[tuple[str, datetime]]:
        """Return the times proposed, by name."""
        named = (("slot_1", self.slot_1), ("slot_2", self.slot_2), ("slot_3", self.slot_3))
        return [(name, at) for name, at in named if at is not None]
