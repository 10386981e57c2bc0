"""Tables of double inspections: the draws among finished visits, and what each of them drew."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.identity.models import Person
from inspect_app.inspections.models.visits import Visit
from inspect_app.inspections.rules.doubling import LEFT_OUT

WHY = ", ".join(f"'{each}'" for each in ("", *LEFT_OUT))


class DoubleDraw(Model):
    """A draw among the finished visits of a division: its list, seed and share, so that it can be made again."""

    __tablename__ = "double_draws"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    region: Mapped[str] = mapped_column(String(12))
    share: Mapped[float] = mapped_column()
    list_hash: Mapped[str] = mapped_column(String(64))
    seed: Mapped[str] = mapped_column(String(64))
    drawn_at: Mapped[datetime] = mapped_column(UtcTime)
    doubles: Mapped[list["Double"]] = relationship(back_populates="draw", order_by="Double.visit_id")
    __table_args__ = (CheckConstraint("share > 0 AND share < 1", name="share"),)


class Double(Model):
    """That a finished visit was in a draw; drawn, it has a place, and a second visit unless nobody could make it."""

    __tablename__ = "doubles"
    visit_id: Mapped[str] = mapped_column(ForeignKey("visits.id"), primary_key=True)
    draw_id: Mapped[str] = mapped_column(ForeignKey("double_draws.id"), index=True)
    place: Mapped[int | None] = mapped_column()
    again_id: Mapped[str | None] = mapped_column(ForeignKey("visits.id"), unique=True)
    #: who makes it again, and may not know what was found
    person_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    left_out: Mapped[str] = mapped_column(String(10), default="")
    draw: Mapped[DoubleDraw] = relationship(back_populates="doubles")
    visit: Mapped[Visit] = relationship(foreign_keys=[visit_id])
    again: Mapped[Visit | None] = relationship(foreign_keys=[again_id])
    person: Mapped[Person | None] = relationship()
    __table_args__ = (
        CheckConstraint(f"left_out IN ({WHY})", name="left_out"),
        CheckConstraint("(again_id IS NULL) = (person_id IS NULL)", name="person"),
        CheckConstraint("(place IS NULL) = (again_id IS NULL AND left_out = '')", name="place"),
        Index("ix_doubles_person", "person_id", "again_id"),
    )
