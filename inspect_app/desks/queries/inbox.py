"""A firm's inbox: tickets, complaints, claims, credit entries, and what else waits for it."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from inspect_app.complaints import queries as complaints
from inspect_app.core import todo
from inspect_app.core.calendar import end_of_day
from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.core.todo import Todo
from inspect_app.credit.models import CreditEntry
from inspect_app.credit.rules.catalogue import BEHAVIOURS
from inspect_app.credit.rules.life import WORKFLOW as CREDIT
from inspect_app.defects import queries as defects
from inspect_app.desks.permits import FIRMS
from inspect_app.desks.queries.rows import of_claim, of_complaint, of_defect
from inspect_app.desks.rules import MOST, Row, in_order
from inspect_app.warranty.queries import claims

Found = TypeVar("Found")
#: beginning of an address -> what kind of thing it is, of those that are told as something to do
_TOLD = {
    "/notices": "notice", "/holds": "hold", "/retentions": "release", "/return-visits": "return-visit",
    "/disputes": "dispute", "/credit/blacklist": "blacklisting",
}  # fmt: skip


def inbox(actor: Actor, at: datetime) -> list[Row]:
    """Return all that lies before a firm's person, by deadline; the number of queries does not grow with it."""
    own = actor.party_ids(*FIRMS)
    rows = [of_defect(each, own, at) for each in _all(defects.listed(actor, defects.Filter(), at))]
    rows += [
        of_complaint(actor, each, own, at) for each in _all(complaints.listed(actor, complaints.Filter()))
    ]
    if actor.has("contractor"):
        rows += [of_claim(each, own, at) for each in _all(claims.listed(actor))]
    rows += [_of_entry(each) for each in _entries(own)]
    return in_order([*rows, *told(actor, at, _TOLD)])


def _all(stmt: Select[Found]) -> list[Found]:
    return list(db.session.scalars(stmt.limit(MOST)).unique())


def _entries(own: frozenset[str]) -> list[CreditEntry]:
    stmt = select(CreditEntry).where(
        CreditEntry.party_id.in_(own), CreditEntry.state.in_(("proposed", "objected"))
    )
    stmt = stmt.options(joinedload(CreditEntry.project)).order_by(CreditEntry.object_by, CreditEntry.id)
    return list(db.session.scalars(stmt.limit(MOST)))


def _of_entry(one: CreditEntry) -> Row:
    state, behaviour = CREDIT.state(one.state), BEHAVIOURS[one.event]
    open_to_object = one.state == "proposed"
    what = ("核对，可提出异议", "check it; it can be objected to")
    return Row(
        "credit", f"/credit/{one.id}", one.source_number, (behaviour.zh, behaviour.en), one.project_id,
        one.project.name, "", (state.zh, state.en), state.tone,
        what if open_to_object else ("监督机构答复异议", "the authority answers the objection"),
        ("本单位", "your firm") if open_to_object else ("监督机构", "Authority"),
        end_of_day(one.object_by) if one.object_by and open_to_object else None,
        mine=open_to_object, disputed=not open_to_object, stake=one.tenths,
    )  # fmt: skip


def told(actor: Actor, at: datetime, kinds: Mapping[str, str]) -> list[Row]:
    """Return what waits for somebody, of the kinds told by the beginning of their address."""
    return [
        _of_todo(each, kind, at)
        for each in todo.waiting(actor, at)
        for start, kind in kinds.items()
        if each.url.startswith(start)
    ]


def _of_todo(one: Todo, kind: str, at: datetime) -> Row:
    return Row(
        kind, one.url, "", one.title, None, one.place, "", ("等您处理", "Waits for you"), "waiting", one.what,
        ("本单位", "your firm"), one.due_at, mine=True, late=one.due_at is not None and one.due_at < at,
    )  # fmt: skip
