"""Reads of projects: every list holds only what the actor may see."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true
from sqlalchemy.orm import aliased

from inspect_app.core.db import db
from inspect_app.core.journal import Entry
from inspect_app.core.permits import Actor
from inspect_app.projects.models import Charge, Element, Pin, Project, ProjectParty, Sheet
from inspect_app.projects.rules import FIVE, STEPS, WORKFLOW

#: roles that see only what is their own within a project
NARROW = ("contractor", "subcontractor", "utility", "property")
#: so many keys of projects are read before a big table is counted by them
_FEW = 500


def in_sight(
    actor: Actor, *, wide: bool = False, roles: Collection[str] | None = None
) -> ColumnElement[bool]:
    """Return the condition on Project that the actor may see it.

    With `wide`, only grants that see everything inside the project count (not those of a contractor,
    subcontractor, property firm or utility, who see what is their own); with `roles`, only grants of these.
    """
    if actor.kind == "system":
        return true()
    grants = [each for each in actor.grants if not (wide and each.role in NARROW)]
    grants = [each for each in grants if roles is None or each.role in roles]
    if any(each.role == "admin" and not each.region and not each.project_id for each in grants):
        return true()
    reached: list[ColumnElement[bool]] = []
    for grant in grants:
        if grant.project_id:
            reached.append(Project.id == grant.project_id)
        elif grant.region:
            reached.append(Project.region.startswith(grant.region, autoescape=True))
    whole = {each.party_id for each in grants if not each.project_id and not each.region and each.party_id}
    if whole:
        takes_part = exists().where(ProjectParty.project_id == Project.id, ProjectParty.party_id.in_(whole))
        reached.append(takes_part)
    return or_(*reached) if reached else false()


def narrow_grants(actor: Actor) -> list[tuple[str, Actor]]:
    """Return each role that sees only what is its own party's: the party, and the actor with that role alone.

    Roles are looked at one by one: what one of them reaches, another one's party may not see.
    """
    return [
        (each.party_id, replace(actor, grants=(each,)))
        for each in dict.fromkeys(actor.grants)
        if each.role in NARROW and each.party_id
    ]


def keys(condition: ColumnElement[bool]) -> Select[str] | list[str]:
    """Return the projects of a condition for an `in` over a big table: their keys while few, else the query for them.

    Keys known beforehand let the database count along an index in its order; of a query it looks every row up.
    """
    asked = select(Project.id).where(condition)
    found = list(db.session.scalars(asked.order_by(Project.id).limit(_FEW + 1)))
    return found if len(found) <= _FEW else asked


def visible(actor: Actor) -> Select[Project]:
    """Return the projects the actor may see, newest first."""
    return select(Project).where(in_sight(actor)).order_by(Project.created_at.desc(), Project.id)


def one(actor: Actor, project_id: str) -> Select[Project]:
    """Return the query for one project the actor may see."""
    return select(Project).where(Project.id == project_id, in_sight(actor))


def tree(project_id: str) -> Select[Element]:
    """Return the building tree of a project in reading order."""
    return select(Element).where(Element.project_id == project_id).order_by(Element.path)


@dataclass(slots=True)
class Branch:
    """An element with those below it, and how many they are in all."""

    element: Element
    below: "list[Branch]" = field(default_factory=list)
    many: int = 0


def forest(elements: Iterable[Element]) -> list[Branch]:
    """Return elements of a project as branches below one another, building 2 before building 10."""
    known = {each.id: Branch(each) for each in sorted(elements, key=_as_counted)}
    tops: list[Branch] = []
    for each in reversed(known.values()):
        above = known.get(each.element.parent_id or "")
        (above.below if above else tops).insert(0, each)
        if above:
            above.many += each.many + 1
    return tops


def _as_counted(element: Element) -> list[str | int]:
    return [int(each) if n % 2 else each for n, each in enumerate(re.split(r"([0-9]+)", element.path))]


def in_charge(element_ids: Collection[str]) -> dict[str, Charge]:
    """Return who has charge of each of these elements now; those still the owner's are left out."""
    if not element_ids:
        return {}
    stmt = select(Charge).where(Charge.element_id.in_(element_ids)).order_by(Charge.since, Charge.id)
    newest = {each.element_id: each for each in db.session.scalars(stmt)}
    return {key: each for key, each in newest.items() if each.party_id is not None}


def charged_to(party_ids: Collection[str], element_id: Any) -> ColumnElement[bool]:
    """Return the condition that one of these parties has charge now of the element a column names."""
    mine, later = aliased(Charge), aliased(Charge)
    newer = exists().where(later.element_id == mine.element_id, later.since > mine.since)
    return exists().where(mine.element_id == element_id, mine.party_id.in_(party_ids), ~newer)


