"""Reads of defects: every list, count and single ticket holds only what the actor may see."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import selectinload

from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.defects.models import Defect
from inspect_app.defects.rules import WAITING, WORKFLOW
from inspect_app.projects.models import Project
from inspect_app.projects.queries import NARROW, in_sight

UNFINISHED = tuple(each.name for each in WORKFLOW.states if not each.final)
#: what `state` may be asked for: all that need work, everything, or one state
STATES = ("unfinished", "all", *(each.name for each in WORKFLOW.states))


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to."""

    state: str = "unfinished"
    severity: str = ""
    overdue: bool = False
    project_id: str = ""
    words: str = ""


def visible(actor: Actor) -> Select[Defect]:
    """Return the defects the actor may see: all of a project, or only those its own party is liable for."""
    # Keys of projects, not a join: the database finds them once instead of once a row.
    whole = Defect.project_id.in_(select(Project.id).where(in_sight(actor, wide=True)))
    parties = actor.party_ids(*NARROW)
    if not parties:
        return select(Defect).where(whole)
    reached = Defect.project_id.in_(select(Project.id).where(in_sight(actor)))
    own = and_(reached, Defect.liable_party_id.in_(parties))
    only_narrow = all(each.role in NARROW for each in actor.grants)
    return select(Defect).where(own if only_narrow else or_(whole, own))


def one(actor: Actor, defect_id: str) -> Select[Defect]:
    """Return the query for one defect the actor may see, with what its page shows."""
    return _whole(visible(actor)).where(Defect.id == defect_id)


def open_of(project_id: str) -> Select[Defect]:
    """Return the defects of a project that are not settled yet, the most urgent first."""
    mine = select(Defect).where(Defect.project_id == project_id, Defect.state.in_(UNFINISHED))
    return mine.order_by(Defect.due_at, Defect.id)


def listed(actor: Actor, wanted: Filter, at: datetime) -> Select[Defect]:
    """Return the defects of a filter by deadline: the next one first, of settled ones the last."""
    narrowed = _whole(visible(actor)).where(*_conditions(wanted, at))
    if wanted.state in UNFINISHED or wanted.state == "unfinished":
        return narrowed.order_by(Defect.due_at, Defect.id)
    return narrowed.order_by(Defect.due_at.desc(), Defect.id.desc())


def counts(actor: Actor, wanted: Filter, at: datetime) -> dict[str, dict[str, int]]:
    """Return how many rows each choice of each filter would show, the other filters staying as they are."""
    base = visible(actor).where(*_conditions(replace(wanted, state="all", severity="", overdue=False), at))
    late = func.sum(case((overdue(at), 1), else_=0))
    cells = base.with_only_columns(Defect.state, Defect.severity, func.count(), late)
    by_state = Counter(dict.fromkeys(STATES, 0))
    by_severity: Counter[str] = Counter()
    all_late = 0
    for state, severity, count, how_late in db.session.execute(cells.group_by(Defect.state, Defect.severity)):
        stated = wanted.state in ("all", state) or (wanted.state == "unfinished" and state in UNFINISHED)
        severe = wanted.severity in ("", severity)
        shown = how_late if wanted.overdue else count
        by_state[state] += shown if severe else 0
        by_severity[severity] += shown if stated else 0
        all_late += how_late if stated and severe else 0
    by_state["unfinished"] = sum(by_state[name] for name in UNFINISHED)
    by_state["all"] = sum(by_state[each.name] for each in WORKFLOW.states)
    by_severity[""] = by_severity.total()
    return {"state": dict(by_state), "severity": dict(by_severity), "overdue": {"true": all_late}}


def projects_with(actor: Actor, wanted: Filter, at: datetime) -> list[tuple[str, str, int]]:
    """Return (id, name, how many) of the projects that hold rows of the filter, by name."""
    base = visible(actor).where(*_conditions(replace(wanted, project_id=""), at))
    cells = base.with_only_columns(Defect.project_id, func.count().label("rows")).group_by(Defect.project_id)
    held = cells.subquery()
    named = select(Project.id, Project.name, held.c.rows).join(held, held.c.project_id == Project.id)
    return [
        (key, name, rows) for key, name, rows in db.session.execute(named.order_by(Project.name, Project.id))
    ]


def newly_overdue(at: datetime) -> Select[Defect]:
    """Return the defects whose liable party is late and which are not marked so yet.

    A fix submitted late counts even if nobody looked between the deadline and the fix.
    """
    late = or_(
        and_(Defect.state.in_(WAITING), Defect.due_at < at),
        and_(Defect.state.in_(("rectified", "closed")), Defect.rectified_at > Defect.due_at),
    )
    unmarked = select(Defect).where(Defect.overdue_at.is_(None), late).order_by(Defect.due_at, Defect.id)
    return unmarked.with_for_update(skip_locked=True, of=Defect)


def overdue(at: datetime) -> ColumnElement[bool]:
    """Return the condition that the liable party is late at `at`, as `rules.is_overdue` says it."""
    return or_(
        and_(Defect.state.in_(WAITING), Defect.due_at < at),
        and_(Defect.state == "rectified", Defect.rectified_at > Defect.due_at),
    )


def _whole(stmt: Select[Defect]) -> Select[Defect]:
    # A query each for the fifty rows shown; joins would be made for every row that is sorted.
    return stmt.options(
        selectinload(Defect.project), selectinload(Defect.element), selectinload(Defect.liable_party)
    )


def _conditions(wanted: Filter, at: datetime) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.state == "unfinished":
        found.append(Defect.state.in_(UNFINISHED))
    elif wanted.state != "all":
        found.append(Defect.state == wanted.state)
    if wanted.severity:
        found.append(Defect.severity == wanted.severity)
    if wanted.overdue:
        found.append(overdue(at))
    if wanted.project_id:
        found.append(Defect.project_id == wanted.project_id)
    if wanted.words:
        either = (
            Defect.title.icontains(wanted.words, autoescape=True),
            Defect.number == wanted.words.upper(),
        )
        found.append(or_(*either))
    return found
