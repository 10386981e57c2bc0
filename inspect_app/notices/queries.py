"""Reads of official notices: what an actor may see, what stands still, what waits for whom."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, false, not_, or_, select
from sqlalchemy.orm import selectinload

from inspect_app.core.calendar import end_of_day
from inspect_app.core.db import db
from inspect_app.core.permits import Actor, may
from inspect_app.core.todo import Todo
from inspect_app.defects import queries as defects
from inspect_app.defects.models import Defect
from inspect_app.defects.queries import UNFINISHED
from inspect_app.defects.rules import LIABLE_ROLES
from inspect_app.notices.models import Notice, NoticeDefect
from inspect_app.notices.permits import KEEPERS, READERS
from inspect_app.notices.rules import STANDING, STOPS, WORDS, WORKFLOW
from inspect_app.projects.models import Element, Project
from inspect_app.projects.queries import in_sight

#: what `state` may be asked for: all that is not over, everything, or one state
STATES = ("open", "all", *(each.name for each in WORKFLOW.states))
OPEN = tuple(each.name for each in WORKFLOW.states if not each.final)
#: moves that somebody waits for, and what is said of them
_TURNS = (
    ("issue", "审核并签发，或撤销", "issue it or withdraw it"),
    ("resume", "复工检查：同意或不同意", "make the resume check"),
    ("receive", "签收", "acknowledge receipt"),
    ("serve", "送达并登记", "serve it and record the receipt"),
    ("ask", "整改后报请复工检查", "put it right, then ask for the resume check"),
)
MOST_TODOS = 50


def visible(actor: Actor) -> Select[Notice]:
    """Return the notices an actor may see, as `permits` says it: drafts only those of who makes them."""
    parts = [_reach(actor, Notice.number.is_not(None), READERS), _drafts(actor), _addressed(actor)]
    if actor.id is not None:
        own = Notice.drafted_by == actor.id, _open_to(actor, ("authority", "supervisor", "inspector"))
        parts.append(and_(*own, or_(Notice.number.is_not(None), _apart(actor))))
    return select(Notice).join(Notice.project).where(or_(*parts), *_unveiled(actor))


def _unveiled(actor: Actor) -> list[ColumnElement[bool]]:
    """Return the conditions that it cites no defect hidden from the actor: its facts, paper and trail tell of those."""
    veils = defects.unveiled(actor)
    if not veils:
        return []
    told = select(NoticeDefect.notice_id).join(Defect, Defect.id == NoticeDefect.defect_id)
    return [Notice.id.not_in(told.where(not_(and_(*veils))))]


def _drafts(actor: Actor) -> ColumnElement[bool]:
    return and_(_reach(actor, Notice.number.is_(None), KEEPERS), _apart(actor))


def _reach(actor: Actor, condition: ColumnElement[bool], roles: tuple[str, ...]) -> ColumnElement[bool]:
    return and_(condition, _open_to(actor, roles))


def _open_to(actor: Actor, roles: tuple[str, ...]) -> ColumnElement[bool]:
    return in_sight(actor, roles=roles)


def _apart(actor: Actor) -> ColumnElement[bool]:
    return Notice.addressee_id.not_in(sorted(actor.party_ids()))


def _addressed(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that it is for a party of the actor's, in the role that reaches the project."""
    parts = [
        and_(Notice.addressee_id == each.party_id, in_sight(_alone(actor, each)))
        for each in actor.grants
        if each.role in LIABLE_ROLES and each.party_id
    ]
    return and_(Notice.number.is_not(None), or_(*parts)) if parts else false()


def _alone(actor: Actor, grant: object) -> Actor:
    return Actor(actor.kind, actor.id, actor.name, (grant,))  # type: ignore[arg-type]


def one(actor: Actor, notice_id: str) -> Select[Notice]:
    """Return the query for one notice the actor may see."""
    return _whole(visible(actor)).where(Notice.id == notice_id)


def listed(actor: Actor, *, state: str = "open", kind: str = "", project_id: str = "") -> Select[Notice]:
    """Return the notices of a filter, the newest first."""
    stmt = _whole(visible(actor)).order_by(Notice.drafted_at.desc(), Notice.id.desc())
    if state == "open":
        stmt = stmt.where(Notice.state.in_(OPEN))
    elif state != "all":
        stmt = stmt.where(Notice.state == state)
    if kind:
        stmt = stmt.where(Notice.kind == kind)
    return stmt.where(Notice.project_id == project_id) if project_id else stmt


