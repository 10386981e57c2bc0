"""Reads of double inspections: what is hidden from whoever repeats a visit, who may, and how far both agree."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from inspect_app.checklists.rules import items_by_key
from inspect_app.core.calendar import CHINA
from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.defects import queries as defects
from inspect_app.defects.models import Defect
from inspect_app.identity.models import Membership
from inspect_app.inspections.models import Answer, Double, Seat, Submission, Twin, Visit
from inspect_app.inspections.queries import scope
from inspect_app.inspections.rules.agreement import Agreement, Pair, agreement
from inspect_app.inspections.rules.recusal import barred
from inspect_app.projects.models import Project
from inspect_app.projects.queries import in_sight

#: roles that read the journal, where findings are told of: they repeat nothing blindly
_SEE_ALL = ("admin", "authority")
OFFICERS = ("admin", "authority")


def hidden_from(actor: Actor) -> Select[Any]:
    """Return the query for the ids of visits whose findings an actor may not know: those they make again.

    It ends with the second checklist, or when the second visit is given up.
    """
    again = aliased(Visit)
    mine = select(Double.visit_id).join(again, again.id == Double.again_id)
    return mine.where(Double.person_id == actor.id, again.state.in_(("planned", "missed")))


def unseen(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on Visit that an actor may know what was found at it."""
    return Visit.id.not_in(hidden_from(actor))


def hides(actor: Actor, project_id: str) -> bool:
    """Say whether something found at this project is hidden from an actor, so that what follows from it is too."""
    stmt = select(Visit.id).where(Visit.project_id == project_id, Visit.id.in_(hidden_from(actor)))
    return db.session.scalar(stmt.limit(1)) is not None


def _defects_unseen(actor: Actor) -> ColumnElement[bool] | None:
    """Return the condition on Defect that it did not come of findings hidden from the actor; None: none is."""
    # Asked beforehand, and of people alone: the lists of everybody else are read as ever, from their index.
    hidden = list(db.session.scalars(hidden_from(actor))) if actor.kind == "person" else []
    if not hidden:
        return None
    answers = select(Answer.id).join(Answer.submission).where(Submission.visit_id.in_(hidden))
    extras = [Defect.source_id.startswith(f"{each}:", autoescape=True) for each in hidden]
    return ~or_(
        and_(Defect.source_kind == "answer", Defect.source_id.in_(answers)),
        and_(Defect.source_kind.in_(("extra", "danger")), or_(*extras)),
    )


defects.VEILS.append(_defects_unseen)


def is_blind(actor: Actor, visit: Visit) -> bool:
    """Say whether the actor makes this visit as a second one, without knowing of the first."""
    stmt = select(Double.visit_id).where(Double.again_id == visit.id, Double.person_id == actor.id)
    return visit.state in ("planned", "missed") and db.session.scalar(stmt) is not None


def may_fill(actor: Actor, visit: Visit) -> bool:
    """Say whether the actor may hand in a checklist of a visit as far as doubles go.

    A second visit is filled in by whoever was drawn for it and by nobody else, and the first no more by them.
    """
    if actor.kind == "system":
        return True
    rows = select(Double.again_id, Double.person_id).where(
        or_(Double.again_id == visit.id, Double.visit_id == visit.id), Double.person_id.is_not(None)
    )
    return all(
        (actor.id == person_id) is (again_id == visit.id) for again_id, person_id in db.session.execute(rows)
    )


def failed_before(visit: Visit) -> set[tuple[str, str | None]]:
    """Return the items, each at its place, that the visit this one repeats failed: their defects stand already."""
    first = select(Answer.item_key, Answer.element_id).join(Answer.submission)
    mine = first.join(Double, Double.visit_id == Submission.visit_id).where(Double.again_id == visit.id)
    return {(item, element) for item, element in db.session.execute(mine.where(Answer.outcome == "fail"))}


def are_first() -> ColumnElement[bool]:
    """Return the condition on Visit that it repeats no other: what is late of those is no fault of the works."""
    return ~exists().where(Double.again_id == Visit.id)


def undrawn(since: datetime, until: datetime) -> Select[Visit]:
    """Return the visits finished between two moments that were in no draw and repeat none."""
    in_draw = exists().where(Double.visit_id == Visit.id)
    done = Visit.state == "done", Visit.done_at >= since, Visit.done_at < until
    stmt = select(Visit).join(Visit.project).where(*done, ~in_draw, are_first()).order_by(Visit.id)
    return stmt.options(contains_eager(Visit.project), joinedload(Visit.submission).defer(Submission.body))


