"""Reads of money held back: the sum recomputed, what blocks its release, what is due when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from inspect_app.core.calendar import local_day, start_of_day
from inspect_app.core.db import db
from inspect_app.core.permits import Actor, may
from inspect_app.core.todo import Todo
from inspect_app.defects.queries import open_of as open_defects
from inspect_app.projects.queries import in_sight, narrow_grants
from inspect_app.warranty.models import Release, Retention
from inspect_app.warranty.queries import claims
from inspect_app.warranty.rules.retention import UNFINISHED, Balance
from inspect_app.warranty.rules.retention import balance as sum_up

#: roles that see the money of their projects; a contractor sees its own
READERS = ("admin", "authority", "owner", "street")


@dataclass(frozen=True, slots=True)
class Blocker:
    """An open item that blocks the release: where to read it, and its words."""

    url: str
    words: tuple[str, str]
    verb: str
    thing: Any


def visible(actor: Actor) -> Select[Retention]:
    """Return what is held back in projects an actor may see the money of."""
    own = (
        and_(in_sight(alone), Retention.party_id == party)
        for party, alone in narrow_grants(actor)
        if alone.grants[0].role == "contractor"
    )
    return select(Retention).join(Retention.project).where(or_(in_sight(actor, roles=READERS), *own))


def listed(actor: Actor) -> Select[Retention]:
    """Return the sums held back, what is due first before."""
    return _whole(visible(actor)).order_by(Retention.ends_on, Retention.id)


def one(actor: Actor, retention_id: str) -> Select[Retention]:
    """Return the query for one sum the actor may see."""
    return _whole(visible(actor)).where(Retention.id == retention_id)


def of_project(actor: Actor, project_id: str) -> Select[Retention]:
    """Return the query for a project's sum, if the actor may see it."""
    return _whole(visible(actor)).where(Retention.project_id == project_id)


def release(actor: Actor, release_id: str) -> Select[Release]:
    """Return the query for one request the actor may see."""
    seen = visible(actor).with_only_columns(Retention.id)
    stmt = select(Release).where(Release.id == release_id, Release.retention_id.in_(seen))
    return stmt.options(joinedload(Release.retention), joinedload(Release.project))


def _whole(stmt: Select[Retention]) -> Select[Retention]:
    return stmt.options(
        contains_eager(Retention.project), joinedload(Retention.party), joinedload(Retention.document)
    )


def balance(retention: Retention) -> Balance:
    """Return what is left: held back, less repairs by others, less what was released; each step named."""
    return balances([retention])[retention.id]


def balances(rows: Sequence[Retention]) -> dict[str, Balance]:
    """Return the balance of each of these sums, by its key."""
    charged = claims.charged(*(each.project_id for each in rows))
    return {each.id: sum_up(each.held, charged[each.project_id], _paid(each)) for each in rows}


def _paid(retention: Retention) -> list[tuple[str, int]]:
    return [(each.number, each.amount or 0) for each in retention.releases if each.state == "released"]


def blockers(retention: Retention) -> list[Blocker]:
    """Return the open items of the project that block the release, each by its number."""
    found = [
        Blocker(f"/defects/{each.id}", (f"缺陷 {each.number}", f"defect {each.number}"), "defect.read", each)
        for each in db.session.scalars(open_defects(retention.project_id)).unique()
    ]
    return found + [
        Blocker(f"/claims/{each.id}", (f"报修 {each.number}", f"claim {each.number}"), "claim.read", each)
        for each in claims.open_of(retention.project_id)
    ]


def unanswered(at: datetime) -> Select[Release]:
    """Return the requests that were reminded of and whose time to answer has run."""
    stmt = select(Release).where(Release.state == "reminded", Release.answer_by < local_day(at))
    return stmt.order_by(Release.number).with_for_update(skip_locked=True)


def todos(actor: Actor, at: datetime) -> list[Todo]:
    """Return what a person has to do about money held back: ask once it is due, check, pay."""
    rows = list(db.session.scalars(listed(actor).limit(claims.MOST_TODOS)).unique())
    left = {key: each.left for key, each in balances(rows).items()}
    return [made for each in rows if (made := _todo(actor, each, left[each.id], at))]


def _todo(actor: Actor, one_: Retention, left: int, at: datetime) -> Todo | None:
    title = f"{one_.project.name}"
    url, asked = f"/retentions/{one_.id}", [each for each in one_.releases if each.state in UNFINISHED]
    if not asked:
        due = local_day(at) > one_.ends_on and left > 0
        words = ("申请返还质量保证金", "ask for the release of retention money")
        waits = due and may(actor, "release.ask", one_)
        return Todo(url, (title, title), one_.party.name, words) if waits else None
    release_ = asked[0]
    name = "pay" if release_.state == "checked" else "check"
    if not may(actor, f"release.{name}", release_):
        return None
    words = {
        "pay": ("返还质量保证金", "pay the release"),
        "check": ("核实返还申请", "check a release request"),
    }[name]
    return Todo(url, (release_.number, release_.number), title, words, start_of_day(release_.answer_by))
