"""Reads of projects: every list holds only what the actor may see."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from sqlalchemy import ColumnElement, Select, exists, false, or_, select, true

from inspect_app.core.db import db
from inspect_app.core.journal import Entry
from inspect_app.core.permits import Actor
from inspect_app.projects.models import Element, Pin, Project, ProjectParty, Sheet
from inspect_app.projects.rules import FIVE, STEPS

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
