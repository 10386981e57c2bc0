"""Reads of functional tests: what an actor may see, what waits for whom, and what stands met or missing."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from inspect_app.core.db import db
from inspect_app.core.permits import Actor, may
from inspect_app.core.todo import Todo
from inspect_app.projects.models import Element
from inspect_app.projects.queries import in_sight, narrow_grants
from inspect_app.trials.models import Trial
from inspect_app.trials.rules import GROUPS, KINDS, REQUIRED, WORKFLOW

Words = tuple[str, str]

#: what `state` may be asked for: all under way, everything, or one state
STATES = ("open", "all", *(each.name for each in WORKFLOW.states))
OPEN = ("planned", "run")
#: moves that somebody waits for
_TURNS = (("witness", "见证签认", "witness it"), ("run", "进行试验并登记", "run and record it"))
MOST_TODOS = 50


def visible(actor: Actor) -> Select[Trial]:
    """Return the trials an actor may see: a project's, or those its own party makes."""
    parts = [in_sight(actor, wide=True), in_sight(actor, roles=("contractor",))]
    for party, alone in narrow_grants(actor):
        if alone.grants[0].role == "subcontractor":
            parts.append(and_(in_sight(alone), Trial.party_id == party))
    return select(Trial).join(Trial.project).where(or_(*parts))


def one(actor: Actor, trial_id: str) -> Select[Trial]:
    """Return the query for one trial the actor may see."""
    return _whole(visible(actor)).where(Trial.id == trial_id)


def listed(actor: Actor, *, state: str = "all", kind: str = "", project_id: str = "") -> Select[Trial]:
    """Return the trials of a filter, the newest first."""
    stmt = _whole(visible(actor)).order_by(Trial.number.desc(), Trial.id)
    if state == "open":
        stmt = stmt.where(Trial.state.in_(OPEN))
    elif state != "all":
        stmt = stmt.where(Trial.state == state)
    if kind:
        stmt = stmt.where(Trial.kind == kind)
    return stmt.where(Trial.project_id == project_id) if project_id else stmt


def _whole(stmt: Select[Trial]) -> Select[Trial]:
    return stmt.options(contains_eager(Trial.project), joinedload(Trial.element), joinedload(Trial.party))


def chain(trial: Trial) -> list[Trial]:
    """Return the trial it is made again for, and the one made again for it, where there are."""
    stmt = select(Trial).where(
        or_(Trial.id == trial.after_id, Trial.after_id == trial.id), Trial.state != "void"
    )
    return list(db.session.scalars(stmt.order_by(Trial.number)))


@dataclass(frozen=True, slots=True)
class Standing:
    """How an element stands to what is demanded of it: met, not met (failed) or missing; by which trial last."""

    project_id: str
    element_id: str
    path: str
    demand: str
    state: str
    number: str = ""


_STANDS = {"passed": "met", "failed": "failed"}


def standing(project_ids: Collection[str]) -> dict[str, list[Standing]]:
    """Return, by project, how each element stands to each trial its kind demands or that was planned there.

    The last trial counts: one that is planned, being made or cannot be judged leaves it missing.
    """
    ids = list(project_ids)
    last: dict[tuple[str, str], tuple[str, str]] = {}
    stmt = select(Trial.element_id, Trial.demand, Trial.state, Trial.number).order_by(Trial.number)
    for element_id, demand, state, number in db.session.execute(
        stmt.where(Trial.project_id.in_(ids), Trial.state != "void")
    ):
        last[element_id, demand] = (_STANDS.get(state, "missing"), number)
    asked: defaultdict[str, set[str]] = defaultdict(set)
    for element_id, demand in last:
        asked[element_id].add(demand)
    found: dict[str, list[Standing]] = {each: [] for each in ids}
    elements = select(Element.project_id, Element.id, Element.path, Element.kind).order_by(Element.path)
    for project_id, element_id, path, kind in db.session.execute(elements.where(Element.project_id.in_(ids))):
        for demand in sorted(asked[element_id] | set(REQUIRED.get(kind, ()))):
            state, number = last.get((element_id, demand), ("missing", ""))
            found[project_id].append(Standing(project_id, element_id, path, demand, state, number))
    return found


def not_passed(project_ids: Collection[str]) -> dict[str, list[Words]]:
    """Return, by project, what is not passed in words; nothing for a project that keeps no functional tests here."""
    found: dict[str, list[Words]] = {}
    for key, rows in standing(project_ids).items():
        kept_here = any(each.number for each in rows)
        words = [(each.path, *GROUPS[each.demand]) for each in rows if kept_here and each.state != "met"]
        found[key] = [(f"{path} {zh}", f"{path} {en}") for path, zh, en in words]
    return found


def todos(actor: Actor, _at: datetime) -> list[Todo]:
    """Return what a person has to do about trials now."""
    rows = db.session.scalars(listed(actor, state="open").limit(MOST_TODOS))
    return [made for each in rows if (made := _todo(actor, each))]


def _todo(actor: Actor, trial: Trial) -> Todo | None:
    open_ = {
        each.name for each in WORKFLOW.open_moves(trial.state) if may(actor, f"trial.{each.name}", trial)
    }
    words = next(((zh, en) for name, zh, en in _TURNS if name in open_), None)
    if words is None:
        return None
    kind = KINDS[trial.kind]
    what = f"{trial.number} {kind.zh}", f"{trial.number} {kind.en}"
    return Todo(f"/trials/{trial.id}", what, f"{trial.project.name} {trial.element.path}", words, None)
