"""Reads of complaints: staff see those of their projects, the parties that repair only what is theirs."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from inspect_app.complaints.models import Complaint, Survey, Transfer
from inspect_app.complaints.rules.life import FOR_THE_RESIDENT, WORKFLOW
from inspect_app.core import journal
from inspect_app.core.codes import opens
from inspect_app.core.db import db, holds
from inspect_app.core.permits import Actor
from inspect_app.defects.models import Defect
from inspect_app.projects.models import Element, Project
from inspect_app.projects.queries import in_sight, keys, narrow_grants

#: roles that see every complaint of their projects
READERS = ("admin", "authority", "inspector", "owner", "supervisor", "street", "community")
UNFINISHED = tuple(each.name for each in WORKFLOW.states if not each.final)
#: nobody has taken it up yet
NEW = ("received", "reopened")
_STATES_OF = {"unfinished": UNFINISHED, "new": NEW}
#: what a hidden number or address may be made of
_PROBING = re.compile(r"[\d@.a-z]|[零〇○一幺二两三四五六七八九]{2}", re.IGNORECASE)
STATES = ("unfinished", "new", "calls", "all", *(each.name for each in WORKFLOW.states))


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to."""

    state: str = "unfinished"
    project_id: str = ""
    words: str = ""


def complained_of() -> Iterable[str]:
    """Return the projects residents complain of and nobody has settled it: they are inspected without a draw."""
    unsettled = select(Complaint.project_id).where(Complaint.state.in_(UNFINISHED))
    return db.session.scalars(unsettled.distinct())


def visible(actor: Actor) -> Select[Complaint]:
    """Return the complaints the actor may see."""
    return select(Complaint).join(Complaint.project).where(_seen(actor, lambda projects: projects))


def _to_count(actor: Actor) -> Select[Complaint]:
    return select(Complaint).where(_seen(actor, lambda projects: Complaint.project_id.in_(keys(projects))))


def _seen(actor: Actor, within: Callable[[ColumnElement[bool]], ColumnElement[bool]]) -> ColumnElement[bool]:
    readers = replace(actor, grants=tuple(each for each in actor.grants if each.role in READERS))
    own = (
        and_(
            within(in_sight(alone)),
            or_(Complaint.accountable_party_id == party, Complaint.id.in_(_offered_to(party))),
        )
        for party, alone in narrow_grants(actor)
    )
    return or_(within(in_sight(readers)), *own)


def _offered_to(party_id: str) -> Select[str]:
    return select(Transfer.complaint_id).where(Transfer.to_party_id == party_id, Transfer.answer.is_(None))


def one(actor: Actor, key: str) -> Select[Complaint]:
    """Return the query for one complaint the actor may see, by its id or number."""
    return _whole(visible(actor)).where(or_(Complaint.id == key, Complaint.number == key.upper()))


def listed(actor: Actor, wanted: Filter) -> Select[Complaint]:
    """Return the complaints of a filter, the longest waiting first."""
    narrowed = _whole(visible(actor)).where(*_conditions(actor, wanted))
    return narrowed.order_by(Complaint.filed_at, Complaint.id)


@dataclass(frozen=True, slots=True)
class Cell:
    """How many rows a project holds of a state."""

    project_id: str
    state: str
    rows: int


def counts(actor: Actor, wanted: Filter) -> dict[str, int]:
    """Return how many rows each choice of state would show, the other filters staying as they are."""
    return _counts(actor, _cells(actor, wanted), wanted)


def choices(actor: Actor, wanted: Filter) -> tuple[dict[str, int], list[tuple[str, str, int]]]:
    """Return the counts, and (id, name, how many) of the projects that hold rows of the filter, by name."""
    cells = _cells(actor, replace(wanted, project_id=""))
    mine = [each for each in cells if wanted.project_id in ("", each.project_id)]
    held: Counter[str] = Counter()
    for each in _called(actor, wanted) if wanted.state == "calls" else cells:
        if wanted.state in ("all", "calls") or each.state in _STATES_OF.get(wanted.state, (wanted.state,)):
            held[each.project_id] += each.rows
    named = select(Project.id, Project.name).where(Project.id.in_(list(+held)))
    rows = db.session.execute(named.order_by(Project.name, Project.id))
    return _counts(actor, mine, wanted), [(key, name, held[key]) for key, name in rows]


def _cells(actor: Actor, wanted: Filter) -> list[Cell]:
    return _grouped(_to_count(actor).where(*_conditions(actor, replace(wanted, state="all"))))


def _called(actor: Actor, wanted: Filter) -> list[Cell]:
    return _grouped(_to_count(actor).where(*_conditions(actor, replace(wanted, project_id=""))))


