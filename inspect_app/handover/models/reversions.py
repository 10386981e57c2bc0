"""Tables of reversions: which assets' charge goes back to the owner, why, by which paper, and who signed it."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.core.workflow import Workflow
from inspect_app.handover.models.assets import Asset
from inspect_app.handover.models.packages import Package
from inspect_app.handover.rules import SIDES
from inspect_app.handover.rules.reverting import BEGINNERS, REVERSION
from inspect_app.identity.models import Party
from inspect_app.projects.models import Project

_SIDES = ", ".join(f"'{each}'" for each in SIDES)
_BEGINNERS = ", ".join(f"'{each}'" for each in BEGINNERS)


class Reversion(Model):
    """责任退回: assets whose charge goes back from a taker to the owner; reverted, it has a number and a sealed paper."""

    __tablename__ = "reversions"
    WORKFLOW: ClassVar[Workflow] = REVERSION
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    number: Mapped[str | None] = mapped_column(String(20), unique=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"), index=True)
    #: the deed by which the assets went over
    package_id: Mapped[str] = mapped_column(ForeignKey("packages.id"), index=True)
    #: the taker that has charge until then
    party_id: Mapped[str] = mapped_column(ForeignKey("parties.id"))
    state: Mapped[str] = mapped_column(String(12), default=REVERSION.initial)
    #: a side, or the authority
    begun_by: Mapped[str] = mapped_column(String(12))
    begun_by_name: Mapped[str] = mapped_column(String(120))
    begun_at: Mapped[datetime] = mapped_column(UtcTime)
    reason: Mapped[str] = mapped_column(Text)
    #: number or title of the paper it rests on, and its file where one came
    document: Mapped[str] = mapped_column(String(200))
    document_sha256: Mapped[str | None] = mapped_column(ForeignKey("vault.sha256"))
    #: what both sides sign, and its SHA-256
    record: Mapped[dict[str, Any]] = mapped_column(JSON)
    content: Mapped[str] = mapped_column(String(64))
    pdf_sha256: Mapped[str | None] = mapped_column(ForeignKey("vault.sha256"))
    reverted_at: Mapped[datetime | None] = mapped_column(UtcTime)
    refused_at: Mapped[datetime | None] = mapped_column(UtcTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)
    project: Mapped[Project] = relationship()
    package: Mapped[Package] = relationship()
    party: Mapped[Party] = relationship(lazy="joined")
    items: Mapped[list["ReversionItem"]] = relationship(order_by="ReversionItem.id", lazy="selectin")
    signatures: Mapped[list["ReversionSignature"]] = relationship(
        order_by="ReversionSignature.id", lazy="selectin"
    )
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        *(CheckConstraint(said, name=name) for name, said in REVERSION.checks().items()),
        CheckConstraint(f"begun_by IN ({_BEGINNERS})", name="begun_by"),
        CheckConstraint("(state = 'reverted') = (number IS NOT NULL)", name="number"),
        CheckConstraint("(state = 'reverted') = (pdf_sha256 IS NOT NULL)", name="pdf"),
    )  # fmt: skip

    @property
    def assets(self) -> list[Asset]:
        """Return the assets whose charge goes back."""
        return [each.asset for each in self.items]

    @property
    def unsigned(self) -> list[str]:
        """Return the sides that have not signed yet; none once it has ended."""
        signed = {each.side for each in self.signatures}
        return [each for each in SIDES if each not in signed] if self.state == "signing" else []


class ReversionItem(Model):
    """An asset in a reversion; `live` while it is under way."""

    __tablename__ = "reversion_items"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    reversion_id: Mapped[str] = mapped_column(ForeignKey("reversions.id"), index=True)
    asset_id: Mapped[str] = mapped_column(ForeignKey("assets.id"), index=True)
    live: Mapped[bool] = mapped_column(default=True)
    asset: Mapped[Asset] = relationship(lazy="joined")
    __table_args__ = (
        # An asset lies in one reversion at a time.
        Index(
            "uq_reversion_items_live", "asset_id", unique=True, sqlite_where=text("live"), postgresql_where=text("live")
        ),
    )  # fmt: skip


class ReversionSignature(Model):
    """That a person signed a reversion for a side: which content, when; no side signs twice."""

    __tablename__ = "reversion_signatures"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    reversion_id: Mapped[str] = mapped_column(ForeignKey("reversions.id"))
    side: Mapped[str] = mapped_column(String(8))
    party_id: Mapped[str] = mapped_column(ForeignKey("parties.id"))
    person_id: Mapped[str | None] = mapped_column(String(36))
    name: Mapped[str] = mapped_column(String(120))
    content: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcTime)
    party: Mapped[Party] = relationship(lazy="joined")
    __table_args__ = (
        CheckConstraint(f"side IN ({_SIDES})", name="side"),
        UniqueConstraint("reversion_id", "side"),
    )