def _whole(stmt: Select[Notice]) -> Select[Notice]:
    return stmt.options(
        selectinload(Notice.project), selectinload(Notice.addressee), selectinload(Notice.elements),
        selectinload(Notice.defects), selectinload(Notice.lifts),
    )  # fmt: skip


def stops(project_id: str, element_id: str | None) -> list[Notice]:
    """Return the stop-work notices that stand: on an element, an element above it or the whole project.

    Without an element, all that stand anywhere on the project.
    """
    standing = Notice.project_id == project_id, Notice.kind.in_(STOPS), Notice.state.in_(STANDING)
    stmt = select(Notice).where(*standing).options(selectinload(Notice.elements)).order_by(Notice.number)
    found = list(db.session.scalars(stmt))
    if element_id is None or not found:
        return found
    reached = _upwards(element_id)
    return [each for each in found if each.whole or any(one.id in reached for one in each.elements)]


def standing_stops(project_ids: Collection[str]) -> dict[str, list[str]]:
    """Return for each project the numbers of the stop-work notices that stand there."""
    found: dict[str, list[str]] = {each: [] for each in project_ids}
    rows = select(Notice.project_id, Notice.number).where(
        Notice.project_id.in_(project_ids), Notice.kind.in_(STOPS), Notice.state.in_(STANDING)
    )  # fmt: skip
    for key, number in db.session.execute(rows.order_by(Notice.number)):
        found[key].append(str(number))
    return found


def _upwards(element_id: str) -> set[str]:
    """Return an element and all above it."""
    reached: set[str] = set()
    key: str | None = element_id
    while key is not None and key not in reached:
        reached.add(key)
        key = db.session.scalar(select(Element.parent_id).where(Element.id == key))
    return reached


def resume_notice(stop: Notice) -> Notice | None:
    """Return the resume notice that lifted a stop."""
    return db.session.scalar(select(Notice).where(Notice.lifts_id == stop.id))


def open_defects(notice: Notice) -> list[str]:
    """Return the numbers of the defects a notice cites that are not settled."""
    return [each.number for each in notice.defects if each.state in UNFINISHED]


def citing(defect_id: str) -> Select[Notice]:
    """Return the issued notices that cite a defect, oldest first."""
    stmt = select(Notice).join(NoticeDefect, NoticeDefect.notice_id == Notice.id)
    return stmt.where(NoticeDefect.defect_id == defect_id, Notice.number.is_not(None)).order_by(Notice.number)


def todos(actor: Actor, _at: datetime) -> list[Todo]:
    """Return what a person has to do about notices now."""
    waiting = Notice.state.in_(("draft", "issued", "served", "asked"))
    rows = db.session.scalars(listed(actor, state="all").where(waiting).limit(MOST_TODOS)).unique()
    return [made for each in rows if (made := _todo(actor, each))]


def _todo(actor: Actor, notice: Notice) -> Todo | None:
    words = _turn(actor, notice)
    if words is None:
        return None
    zh, en = WORDS[notice.kind]
    due = end_of_day(notice.due_on) if notice.due_on and notice.state == "served" else None
    name = (f"{zh} {notice.number or ''}".strip(), f"{en} {notice.number or ''}".strip())
    place = f"{notice.project.name} {notice.places}".strip()
    return Todo(f"/notices/{notice.id}", name, place, words, due)


def _turn(actor: Actor, notice: Notice) -> tuple[str, str] | None:
    open_ = {
        each.name for each in WORKFLOW.open_moves(notice.state) if may(actor, f"notice.{each.name}", notice)
    }
    if notice.kind == "rectification" and notice.state == "served":
        return _rectification(actor, notice, "end" in open_)
    return next(((zh, en) for name, zh, en in _TURNS if name in open_), None)


def _rectification(actor: Actor, notice: Notice, may_end: bool) -> tuple[str, str] | None:
    if may_end and not open_defects(notice):
        return "整改已完成，确认并办结", "confirm that it was put right"
    return ("按期整改", "put it right in time") if may(actor, "notice.receive", notice) else None


def projects_of(actor: Actor) -> Select[Project]:
    """Return the projects the actor may see, for the filter of the list."""
    return select(Project).where(in_sight(actor)).order_by(Project.name, Project.id)
