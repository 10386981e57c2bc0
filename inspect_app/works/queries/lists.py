"""Which works an actor may see, the division as a tree with how far each part is, and what waits for whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from inspect_app.core.db import db
from inspect_app.core.permits import Actor, may
from inspect_app.core.todo import Todo
from inspect_app.defects.models import Defect
from inspect_app.defects.queries import UNFINISHED
from inspect_app.inspections.models import Submission
from inspect_app.inspections.queries import doubles
from inspect_app.projects.models import Element
from inspect_app.projects.queries import in_sight
from inspect_app.works.models import Work
from inspect_app.works.permits import READERS, acts_for, builds
from inspect_app.works.rules import WORKFLOW

STATES = ("all", "doubted", *(each.name for each in WORKFLOW.states))
MOST_TODOS = 50


def visible(actor: Actor) -> Select[Work]:
    """Return the works an actor may see, with what a row shows.

    Whoever makes a visit again is not shown the lot that was judged from the first.
    """
    hidden = select(Submission.id).where(Submission.visit_id.in_(doubles.hidden_from(actor)))
    told = or_(Work.evidence_id.is_(None), Work.evidence_id.not_in(hidden))
    stmt = select(Work).join(Work.project).where(in_sight(actor, roles=READERS), told)
    return stmt.options(contains_eager(Work.project), joinedload(Work.element), selectinload(Work.signatures))


def one(actor: Actor, work_id: str) -> Select[Work]:
    """Return the query for one work the actor may see."""
    return visible(actor).where(Work.id == work_id)


def listed(actor: Actor, *, state: str = "all", level: str = "", project_id: str = "") -> Select[Work]:
    """Return the works of a filter, project by project, each in the order of its division."""
    stmt = visible(actor).order_by(Work.project_id, Work.path, Work.id)
    if state == "doubted":
        stmt = stmt.where(Work.doubted_at.is_not(None))
    elif state != "all":
        stmt = stmt.where(Work.state == state)
    if level:
        stmt = stmt.where(Work.level == level)
    return stmt.where(Work.project_id == project_id) if project_id else stmt


def below(work: Work) -> list[Work]:
    """Return what stands directly below a work and was not dropped, in order."""
    stmt = select(Work).where(Work.parent_id == work.id, Work.state != "dropped")
    return list(db.session.scalars(stmt.order_by(Work.path, Work.id)))


def parents(work: Work) -> list[Work]:
    """Return the works above one, the unit work first."""
    found: list[Work] = []
    while work.parent is not None:
        work = work.parent
        found.insert(0, work)
    return found


@dataclass(slots=True)
class Branch:
    """A work with those below it: how many of its lots have passed, of how many; whether one of them is in doubt."""

    work: Work
    below: "list[Branch]" = field(default_factory=list)
    lots: int = 0
    done: int = 0
    shaken: bool = False


def branches(works: Iterable[Work]) -> list[Branch]:
    """Return works of a project as a tree, without what was dropped; the works stand in the order of their paths."""
    known = {each.id: Branch(each) for each in works if each.state != "dropped"}
    tops: list[Branch] = []
    for each in reversed(known.values()):
        above = known.get(each.work.parent_id or "")
        (above.below if above else tops).insert(0, each)
    for top in tops:
        _count(top)
    return tops


def _count(branch: Branch) -> None:
    lot = branch.work.level == "lot"
    branch.lots, branch.done = int(lot), int(lot and branch.work.passed)
    for each in branch.below:
        _count(each)
        branch.lots, branch.done = branch.lots + each.lots, branch.done + each.done
        branch.shaken |= each.shaken or each.work.doubted_at is not None


def _at(element: Element) -> ColumnElement[bool]:
    """Return the condition that a defect is one of the quality of this element or of what is below it."""
    here = select(Element.id).where(
        Element.project_id == element.project_id,
        (Element.path == element.path) | Element.path.startswith(f"{element.path} / ", autoescape=True),
    )
    return and_(
        Defect.project_id == element.project_id, Defect.element_id.in_(here), Defect.kind == "quality"
    )


def defects_at(element: Element) -> list[Defect]:
    """Return the unfinished defects of quality at an element and below it, oldest first."""
    stmt = select(Defect).where(_at(element), Defect.state.in_(UNFINISHED))
    return list(db.session.scalars(stmt.order_by(Defect.raised_at, Defect.id)))


def to_sign(actor: Actor, work: Work) -> bool:
    """Say whether it is this person's turn to sign: the next post is theirs and they have not signed yet."""
    post = work.next_post
    if post is None or any(each.person_id == actor.id for each in work.signed.values()):
        return False
    return acts_for(actor, work.project, post.role) and (
        post.role == "contractor" or not builds(actor, work.project)
    )


def todos(actor: Actor, _at: datetime) -> list[Todo]:
    """Return which works a person has to sign, or to put right, now."""
    stmt = listed(actor).where(Work.state.in_(("signing", "failed"))).limit(MOST_TODOS)
    rows: Sequence[Work] = db.session.scalars(stmt).unique().all()
    found = []
    for each in rows:
        turn = to_sign(actor, each)
        if turn or (each.state == "failed" and may(actor, "work.submit", each)):
            what = (
                ("签认验收", "sign the acceptance") if turn else ("返工返修后登记", "put it right and say so")
            )
            title = (f"{each.number} {each.name}",) * 2
            found.append(Todo(f"/works/{each.id}", title, each.project.name, what, None))
    return found
