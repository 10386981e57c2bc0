"""Tables of acceptance: the papers handed in, the acceptance, its signatures, the certificate."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.acceptance.rules import ACCEPTANCE, CERTIFICATE, ORDER, next_role
from inspect_app.acceptance.rules.papers import KINDS, Kind
from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.core.workflow import Workflow
from inspect_app.identity.models import Party
from inspect_app.projects.models import Project

KIND_NAMES = ", ".join(f"'{each.key}'" for each in KINDS)
ROLE_NAMES = ", ".join(f"'{each}'" for each in ORDER)


class Document(Model):
    """A paper handed in for the acceptance; the newest of its kind that is not withdrawn counts."""

    __tablename__ = "documents"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    kind: Mapped[str] = mapped_column(String(24))
    #: only where it says more than its kind
    title: Mapped[str] = mapped_column(String(200), default="")
    role: Mapped[str] = mapped_column(String(20))
    party_id: Mapped[str] = mapped_column(ForeignKey("parties.id"))
    dated_on: Mapped[date] = mapped_column()
    #: the file as received, where there is one
    sha256: Mapped[str | None] = mapped_column(ForeignKey("vault.sha256"))
    note: Mapped[str] = mapped_column(Text, default="")
    #: of a warranty letter: class -> years or seasons
    terms: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    by: Mapped[str | None] = mapped_column(String(36))
    by_name: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UtcTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)
    project: Mapped[Project] = relationship()
    party: Mapped[Party] = relationship(lazy="joined")
    __table_args__ = (
        CheckConstraint(f"kind IN ({KIND_NAMES})", name="kind"),
        CheckConstraint(f"role IN ({ROLE_NAMES})", name="role"),
        CheckConstraint("sha256 IS NOT NULL OR note <> '' OR kind = 'warranty_letter'", name="content"),
        Index("ix_documents_project_kind", "project_id", "kind"),
    )


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
    at: Mapped[datetime] = mapped_column(UtcTime)
    party: Mapped[Party] = relationship(lazy="joined")
    __table_args__ = (
        CheckConstraint(f"role IN ({ROLE_NAMES})", name="role"),
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
    began_at: Mapped[datetime] = mapped_column(UtcTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcTime)
    issued_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)
    project: Mapped[Project] = relationship(lazy="joined")
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
    acceptance_id: Mapped[str] = mapped_column(ForeignKey("acceptances.id"), unique=True)
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
    version: Mapped[int] = mapped_column(default=1)
    project: Mapped[Project] = relationship(lazy="joined")
    acceptance: Mapped[Acceptance] = relationship()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        *(CheckConstraint(text, name=name) for name, text in CERTIFICATE.checks().items()),
        Index(
            "uq_certificates_standing", "project_id", unique=True,
            sqlite_where=text("state <> 'revoked'"), postgresql_where=text("state <> 'revoked'"),
        ),
    )  # fmt: skip


def kind_of(document: Document) -> Kind:
    """Return the kind of a paper with its words and clause."""
    return next(each for each in KINDS if each.key == document.kind)
