"""Reads across all rooms: the figures of each site, what waits for a person, the journal, the installation."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import contains_eager

from inspect_app.acceptance.models import Acceptance
from inspect_app.complaints import queries as complaints
from inspect_app.complaints.models import Complaint
from inspect_app.core import replica, revision
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.jobs import JobRun
from inspect_app.core.journal import Entry
from inspect_app.core.permits import Actor, may
from inspect_app.credit.queries import scores
from inspect_app.credit.rules.score import Score
from inspect_app.defects import queries as defects
from inspect_app.defects.models import Defect
from inspect_app.oversight.permits import OFFICERS
from inspect_app.oversight.rules import Counts
from inspect_app.projects import queries as projects
from inspect_app.projects.models import Project
from inspect_app.projects.queries import in_sight
from inspect_app.readings.models import Alarm, Device, Head
from inspect_app.readings.queries import sighted

CHUNK = 1000
#: states in which a site stands on the board even when nothing is wrong
UNDER_WAY = ("building", "suspended")


@dataclass(frozen=True, slots=True)
class Site:
    """A row of the board: a project, its figures, and the score of its contractor."""

    project: Project
    counts: Counts
    score: Score | None


def board(actor: Actor, at: datetime) -> list[Site]:
    """Return the sites the actor may see, the gravest first; the number of queries does not grow with them."""
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for name, stmt in _figures(actor, at).items():
        for project_id, count in db.session.execute(stmt):
            found[project_id][name] = int(count or 0)
    rows = list(db.session.scalars(projects.visible(actor)).unique())
    firms = {each.id: each.party("contractor") for each in rows}
    standings = scores({firm.id for firm in firms.values() if firm}, local_day(at))
    sites = []
    for each in rows:
        firm = firms[each.id]
        if each.id in found or each.state in UNDER_WAY:
            sites.append(Site(each, Counts(**found[each.id]), standings[firm.id] if firm else None))
    return sorted(sites, key=lambda site: (site.counts.order(), site.project.name, site.project.id))


def _figures(actor: Actor, at: datetime) -> dict[str, Select[Any]]:
    unfinished = defects.visible(actor).where(Defect.state.in_(defects.UNFINISHED))
    waiting = complaints.visible(actor).where(Complaint.state.in_(complaints.NEW))
    alarms = select(Alarm).join(Alarm.project).where(
        sighted(actor), Alarm.cleared_ms.is_(None), Alarm.withdrawn_at.is_(None)
    )  # fmt: skip
    silent = select(Device).join(Device.project).where(
        sighted(actor), Device.state == "active", Device.silent_ms >= Device.heard_ms
    )  # fmt: skip
    return {
        "major": _by_project(unfinished.where(Defect.severity == "major"), Defect),
        "serious": _by_project(unfinished.where(Defect.severity == "serious"), Defect),
        "overdue": _by_project(unfinished.where(defects.overdue(at)), Defect),
        "alarms": _by_project(alarms, Alarm),
        "silent": _by_project(silent, Device),
        "complaints": _by_project(waiting, Complaint),
    }


def alarmed() -> Iterable[str]:
    """Return the projects with an open alarm: they are inspected without a draw."""
    open_ = Alarm.cleared_ms.is_(None), Alarm.withdrawn_at.is_(None)
    return db.session.scalars(select(Alarm.project_id).where(*open_).distinct())


def _by_project(stmt: Select[Any], model: Any) -> Select[Any]:
    counted = stmt.with_only_columns(model.project_id, func.count()).order_by(None)
    return counted.group_by(model.project_id)


def totals(sites: list[Site]) -> Counts:
    """Return the sums of all sites."""
    return Counts(**{name: sum(asdict(each.counts)[name] for each in sites) for name in Counts.__slots__})


def to_sign(actor: Actor) -> list[Acceptance]:
    """Return the acceptances whose next signature is the actor's."""
    stmt = select(Acceptance).join(Acceptance.project).where(in_sight(actor), Acceptance.state == "signing")
    waiting = db.session.scalars(
        stmt.options(contains_eager(Acceptance.project)).order_by(Acceptance.opened_at)
    )
    return [each for each in waiting.unique() if may(actor, "acceptance.sign", each)]


