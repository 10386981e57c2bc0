"""Tables of the steps before signing: pre-acceptances, meetings with members and opinions."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.acceptance.models.papers import Document
from inspect_app.acceptance.rules.steps import CAPACITIES, OPINIONS, OUTCOMES
from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7


def _one_of(column: str, words: object) -> str:
    return "{} IN ({})".format(column, ", ".join(f"'{each}'" for each in list(words)))  # type: ignore[call-overload]


class PreCheck(Model):
    """A pre-acceptance: the contractor asked with its report; the supervisor checked on site and concluded."""

    __tablename__ = "acceptance_prechecks"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    acceptance_id: Mapped[str] = mapped_column(ForeignKey("acceptances.id"))
    number: Mapped[int] = mapped_column()
    #: the completion report it was asked with
    report_id: Mapped[str] = mapped_column(ForeignKey("documents.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    asked_at: Mapped[datetime] = mapped_column(UtcTime)
    asked_by_name: Mapped[str] = mapped_column(String(120))
    checked_on: Mapped[date | None] = mapped_column()
    outcome: Mapped[str | None] = mapped_column(String(8))
    findings: Mapped[str] = mapped_column(Text, default="")
    #: numbers of the defects that are to be mended
    defects: Mapped[list[str]] = mapped_column(JSON, default=list)
    concluded_at: Mapped[datetime | None] = mapped_column(UtcTime)
    concluded_by_name: Mapped[str] = mapped_column(String(120), default="")
    report: Mapped[Document] = relationship(lazy="joined")
    __table_args__ = (
        CheckConstraint(_one_of("outcome", OUTCOMES), name="outcome"),
        CheckConstraint("(outcome IS NULL) = (concluded_at IS NULL)", name="concluded"),
        CheckConstraint("outcome <> 'refuse' OR findings <> ''", name="findings"),
        UniqueConstraint("acceptance_id", "number"),
    )


class Opinion(Model):
    """What a member said on a day; one who says something else says it beside, and the last counts."""

    __tablename__ = "acceptance_opinions"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    member_id: Mapped[str] = mapped_column(ForeignKey("acceptance_members.id"))
    opinion: Mapped[str] = mapped_column(String(8))
    words: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcTime)
    by_name: Mapped[str] = mapped_column(String(120))
    __table_args__ = (
        CheckConstraint(_one_of("opinion", OPINIONS), name="opinion"),
        CheckConstraint("opinion = 'agree' OR words <> ''", name="words"),
        Index("ix_acceptance_opinions_member_id", "member_id"),
    )


class Member(Model):
    """A member of the acceptance group at a meeting."""

    __tablename__ = "acceptance_members"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("acceptance_meetings.id"))
    position: Mapped[int] = mapped_column()
    capacity: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(60))
    unit: Mapped[str] = mapped_column(String(60))
    opinions: Mapped[list[Opinion]] = relationship(order_by=(Opinion.at, Opinion.id), lazy="selectin")
    __table_args__ = (
        CheckConstraint(_one_of("capacity", CAPACITIES), name="capacity"),
        UniqueConstraint("meeting_id", "position"),
        UniqueConstraint("meeting_id", "name"),
    )

    @property
    def last(self) -> Opinion | None:
        """Return what the member said last."""
        return self.opinions[-1] if self.opinions else None


class Meeting(Model):
    """An acceptance meeting: when and where it was called, what was said, its minutes."""

    __tablename__ = "acceptance_meetings"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    acceptance_id: Mapped[str] = mapped_column(ForeignKey("acceptances.id"))
    number: Mapped[int] = mapped_column()
    held_on: Mapped[date] = mapped_column()
    place: Mapped[str] = mapped_column(String(200))
    called_at: Mapped[datetime] = mapped_column(UtcTime)
    called_by_name: Mapped[str] = mapped_column(String(120))
    minutes: Mapped[str] = mapped_column(Text, default="")
    solution: Mapped[str] = mapped_column(Text, default="")
    minuted_at: Mapped[datetime | None] = mapped_column(UtcTime)
    minuted_by_name: Mapped[str] = mapped_column(String(120), default="")
    members: Mapped[list[Member]] = relationship(order_by=Member.position, lazy="selectin")
    __table_args__ = (
        CheckConstraint("(minutes = '') = (minuted_at IS NULL)", name="minuted"),
        UniqueConstraint("acceptance_id", "number"),
    )

    @property
    def disagree(self) -> list[str]:
        """Return the members whose last word was that they disagree."""
        return [each.name for each in self.members if each.last and each.last.opinion == "disagree"]

    @property
    def silent(self) -> list[str]:
        """Return the members who have not given an opinion."""
        return [each.name for each in self.members if each.last is None]
