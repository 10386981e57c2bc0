"""Tables of packages: what is offered to whom, decided asset by asset, signed by both sides, issued as a deed."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.core.workflow import Workflow
from inspect_app.handover.models.assets import TRADE_NAMES, Asset
from inspect_app.handover.rules import DECISIONS, SIDES, TAKING, WORKFLOW, next_side
from inspect_app.identity.models import Party
from inspect_app.projects.models import Project

_DECISIONS = ", ".join(f"'{each}'" for each in DECISIONS)
_SIDES = ", ".join(f"'{each}'" for each in SIDES)


class Package(Model):
    """移交包: assets of one trade offered to one party; issued, it is a deed with a number and a sealed paper."""

    __tablename__ = "packages"
    WORKFLOW: ClassVar[Workflow] = WORKFLOW
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    #: of the deed; None until it is issued
    number: Mapped[str | None] = mapped_column(String(20), unique=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    party_id: Mapped[str] = mapped_column(ForeignKey("parties.id"), index=True)
    trade: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12), default=WORKFLOW.initial)
    #: each opening for signing; an objection ends the signatures of a round
    round: Mapped[int] = mapped_column(default=0)
    #: what both sides sign, frozen when it is opened for signing, and its SHA-256
    record: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    content: Mapped[str | None] = mapped_column(String(64))
    pdf_sha256: Mapped[str | None] = mapped_column(ForeignKey("vault.sha256"))
    begun_at: Mapped[datetime] = mapped_column(UtcTime)
    begun_by_name: Mapped[str] = mapped_column(String(120))
    offered_at: Mapped[datetime | None] = mapped_column(UtcTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcTime)
    issued_at: Mapped[datetime | None] = mapped_column(UtcTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)
    project: Mapped[Project] = relationship()
    party: Mapped[Party] = relationship(lazy="joined")
    items: Mapped[list["PackageItem"]] = relationship(
        back_populates="package", order_by="PackageItem.position"
    )
    signatures: Mapped[list["PackageSignature"]] = relationship(
        order_by="PackageSignature.id", lazy="selectin"
    )
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        *(CheckConstraint(said, name=name) for name, said in WORKFLOW.checks().items()),
        CheckConstraint(f"trade IN ({TRADE_NAMES})", name="trade"),
        CheckConstraint("(state = 'issued') = (number IS NOT NULL)", name="number"),
        CheckConstraint("(state = 'issued') = (pdf_sha256 IS NOT NULL)", name="pdf"),
        Index("ix_packages_project_state", "project_id", "state"),
    )  # fmt: skip

    @property
    def signed(self) -> list["PackageSignature"]:
        """Return the signatures of the present round, the giver's first."""
        mine = (each for each in self.signatures if each.round == self.round)
        return sorted(mine, key=lambda each: list(SIDES).index(each.side))

    @property
    def next_side(self) -> str | None:
        """Return the side that signs next; None when nobody is asked to."""
        return next_side(len(self.signed)) if self.state == "signing" else None

    @property
    def taken(self) -> list["PackageItem"]:
        """Return the items that go over."""
        return [each for each in self.items if each.decision in TAKING]

    @property
    def undecided(self) -> list["PackageItem"]:
        """Return the items nobody has decided yet."""
        return [each for each in self.items if each.decision is None]


class PackageItem(Model):
    """An asset in a package, and what its taker decided; `live` while the package is under way."""

    __tablename__ = "package_items"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    package_id: Mapped[str] = mapped_column(ForeignKey("packages.id"))
    asset_id: Mapped[str] = mapped_column(ForeignKey("assets.id"), index=True)
    position: Mapped[int] = mapped_column()
    live: Mapped[bool] = mapped_column(default=True)
    decision: Mapped[str | None] = mapped_column(String(12))
    clause: Mapped[str] = mapped_column(String(200), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime | None] = mapped_column(UtcTime)
    decided_by_name: Mapped[str] = mapped_column(String(120), default="")
    #: when its charge went back to the owner
    reverted_at: Mapped[datetime | None] = mapped_column(UtcTime)
    package: Mapped[Package] = relationship(back_populates="items")
    asset: Mapped[Asset] = relationship(back_populates="items")
    conditions: Mapped[list["Condition"]] = relationship(
        order_by="Condition.due_on, Condition.id", back_populates="item", cascade="all, delete-orphan"
    )
    __table_args__ = (
        CheckConstraint(f"decision IN ({_DECISIONS})", name="decision"),
        CheckConstraint("decision <> 'refuse' OR (clause <> '' AND reason <> '')", name="refusal"),
        UniqueConstraint("package_id", "asset_id"),
        # An asset lies in one package at a time: two deeds would name two takers.
        Index(
            "uq_package_items_live", "asset_id", unique=True, sqlite_where=text("live"), postgresql_where=text("live")
        ),
    )  # fmt: skip

    @property
    def project(self) -> Project:
        """Return the project, for permits and the journal."""
        return self.package.project

    @property
    def project_id(self) -> str:
        """Return the project's key, under which the journal files it."""
        return self.package.project_id


class Condition(Model):
    """What must still be done after a conditional acceptance, by when, and whether the taker found it done."""

    __tablename__ = "handover_conditions"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    item_id: Mapped[str] = mapped_column(ForeignKey("package_items.id"), index=True)
    words: Mapped[str] = mapped_column(String(200))
    due_on: Mapped[date] = mapped_column()
    met_at: Mapped[datetime | None] = mapped_column(UtcTime)
    met_by_name: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(String(200), default="")
    #: how many steps of the reminders are behind it
    steps: Mapped[int] = mapped_column(default=0)
    item: Mapped[PackageItem] = relationship(back_populates="conditions")

    @property
    def package(self) -> Package:
        """Return the package it belongs to."""
        return self.item.package

    @property
    def project(self) -> Project:
        """Return the project, for permits."""
        return self.item.package.project

    @property
    def party_id(self) -> str:
        """Return the taker that set it."""
        return self.item.package.party_id


class PackageSignature(Model):
    """That a person signed for a side: which content, in which round, when; no side signs a round twice."""

    __tablename__ = "package_signatures"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    package_id: Mapped[str] = mapped_column(ForeignKey("packages.id"))
    round: Mapped[int] = mapped_column()
    side: Mapped[str] = mapped_column(String(8))
    party_id: Mapped[str] = mapped_column(ForeignKey("parties.id"))
    person_id: Mapped[str | None] = mapped_column(String(36))
    name: Mapped[str] = mapped_column(String(120))
    content: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcTime)
    party: Mapped[Party] = relationship(lazy="joined")
    __table_args__ = (
        CheckConstraint(f"side IN ({_SIDES})", name="side"),
        UniqueConstraint("package_id", "round", "side"),
    )
