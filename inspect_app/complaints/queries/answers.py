"""What a hotline gets back: its own numbers with state, finding and answer, without anybody's phone or door."""

from collections.abc import Iterator

from sqlalchemy import select

from inspect_app.complaints.models import Complaint
from inspect_app.complaints.queries.cases import visible
from inspect_app.complaints.rules import masking
from inspect_app.complaints.rules.life import FINDINGS, WORKFLOW
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.journal import Entry
from inspect_app.core.permits import Actor

ANSWER_COLUMNS = ("工单编号", "平台编号", "状态", "结论", "答复", "答复日期", "负责单位", "办结日期")


def answers(actor: Actor) -> Iterator[list[object]]:
    """Yield a row for each complaint that came from a hotline and that this person may see, by the hotline's number."""
    stmt = visible(actor).where(Complaint.source == "hotline").order_by(Complaint.source_number)
    rows = list(db.session.scalars(stmt).unique())
    said: dict[str, str] = {}
    told = select(Entry.thing_id, Entry.data).where(
        Entry.thing_kind == "complaint",
        Entry.verb.in_(("complaint.answer", "complaint.resolve")),
        Entry.thing_id.in_([each.id for each in rows]),
    )
    for thing_id, data in db.session.execute(told.order_by(Entry.seq)):
        said[thing_id] = masking.masked(str(data.get("answer") or ""))
    for each in rows:
        answered = local_day(each.answered_at).isoformat() if each.answered_at else ""
        closed = local_day(each.closed_at).isoformat() if each.closed_at else ""
        finding = FINDINGS[each.finding][0] if each.finding else ""
        state = WORKFLOW.state(each.state).zh
        party = each.accountable_party.name
        yield [
            each.source_number,
            each.number,
            state,
            finding,
            said.get(each.id, ""),
            answered,
            party,
            closed,
        ]
