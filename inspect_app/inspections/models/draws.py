"""Tables of the draw: the draw itself, the seals of the visits it made, who makes them, and the units drawn."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.checklists.models import Template
from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.core.permits import Grant
from inspect_app.core.workflow import Workflow
from inspect_app.identity.models import Person
from inspect_app.inspections.models.visits import Visit
from inspect_app.inspections.rules.arrival import HOWS
from inspect_app.inspections.rules.draw_life import DRAW, STRATA


def _among(values: dict[str, tuple[str, str]]) -> str:
    return ", ".join(f"'{each}'" for each in values)


class Draw(Model):
    """One 双随机 draw: what it is to be made of, the list as frozen, what the source of chance said, what came of it.

    `document` is the frozen list, `names` says what its ids stand for; both are written once.
    """

    __tablename__ = "draws"
    WORKFLOW: ClassVar[Workflow] = DRAW
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    #: administrative division whose sites may be drawn, and as whose it is known ("" for all)
    region: Mapped[str] = mapped_column(String(12), index=True)
    name: Mapped[str] = mapped_column(String(120))
    template_id: Mapped[str] = mapped_column(ForeignKey("templates.id"))
    strata: Mapped[str] = mapped_column(String(10), default="")
    #: per cent of each stratum that is drawn
    share: Mapped[float] = mapped_column()
    team: Mapped[int] = mapped_column()
    needs: Mapped[list[str]] = mapped_column(JSON, default=list)
    #: tickets an officer gave a project, with the reason: {project id: [tickets, reason]}
    weights: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    entropy: Mapped[str] = mapped_column(String(300))
    #: from when the source of chance speaks, and from when targets are told and visits may begin
    entropy_at: Mapped[datetime] = mapped_column(UtcTime)
    opens_at: Mapped[datetime] = mapped_column(UtcTime)
    due_on: Mapped[date] = mapped_column()
    #: hides the names behind the ids; told name by name through the nonces made of it
    secret: Mapped[str] = mapped_column(String(64))
    document: Mapped[dict[str, Any] | None] = mapped_column(JSON, deferred=True)
    names: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, deferred=True)
    list_hash: Mapped[str | None] = mapped_column(String(64))
    #: nobody can know a site by its class, so that the list may be read before its visits are over
    readable: Mapped[bool] = mapped_column(default=False)
    chance: Mapped[str | None] = mapped_column(String(200))
    reference: Mapped[str | None] = mapped_column(String(200))
    seed: Mapped[str | None] = mapped_column(String(64))
    drawn: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON, deferred=True)
    again_of_id: Mapped[str | None] = mapped_column(ForeignKey("draws.id"), unique=True)
    reason: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(12), default=DRAW.initial)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    frozen_at: Mapped[datetime | None] = mapped_column(UtcTime)
    drawn_at: Mapped[datetime | None] = mapped_column(UtcTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcTime)
    redrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)
    dropped_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)
    template: Mapped[Template] = relationship()
    again_of: Mapped["Draw | None"] = relationship(remote_side="Draw.id", back_populates="again")
    again: Mapped["Draw | None"] = relationship(back_populates="again_of", uselist=False)
    seals: Mapped[list["Seal"]] = relationship(back_populates="draw", order_by="Seal.visit_id")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        *(CheckConstraint(text, name=name) for name, text in DRAW.checks().items()),
        CheckConstraint(f"strata IN ({_among(STRATA)})", name="strata"),
        CheckConstraint("share > 0 AND share <= 100", name="share"),
        CheckConstraint("team >= 2", name="team"),
        CheckConstraint("(frozen_at IS NULL) = (list_hash IS NULL)", name="frozen"),
        CheckConstraint("(chance IS NULL) = (seed IS NULL)", name="chance"),
        CheckConstraint("chance IS NULL OR frozen_at IS NOT NULL", name="order"),
        CheckConstraint("again_of_id IS NULL OR reason IS NOT NULL", name="again"),
        Index("ix_draws_state", "state", "created_at"),
    )

    def covered_by(self, grant: Grant) -> bool:
        """Say whether a grant reaches this draw: its division lies within the grant's own."""
        if grant.project_id:
            return False
        return self.region.startswith(grant.region) if grant.region else grant.role == "admin"