def _grouped(base: Select[Complaint]) -> list[Cell]:
    # In the order of the index that holds all of it: read once from end to end, with nothing to sort.
    order = (Complaint.project_id, Complaint.accountable_party_id, Complaint.state)
    cells = base.with_only_columns(Complaint.project_id, Complaint.state, func.count())
    return [Cell(*row) for row in db.session.execute(cells.group_by(*order))]


def _counts(actor: Actor, cells: Iterable[Cell], wanted: Filter) -> dict[str, int]:
    found: Counter[str] = Counter()
    for each in cells:
        found[each.state] += each.rows
    found["all"] = found.total()
    for name, states in _STATES_OF.items():
        found[name] = sum(found[each] for each in states)
    calls = visible(actor).where(*_conditions(actor, replace(wanted, state="calls")))
    found["calls"] = db.session.scalar(calls.with_only_columns(func.count())) or 0
    return dict(found)


def of_id(complaint_id: str) -> Select[Complaint]:
    """Return the query for one complaint whoever asks: for its resident, who has shown the code."""
    return _whole(select(Complaint).join(Complaint.project)).where(Complaint.id == complaint_id)


def followed(number: str, code: str, key: str) -> Complaint | None:
    """Return the complaint that number and code open; an unknown number costs what a wrong code does."""
    stmt = select(Complaint).where(Complaint.number == number.strip().upper()[:20])
    found = db.session.scalar(stmt)
    fits = opens("complaint", code, found.code_seal if found else "", key)
    return found if fits else None


def tickets(complaint_id: str) -> Select[Defect]:
    """Return the tickets raised because of a complaint, oldest first."""
    source = or_(
        Defect.source_id == complaint_id, Defect.source_id.startswith(f"{complaint_id}:", autoescape=True)
    )
    return (
        select(Defect).where(Defect.source_kind == "complaint", source).order_by(Defect.raised_at, Defect.id)
    )


def of_ticket(defect_id: str) -> Select[Complaint]:
    """Return the complaint a ticket was raised for."""
    source = select(func.substr(Defect.source_id, 1, 36)).where(
        Defect.id == defect_id, Defect.source_kind == "complaint"
    )
    return select(Complaint).where(Complaint.id == source.scalar_subquery())


def told(entries: Iterable[journal.Entry]) -> list[tuple[journal.Entry, str, str]]:
    """Return what the resident may read of a timeline: the acts meant for them, which detail, and its words."""
    return [
        (each, FOR_THE_RESIDENT[each.verb], str((each.data or {}).get(FOR_THE_RESIDENT[each.verb]) or ""))
        for each in entries
        if each.verb in FOR_THE_RESIDENT
    ]


def at_site(site: str) -> Select[Project]:
    """Return the project of a site's short name, as a QR code on the stairwell gives it."""
    return select(Project).where(Project.site == site)


def parts(project_id: str, building: Element | None) -> Select[Element]:
    """Return the places to choose from: the tops of the tree, or all that lies below a building."""
    stmt = select(Element).where(Element.project_id == project_id).order_by(Element.path)
    if building is None:
        return stmt.where(Element.parent_id.is_(None))
    return stmt.where(Element.path.startswith(f"{building.path} / ", autoescape=True))


def _whole(stmt: Select[Complaint]) -> Select[Complaint]:
    return stmt.options(
        contains_eager(Complaint.project),
        joinedload(Complaint.element),
        joinedload(Complaint.accountable_party),
    )


def _conditions(actor: Actor, wanted: Filter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.state == "unfinished":
        # Written out, not bound: only so is the index of the unfinished known to hold them all.
        found.append(
            Complaint.state.in_(bindparam("unfinished", UNFINISHED, expanding=True, literal_execute=True))
        )
    elif wanted.state == "new":
        found.append(Complaint.state.in_(NEW))
    elif wanted.state == "calls":
        drawn = select(Survey.complaint_id).where(
            Survey.drawn.is_(True), or_(Survey.called.is_(None), Survey.called == "absent")
        )
        found.append(Complaint.id.in_(drawn))
    elif wanted.state != "all":
        found.append(Complaint.state == wanted.state)
    if wanted.project_id:
        found.append(Complaint.project_id == wanted.project_id)
    if wanted.words:
        found.append(_says(actor, wanted.words))
    return found


def _says(actor: Actor, words: str) -> ColumnElement[bool]:
    number = Complaint.number == words.upper()
    if not actor.has(*READERS) and _PROBING.search(words):
        # Whoever reads the words with their numbers hidden must not find these by asking digit for digit.
        return number
    return or_(holds(Complaint.words, words), number)
