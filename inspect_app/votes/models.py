"""Tables of votes: the roll as it is kept, its frozen editions, votes, who voted, and the ballots."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.core.private import Private
from inspect_app.core.workflow import Workflow
from inspect_app.projects.models import Element, Project
from inspect_app.votes.rules.law import RULES, SUBJECTS
from inspect_app.votes.rules.life import WORKFLOW
from inspect_app.votes.rules.questions import FURTHER, Asked

_RULES = ", ".join(f"'{each}'" for each in RULES)
_SUBJECTS = ", ".join(f"'{each}'" for each in SUBJECTS)
_STANDING = text("replaced_at IS NULL")


class RollHousehold(Model):
    """A household on the roll of a project as it is kept now: its area and its owner."""

    __tablename__ = "roll_households"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"), index=True)
    element_id: Mapped[str] = mapped_column(ForeignKey("elements.id"), unique=True)
    #: private part, hundredths of a square metre
    area: Mapped[int] = mapped_column()
    owner_name: Mapped[str] = mapped_column(Private, default="")
    phone: Mapped[str] = mapped_column(Private, default="")
    #: given by whoever keeps the roll: households of one number have one owner
    owner_no: Mapped[str] = mapped_column(String(40), default="")
    #: not sold or not handed over: still the developer's
    unsold: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[datetime] = mapped_column(UtcTime)
    project: Mapped[Project] = relationship()
    element: Mapped[Element] = relationship(lazy="joined")
    __table_args__ = (CheckConstraint("area > 0", name="area"),)


class RollEdition(Model):
    """The roll as it stood when a vote opened: never changed, but in the end without names, phones and doors."""

    __tablename__ = "roll_editions"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    number: Mapped[int] = mapped_column()
    #: keyed: whoever has it cannot try out who lives where
    seal: Mapped[str] = mapped_column(String(64))
    heads: Mapped[int] = mapped_column()
    area: Mapped[int] = mapped_column()
    frozen_at: Mapped[datetime] = mapped_column(UtcTime)
    #: since when it no longer says who its voters are
    erased_at: Mapped[datetime | None] = mapped_column(UtcTime)
    voters: Mapped[list["Voter"]] = relationship(back_populates="edition", order_by="Voter.number")
    __table_args__ = (UniqueConstraint("project_id", "number"),)


class Voter(Model):
    """An owner in an edition: one head, with the area of all its households; has one ballot in each vote."""

    __tablename__ = "voters"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    edition_id: Mapped[str] = mapped_column(ForeignKey("roll_editions.id"))
    number: Mapped[int] = mapped_column()
    area: Mapped[int] = mapped_column()
    unsold: Mapped[bool] = mapped_column(default=False)
    #: doors, as the slip names them
    places: Mapped[str] = mapped_column(Private)
    owner_name: Mapped[str] = mapped_column(Private, default="")
    phone: Mapped[str] = mapped_column(Private, default="")
    edition: Mapped[RollEdition] = relationship(back_populates="voters")
    __table_args__ = (UniqueConstraint("edition_id", "number"), CheckConstraint("area > 0", name="area"))


class Vote(Model):
    """What is put to all owners of a project, the rule that decides it, and its count; the first question stands here."""

    __tablename__ = "votes"
    WORKFLOW: ClassVar[Workflow] = WORKFLOW
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    subject: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(120))
    words: Mapped[str] = mapped_column(Text)
    rule: Mapped[str] = mapped_column(String(20))
    secret: Mapped[bool] = mapped_column(default=False)
    #: an owner may change a ballot of one's own until it closes
    changeable: Mapped[bool] = mapped_column(default=False)
    #: codes go to the owners' phones when it opens
    by_phone: Mapped[bool] = mapped_column(default=False)
    codes_sent_at: Mapped[datetime | None] = mapped_column(UtcTime)
    notice_on: Mapped[date] = mapped_column()
    closes_at: Mapped[datetime] = mapped_column(UtcTime)
    edition_id: Mapped[str | None] = mapped_column(ForeignKey("roll_editions.id"))
    state: Mapped[str] = mapped_column(String(12), default=WORKFLOW.initial)
    drafted_at: Mapped[datetime] = mapped_column(UtcTime)
    drafted_by_name: Mapped[str] = mapped_column(String(120))
    opened_at: Mapped[datetime | None] = mapped_column(UtcTime)
    opened_by: Mapped[str | None] = mapped_column(String(36))
    closed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    #: who closed it, none where the clock did
    closed_by: Mapped[str | None] = mapped_column(String(36))
    published_at: Mapped[datetime | None] = mapped_column(UtcTime)
    voided_at: Mapped[datetime | None] = mapped_column(UtcTime)
    reason: Mapped[str] = mapped_column(Text, default="")
    #: of a secret vote while it is open: area by choice, sealed; ballots carry none
    sums: Mapped[str] = mapped_column(Private, default="")
    tally: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    tally_hash: Mapped[str] = mapped_column(String(64), default="")
    version: Mapped[int] = mapped_column(default=1)
    project: Mapped[Project] = relationship()
    edition: Mapped[RollEdition | None] = relationship()
    further: Mapped[list["Question"]] = relationship(
        order_by="Question.place", cascade="all, delete-orphan", lazy="selectin"
    )
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        *(CheckConstraint(said, name=name) for name, said in WORKFLOW.checks().items()),
        CheckConstraint(f"rule IN ({_RULES})", name="rule"),
        CheckConstraint(f"subject IN ({_SUBJECTS})", name="subject"),
        CheckConstraint("state IN ('draft', 'void') OR edition_id IS NOT NULL", name="edition"),
        CheckConstraint("state NOT IN ('closed', 'published') OR tally_hash <> ''", name="tally"),
        Index("ix_votes_project_state", "project_id", "state"),
    )

    @property
    def barred(self) -> str | None:
        """Return who may not publish it: whoever closed it, or where the clock did, whoever opened it."""
        return self.closed_by or self.opened_by

    @property
    def asked(self) -> tuple[Asked, ...]:
        """Return every question of the ballot, in order."""
        first = Asked(1, self.subject, self.title, self.words, self.rule)
        return first, *(
            Asked(each.place, each.subject, each.title, each.words, each.rule) for each in self.further
        )


class Question(Model):
    """A further question on the ballot of a vote, with a rule of its own."""

    __tablename__ = "vote_questions"
    vote_id: Mapped[str] = mapped_column(ForeignKey("votes.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(120))
    words: Mapped[str] = mapped_column(Text)
    rule: Mapped[str] = mapped_column(String(20))
    __table_args__ = (
        CheckConstraint(f"place BETWEEN {FURTHER[0]} AND {FURTHER[-1]}", name="place"),
        CheckConstraint(f"rule IN ({_RULES})", name="rule"),
        CheckConstraint(f"subject IN ({_SUBJECTS})", name="subject"),
    )


class Turnout(Model):
    """That a voter took part in a vote: once, whatever happens; says nothing of the choice."""

    __tablename__ = "turnouts"
    vote_id: Mapped[str] = mapped_column(ForeignKey("votes.id"), primary_key=True)
    voter_id: Mapped[str] = mapped_column(ForeignKey("voters.id"), primary_key=True)
    way: Mapped[str] = mapped_column(String(8))
    #: of the form that was sent last: sent again it is the same ballot
    once_hash: Mapped[str] = mapped_column(String(64), unique=True)
    #: which of joint owners, and who voted for the owner with a written authority
    who: Mapped[str] = mapped_column(Private, default="")
    proxy: Mapped[str] = mapped_column(Private, default="")
    #: keyed, so that those of one proxy are found
    proxy_mark: Mapped[str] = mapped_column(String(64), default="")
    voter: Mapped[Voter] = relationship()
    __table_args__ = (CheckConstraint("way IN ('paper', 'online')", name="way"),)


class Ballot(Model):
    """A ballot's answer to one question, under a hash of its receipt; in a secret vote without voter, area and time."""

    __tablename__ = "ballots"
    receipt: Mapped[str] = mapped_column(String(64), primary_key=True)
    vote_id: Mapped[str] = mapped_column(ForeignKey("votes.id"), index=True)
    #: its question's place on the ballot
    place: Mapped[int] = mapped_column(default=1)
    voter_id: Mapped[str | None] = mapped_column(ForeignKey("voters.id"))
    choice: Mapped[str] = mapped_column(Private)
    area: Mapped[int | None] = mapped_column()
    replaced_at: Mapped[datetime | None] = mapped_column(UtcTime)
    reason: Mapped[str] = mapped_column(Text, default="")
    __table_args__ = (
        CheckConstraint("(voter_id IS NULL) = (area IS NULL)", name="voter"),
        Index(
            "uq_ballots_standing", "vote_id", "voter_id", "place", unique=True,
            sqlite_where=_STANDING, postgresql_where=_STANDING,
        ),
    )  # fmt: skip

    @property
    def id(self) -> str:
        """Return its key, as other things have one."""
        return self.receipt
