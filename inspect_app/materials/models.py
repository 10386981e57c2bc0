"""Tables of material lots: the lot with its entry test, and the elements it was built into."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.core.workflow import Workflow
from inspect_app.identity.models import Party
from inspect_app.materials.rules import WORKFLOW
from inspect_app.projects.models import Element, Project

_NOT_VOID, _STANDING = text("state <> 'void'"), text("withdrawn_at IS NULL")


class MaterialLot(Model):
    """A lot of material as it came on site: what, whose make, which lot of the maker's, and how its check went."""

    __tablename__ = "material_lots"
    WORKFLOW: ClassVar[Workflow] = WORKFLOW
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    #: who brought it on site
    party_id: Mapped[str] = mapped_column(ForeignKey("parties.id"), index=True)
    #: of the catalogue, which may grow without the tables
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(120))
    spec: Mapped[str] = mapped_column(String(200), default="")
    maker: Mapped[str] = mapped_column(String(120))
    #: the maker's own number of the lot
    maker_lot: Mapped[str] = mapped_column(String(80))
    #: as written on the delivery note, with its unit
    amount: Mapped[str] = mapped_column(String(60))
    entered_on: Mapped[date] = mapped_column()
    entered_at: Mapped[datetime] = mapped_column(UtcTime)
    entered_by_name: Mapped[str] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(12), default=WORKFLOW.initial)
    sampled_at: Mapped[datetime | None] = mapped_column(UtcTime)
    #: who looked on while the sample was taken
    sampled_by_name: Mapped[str] = mapped_column(String(120), default="")
    sample_no: Mapped[str] = mapped_column(String(200), default="")
    laboratory: Mapped[str] = mapped_column(String(200), default="")
    tested_at: Mapped[datetime | None] = mapped_column(UtcTime)
    report_no: Mapped[str] = mapped_column(String(200), default="")
    report_on: Mapped[date | None] = mapped_column()
    accepted_at: Mapped[datetime | None] = mapped_column(UtcTime)
    accepted_by_name: Mapped[str] = mapped_column(String(120), default="")
    rejected_at: Mapped[datetime | None] = mapped_column(UtcTime)
    reason: Mapped[str] = mapped_column(Text, default="")
    removed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    voided_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)
    project: Mapped[Project] = relationship()
    party: Mapped[Party] = relationship()
    uses: Mapped[list["MaterialUse"]] = relationship(back_populates="lot", order_by="MaterialUse.id")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        *(CheckConstraint(said, name=name) for name, said in WORKFLOW.checks().items()),
        CheckConstraint("(state <> 'tested') OR (report_on IS NOT NULL)", name="report"),
        # A lot is entered once; what was entered by mistake stands in nobody's way.
        Index(
            "uq_material_lots_delivery", "project_id", "kind", "maker", "maker_lot", "entered_on", unique=True,
            sqlite_where=_NOT_VOID, postgresql_where=_NOT_VOID,
        ),
        Index("ix_material_lots_project_state", "project_id", "state"),
    )  # fmt: skip

    @property
    def used(self) -> list["MaterialUse"]:
        """Return where it was built in, as far as that was not taken back."""
        return [each for each in self.uses if each.withdrawn_at is None]


class MaterialUse(Model):
    """That a lot was built into an element, on which day, and who said so; taken back it stays, with the reason."""

    __tablename__ = "material_uses"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    lot_id: Mapped[str] = mapped_column(ForeignKey("material_lots.id"), index=True)
    element_id: Mapped[str] = mapped_column(ForeignKey("elements.id"), index=True)
    used_on: Mapped[date] = mapped_column()
    note: Mapped[str] = mapped_column(String(200), default="")
    told_at: Mapped[datetime] = mapped_column(UtcTime)
    told_by_name: Mapped[str] = mapped_column(String(120))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)
    withdrawn_by_name: Mapped[str] = mapped_column(String(120), default="")
    reason: Mapped[str] = mapped_column(String(200), default="")
    lot: Mapped[MaterialLot] = relationship(back_populates="uses")
    element: Mapped[Element] = relationship()
    __table_args__ = (
        Index(
            "uq_material_uses_standing", "lot_id", "element_id", unique=True, sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
    )  # fmt: skip
