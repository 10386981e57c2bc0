"""Tables of the papers handed in for an acceptance, and what a document of authority says."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.acceptance.rules import ORDER
from inspect_app.acceptance.rules.papers import KINDS, Kind
from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
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
    delegation: Mapped["Delegation | None"] = relationship(back_populates="document", uselist=False)
    __table_args__ = (
        CheckConstraint(f"kind IN ({KIND_NAMES})", name="kind"),
        CheckConstraint(f"role IN ({ROLE_NAMES})", name="role"),
        CheckConstraint("sha256 IS NOT NULL OR note <> '' OR kind = 'warranty_letter'", name="content"),
        Index("ix_documents_project_kind", "project_id", "kind"),
    )


class Delegation(Model):
    """What a document of authority says: who signs for whom of a party, from which day to which, and what."""

    __tablename__ = "acceptance_delegations"
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20))
    delegate: Mapped[str] = mapped_column(String(60))
    leader: Mapped[str] = mapped_column(String(60))
    from_on: Mapped[date] = mapped_column()
    to_on: Mapped[date] = mapped_column()
    scope: Mapped[str] = mapped_column(String(200))
    document: Mapped[Document] = relationship(lazy="joined", back_populates="delegation")
    __table_args__ = (
        CheckConstraint(f"role IN ({ROLE_NAMES})", name="role"),
        CheckConstraint("from_on <= to_on", name="period"),
    )


def kind_of(document: Document) -> Kind:
    """Return the kind of a paper with its words and clause."""
    return next(each for each in KINDS if each.key == document.kind)