def own_turn(actor: Actor, at: datetime) -> Select[Defect]:
    """Return a firm's unfinished defects by deadline, those that wait for somebody else last."""
    listed = defects.listed(actor, defects.Filter(), at).order_by(None)
    return listed.order_by(Defect.state == "rectified", Defect.due_at, Defect.id)


@dataclass(frozen=True, slots=True)
class Filter:
    """What the journal is narrowed to; `since` and `until` are moments (until not included)."""

    project_id: str = ""
    verb: str = ""
    who: str = ""
    since: datetime | None = None
    until: datetime | None = None


def journal(actor: Actor, wanted: Filter) -> Select[Entry]:
    """Return the acts of a filter that an officer may see, newest first.

    Acts that belong to no project (log-ins, parties, people) are for an administrator of the whole alone.
    """
    officer = replace(actor, grants=tuple(each for each in actor.grants if each.role in OFFICERS))
    stmt = select(Entry).order_by(Entry.seq.desc())
    if not any(each.role == "admin" and not each.region and not each.project_id for each in officer.grants):
        stmt = stmt.where(Entry.project_id.in_(select(Project.id).where(in_sight(officer))))
    if wanted.project_id:
        stmt = stmt.where(Entry.project_id == wanted.project_id)
    if wanted.verb:
        stmt = stmt.where(Entry.verb == wanted.verb)
    if wanted.who:
        stmt = stmt.where(Entry.actor_name.icontains(wanted.who, autoescape=True))
    if wanted.since is not None:
        stmt = stmt.where(Entry.at >= wanted.since)
    return stmt if wanted.until is None else stmt.where(Entry.at < wanted.until)


def verbs(actor: Actor) -> list[str]:
    """Return the verbs that occur among what an officer may see."""
    stmt = journal(actor, Filter()).with_only_columns(Entry.verb).order_by(None).distinct()
    return sorted(db.session.scalars(stmt))


def in_chunks(stmt: Select[Entry]) -> Iterator[Entry]:
    """Yield all entries of a journal query, so many at a time, however long it is."""
    last: int | None = None
    while True:
        below = stmt if last is None else stmt.where(Entry.seq < last)
        chunk = list(db.session.scalars(below.limit(CHUNK)))
        yield from chunk
        if len(chunk) < CHUNK:
            return
        last = chunk[-1].seq
        db.session.expunge_all()


def reactions(state: str) -> Select[Entry]:
    """Return the acts whose reactions failed, the latest first: given up, still being tried, or both ("")."""
    stmt = select(Entry).where(Entry.failure.is_not(None)).order_by(Entry.pending, Entry.seq.desc())
    return stmt if not state else stmt.where(Entry.pending if state == "retrying" else ~Entry.pending)


def reaction(seq: str) -> Select[Entry]:
    """Return the query for one of them by the number of its entry."""
    # Ids in addresses are strings; one that is no number is nobody's.
    number = int(seq) if seq.isascii() and seq.isdecimal() and len(seq) < 19 else -1
    return reactions("").where(Entry.seq == number)


def project_names() -> dict[str, str]:
    """Return the name of every project by its id."""
    return {row.id: row.name for row in db.session.execute(select(Project.id, Project.name))}


def readiness(at: datetime) -> dict[str, Any]:
    """Return whether the installation can serve: database, tables, waiting reactions, last beats."""
    try:
        oldest = db.session.scalar(select(func.min(Entry.at)).where(Entry.pending))
        failed = reactions("failed").with_only_columns(func.count()).order_by(None)
        received = db.session.scalar(select(func.max(Head.received_ms)))
        current, head = revision.current(), revision.head()
        found = {
            "database": "ok",
            "migration": {"current": current, "head": head},
            "oldest_reaction_seconds": round((at - oldest).total_seconds(), 1) if oldest else 0,
            "failed_reactions": db.session.scalar(failed),
            "last_job_seconds": _ago(db.session.scalar(select(func.max(JobRun.ran_at))), at),
            "last_reading_seconds": round(at.timestamp() - received / 1000, 1) if received else None,
        }
    except SQLAlchemyError:
        db.session.rollback()
        return {"ready": False, "database": "unreachable"}
    one = replica.replica()
    if one:
        found["replica"], found["replica_lag_seconds"] = one.state()
    return {"ready": current == head, **found}


def _ago(moment: datetime | None, at: datetime) -> float | None:
    return round((at - moment).total_seconds(), 1) if moment else None
