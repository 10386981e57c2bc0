"""Reads of household acceptance: the cards an actor may see, what waits for whom, and how the households stand."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from inspect_app.core.db import db
from inspect_app.core.permits import Actor, may
from inspect_app.core.todo import Todo
from inspect_app.defects.models import Defect
from inspect_app.households.models import HouseholdCard, HouseholdPoint
from inspect_app.households.permits import SEERS
from inspect_app.households.rules import WORKFLOW, stands
from inspect_app.projects.models import Element
from inspect_app.projects.queries import in_sight

Words = tuple[str, str]
STATES = ("open", "all", *(each.name for each in WORKFLOW.states))
OPEN = ("drafted", "filled", "checked", "confirmed")
_TURNS = (
    ("fill", "自查并填写", "fill it in"), ("check", "核查", "check it"), ("confirm", "确认", "confirm it"),
    ("sign", "请住户签字", "have the resident sign"),
)  # fmt: skip
MOST_TODOS = 50


def visible(actor: Actor) -> Select[HouseholdCard]:
    """Return the cards an actor may see."""
    return select(HouseholdCard).join(HouseholdCard.project).where(in_sight(actor, roles=SEERS))


def one(actor: Actor, card_id: str) -> Select[HouseholdCard]:
    """Return the query for one card the actor may see."""
    whole = selectinload(HouseholdCard.points), selectinload(HouseholdCard.attempts)
    return _placed(visible(actor)).options(*whole).where(HouseholdCard.id == card_id)


def listed(actor: Actor, *, state: str = "all", project_id: str = "") -> Select[HouseholdCard]:
    """Return the cards of a filter, by place."""
    stmt = _placed(visible(actor)).join(HouseholdCard.element).order_by(Element.path, HouseholdCard.number)
    if state == "open":
        stmt = stmt.where(HouseholdCard.state.in_(OPEN))
    elif state != "all":
        stmt = stmt.where(HouseholdCard.state == state)
    return stmt.where(HouseholdCard.project_id == project_id) if project_id else stmt


def _placed(stmt: Select[HouseholdCard]) -> Select[HouseholdCard]:
    return stmt.options(contains_eager(HouseholdCard.project), joinedload(HouseholdCard.element))


@dataclass(frozen=True, slots=True)
class Standing:
    """How a household stands: accepted, defects, unreached, open or missing (without a card)."""

    element_id: str
    path: str
    building: str
    state: str
    number: str = ""


def standing(project_ids: Collection[str]) -> dict[str, list[Standing]]:
    """Return, by project, how each of its households stands; the number of queries does not grow."""
    ids = list(project_ids)
    failed = (
        select(HouseholdPoint.card_id, func.count())
        .join(HouseholdCard)
        .outerjoin(Defect, (Defect.source_kind == "household") & (Defect.source_id == HouseholdPoint.id))
        .where(HouseholdCard.project_id.in_(ids), HouseholdPoint.outcome == "fail")
        .where(Defect.id.is_(None) | Defect.state.not_in(("closed", "void")))
        .group_by(HouseholdPoint.card_id)
    )
    failing: dict[str, int] = {row[0]: row[1] for row in db.session.execute(failed)}
    stmt = (
        select(
            Element.project_id,
            Element.id,
            Element.path,
            HouseholdCard.id,
            HouseholdCard.state,
            HouseholdCard.number,
        )
        .outerjoin(HouseholdCard, (HouseholdCard.element_id == Element.id) & (HouseholdCard.state != "void"))
        .where(Element.project_id.in_(ids), Element.kind == "household")
        .order_by(Element.path)
    )
    found: dict[str, list[Standing]] = {each: [] for each in ids}
    for project_id, element_id, path, card_id, state, number in db.session.execute(stmt):
        stand = stands(state, failing.get(card_id, 0)) if card_id else "missing"
        found[project_id].append(Standing(element_id, path, path.split(" / ")[0], stand, number or ""))
    return found


def summary(rows: Collection[Standing]) -> dict[str, Counter[str]]:
    """Return how many households of each building stand how."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for each in rows:
        found[each.building][each.state] += 1
    return dict(found)


def not_accepted(project_ids: Collection[str]) -> dict[str, list[str]]:
    """Return, by project, the numbers of cards still open or with defects; homes without one are counted, not named.

    Nothing for a project that keeps no cards here. Without doors: whoever sees the gate need not see the homes.
    """
    found: dict[str, list[str]] = {}
    for key, rows in standing(project_ids).items():
        kept_here = any(each.number for each in rows)
        missing = sum(1 for each in rows if each.state == "missing")
        named = [each.number for each in rows if each.state in ("open", "defects")]
        found[key] = [*named, *([f"+{missing}"] if missing else [])] if kept_here else []
    return found


def todos(actor: Actor, _at: datetime) -> list[Todo]:
    """Return what a person has to do about cards now."""
    rows = db.session.scalars(listed(actor, state="open").limit(MOST_TODOS))
    return [made for each in rows if (made := _todo(actor, each))]


def _todo(actor: Actor, card: HouseholdCard) -> Todo | None:
    open_ = {
        each.name for each in WORKFLOW.open_moves(card.state) if may(actor, f"household.{each.name}", card)
    }
    words = next(((zh, en) for name, zh, en in _TURNS if name in open_), None)
    if words is None:
        return None
    what = f"{card.number} 分户验收", f"{card.number} household acceptance"
    return Todo(f"/households/{card.id}", what, f"{card.project.name} {card.element.path}", words, None)
