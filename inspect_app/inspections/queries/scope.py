"""Reads for a draw's list: the sites of a division with what weighs for them, and who may inspect them."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, func, or_, select

from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.defects.models import Defect
from inspect_app.defects.queries import UNFINISHED
from inspect_app.identity.models import Membership, Person
from inspect_app.inspections.models import (
    DangerousWork,
    Draw,
    InspectorCard,
    Recusal,
    Seal,
    Seat,
    Submission,
    Visit,
)
from inspect_app.inspections.rules.draw_weights import CAUSES, LONGEST_WAIT, Risk
from inspect_app.inspections.rules.recusal import Fact
from inspect_app.projects.models import Project, ProjectParty

#: visits an inspector takes at a time who has no card; the platform's own figure
ROOM = 6
#: told by higher rooms: (project ids, day) -> what weighs for each of them
WEIGHERS: list[Callable[[Collection[str], date], Mapping[str, Risk]]] = []
#: told by higher rooms: a key of draw_weights.CAUSES -> the ids of the projects that have the cause
CAUSED: dict[str, Callable[[], Iterable[str]]] = {}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A project in scope: what weighs for it, and why it is inspected without a draw (none: it may be drawn)."""

    project: Project
    risk: Risk
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pooled:
    """Somebody who may be drawn: skills, the whole load, and how many visits more may come."""

    person: Person
    party: str
    skills: tuple[str, ...]
    load: int
    room: int


def candidates(region: str, at: datetime) -> list[Candidate]:
    """Return the unfinished projects of a division, by number, each with its weight and causes."""
    rows = list(
        db.session.scalars(
            select(Project)
            .where(Project.region.startswith(region, autoescape=True), Project.state != "completed")
            .order_by(Project.number)
        )
    )
    ids = [each.id for each in rows]
    risks: dict[str, Risk] = {}
    for ask in WEIGHERS:
        risks.update(ask(ids, local_day(at)))
    causes, waits = causes_of(ids, at), waited(region, set(ids))
    for project_id in (each for each, draws in waits.items() if draws >= LONGEST_WAIT):
        causes[project_id] = (*causes[project_id], "waited")
    return [
        Candidate(each, _risk(risks.get(each.id), waits.get(each.id, 0)), causes[each.id]) for each in rows
    ]


def _risk(told: Risk | None, waits: int) -> Risk:
    return Risk(told.grade, told.listed, waits) if told else Risk(waited=waits)


def causes_of(ids: Collection[str], at: datetime) -> defaultdict[str, tuple[str, ...]]:
    """Return why each of these projects is always inspected, in the order of CAUSES; none for most."""
    wanted, found = set(ids), defaultdict[str, tuple[str, ...]](tuple)
    asked = {"hazard": _hazards(), "dangerous": _dangerous(local_day(at))}
    for cause in CAUSES:
        have = asked[cause] if cause in asked else CAUSED[cause]() if cause in CAUSED else ()
        for project_id in wanted & set(have):
            found[project_id] = (*found[project_id], cause)
    return found


def _hazards() -> Iterable[str]:
    graves = (Defect.severity == "major", Defect.kind == "hazard", Defect.state.in_(UNFINISHED))
    return db.session.scalars(select(Defect.project_id).where(*graves).distinct())


def _dangerous(on: date) -> Iterable[str]:
    lasting = or_(DangerousWork.until.is_(None), DangerousWork.until >= on)
    stmt = select(DangerousWork.project_id).where(DangerousWork.since <= on, lasting)
    return db.session.scalars(stmt.distinct())


def waited(region: str, ids: Collection[str]) -> dict[str, int]:
    """Return in how many draws in a row, the last ones, each project was on the list and not drawn.

    A draw counts once none of its visits is to come: a weight must not tell what is still sealed.
    """
    sealed = exists().where(Seal.draw_id == Draw.id, Seal.visit_id == Visit.id, Visit.state == "planned")
    last = select(Draw).where(Draw.region == region, Draw.state.in_(("drawn", "published")), ~sealed)
    rows = db.session.scalars(last.order_by(Draw.drawn_at.desc()).limit(LONGEST_WAIT)).all()
    found: dict[str, int] = {}
    over: set[str] = set()
    for each in rows:
        taken = {one["site"] for one in each.drawn or ()}
        for key, told in each.names.items():
            project_id = told["key"]
            if told["kind"] != "site" or project_id not in ids or project_id in over:
                continue
            if key in taken:
                over.add(project_id)
            else:
                found[project_id] = found.get(project_id, 0) + 1
    return found


