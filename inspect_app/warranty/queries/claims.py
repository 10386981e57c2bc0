"""Reads of claims: what an actor may see, what a resident opens by number and code, how firms keep appointments."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from inspect_app.core import journal
from inspect_app.core.codes import opens
from inspect_app.core.db import db
from inspect_app.core.permits import Actor, may
from inspect_app.core.todo import Todo
from inspect_app.projects.models import Project
from inspect_app.projects.queries import in_sight, narrow_grants
from inspect_app.warranty.models import Claim, ClaimVisit
from inspect_app.warranty.rules.claim import FOR_THE_RESIDENT, UNFINISHED, WORKFLOW

#: roles that see every claim of their projects
READERS = ("admin", "authority", "inspector", "owner", "supervisor", "street", "community")
#: roles of parties that take parts over and claim for them in the owner's place
TAKERS = ("utility", "property")
STATES = ("unfinished", "all", *(each.name for each in WORKFLOW.states))
MOST_TODOS = 50
#: moves that somebody waits for, in the order asked
_TURNS = (
    ("dispatch", "派人维修", "name who comes"), ("propose", "约上门时间", "propose times"),
    ("attend", "上门查看", "go and look"), ("repair", "维修并报告", "repair and report"),
    ("insist", "认定是否保修", "decide whether it is covered"),
    ("repair-by-others", "第三方维修后登记费用", "record the repair and its cost"),
)  # fmt: skip


def visible(actor: Actor) -> Select[Claim]:
    """Return the claims an actor may see: of projects in sight, a contractor's own, a taker's for what it took over."""
    readers = replace(actor, grants=tuple(each for each in actor.grants if each.role in READERS))
    own = (
        and_(
            in_sight(alone),
            (Claim.owner_id if alone.grants[0].role in TAKERS else Claim.contractor_id) == party,
        )
        for party, alone in narrow_grants(actor)
        if alone.grants[0].role in ("contractor", *TAKERS)
    )
    return select(Claim).join(Claim.project).where(or_(in_sight(readers), *own))


def one(actor: Actor, key: str) -> Select[Claim]:
    """Return the query for one claim the actor may see, by its id or number."""
    return _whole(visible(actor)).where(or_(Claim.id == key, Claim.number == key.upper()))


def of_id(claim_id: str) -> Select[Claim]:
    """Return the query for one claim whoever asks: for its resident, who has shown the code."""
    return _whole(select(Claim).join(Claim.project)).where(Claim.id == claim_id)


def listed(actor: Actor, *, state: str = "unfinished", project_id: str = "") -> Select[Claim]:
    """Return the claims of a filter, the soonest due first."""
    stmt = _whole(visible(actor)).order_by(Claim.done_by, Claim.id)
    if state == "unfinished":
        stmt = stmt.where(Claim.state.in_(UNFINISHED))
    elif state != "all":
        stmt = stmt.where(Claim.state == state)
    return stmt.where(Claim.project_id == project_id) if project_id else stmt


def _whole(stmt: Select[Claim]) -> Select[Claim]:
    return stmt.options(
        contains_eager(Claim.project).joinedload(Project.parties), joinedload(Claim.element), joinedload(Claim.clock),
        joinedload(Claim.contractor), joinedload(Claim.owner),
    )  # fmt: skip


def followed(number: str, code: str, key: str) -> Claim | None:
    """Return the claim that number and code open; an unknown number costs what a wrong code does."""
    found = db.session.scalar(select(Claim).where(Claim.number == number.strip().upper()[:20]))
    fits = opens("claim", code, found.code_seal if found else "", key)
    return found if fits else None


def of_source(source_kind: str, source_id: str) -> Select[Claim]:
    """Return the query for the claim made from a source: a complaint, a fault found at a return visit."""
    return select(Claim).where(Claim.source_kind == source_kind, Claim.source_id == source_id)


def open_of(project_id: str) -> list[Claim]:
    """Return the unfinished claims of a project, oldest first."""
    stmt = select(Claim).where(Claim.project_id == project_id, Claim.state.in_(UNFINISHED))
    return list(db.session.scalars(stmt.order_by(Claim.filed_at, Claim.id)))


def charged(*project_ids: str) -> dict[str, list[tuple[str, int]]]:
    """Return by project (number, fen) of every repair by others at the contractor's cost, in the order of numbers."""
    found: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    stmt = select(Claim.project_id, Claim.number, Claim.cost)
    stmt = stmt.where(Claim.project_id.in_(project_ids), Claim.cost.is_not(None))
    for project_id, number, fen in db.session.execute(stmt.order_by(Claim.number)):
        found[project_id].append((number, fen or 0))
    return found


def told(entries: Iterable[journal.Entry]) -> list[tuple[journal.Entry, str]]:
    """Return what the resident may read of a timeline: the acts meant for them, each with its own words."""
    return [
        (each, str((each.data or {}).get(FOR_THE_RESIDENT[each.verb], "")))
        for each in entries
        if each.verb in FOR_THE_RESIDENT
    ]


def kept_appointments(party_id: str) -> dict[str, int]:
    """Return what a contractor did with its appointments: held, missed by it, missed by the resident."""
    cells = select(ClaimVisit.absent, ClaimVisit.held_at.is_not(None), func.count()).join(
        Claim, Claim.id == ClaimVisit.claim_id
    )
    mine = Claim.contractor_id == party_id, ClaimVisit.chosen.is_not(None)
    found: Counter[str] = Counter({"held": 0, "contractor": 0, "resident": 0})
    for absent, held, count in db.session.execute(
        cells.where(*mine).group_by(ClaimVisit.absent, ClaimVisit.held_at.is_not(None))
    ):
        if held or absent:
            found["held" if held else str(absent)] += count
    return dict(found)


def todos(actor: Actor, _at: datetime) -> list[Todo]:
    """Return the claims at which a person is the one to act."""
    rows = db.session.scalars(listed(actor).limit(MOST_TODOS)).unique()
    return [made for each in rows if (made := _todo(actor, each))]


def _todo(actor: Actor, claim: Claim) -> Todo | None:
    open_ = {
        each.name for each in WORKFLOW.open_moves(claim.state) if may(actor, f"claim.{each.name}", claim)
    }
    words = next(((zh, en) for name, zh, en in _TURNS if name in open_), None)
    if words is None:
        return None
    due = claim.there_by if claim.attended_at is None else claim.done_by
    # Without the door: what is to be done stands in calendars and letters too.
    title = f"{claim.number} {claim.where or claim.project.community}"
    return Todo(f"/claims/{claim.id}", (title, title), claim.project.name, words, due)
