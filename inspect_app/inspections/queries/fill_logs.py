"""Reads of how checklists were filled in."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, or_, select

from inspect_app.core.permits import Actor, may
from inspect_app.inspections.models import FillLog, Submission, Twin
from inspect_app.inspections.queries.submissions import submissions
from inspect_app.inspections.rules.fill_log import Mark, marks


@dataclass(frozen=True, slots=True)
class Filled:
    """A log with what may be asked about it."""

    id: str
    sha256: str
    log: dict[str, Any]
    marks: tuple[Mark, ...]


def fill_log(actor: Actor, key: str) -> Select[FillLog]:
    """Return the query for the log of one checklist, of a visit whose record the actor may see."""
    mine = submissions(actor).order_by(None).with_only_columns(Submission.id)
    second = select(Twin.id).where(Twin.submission_id.in_(mine))
    return select(FillLog).where(FillLog.id == key, or_(FillLog.id.in_(mine), FillLog.id.in_(second)))


def filled(row: FillLog) -> Filled:
    """Return a log with its marks, by today's rules."""
    project = row.project
    site = None if project.lat is None or project.lon is None else (project.lat, project.lon)
    return Filled(row.id, row.sha256, row.log, marks(row.log, late=row.late, site=site))


def shown(actor: Actor, row: FillLog | None) -> Filled | None:
    """Return a log where there is one that the actor may read."""
    return filled(row) if row is not None and may(actor, "fill-log.read", row) else None
