"""Reads of hold points: what an actor may see, whose turn it is, whose notice has run, what stands open."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from inspect_app.checklists.models import TemplateVersion
from inspect_app.checklists.rules import items
from inspect_app.core.db import db
from inspect_app.core.permits import Actor, may
from inspect_app.core.todo import Todo
from inspect_app.defects.models import Defect
from inspect_app.holds.models import Hold, HoldNotice, HoldPart
from inspect_app.holds.permits import NAMED
from inspect_app.holds.rules import CLEARED, WORKFLOW
from inspect_app.holds.rules.notice import signing_opens
from inspect_app.inspections.models import Visit
from inspect_app.projects.models import Element
from inspect_app.projects.queries import in_sight, narrow_grants

#: what `state` may be asked for: all that is not covered yet, everything, or one state
STATES = ("open", "all", *(each.name for each in WORKFLOW.states))
OPEN = ("waiting", "announced", "refused", "released", "breached", "reopened")
#: moves that somebody waits for
_TURNS = (
    ("announce", "报请共同检查", "announce when ready"),
    ("sign", "到场检查并签认", "look and sign"),
    ("uphold", "登记剥离检查结果", "say what was found"),
    ("condemn", "登记剥离检查结果", "say what was found"),
)
MOST_TODOS = 50


def visible(actor: Actor) -> Select[Hold]:
    """Return the hold points an actor may see: a project's, or only those that name its own party."""
    parts = [in_sight(actor, wide=True), in_sight(actor, roles=("contractor",))]
    for party, alone in narrow_grants(actor):
        if alone.grants[0].role in NAMED:
            parts.append(and_(in_sight(alone), Hold.parts.any(HoldPart.party_id == party)))
    return select(Hold).join(Hold.project).where(or_(*parts))


def one(actor: Actor, hold_id: str) -> Select[Hold]:
    """Return the query for one hold point the actor may see."""
    return _whole(visible(actor)).where(Hold.id == hold_id)


def listed(actor: Actor, *, state: str = "open", project_id: str = "") -> Select[Hold]:
    """Return the hold points of a filter, the newest first."""
    stmt = _whole(visible(actor)).order_by(Hold.number.desc(), Hold.id)
    if state == "open":
        stmt = stmt.where(Hold.state.in_(OPEN))
    elif state != "all":
        stmt = stmt.where(Hold.state == state)
    return stmt.where(Hold.project_id == project_id) if project_id else stmt


def _whole(stmt: Select[Hold]) -> Select[Hold]:
    return stmt.options(
        contains_eager(Hold.project), joinedload(Hold.element), selectinload(Hold.parts),
        selectinload(Hold.notices), selectinload(Hold.signatures), joinedload(Hold.template_version),
    )  # fmt: skip


def todos(actor: Actor, at: datetime) -> list[Todo]:
    """Return what a person has to do at hold points now."""
    waiting = Hold.state.in_(("waiting", "announced", "refused", "reopened"))
    rows = db.session.scalars(listed(actor, state="all").where(waiting).limit(MOST_TODOS)).unique()
    return [made for each in rows if (made := _todo(actor, each, at))]


def _todo(actor: Actor, hold: Hold, at: datetime) -> Todo | None:
    words, due = _turn(actor, hold, at), hold.meet_at if hold.state == "announced" else None
    if words is None:
        return None
    return Todo(
        f"/holds/{hold.id}", (f"{hold.number} {hold.title}",) * 2, f"{hold.project.name} {hold.element.path}", words, due
    )  # fmt: skip


def _turn(actor: Actor, hold: Hold, at: datetime) -> tuple[str, str] | None:
    open_ = {each.name for each in WORKFLOW.open_moves(hold.state) if may(actor, f"hold.{each.name}", hold)}
    if may(actor, "hold.answer", hold) and answerable(hold, at):
        return "答复是否到场", "say whether you come"
    if "sign" in open_ and not may_sign_now(hold, at):
        open_.discard("sign")
    return next(((zh, en) for name, zh, en in _TURNS if name in open_), None)


def answerable(hold: Hold, at: datetime) -> list[HoldNotice]:
    """Return the notices of this round whose time still runs, unanswered."""
    return [each for each in hold.told if each.answer is None and at < each.silent_at]


def may_sign_now(hold: Hold, at: datetime) -> bool:
    """Say whether signing has opened."""
    return hold.meet_at is not None and signing_opens([each.answer for each in hold.told], hold.meet_at, at)


def gone_silent(at: datetime) -> Select[HoldNotice]:
    """Return the notices whose time has run without an answer, and which nobody has marked so yet."""
    unmarked = HoldNotice.answer.is_(None), HoldNotice.moot_at.is_(None), HoldNotice.silent_at <= at
    stmt = select(HoldNotice).where(*unmarked).order_by(HoldNotice.silent_at, HoldNotice.id)
    return stmt.with_for_update(skip_locked=True, of=HoldNotice)


def item_choices(project_id: str, language: str) -> list[tuple[str, str]]:
    """Return the items of the checklists this project's visits used, as (key, words), for a form."""
    used = select(Visit.template_version_id).where(Visit.project_id == project_id).distinct()
    versions = db.session.scalars(select(TemplateVersion).where(TemplateVersion.id.in_(used)))
    word = "en" if language == "en" else "zh"
    return sorted(
        (f"{version.id}:{each['key']}", f"{version.content[word]} · {each[word]}")
        for version in versions
        for each in items(version.content)
    )


def defects_of(hold_id: str) -> list[Defect]:
    """Return the defects raised because it was covered without release, oldest first."""
    mine = Defect.source_kind == "hold", Defect.source_id.startswith(hold_id, autoescape=True)
    return list(db.session.scalars(select(Defect).where(*mine).order_by(Defect.raised_at, Defect.id)))


def cleared(project_ids: Collection[str]) -> set[str]:
    """Return the elements of these projects with a hold point that was released and none that stands open."""
    stmt = select(Hold.element_id, Hold.state).where(
        Hold.project_id.in_(project_ids), Hold.state != "dropped"
    )
    states: defaultdict[str, set[str]] = defaultdict(set)
    for element_id, state in db.session.execute(stmt):
        states[element_id].add(state)
    return {element_id for element_id, found in states.items() if found <= set(CLEARED)}


def standing(project_ids: Collection[str]) -> defaultdict[str, list[str]]:
    """Return, by project, the hold points that nobody has released, by number and place.

    Without their titles: whoever sees the acceptance of a project need not see what the parties wrote there.
    """
    open_ = Hold.state.not_in((*CLEARED, "dropped"))
    stmt = select(Hold.project_id, Hold.number, Element.path).join(Hold.element)
    found: defaultdict[str, list[str]] = defaultdict(list)
    for project_id, number, path in db.session.execute(
        stmt.where(Hold.project_id.in_(project_ids), open_).order_by(Hold.number)
    ):
        found[project_id].append(f"{number} {path}")
    return found