def pool(region: str) -> list[Pooled]:
    """Return the inspectors whose reach holds the division, by name, with skills and load."""
    standing = Membership.role == "inspector", Membership.ended_at.is_(None), Membership.project_id.is_(None)
    stmt = select(Membership).join(Membership.person).where(*standing, Person.closed_at.is_(None))
    cards = {each.person_id: each for each in db.session.scalars(select(InspectorCard))}
    loads, found = _loads(), dict[str, Pooled]()
    for each in db.session.scalars(stmt.order_by(Person.name, Person.id)):
        if each.region and not region.startswith(each.region):
            continue
        card, load = cards.get(each.person_id), loads.get(each.person_id, 0)
        most, skills = (card.room, tuple(card.skills)) if card else (ROOM, ())
        found[each.person_id] = Pooled(each.person, each.party.name, skills, load, max(0, most - load))
    return list(found.values())


def _loads() -> dict[str, int]:
    seated = select(Seat.person_id, Seat.visit_id).where(Seat.left_at.is_(None))
    assigned = select(Visit.assignee_id, Visit.id).where(Visit.assignee_id.is_not(None))
    both = seated.union(assigned).subquery()
    person_id, visit_id = both.c
    stmt = select(person_id, func.count()).join(Visit, Visit.id == visit_id).where(Visit.state == "planned")
    return {str(key): int(count) for key, count in db.session.execute(stmt.group_by(person_id))}


def recusals(on: date) -> dict[str, list[Recusal]]:
    """Return the standing recusals by person; which of them bar on a day is for the rule."""
    found: dict[str, list[Recusal]] = {}
    for each in db.session.scalars(select(Recusal).where(Recusal.withdrawn_at.is_(None))):
        if each.since is None or each.since <= on:
            found.setdefault(each.person_id, []).append(each)
    return found


def employers() -> dict[str, list[Membership]]:
    """Return the roles people hold or held at parties of works, by person: they were employed there."""
    stmt = select(Membership).where(
        Membership.role.not_in(("admin", "authority", "inspector", "street", "community"))
    )
    found: dict[str, list[Membership]] = {}
    for each in db.session.scalars(stmt):
        found.setdefault(each.person_id, []).append(each)
    return found


def facts_of(people: Collection[str], on: date) -> list[Fact]:
    """Return what may keep these people from a site on a day: what they declared, and whose they were."""
    found = [each.fact for rows in recusals(on).values() for each in rows]
    found += [
        Fact(person, "employer", held.party_id, until=local_day(held.ended_at) if held.ended_at else None)
        for person, rows in employers().items()
        for held in rows
    ]
    return [each for each in found if each.person in people]


def parties_of(ids: Collection[str]) -> dict[str, set[str]]:
    """Return the parties of the works of each project."""
    found: dict[str, set[str]] = {each: set() for each in ids}
    for each in db.session.execute(select(ProjectParty.project_id, ProjectParty.party_id)):
        if each.project_id in found:
            found[each.project_id].add(each.party_id)
    return found


def last_inspected_by(ids: Collection[str]) -> dict[str, set[str]]:
    """Return who made the last finished visit of each project: whoever was drawn for it, and whoever signed it."""
    newest = select(Visit.project_id, func.max(Visit.done_at).label("at")).where(Visit.state == "done")
    last = newest.group_by(Visit.project_id).subquery()
    met = (Visit.project_id == last.c.project_id) & (Visit.done_at == last.c.at)
    signed = select(Visit.project_id, Submission.person_id).join(Submission).join(last, met)
    seated = select(Visit.project_id, Seat.person_id).join(Seat, Seat.visit_id == Visit.id).join(last, met)
    found: dict[str, set[str]] = {each: set() for each in ids}
    for stmt in (signed, seated.where(Seat.left_at.is_(None))):
        for project_id, person_id in db.session.execute(stmt):
            if project_id in found and person_id:
                found[project_id].add(person_id)
    return found
