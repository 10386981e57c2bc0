"""The list of defects by a filter, and how many rows each choice of each filter would show."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, func, or_, select

from inspect_app.core.db import db, holds
from inspect_app.core.permits import Actor
from inspect_app.defects.models import Defect
from inspect_app.defects.queries.late import overdue
from inspect_app.defects.queries.scope import UNFINISHED, visible, whole
from inspect_app.defects.rules import WORKFLOW
from inspect_app.projects.models import Project

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


def listed(actor: Actor, wanted: Filter, at: datetime) -> Select[Defect]:
    """Return the defects of a filter by deadline: the next one first, of settled ones the last."""
    narrowed = whole(visible(actor)).where(*_conditions(wanted, at))
    if wanted.state in UNFINISHED or wanted.state == "unfinished":
        return narrowed.order_by(Defect.due_at, Defect.id)
    return narrowed.order_by(Defect.due_at.desc(), Defect.id.desc())


@dataclass(frozen=True, slots=True)
class Cell:
    """How many rows a project holds of a state and severity, and how many of them are late."""

    project_id: str
    state: str
    severity: str
    rows: int
    late: int


def counts(actor: Actor, wanted: Filter, at: datetime) -> dict[str, dict[str, int]]:
    """Return how many rows each choice of each filter would show, the other filters staying as they are."""
    return _counts(_cells(actor, wanted, at), wanted)


def choices(
    actor: Actor, wanted: Filter, at: datetime
) -> tuple[dict[str, dict[str, int]], list[tuple[str, str, int]]]:
    """Return the counts, and (id, name, how many) of the projects that hold rows of the filter, by name."""
    cells = _cells(actor, replace(wanted, project_id=""), at)
    mine = [each for each in cells if wanted.project_id in ("", each.project_id)]
    held: Counter[str] = Counter()
    for each in cells:
        if _stated(each, wanted) and _severe(each, wanted):
            held[each.project_id] += each.late if wanted.overdue else each.rows
    named = select(Project.id, Project.name).where(Project.id.in_(list(+held)))
    rows = db.session.execute(named.order_by(Project.name, Project.id))
    return _counts(mine, wanted), [(key, name, held[key]) for key, name in rows]


def _cells(actor: Actor, wanted: Filter, at: datetime) -> list[Cell]:
    asked = _conditions(replace(wanted, state="all", severity="", overdue=False), at)
    base = visible(actor, to_count=True).where(*asked)
    # In the order of the index.
    key = (Defect.project_id, Defect.severity, Defect.state)

    if wanted.words:
        # Each row's words are read: once for both.
        late = func.sum(case((overdue(at), 1), else_=0))
        found = db.session.execute(base.with_only_columns(*key, func.count(), late).group_by(*key))
        return [Cell(project, state, severity, *many) for project, severity, state, *many in found]
    # Two questions, each answered by an index alone: only what is not settled can be late, and is not many.
    lates = _held(base.where(_unfinished(), overdue(at)), key)
    held = _held(base, key)
    return [
        Cell(project, state, severity, many, lates.get((project, severity, state), 0))
        for (project, severity, state), many in held.items()
    ]


def _held(rows: Select[Defect], key: tuple[Any, ...]) -> dict[tuple[str, ...], int]:
    found = db.session.execute(rows.with_only_columns(*key, func.count()).group_by(*key))
    return {tuple(which): many for *which, many in found}


def _stated(cell: Cell, wanted: Filter) -> bool:
    return wanted.state in ("all", cell.state) or (wanted.state == "unfinished" and cell.state in UNFINISHED)


def _severe(cell: Cell, wanted: Filter) -> bool:
    return wanted.severity in ("", cell.severity)


def _counts(cells: list[Cell], wanted: Filter) -> dict[str, dict[str, int]]:
    by_state = Counter(dict.fromkeys(STATES, 0))
    by_severity: Counter[str] = Counter()
    all_late = 0
    for each in cells:
        shown = each.late if wanted.overdue else each.rows
        by_state[each.state] += shown if _severe(each, wanted) else 0
        by_severity[each.severity] += shown if _stated(each, wanted) else 0
        all_late += each.late if _stated(each, wanted) and _severe(each, wanted) else 0
    by_state["unfinished"] = sum(by_state[name] for name in UNFINISHED)
    by_state["all"] = sum(by_state[each.name] for each in WORKFLOW.states)
    by_severity[""] = by_severity.total()
    return {"state": dict(by_state), "severity": dict(by_severity), "overdue": {"true": all_late}}


def _unfinished() -> ColumnElement[bool]:
    # Written out, not bound: only so is the index of the unfinished known to hold them all.
    return Defect.state.in_(bindparam("unfinished", UNFINISHED, expanding=True, literal_execute=True))


def _conditions(wanted: Filter, at: datetime) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.state == "unfinished":
        found.append(_unfinished())
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
            holds(Defect.title, wanted.words),
            Defect.number == wanted.words.upper(),
        )
        found.append(or_(*either))
    return found
