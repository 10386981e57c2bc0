"""What waits for a person of meetings and appraisals: a time to answer, a day to come, what was said to record."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from inspect_app.core.db import db
from inspect_app.core.permits import Actor, may
from inspect_app.core.todo import Todo, Words
from inspect_app.disputes.models import Appraisal, Dispute, Mediation
from inspect_app.disputes.queries.lists import MOST_TODOS, visible
from inspect_app.disputes.queries.times import Answer, standing

#: table, its waiting state, address, the move that ends it; what it is to record it, to hold it, to come
_KINDS: tuple[tuple[Any, str, str, str, tuple[Words, Words, Words]], ...] = (
    (Mediation, "called", "meetings", "hold", (
        ("登记调解会", "record the meeting"), ("主持调解会", "hold the meeting"), ("参加调解会", "come to the meeting"))),
    (Appraisal, "booked", "appraisals", "report", (
        ("登记鉴定意见", "record the expert's opinion"), ("陪同鉴定", "go with the expert"), ("鉴定时到场", "be there for the expert"))),
)  # fmt: skip
_ANSWER = ("答复能否到场", "say whether you can come")


def times(actor: Actor, at: datetime) -> list[Todo]:
    """Return the meetings and appraisals that a person answers, comes to or records."""
    return [made for kind in _KINDS for made in _of(actor, at, *kind)]


def _of(
    actor: Actor, at: datetime, model: Any, state: str, below: str, ends: str, words: tuple[Words, Words, Words]
) -> Iterator[Todo]:  # fmt: skip
    seen = visible(actor).with_only_columns(Dispute.id)
    stmt = select(model).where(model.state == state, model.dispute_id.in_(seen))
    stmt = stmt.options(joinedload(model.dispute).joinedload(Dispute.project))
    rows = db.session.scalars(stmt.order_by(model.meet_at, model.id).limit(MOST_TODOS)).unique().all()
    said = standing(rows)
    record, hold, come = words
    for each in rows:
        kind = each.WORKFLOW.kind
        if may(actor, f"{kind}.{ends}", each):
            what = record if each.meet_at <= at else hold
        elif may(actor, f"{kind}.answer", each) and each.meet_at > at:
            own = _own(actor, each.dispute, said[each.id])
            if own is not None and own.answer == "cannot":
                continue
            what = come if own else _ANSWER
        else:
            continue
        title = f"{each.dispute.number} {each.where if model is Mediation else each.expert}"
        yield Todo(f"/disputes/{below}/{each.id}", (title, title), each.project.name, what, each.meet_at)


def _own(actor: Actor, dispute: Dispute, said: dict[str, Answer]) -> Answer | None:
    return said.get("respondent" if dispute.respondent_id in actor.party_ids() else "applicant")
