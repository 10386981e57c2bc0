"""Table of functional tests: what is to be tested where, what was measured with which gauge, and the verdict."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.core.workflow import Workflow
from inspect_app.identity.models import Party
from inspect_app.projects.models import Element, Project
from inspect_app.trials.rules import WORKFLOW

_UNDER_WAY, _NOT_VOID = text("state IN ('planned', 'run')"), text("state <> 'void'")


class Trial(Model):
    """A functional test of an element; figures are kept as text, exactly as they were measured."""

    __tablename__ = "trials"
    WORKFLOW: ClassVar[Workflow] = WORKFLOW
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    element_id: Mapped[str] = mapped_column(ForeignKey("elements.id"), index=True)
    #: who does it
    party_id: Mapped[str] = mapped_column(ForeignKey("parties.id"), index=True)
    #: of the catalogue, which may grow without the tables; `demand` is the requirement it meets
    kind: Mapped[str] = mapped_column(String(24))
    demand: Mapped[str] = mapped_column(String(24))
    #: the failed or unclear trial it is made again for
    after_id: Mapped[str | None] = mapped_column(ForeignKey("trials.id"))
    #: working or design pressure, MPa ("" where none is asked)
    working: Mapped[str] = mapped_column(String(20), default="")
    planned_on: Mapped[date] = mapped_column()
    planned_at: Mapped[datetime] = mapped_column(UtcTime)
    planned_by_name: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(12), default=WORKFLOW.initial)
    began_at: Mapped[datetime | None] = mapped_column(UtcTime)
    #: where the curve comes from
    source: Mapped[str] = mapped_column(String(8), default="")
    device: Mapped[str] = mapped_column(String(40), default="")
    #: [[seconds, value]], single values, figures by name: all as text
    curve: Mapped[list[list[str]]] = mapped_column(JSON, default=list, deferred=True)
    values: Mapped[list[str]] = mapped_column(JSON, default=list)
    given: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    seen: Mapped[str] = mapped_column(String(4), default="")
    gauge_no: Mapped[str] = mapped_column(String(200), default="")
    certificate: Mapped[str] = mapped_column(String(200), default="")
    valid_until: Mapped[date | None] = mapped_column()
    full: Mapped[str] = mapped_column(String(20), default="")
    division: Mapped[str] = mapped_column(String(20), default="")
    run_at: Mapped[datetime | None] = mapped_column(UtcTime)
    run_by_name: Mapped[str] = mapped_column(String(120), default="")
    witnessed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    witnessed_by_name: Mapped[str] = mapped_column(String(120), default="")
    judged_at: Mapped[datetime | None] = mapped_column(UtcTime)
    outcome: Mapped[str] = mapped_column(String(8), default="")
    steps: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    basis: Mapped[str] = mapped_column(String(200), default="")
    verified: Mapped[bool] = mapped_column(default=False)
    #: of all that was measured, once it was judged
    sha256: Mapped[str] = mapped_column(String(64), default="")
    voided_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)
    project: Mapped[Project] = relationship()
    element: Mapped[Element] = relationship()
    party: Mapped[Party] = relationship()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way to say it
    __table_args__ = (
        *(CheckConstraint(said, name=name) for name, said in WORKFLOW.checks().items()),
        CheckConstraint("outcome IN ('', 'pass', 'fail', 'unclear')", name="outcome"),
        CheckConstraint("(outcome = '') = (judged_at IS NULL)", name="judged"),
        CheckConstraint("(state NOT IN ('passed', 'failed', 'unclear')) OR (length(sha256) = 64)", name="sha256"),
        # One at a time proves one thing of an element, and a failed one is made again once.
        Index("uq_trials_under_way", "element_id", "demand", unique=True, sqlite_where=_UNDER_WAY, postgresql_where=_UNDER_WAY),
        Index("uq_trials_after", "after_id", unique=True, sqlite_where=_NOT_VOID, postgresql_where=_NOT_VOID),
        Index("ix_trials_project_state", "project_id", "state"),
    )  # fmt: skip

    @property
    def record(self) -> dict[str, Any]:
        """Return what was measured, for machines: what the hash is made of."""
        return {
            "kind": "trial", "number": self.number, "project": self.project.number, "place": self.element.path,
            "trial": self.kind, "working": self.working, "began_at": self.began_at.isoformat() if self.began_at else None,
            "source": self.source, "device": self.device, "curve": self.curve, "values": self.values,
            "given": dict(sorted(self.given.items())), "seen": self.seen,
            "gauge": {"number": self.gauge_no, "certificate": self.certificate, "full": self.full, "division": self.division,
                      "valid_until": self.valid_until.isoformat() if self.valid_until else None},
            "run_by": self.run_by_name, "witnessed_by": self.witnessed_by_name,
        }  # fmt: skip
