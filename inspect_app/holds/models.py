"""Tables of hold points: the point, whom it names, the notices of each round, the signatures."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.checklists.models import TemplateVersion
from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.core.workflow import Workflow
from inspect_app.holds.rules import ANSWERS, PARTS, WORKFLOW
from inspect_app.holds.rules.consequences import PAYERS
from inspect_app.holds.rules.notice import next_to_sign
from inspect_app.identity.models import Party
from inspect_app.projects.models import Element, Project


def _among(values: dict[str, tuple[str, str]]) -> str:
    return ", ".join(f"'{each}'" for each in values)


class Hold(Model):
    """A hold point: what is about to be covered, where, and how far its release has got."""

    __tablename__ = "holds"
    WORKFLOW: ClassVar[Workflow] = WORKFLOW
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    element_id: Mapped[str] = mapped_column(ForeignKey("elements.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    #: the item of a checklist it stands for, where there is one
    template_version_id: Mapped[str | None] = mapped_column(ForeignKey("template_versions.id"))
    item_key: Mapped[str | None] = mapped_column(String(64))
    #: whether those named sign one after the other
    in_order: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(12), default=WORKFLOW.initial)
    #: times it was announced, and times it was sent back
    rounds: Mapped[int] = mapped_column(default=0)
    refusals: Mapped[int] = mapped_column(default=0)
    announced_at: Mapped[datetime | None] = mapped_column(UtcTime)
    #: whoever announced it may sign for nobody
    announced_by: Mapped[str | None] = mapped_column(String(36))
    announced_by_name: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    meet_at: Mapped[datetime | None] = mapped_column(UtcTime)
    #: of the works as they lie now; None again when they were found not in order
    released_at: Mapped[datetime | None] = mapped_column(UtcTime)
    covered_at: Mapped[datetime | None] = mapped_column(UtcTime)
    breached_at: Mapped[datetime | None] = mapped_column(UtcTime)
    reopened_at: Mapped[datetime | None] = mapped_column(UtcTime)
    dropped_at: Mapped[datetime | None] = mapped_column(UtcTime)
    #: who pays for the last time it was opened again
    payer: Mapped[str | None] = mapped_column(String(12))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    created_by_name: Mapped[str] = mapped_column(String(120))
    version: Mapped[int] = mapped_column(default=1)
    project: Mapped[Project] = relationship()
    element: Mapped[Element] = relationship()
    template_version: Mapped[TemplateVersion | None] = relationship()
    parts: Mapped[list["HoldPart"]] = relationship(order_by="HoldPart.position", cascade="all, delete-orphan")
    notices: Mapped[list["HoldNotice"]] = relationship(
        back_populates="hold", order_by="HoldNotice.round, HoldNotice.position"
    )
    signatures: Mapped[list["HoldSignature"]] = relationship(order_by="HoldSignature.at, HoldSignature.id")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        *(CheckConstraint(text, name=name) for name, text in WORKFLOW.checks().items()),
        CheckConstraint(f"payer IN ({_among(PAYERS)})", name="payer"),
        CheckConstraint("refusals <= rounds", name="rounds"),
        CheckConstraint("(item_key IS NULL) = (template_version_id IS NULL)", name="item"),
        CheckConstraint(
            "(state NOT IN ('released', 'covered')) OR (released_at IS NOT NULL)", name="released"
        ),
        CheckConstraint("(state <> 'announced') OR (meet_at IS NOT NULL)", name="meet_at"),
        Index("ix_holds_project_state", "project_id", "state"),
    )

    @property
    def signers(self) -> list["HoldPart"]:
        """Return who must sign, in order."""
        return [each for each in self.parts if each.part == "sign"]

    @property
    def witnesses(self) -> list["HoldPart"]:
        """Return who is invited to look."""
        return [each for each in self.parts if each.part == "witness"]

    @property
    def signed(self) -> list["HoldSignature"]:
        """Return the signatures of this round."""
        return [each for each in self.signatures if each.round == self.rounds]

    @property
    def told(self) -> list["HoldNotice"]:
        """Return the notices of this round."""
        return [each for each in self.notices if each.round == self.rounds]

    @property
    def to_sign(self) -> list["HoldPart"]:
        """Return whose signatures are wanted now."""
        if self.state != "announced":
            return []
        named = {f"{each.role}:{each.party_id or ''}": each for each in self.signers}
        done = [f"{each.role}:{each.party_id or ''}" for each in self.signed]
        return [named[key] for key in next_to_sign(list(named), done, self.in_order)]


class HoldPart(Model):
    """That a role (of a party; of the division's authority without one) signs a hold point or witnesses it."""

    __tablename__ = "hold_parts"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    hold_id: Mapped[str] = mapped_column(ForeignKey("holds.id"))
    part: Mapped[str] = mapped_column(String(8))
    position: Mapped[int] = mapped_column()
    role: Mapped[str] = mapped_column(String(20))
    party_id: Mapped[str | None] = mapped_column(ForeignKey("parties.id"), index=True)
    party: Mapped[Party | None] = relationship(lazy="joined")
    __table_args__ = (
        CheckConstraint(f"part IN ({_among(PARTS)})", name="part"),
        UniqueConstraint("hold_id", "part", "role", "party_id"),
        UniqueConstraint("hold_id", "part", "position"),
    )


class HoldNotice(Model):
    """That somebody was told of a round, until when they may answer, and the answer; silence is one."""

    __tablename__ = "hold_notices"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    hold_id: Mapped[str] = mapped_column(ForeignKey("holds.id"))
    round: Mapped[int] = mapped_column()
    position: Mapped[int] = mapped_column()
    role: Mapped[str] = mapped_column(String(20))
    party_id: Mapped[str | None] = mapped_column(ForeignKey("parties.id"))
    #: the rule as it stood when they were told
    hours: Mapped[int] = mapped_column()
    basis: Mapped[str] = mapped_column(String(200))
    told_at: Mapped[datetime] = mapped_column(UtcTime)
    silent_at: Mapped[datetime] = mapped_column(UtcTime)
    answer: Mapped[str | None] = mapped_column(String(8))
    answered_at: Mapped[datetime | None] = mapped_column(UtcTime)
    answered_by_name: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    #: the round was over before the notice had run
    moot_at: Mapped[datetime | None] = mapped_column(UtcTime)
    hold: Mapped[Hold] = relationship(back_populates="notices")
    party: Mapped[Party | None] = relationship(lazy="joined")
    __table_args__ = (
        CheckConstraint(f"answer IN ({_among(ANSWERS)})", name="answer"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered"),
        CheckConstraint("silent_at >= told_at", name="silent_at"),
        UniqueConstraint("hold_id", "round", "position"),
        Index("ix_hold_notices_silent", "silent_at", "answer"),
    )

    @property
    def project(self) -> Project:
        """Return the project, as permits ask for it."""
        return self.hold.project


class HoldSignature(Model):
    """One signature in one round."""

    __tablename__ = "hold_signatures"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    hold_id: Mapped[str] = mapped_column(ForeignKey("holds.id"))
    round: Mapped[int] = mapped_column()
    role: Mapped[str] = mapped_column(String(20))
    party_id: Mapped[str | None] = mapped_column(ForeignKey("parties.id"))
    person_id: Mapped[str | None] = mapped_column(String(36))
    name: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcTime)
    party: Mapped[Party | None] = relationship(lazy="joined")
    __table_args__ = (UniqueConstraint("hold_id", "round", "role", "party_id"),)