def may_repeat(visit: Visit, on: date) -> list[str]:
    """Return who may make a visit again: an inspector with room, not of its team, not barred, no officer."""
    people = {each.person.id for each in scope.pool(visit.project.region) if each.room} - _team(visit)
    officers = select(Membership.person_id).where(
        Membership.role.in_(_SEE_ALL), Membership.ended_at.is_(None)
    )
    people -= set(db.session.scalars(officers))
    parties = scope.parties_of([visit.project_id])[visit.project_id]
    return sorted(people - barred(scope.facts_of(people, on), visit.project_id, parties, (), on).keys())


def _team(visit: Visit) -> set[str]:
    seated = db.session.scalars(select(Seat.person_id).where(Seat.visit_id == visit.id))
    merged = db.session.scalars(select(Twin.person_id).where(Twin.visit_id == visit.id))
    found = {*seated, *merged, *(each.person_id for each in visit.named), visit.assignee_id}
    return {each for each in (*found, visit.submission and visit.submission.person_id) if each}


@dataclass(frozen=True, slots=True)
class Compared:
    """One item two inspectors answered: of which checklist, by whom first, when, and both outcomes."""

    item: tuple[str, str]
    words: tuple[str, str]
    #: who made the first visit: id ("" for a tablet) and name
    first: tuple[str, str]
    month: str
    outcomes: Pair


@dataclass(frozen=True, slots=True)
class Row:
    """The agreement of some pairs, under a name (zh, en)."""

    name: tuple[str, str]
    found: Agreement


@dataclass(frozen=True, slots=True)
class Report:
    """All agreement an officer may see: the whole, by item, by whoever was first, by month; and what is to come."""

    whole: Agreement
    items: list[Row]
    people: list[Row]
    months: list[Row]
    visits: int
    waiting: int
    drawn: int


def report(actor: Actor) -> Report:
    """Return how far second visits agree with first ones, in the divisions an officer answers for."""
    rows = list(db.session.scalars(_doubles(actor)).unique())
    done = [each for each in rows if each.again and each.again.state == "done"]
    pairs = [pair for each in done for pair in _pairs(each)]
    items = _grouped(pairs, lambda one: one.item, lambda one: one.words)
    # Weakest item first: it is rewritten. People by name: this is no ranking.
    items.sort(key=lambda row: (row.found.kappa is None, row.found.kappa or 0.0, row.name))
    people = _grouped(pairs, lambda one: one.first, lambda one: (one.first[1],) * 2)
    months = _grouped(pairs, lambda one: one.month, lambda one: (one.month, one.month))
    waiting = sum(each.again is not None and each.again.state in ("planned", "missed") for each in rows)
    return Report(
        agreement(each.outcomes for each in pairs), items, sorted(people, key=lambda row: row.name),
        sorted(months, key=lambda row: row.name), len(done), waiting, len(rows),
    )  # fmt: skip


def _doubles(actor: Actor) -> Select[Double]:
    loaded = [
        joinedload(which).joinedload(Visit.submission).options(selectinload(Submission.answers))
        for which in (Double.visit, Double.again)
    ]
    version = joinedload(Double.visit).joinedload(Visit.template_version)
    stmt = (
        select(Double).join(Visit, Visit.id == Double.visit_id).join(Project, Project.id == Visit.project_id)
    )
    return stmt.where(Double.place.is_not(None), in_sight(actor, roles=OFFICERS)).options(*loaded, version)


def _pairs(one: Double) -> Iterable[Compared]:
    first, second = one.visit.submission, one.again.submission if one.again else None
    if first is None or second is None:
        return
    known, template = items_by_key(one.visit.template_version.content), one.visit.template_version.template_id
    said = {(each.item_key, each.element_id): each.outcome for each in second.answers}
    month = second.finished_at.astimezone(CHINA).strftime("%Y-%m")
    for each in first.answers:
        other = said.get((each.item_key, each.element_id))
        if other is not None:
            item = known[each.item_key]
            yield Compared(
                (template, each.item_key),
                (item["zh"], item["en"]),
                (first.person_id or "", first.person_name),
                month,
                (each.outcome, other),
            )


def _grouped(
    pairs: list[Compared], key: Callable[[Compared], Any], name: Callable[[Compared], tuple[str, str]]
) -> list[Row]:
    found: defaultdict[Any, list[Compared]] = defaultdict(list)
    for each in pairs:
        found[key(each)].append(each)
    return [Row(name(held[0]), agreement(each.outcomes for each in held)) for held in found.values()]
