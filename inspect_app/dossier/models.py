"""Tables of the dossier: lines of its registers, utilities' works, findings of audits."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.core.workflow import Workflow
from inspect_app.dossier.rules.lives import BODIES, FINDING, TRADES, WORK
from inspect_app.dossier.rules.registers import REGISTERS
from inspect_app.identity.models import Party
from inspect_app.projects.models import Element, Project


def _listed(names: object) -> str:
    return ", ".join(f"'{each}'" for each in names)  # type: ignore[attr-defined]


_STANDING = text("replaced_at IS NULL AND slot <> ''")


class Line(Model):
    """A line of a register: never written over. A correction is another line that takes its place and says why."""

    __tablename__ = "dossier_lines"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    register: Mapped[str] = mapped_column(String(12))
    #: of the register's kinds, which may grow without the tables
    kind: Mapped[str] = mapped_column(String(40))
    #: a status or measure, where the register has such
    what: Mapped[str] = mapped_column(String(20), default="")
    #: of this only one stands in a project; "" where any number may
    slot: Mapped[str] = mapped_column(String(80), default="")
    said: Mapped[str] = mapped_column(String(2000), default="")
    #: hundredths of `unit`; of funds fen
    amount: Mapped[int | None] = mapped_column(BigInteger)
    unit: Mapped[str] = mapped_column(String(20), default="")
    element_id: Mapped[str | None] = mapped_column(ForeignKey("elements.id"))
    on: Mapped[date] = mapped_column()
    source: Mapped[str] = mapped_column(String(200), default="")
    #: where the item does not apply it is the reason
    note: Mapped[str] = mapped_column(Text, default="")
    lacks: Mapped[bool] = mapped_column(default=False)
    entered_at: Mapped[datetime] = mapped_column(UtcTime)
    entered_by_name: Mapped[str] = mapped_column(String(120))
    #: the line it took the place of, and why
    replaces_id: Mapped[str | None] = mapped_column(ForeignKey("dossier_lines.id"))
    why: Mapped[str] = mapped_column(String(400), default="")
    replaced_at: Mapped[datetime | None] = mapped_column(UtcTime)
    project: Mapped[Project] = relationship()
    element: Mapped[Element | None] = relationship()
    __table_args__ = (
        CheckConstraint(f"register IN ({_listed(REGISTERS)})", name="register"),
        CheckConstraint("NOT lacks OR note <> ''", name="reason"),
        CheckConstraint("replaces_id IS NULL OR why <> ''", name="why"),
        CheckConstraint("amount IS NULL OR amount >= 0", name="amount"),
        Index(
            "uq_dossier_lines_standing", "project_id", "register", "slot", unique=True, sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
        Index("ix_dossier_lines_project", "project_id", "replaced_at"),
    )  # fmt: skip


class UtilityWork(Model):
    """A utility's work in a community as planned: its trade, street and trench, its days, and whether it signed."""

    __tablename__ = "utility_works"
    WORKFLOW: ClassVar[Workflow] = WORK
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    #: who does it
    party_id: Mapped[str] = mapped_column(ForeignKey("parties.id"), index=True)
    trade: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(120))
    street: Mapped[str] = mapped_column(String(120))
    trench: Mapped[str] = mapped_column(String(120), default="")
    since: Mapped[date] = mapped_column()
    until: Mapped[date] = mapped_column()
    state: Mapped[str] = mapped_column(String(12), default=WORK.initial)
    reason: Mapped[str] = mapped_column(Text, default="")
    signed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    signed_by_name: Mapped[str] = mapped_column(String(120), default="")
    finished_at: Mapped[datetime | None] = mapped_column(UtcTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcTime)
    entered_at: Mapped[datetime] = mapped_column(UtcTime)
    entered_by_name: Mapped[str] = mapped_column(String(120))
    version: Mapped[int] = mapped_column(default=1)
    project: Mapped[Project] = relationship()
    party: Mapped[Party] = relationship()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        *(CheckConstraint(said, name=name) for name, said in WORK.checks().items()),
        CheckConstraint(f"trade IN ({_listed(TRADES)})", name="trade"),
        CheckConstraint("until >= since", name="days"),
        CheckConstraint("state <> 'signed' OR signed_by_name <> ''", name="signed"),
        CheckConstraint("state <> 'excused' OR reason <> ''", name="excused"),
        Index("ix_utility_works_project_state", "project_id", "state"),
    )


class AuditFinding(Model):
    """A problem that an audit or inspection from above found: what, by when, how it was answered, who closed it."""

    __tablename__ = "audit_findings"
    WORKFLOW: ClassVar[Workflow] = FINDING
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    body: Mapped[str] = mapped_column(String(16))
    #: of the paper it stands in
    paper: Mapped[str] = mapped_column(String(200), default="")
    found_on: Mapped[date] = mapped_column()
    words: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date] = mapped_column()
    state: Mapped[str] = mapped_column(String(12), default=FINDING.initial)
    reply: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcTime)
    #: who answered: another person closes it
    answered_by: Mapped[str | None] = mapped_column(String(36))
    closed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    closed_by_name: Mapped[str] = mapped_column(String(120), default="")
    voided_at: Mapped[datetime | None] = mapped_column(UtcTime)
    entered_at: Mapped[datetime] = mapped_column(UtcTime)
    entered_by_name: Mapped[str] = mapped_column(String(120))
    version: Mapped[int] = mapped_column(default=1)
    project: Mapped[Project] = relationship()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        *(CheckConstraint(said, name=name) for name, said in FINDING.checks().items()),
        CheckConstraint(f"body IN ({_listed(BODIES)})", name="body"),
        CheckConstraint("due_on >= found_on", name="due"),
        Index("ix_audit_findings_project_state", "project_id", "state"),
    )
