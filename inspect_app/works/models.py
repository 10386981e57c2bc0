"""Tables of the acceptance of works: unit works, divisions, item works and lots as one tree, and their signatures."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.core.workflow import Workflow
from inspect_app.identity.models import Party
from inspect_app.projects.models import Element, Project
from inspect_app.works.rules import LEVELS, PASSED, WORKFLOW, Post, next_post, posts

_LEVELS = ", ".join(f"'{each}'" for each in LEVELS)
_PASSED = ", ".join(f"'{each}'" for each in PASSED)
_STANDING = text("state <> 'dropped'")


class Work(Model):
    """A unit work, division, item work or lot: where it stands in the division, and how far its acceptance is."""

    __tablename__ = "works"
    WORKFLOW: ClassVar[Workflow] = WORKFLOW
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("works.id"), index=True)
    level: Mapped[str] = mapped_column(String(10))
    #: of the catalogue of divisions or item works, which may grow without the tables; "" for one of its own
    kind: Mapped[str] = mapped_column(String(20), default="")
    name: Mapped[str] = mapped_column(String(120))
    #: names from the unit work down, joined by " / "
    path: Mapped[str] = mapped_column(String(500))
    #: of a lot: the part of the building it is
    element_id: Mapped[str | None] = mapped_column(ForeignKey("elements.id"), index=True)
    state: Mapped[str] = mapped_column(String(12), default=WORKFLOW.initial)
    #: times it was submitted
    round: Mapped[int] = mapped_column(default=0)
    #: of a lot: what its items were judged from
    evidence_kind: Mapped[str | None] = mapped_column(String(12))
    evidence_id: Mapped[str | None] = mapped_column(String(36))
    evidence_part: Mapped[str] = mapped_column(String(64), default="")
    #: what the contractor said on submitting: papers, tests, visual quality, note
    declared: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    #: after failing: which way of 5.0.6 or 5.0.7, on whose paper, by whom and when
    resolution: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    #: what is signed in this round, frozen when it was submitted, and its SHA-256
    record: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    content: Mapped[str | None] = mapped_column(String(64))
    submitted_at: Mapped[datetime | None] = mapped_column(UtcTime)
    submitted_by_name: Mapped[str] = mapped_column(String(120), default="")
    accepted_at: Mapped[datetime | None] = mapped_column(UtcTime)
    failed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    barred_at: Mapped[datetime | None] = mapped_column(UtcTime)
    dropped_at: Mapped[datetime | None] = mapped_column(UtcTime)
    #: why it failed, is barred or was dropped
    reason: Mapped[str] = mapped_column(Text, default="")
    #: a defect was opened there after it was accepted; what was signed stays as it is
    doubted_at: Mapped[datetime | None] = mapped_column(UtcTime)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    created_by_name: Mapped[str] = mapped_column(String(120))
    version: Mapped[int] = mapped_column(default=1)
    project: Mapped[Project] = relationship()
    element: Mapped[Element | None] = relationship()
    parent: Mapped["Work | None"] = relationship(remote_side="Work.id")
    signatures: Mapped[list["WorkSignature"]] = relationship(
        back_populates="work", order_by="WorkSignature.at, WorkSignature.id"
    )
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        *(CheckConstraint(said, name=name) for name, said in WORKFLOW.checks().items()),
        CheckConstraint(f"level IN ({_LEVELS})", name="level"),
        CheckConstraint("(level = 'unit') = (parent_id IS NULL)", name="parent"),
        CheckConstraint("(level = 'lot') = (element_id IS NOT NULL)", name="element"),
        CheckConstraint("evidence_kind IN ('submission', 'hold')", name="evidence_kind"),
        CheckConstraint("(evidence_kind IS NULL) = (evidence_id IS NULL)", name="evidence"),
        CheckConstraint(f"state NOT IN ('signing', {_PASSED}) OR content IS NOT NULL", name="content"),
        CheckConstraint(f"doubted_at IS NULL OR state IN ({_PASSED})", name="doubted_at"),
        # What was dropped may be divided anew.
        Index(
            "uq_works_path", "project_id", "path", unique=True, sqlite_where=_STANDING, postgresql_where=_STANDING
        ),
        Index("ix_works_project_state", "project_id", "state"),
    )  # fmt: skip

    @property
    def posts(self) -> tuple[Post, ...]:
        """Return who signs for it, first to last."""
        return posts(self.level, self.kind, {each.role for each in self.project.parties})

    @property
    def signed(self) -> dict[str, "WorkSignature"]:
        """Return the signatures of this round by their post."""
        return {each.post: each for each in self.signatures if each.round == self.round}

    @property
    def next_post(self) -> Post | None:
        """Return whose signature comes next; None when nobody is asked to sign."""
        return next_post(self.posts, self.signed) if self.state == "signing" else None

    @property
    def passed(self) -> bool:
        """Say whether the level above may count on it: accepted, and not in doubt."""
        return self.state in PASSED and self.doubted_at is None


class WorkSignature(Model):
    """That a person signed for a post of a party: which content, in which round, when."""

    __tablename__ = "work_signatures"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    work_id: Mapped[str] = mapped_column(ForeignKey("works.id"))
    round: Mapped[int] = mapped_column()
    post: Mapped[str] = mapped_column(String(16))
    role: Mapped[str] = mapped_column(String(20))
    party_id: Mapped[str] = mapped_column(ForeignKey("parties.id"))
    person_id: Mapped[str | None] = mapped_column(String(36))
    name: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(Text, default="")
    #: SHA-256 of the record that was signed
    content: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcTime)
    work: Mapped[Work] = relationship(back_populates="signatures")
    party: Mapped[Party] = relationship(lazy="joined")
    __table_args__ = (
        UniqueConstraint("work_id", "round", "post"),
        # One person signs for one post: neither for two parties nor twice for one.
        UniqueConstraint("work_id", "round", "person_id"),
    )
