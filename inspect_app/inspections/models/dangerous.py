"""The register of dangerous works: of which kind and size, and the papers each of them needs."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.identity.models import Party
from inspect_app.inspections.rules.dangerous import CONCLUSIONS, PAPERS, Paper, Standing, standing
from inspect_app.inspections.rules.safety import BY_KIND
from inspect_app.projects.models import Project

_KINDS = ", ".join(f"'{each}'" for each in BY_KIND)
_PAPERS = ", ".join(f"'{each}'" for each in PAPERS)
_CONCLUSIONS = ", ".join(f"'{each}'" for each in CONCLUSIONS)


class DangerousWork(Model):
    """危大工程: a dangerous part of the works, while it lasts; its site is inspected without a draw."""

    __tablename__ = "dangerous_works"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"), index=True)
    #: who carries it out
    party_id: Mapped[str | None] = mapped_column(ForeignKey("parties.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str | None] = mapped_column(String(24))
    #: hundredths of the measure of its kind; None: not known
    size: Mapped[int | None] = mapped_column()
    since: Mapped[date] = mapped_column()
    until: Mapped[date | None] = mapped_column()
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    project: Mapped[Project] = relationship()
    party: Mapped[Party | None] = relationship()
    papers: Mapped[list["DangerousPaper"]] = relationship(
        back_populates="work", order_by="(DangerousPaper.added_at, DangerousPaper.id)"
    )
    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since", name="until"),
        CheckConstraint(f"kind IS NULL OR kind IN ({_KINDS})", name="kind"),
        CheckConstraint("size IS NULL OR size >= 0", name="size"),
    )

    def under_way(self, on: date) -> bool:
        """Say whether it is under way on a day."""
        return self.since <= on and (self.until is None or on <= self.until)

    @property
    def measured(self) -> float | None:
        """Return its size in the measure of its kind."""
        return None if self.size is None else self.size / 100

    @property
    def standing(self) -> Standing:
        """Return what it needs and whether that is there."""
        return standing(self.kind, self.measured, [each.fact for each in self.papers])


class DangerousPaper(Model):
    """A paper of a dangerous work: its special plan, the experts' review of it, its acceptance; never changed."""

    __tablename__ = "dangerous_papers"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    work_id: Mapped[str] = mapped_column(ForeignKey("dangerous_works.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    on: Mapped[date] = mapped_column()
    #: the contractor's technical head for a plan and an acceptance, the head of the panel for a review
    by_name: Mapped[str] = mapped_column(String(120))
    experts: Mapped[int | None] = mapped_column()
    conclusion: Mapped[str | None] = mapped_column(String(12))
    note: Mapped[str] = mapped_column(Text, default="")
    added_at: Mapped[datetime] = mapped_column(UtcTime)
    added_by_name: Mapped[str] = mapped_column(String(120))
    #: the supervisor's signature
    signed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    signed_by_name: Mapped[str] = mapped_column(String(120), default="")
    work: Mapped[DangerousWork] = relationship(back_populates="papers")
    __table_args__ = (
        UniqueConstraint("work_id", "kind", "added_at"),
        CheckConstraint(f"kind IN ({_PAPERS})", name="kind"),
        CheckConstraint(
            "(kind = 'review') = (experts IS NOT NULL) AND (kind = 'review') = (conclusion IS NOT NULL)",
            name="review",
        ),
        CheckConstraint(f"conclusion IS NULL OR conclusion IN ({_CONCLUSIONS})", name="conclusion"),
        CheckConstraint("(signed_at IS NULL) = (signed_by_name = '')", name="signed"),
    )

    @property
    def fact(self) -> Paper:
        """Return what the rule needs of it."""
        return Paper(self.kind, self.added_at, self.signed_at is not None, self.experts, self.conclusion)
