"""Tables of assets: the register, the papers handed in, and who was invited to take over."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from inspect_app.acceptance.models import Certificate
from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.defects.models import Defect
from inspect_app.defects.rules import WORKFLOW as DEFECT_LIFE
from inspect_app.handover.rules import PAPERS, PROPERTY_PAPERS, TRADES
from inspect_app.identity.models import Party
from inspect_app.projects.models import Element, Project
from inspect_app.warranty.models import Claim, Clock
from inspect_app.warranty.rules import moved
from inspect_app.warranty.rules.claim import UNFINISHED

TRADE_NAMES = ", ".join(f"'{each}'" for each in TRADES)
_PAPERS = ", ".join(f"'{each}'" for each in (*PAPERS, *PROPERTY_PAPERS))


class Asset(Model):
    """资产: a thing that is handed over, tied to an element; the owner's until a deed names its taker."""

    __tablename__ = "assets"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    element_id: Mapped[str] = mapped_column(ForeignKey("elements.id"), index=True)
    #: of the catalogue, which may grow without the tables
    kind: Mapped[str] = mapped_column(String(20))
    trade: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(120))
    spec: Mapped[str] = mapped_column(String(200), default="")
    #: as counted or measured, with its unit
    amount: Mapped[str] = mapped_column(String(60), default="")
    #: where exactly, in words or coordinates
    spot: Mapped[str] = mapped_column(String(200), default="")
    boundary: Mapped[str] = mapped_column(String(200))
    boundary_basis: Mapped[str] = mapped_column(String(120))
    boundary_verified: Mapped[bool] = mapped_column()
    added_at: Mapped[datetime] = mapped_column(UtcTime)
    added_by_name: Mapped[str] = mapped_column(String(120))
    handed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    taker_id: Mapped[str | None] = mapped_column(ForeignKey("parties.id"))
    version: Mapped[int] = mapped_column(default=1)
    if TYPE_CHECKING:  # mapped below; complaints, a room above, maps its own count
        open_defects: Mapped[int]
        open_claims: Mapped[int]
        warranty_ends: Mapped[date | None]
        open_complaints: Mapped[int]
    project: Mapped[Project] = relationship()
    element: Mapped[Element] = relationship()
    taker: Mapped[Party | None] = relationship()
    papers: Mapped[list["HandoverPaper"]] = relationship(order_by="HandoverPaper.id", viewonly=True)
    #: in which packages it was offered
    items: Mapped[list[Any]] = relationship("PackageItem", back_populates="asset", order_by="PackageItem.id")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        CheckConstraint(f"trade IN ({TRADE_NAMES})", name="trade"),
        CheckConstraint("(handed_at IS NULL) = (taker_id IS NULL)", name="taker"),
        UniqueConstraint("element_id", "kind"),
        Index("ix_assets_project_trade", "project_id", "trade"),
        Index("ix_assets_taker", "taker_id", "project_id"),
    )

    @property
    def warranty_until(self) -> date | None:
        """Return the last day of its warranty, moved off holidays."""
        return moved(self.warranty_ends)

    @property
    def standing_papers(self) -> list["HandoverPaper"]:
        """Return its papers that were not taken back."""
        return [each for each in self.papers if each.withdrawn_at is None]


_OF = Asset.__table__.c.element_id
_ENDED = DEFECT_LIFE.finals()
Asset.open_defects = column_property(
    select(func.count(Defect.id))
    .where(Defect.element_id == _OF, Defect.state.not_in(_ENDED))
    .scalar_subquery(),
    deferred=True, group="counts",
)  # fmt: skip
Asset.open_claims = column_property(
    select(func.count(Claim.id)).where(Claim.element_id == _OF, Claim.state.in_(UNFINISHED)).scalar_subquery(),
    deferred=True, group="counts",
)  # fmt: skip
Asset.warranty_ends = column_property(
    select(func.max(Clock.ends_on))
    .join(Certificate, Certificate.id == Clock.certificate_id)
    .where(Clock.element_id == _OF, Certificate.state != "revoked")
    .scalar_subquery(),
    deferred=True, group="counts",
)  # fmt: skip


class HandoverPaper(Model):
    """A paper handed in for an asset, or (without one) for the property firm; taken back it stays, with the reason."""

    __tablename__ = "handover_papers"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"), index=True)
    asset_id: Mapped[str | None] = mapped_column(ForeignKey("assets.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(200), default="")
    #: what a test found
    result: Mapped[str] = mapped_column(String(200), default="")
    dated_on: Mapped[date] = mapped_column()
    sha256: Mapped[str | None] = mapped_column(ForeignKey("vault.sha256"))
    #: where the original lies, when no file came
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcTime)
    by_name: Mapped[str] = mapped_column(String(120))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)
    reason: Mapped[str] = mapped_column(String(200), default="")
    project: Mapped[Project] = relationship()
    asset: Mapped[Asset | None] = relationship()
    __table_args__ = (
        CheckConstraint(f"kind IN ({_PAPERS})", name="kind"),
        CheckConstraint("sha256 IS NOT NULL OR note <> ''", name="content"),
    )


class Invitation(Model):
    """That a party was invited to plan and accept what it will take over, of a trade, on a day."""

    __tablename__ = "handover_invitations"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    party_id: Mapped[str] = mapped_column(ForeignKey("parties.id"), index=True)
    trade: Mapped[str] = mapped_column(String(12))
    invited_on: Mapped[date] = mapped_column()
    note: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime] = mapped_column(UtcTime)
    by_name: Mapped[str] = mapped_column(String(120))
    project: Mapped[Project] = relationship()
    party: Mapped[Party] = relationship(lazy="joined")
    __table_args__ = (
        CheckConstraint(f"trade IN ({TRADE_NAMES})", name="trade"),
        UniqueConstraint("project_id", "trade", "party_id"),
    )