def charge_near(project_id: str, element: Element | None, kinds: Collection[str]) -> Charge | None:
    """Return who has charge of a place: of the element itself, or of what lies below it of these kinds.

    Several below in different hands, or one of them still the owner's, are nobody's for certain: None.
    """
    if element is not None and (own := in_charge([element.id]).get(element.id)):
        return own
    if not kinds:
        return None
    below = [Element.project_id == project_id, Element.kind.in_(kinds)]
    if element is not None:
        below.append(Element.path.startswith(f"{element.path} / ", autoescape=True))
    found = list(db.session.scalars(select(Element.id).where(*below)))
    standing = in_charge(found)
    one_hand = len({each.party_id for each in standing.values()}) == 1 and len(standing) == len(found)
    return next(iter(standing.values())) if one_hand else None


def charges_of(element_id: str) -> list[Charge]:
    """Return who had charge of an element, one after the other."""
    stmt = select(Charge).where(Charge.element_id == element_id).order_by(Charge.since, Charge.id)
    return list(db.session.scalars(stmt))


def newest_charge(element_id: Any) -> Select[str | None]:
    """Return the query for the party that has charge of the element a column names, for a row to carry along."""
    return (
        select(Charge.party_id).where(Charge.element_id == element_id).order_by(Charge.since.desc()).limit(1)
    )


def kinds(project_id: str) -> set[str]:
    """Return the kinds of elements a project has."""
    return set(db.session.scalars(select(Element.kind).where(Element.project_id == project_id).distinct()))


def sheets(project_id: str, *, withdrawn: bool = False) -> Select[Sheet]:
    """Return the drawings of a project in the order of its tree: those in use, or with the withdrawn ones."""
    stmt = select(Sheet).outerjoin(Sheet.element).where(Sheet.project_id == project_id)
    stmt = stmt.order_by(Element.path, Sheet.name, Sheet.id)
    return stmt if withdrawn else stmt.where(Sheet.withdrawn_at.is_(None))


def sheet(actor: Actor, sheet_id: str) -> Select[Sheet]:
    """Return the query for one drawing of a project the actor may see."""
    return select(Sheet).join(Sheet.project).where(Sheet.id == sheet_id, in_sight(actor))


def pins(kind: str, keys: Collection[str]) -> dict[str, Pin]:
    """Return where these things of a kind are on a drawing, those that are on one."""
    if not keys:
        return {}
    stmt = select(Pin).where(Pin.thing_kind == kind, Pin.thing_id.in_(keys))
    return {each.thing_id: each for each in db.session.scalars(stmt)}


def steps_done(project: Project) -> set[str]:
    """Return the acts of the first steps (`rules.STEPS`) that this project has behind it.

    The journal tells of the acts of the rooms above; of the five parties it is asked whether all have a leader.
    """
    asked = [each.act for each in STEPS]
    stmt = select(Entry.verb).where(Entry.project_id == project.id, Entry.verb.in_(asked)).distinct()
    done = set(db.session.scalars(stmt))
    if not five_named(project):
        done.discard("project.set-party")
    return done


def five_named(project: Project) -> bool:
    """Say whether all five parties take part, each with a leader."""
    return {each.role for each in project.parties if each.leader} >= set(FIVE)


def within(element: Element) -> ColumnElement[bool]:
    """Return the condition on Element to be this one, or to lie below it."""
    below = Element.path.startswith(f"{element.path} / ", autoescape=True)
    return and_(Element.project_id == element.project_id, or_(Element.id == element.id, below))


def stages(project_id: str) -> list[tuple[str, datetime, datetime | None]]:
    """Return the states a project was in, each with its beginning and its end (None: it is in it now).

    Read in the journal. The first reaches back without end: what was measured before the project was written
    down belongs to it.
    """
    moves = {f"project.{each.name}" for each in WORKFLOW.moves}
    stmt = select(Entry.at, Entry.data).where(
        Entry.thing_kind == "project", Entry.thing_id == project_id, Entry.verb.in_(moves)
    )
    state, since = WORKFLOW.initial, datetime(1970, 1, 1, tzinfo=UTC)
    found: list[tuple[str, datetime, datetime | None]] = []
    for at, data in db.session.execute(stmt.order_by(Entry.at, Entry.seq)):
        found.append((state, since, at))
        state, since = data["to"], at
    return [*found, (state, since, None)]