class Seal(Model):
    """That a visit came of a draw and is known to nobody but its team, from its moment on, until somebody is there.

    `place` is where it stood in its stratum; None for what is always inspected, whose `causes` say why.
    """

    __tablename__ = "seals"
    visit_id: Mapped[str] = mapped_column(ForeignKey("visits.id"), primary_key=True)
    draw_id: Mapped[str] = mapped_column(ForeignKey("draws.id"), index=True)
    #: the id the published draw calls the site by
    site: Mapped[str] = mapped_column(String(32))
    place: Mapped[int | None] = mapped_column()
    causes: Mapped[str] = mapped_column(String(80), default="")
    opens_at: Mapped[datetime] = mapped_column(UtcTime)
    arrived_at: Mapped[datetime | None] = mapped_column(UtcTime)
    arrived_by: Mapped[str | None] = mapped_column(String(36))
    how: Mapped[str | None] = mapped_column(String(5))
    lat: Mapped[float | None] = mapped_column()
    lon: Mapped[float | None] = mapped_column()
    #: metres from the project's point
    distance: Mapped[float | None] = mapped_column()
    visit: Mapped[Visit] = relationship()
    draw: Mapped[Draw] = relationship(back_populates="seals")
    seats: Mapped[list["Seat"]] = relationship(back_populates="seal", order_by="Seat.place")
    __table_args__ = (
        UniqueConstraint("draw_id", "site"),
        CheckConstraint(f"how IN ({_among(HOWS)})", name="how"),
        CheckConstraint("(arrived_at IS NULL) = (how IS NULL)", name="arrived"),
        CheckConstraint("arrived_at IS NULL OR arrived_at >= opens_at", name="time"),
        CheckConstraint("place IS NOT NULL OR causes <> ''", name="causes"),
    )

    @property
    def team(self) -> list[Person]:
        """Return who makes the visit now, as drawn."""
        return [each.person for each in self.seats if each.left_at is None]


class Seat(Model):
    """That a person was drawn for a sealed visit; who gave it back, when and why."""

    __tablename__ = "seats"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    visit_id: Mapped[str] = mapped_column(ForeignKey("seals.visit_id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    #: the id the published draw calls the person by
    known_as: Mapped[str] = mapped_column(String(32))
    place: Mapped[int] = mapped_column()
    left_at: Mapped[datetime | None] = mapped_column(UtcTime)
    reason: Mapped[str] = mapped_column(Text, default="")
    seal: Mapped[Seal] = relationship(back_populates="seats")
    person: Mapped[Person] = relationship(lazy="joined")
    __table_args__ = (
        UniqueConstraint("visit_id", "person_id"),
        CheckConstraint("left_at IS NULL OR reason <> ''", name="reason"),
    )


class UnitDraw(Model):
    """Which elements of a kind a visit looks at: drawn once, from the list as it stood."""

    __tablename__ = "unit_draws"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visits.id"))
    kind: Mapped[str] = mapped_column(String(24))
    sample: Mapped[str] = mapped_column(String(10))
    #: the acceptance quality limit, where the number follows from one
    aql: Mapped[str | None] = mapped_column(String(6))
    #: ids of all elements of the kind, and of those drawn in their order
    units: Mapped[list[str]] = mapped_column(JSON)
    list_hash: Mapped[str] = mapped_column(String(64))
    seed: Mapped[str] = mapped_column(String(64))
    drawn: Mapped[list[str]] = mapped_column(JSON)
    drawn_at: Mapped[datetime] = mapped_column(UtcTime)
    visit: Mapped[Visit] = relationship()
    __table_args__ = (
        UniqueConstraint("visit_id", "kind"),
        CheckConstraint("(aql IS NULL) = (sample <> 'gb2828')", name="aql"),
    )
