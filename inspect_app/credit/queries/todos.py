"""What credit waits for from a person: a firm may object or be heard in time, an authority decides."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from inspect_app.core.calendar import end_of_day, local_day
from inspect_app.core.db import db
from inspect_app.core.permits import Actor, may
from inspect_app.core.todo import Todo
from inspect_app.credit.models import Blacklisting, CreditEntry
from inspect_app.credit.queries.scope import FIRMS, waiting
from inspect_app.credit.queries.suggested import suggestions
from inspect_app.credit.rules.catalogue import BEHAVIOURS

#: of each kind of waiting, shown on the first page; the desk has them all
MOST = 20
_DECIDE = {
    "objected": ("答复信用异议", "answer the objection"),
    "appealed": ("复核信用申诉", "decide the appeal"),
    "repairing": ("审核信用修复", "decide on the repair"),
}


def todos(actor: Actor, at: datetime) -> list[Todo]:
    """Return what waits for this person."""
    found = _to_answer(actor, at) if actor.party_ids(*FIRMS) else []
    if actor.has("authority"):
        due = waiting(actor, local_day(at)).where(CreditEntry.state.in_(_DECIDE)).limit(MOST)
        found += [_todo(each, _DECIDE[each.state], each.repair_due_on) for each in db.session.scalars(due)]
        found += _to_consider(actor, at)
    return found


def _to_consider(actor: Actor, at: datetime) -> list[Todo]:
    words, what = (
        ("建议考虑列入黑名单", "Consider for the blacklist"),
        ("决定是否拟列入", "decide whether to propose it"),
    )
    return [
        Todo("/credit/desk", words, each.newest.party.name, what)
        for each in suggestions(actor, local_day(at))[:MOST]
        if may(actor, "blacklisting.propose", each.newest.project)
    ]


def _to_answer(actor: Actor, at: datetime) -> list[Todo]:
    mine, today = actor.party_ids(*FIRMS), local_day(at)
    told = select(CreditEntry).options(joinedload(CreditEntry.project)).where(
        CreditEntry.party_id.in_(mine), CreditEntry.state == "proposed", CreditEntry.object_by >= today
    )  # fmt: skip
    rows = db.session.scalars(told.order_by(CreditEntry.object_by, CreditEntry.id).limit(MOST))
    what = ("知悉拟记入的信用记录，不服可提出异议", "read a proposed credit entry; you may object")
    found = [_todo(each, what, each.object_by) for each in rows]
    heard = select(Blacklisting).options(joinedload(Blacklisting.project)).where(
        Blacklisting.party_id.in_(mine), Blacklisting.state == "proposed"
    )  # fmt: skip
    for one in db.session.scalars(heard.order_by(Blacklisting.proposed_at, Blacklisting.id).limit(MOST)):
        due = end_of_day(one.plead_by) if one.plead_by else None
        words = ("拟列入黑名单", "Proposed for the blacklist"), ("陈述申辩", "be heard")
        found.append(Todo(f"/credit/blacklist/{one.id}", words[0], one.project.name, words[1], due))
    return found


def _todo(each: CreditEntry, what: tuple[str, str], by: date | None) -> Todo:
    behaviour = BEHAVIOURS[each.event]
    title = (behaviour.zh, behaviour.en)
    return Todo(f"/credit/{each.id}", title, each.project.name, what, end_of_day(by) if by else None)
