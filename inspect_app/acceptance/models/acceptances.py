"""Tables of the acceptance, its signatures and the certificate."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.acceptance.models.papers import ROLE_NAMES
from inspect_app.acceptance.models.steps import Meeting, PreCheck
from inspect_app.acceptance.rules import ACCEPTANCE, CERTIFICATE, ORDER, next_role
from inspect_app.acceptance.rules.lives import OVER
from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.core.workflow import Workflow
from inspect_app.identity.models import Party
from inspect_app.projects.models import Project

STANDS = "state NOT IN ({})".format(", ".join(f"'{each}'" for each in OVER))


class Signature(Model):
    """That a person signed for a party: which content, in which round, when."""

    __tablename__ = "signatures"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    acceptance_id: Mapped[str] = mapped_column(ForeignKey("acceptances.id"))
    round: Mapped[int] = mapped_column()
    role: Mapped[str] = mapped_column(String(20))
    party_id: Mapped[str] = mapped_column(ForeignKey("parties.id"))
    person_id: Mapped[str | None] = mapped_column(String(36))
    name: Mapped[str] = mapped_column(String(60))
    note: Mapped[str] = mapped_column(Text, default="")
    #: SHA-256 of the canonical record that was signed
    content: Mapped[str] = mapped_column(String(64))
    #: the document of authority it rests on, and the leader it was given for; none for a leader in person
    authority_id: Mapped[str | None] = mapped_column(ForeignKey("documents.id"))
    authority_sha256: Mapped[str | None] = mapped_column(String(64))
    signed_for: Mapped[str] = mapped_column(String(60), default="")
    at: Mapped[datetime] = mapped_column(UtcTime)
    party: Mapped[Party] = relationship(lazy="joined")
    __table_args__ = (
        CheckConstraint(f"role IN ({ROLE_NAMES})", name="role"),
        CheckConstraint("(authority_id IS NULL) = (authority_sha256 IS NULL)", name="authority"),
        UniqueConstraint("acceptance_id", "round", "role"),
    )


class Acceptance(Model):
    """One completion acceptance of a project; each opening for signing is a round with its own record."""

    __tablename__ = "acceptances"
    WORKFLOW: ClassVar[Workflow] = ACCEPTANCE
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    state: Mapped[str] = mapped_column(String(12), default=ACCEPTANCE.initial)
    round: Mapped[int] = mapped_column(default=0)
    #: what the parties of this round sign, frozen when it was opened, and its SHA-256
    record: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    content: Mapped[str | None] = mapped_column(String(64))
    #: pre-acceptance, meeting and authority of signers are asked for; not of those begun before they were
    by_steps: Mapped[bool] = mapped_column(default=True)
    began_at: Mapped[datetime] = mapped_column(UtcTime)
    #: when a party last objected while signing
    objected_at: Mapped[datetime | None] = mapped_column(UtcTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcTime)
    issued_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)
    project: Mapped[Project] = relationship(lazy="joined")
    prechecks: Mapped[list[PreCheck]] = relationship(order_by=PreCheck.number)
    meetings: Mapped[list[Meeting]] = relationship(order_by=Meeting.number)
    signatures: Mapped[list[Signature]] = relationship(order_by=(Signature.at, Signature.id), lazy="selectin")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        *(CheckConstraint(text, name=name) for name, text in ACCEPTANCE.checks().items()),
        CheckConstraint("state = 'draft' OR content IS NOT NULL", name="content"),
        # One acceptance at a time: two under way would collect signatures for two truths.
        Index(
            "uq_acceptances_under_way", "project_id", unique=True,
            sqlite_where=text("state <> 'issued'"), postgresql_where=text("state <> 'issued'"),
        ),
    )  # fmt: skip

    @property
    def signed(self) -> list[Signature]:
        """Return the signatures of the present round, in order."""
        mine = (each for each in self.signatures if each.round == self.round)
        return sorted(mine, key=lambda each: ORDER.index(each.role))

    @property
    def objected(self) -> bool:
        """Whether a party objected while signing and no meeting was minuted since."""
        last = self.meetings[-1].minuted_at if self.meetings else None
        return self.objected_at is not None and (last is None or last < self.objected_at)

    @property
    def passed(self) -> bool:
        """Say whether its pre-acceptance is passed."""
        return bool(self.prechecks) and self.prechecks[-1].outcome == "pass"

    @property
    def awaits_check(self) -> bool:
        """Say whether the contractor has asked for pre-acceptance and the supervisor has not concluded."""
        return bool(self.prechecks) and self.prechecks[-1].outcome is None

    @property
    def meeting(self) -> Meeting | None:
        """Return the meeting that is called and not minuted yet."""
        last = self.meetings[-1] if self.meetings else None
        return last if last and last.minuted_at is None else None

    def takes(self, step: str, day: date) -> bool:
        """Say whether it is the turn of a step before signing on a day; of any other move always."""
        turns = {
            "report": not self.prechecks or self.prechecks[-1].outcome == "refuse",
            "precheck": self.awaits_check,
            "convene": self.passed
            and not (self.meeting and any(each.opinions for each in self.meeting.members)),
            "opine": self.meeting is not None and self.meeting.held_on <= day,
            "minute": self.meeting is not None and self.meeting.held_on <= day and not self.meeting.silent,
        }
        return step not in turns or (self.by_steps and turns[step])

    @property
    def next_role(self) -> str | None:
        """Return the role that signs next; None when nobody is asked to."""
        return next_role(len(self.signed)) if self.state == "signing" else None


class Certificate(Model):
    """The certificate of a passed acceptance: its number, record and paper, and whether it stands today."""

    __tablename__ = "certificates"
    WORKFLOW: ClassVar[Workflow] = CERTIFICATE
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    acceptance_id: Mapped[str] = mapped_column(ForeignKey("acceptances.id"))
    state: Mapped[str] = mapped_column(String(12), default=CERTIFICATE.initial)
    accepted_on: Mapped[date] = mapped_column()
    filing_due_on: Mapped[date] = mapped_column()
    record: Mapped[dict[str, Any]] = mapped_column(JSON)
    content: Mapped[str] = mapped_column(String(64))
    #: the paper as issued, byte for byte
    pdf_sha256: Mapped[str] = mapped_column(ForeignKey("vault.sha256"))
    issued_at: Mapped[datetime] = mapped_column(UtcTime)
    #: since when and why it is in its present state
    since: Mapped[datetime] = mapped_column(UtcTime)
    reason: Mapped[str] = mapped_column(Text, default="")
    suspended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcTime)
    superseded_at: Mapped[datetime | None] = mapped_column(UtcTime)
    #: the one this one corrects
    supersedes_id: Mapped[str | None] = mapped_column(ForeignKey("certificates.id"), unique=True)
    #: everything it rests on, each with its hash, as attached to the paper; none on those from before it
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    version: Mapped[int] = mapped_column(default=1)
    project: Mapped[Project] = relationship(lazy="joined")
    acceptance: Mapped[Acceptance] = relationship()
    supersedes: Mapped["Certificate | None"] = relationship(
        remote_side="Certificate.id", back_populates="successor"
    )
    successor: Mapped["Certificate | None"] = relationship(back_populates="supersedes", uselist=False)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        *(CheckConstraint(text, name=name) for name, text in CERTIFICATE.checks().items()),
        Index(
            "uq_certificates_standing", "project_id", unique=True,
            sqlite_where=text(STANDS), postgresql_where=text(STANDS),
        ),
    )  # fmt: skip
