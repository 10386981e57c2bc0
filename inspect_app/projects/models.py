"""Tables of projects: the project, its parties, its tree of buildings and elements, and who has charge of each."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.core.db import Fen, Model, UtcTime
from inspect_app.core.files import StoredFile
from inspect_app.core.ids import uuid7
from inspect_app.core.permits import Grant
from inspect_app.core.workflow import Workflow
from inspect_app.identity.models import Party
from inspect_app.identity.rules import PARTY_KINDS
from inspect_app.projects.rules import ELEMENT_KINDS, WORKFLOW

KINDS = ", ".join(f"'{kind}'" for kind in PARTY_KINDS)
ELEMENTS = ", ".join(f"'{kind}'" for kind in ELEMENT_KINDS)


class Project(Model):
    """A renovation project of one community."""

    __tablename__ = "projects"
    WORKFLOW: ClassVar[Workflow] = WORKFLOW
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    #: short name in MQTT topics: [a-z0-9-]
    site: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    community: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(String(200), default="")
    #: administrative division code (GB/T 2260), e.g. 110114
    region: Mapped[str] = mapped_column(String(12), index=True)
    lat: Mapped[float | None] = mapped_column()
    lon: Mapped[float | None] = mapped_column()
    contract_price: Mapped[int | None] = mapped_column(Fen)
    started_on: Mapped[date | None] = mapped_column()
    planned_end_on: Mapped[date | None] = mapped_column()
    state: Mapped[str] = mapped_column(String(20), default=WORKFLOW.initial)
    started_at: Mapped[datetime | None] = mapped_column(UtcTime)
    completed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)
    parties: Mapped[list["ProjectParty"]] = relationship(
        back_populates="project", lazy="selectin", order_by="ProjectParty.id"
    )
    elements: Mapped[list["Element"]] = relationship(
        back_populates="project", order_by="Element.path", viewonly=True
    )
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = tuple(CheckConstraint(text, name=name) for name, text in WORKFLOW.checks().items())

    @property
    def project(self) -> "Project":
        """Return itself, so that permits read every thing alike."""
        return self

    @property
    def project_id(self) -> str:
        """Return its own key, so that the journal files its acts under it."""
        return self.id

    def party_ids(self, *roles: str) -> frozenset[str]:
        """Return the parties taking part in these roles (in any, when none is named)."""
        return frozenset(each.party_id for each in self.parties if not roles or each.role in roles)

    def party(self, role: str) -> Party | None:
        """Return the (first) party of a role."""
        return next((each.party for each in self.parties if each.role == role), None)

    def covered_by(self, grant: Grant) -> bool:
        """Say whether a grant reaches this project: by itself, by region, or through its party."""
        if grant.project_id:
            return grant.project_id == self.id
        if grant.region:
            return self.region.startswith(grant.region)
        return grant.role == "admin" or grant.party_id in self.party_ids()


class ProjectParty(Model):
    """That a party takes part in a project in a role, and who leads there for it."""

    __tablename__ = "project_parties"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"), index=True)
    party_id: Mapped[str] = mapped_column(ForeignKey("parties.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    leader: Mapped[str] = mapped_column(String(60), default="")
    since: Mapped[date | None] = mapped_column()
    project: Mapped[Project] = relationship(back_populates="parties")
    party: Mapped[Party] = relationship(lazy="joined")
    __table_args__ = (
        UniqueConstraint("project_id", "party_id", "role"),
        CheckConstraint(f"role IN ({KINDS})", name="role"),
    )


class Element(Model):
    """A node of the building tree: building, stairwell, household, or a part such as the roof."""

    __tablename__ = "elements"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("elements.id"))
    kind: Mapped[str] = mapped_column(String(24))
    name: Mapped[str] = mapped_column(String(80))
    #: names from the root, joined by " / ": sorts the tree and reads as a place
    path: Mapped[str] = mapped_column(String(400))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    project: Mapped[Project] = relationship(back_populates="elements")

    @property
    def top(self) -> str:
        """Return the name of the building (or the grounds' part) it belongs to."""
        return self.path.split(" / ")[0]

    __table_args__ = (
        CheckConstraint(f"kind IN ({ELEMENTS})", name="kind"),
        UniqueConstraint("project_id", "path"),
        Index("ix_elements_project_kind", "project_id", "kind"),
    )


class Charge(Model):
    """管理责任: that a party has charge of an element from a moment on, until the next row for that element begins.

    An element without a row is the owner's, and so is one whose newest row names no party: its charge has reverted.
    No row has an end: two can never overlap, nor leave a gap.
    """

    __tablename__ = "charges"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    element_id: Mapped[str] = mapped_column(ForeignKey("elements.id"))
    #: None: the owner again
    party_id: Mapped[str | None] = mapped_column(ForeignKey("parties.id"), index=True)
    since: Mapped[datetime] = mapped_column(UtcTime)
    #: what gave it: kind and id of a thing, as the journal names them
    source_kind: Mapped[str] = mapped_column(String(40))
    source_id: Mapped[str] = mapped_column(String(36))
    element: Mapped[Element] = relationship()
    party: Mapped[Party] = relationship(lazy="joined")
    __table_args__ = (UniqueConstraint("element_id", "since"),)


class Sheet(Model):
    """图纸: a drawing of the site, of a building or of a floor, as a picture; withdrawn ones stay for their pins."""

    __tablename__ = "sheets"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"), index=True)
    element_id: Mapped[str | None] = mapped_column(ForeignKey("elements.id"))
    name: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(ForeignKey("files.sha256"))
    added_at: Mapped[datetime] = mapped_column(UtcTime)
    added_by: Mapped[str] = mapped_column(String(120))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)
    project: Mapped[Project] = relationship()
    element: Mapped[Element | None] = relationship()
    file: Mapped[StoredFile] = relationship(lazy="joined")


class Pin(Model):
    """Where a thing is on a sheet: thousandths of its width from the left, and of its height from the top."""

    __tablename__ = "pins"
    thing_kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    thing_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    sheet_id: Mapped[str] = mapped_column(ForeignKey("sheets.id"), index=True)
    x: Mapped[int] = mapped_column()
    y: Mapped[int] = mapped_column()
    sheet: Mapped[Sheet] = relationship(lazy="joined")
    __table_args__ = (CheckConstraint("x BETWEEN 0 AND 1000 AND y BETWEEN 0 AND 1000", name="place"),)
