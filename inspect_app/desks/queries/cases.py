"""The case desk of street office and authority: what is to be taken up, handed on, hurried or decided."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, selectinload

from inspect_app.complaints import queries as complaints
from inspect_app.complaints.models import Complaint, Pause, Transfer
from inspect_app.complaints.rules.clocks import LADDER
from inspect_app.complaints.rules.transfers import MOST_BOUNCES, must_decide
from inspect_app.core.calendar import end_of_day, local_day
from inspect_app.core.db import db
from inspect_app.core.permits import Actor, may
from inspect_app.defects import queries as defects
from inspect_app.defects.models import Defect, Request
from inspect_app.defects.rules import REQUESTS, WAITING
from inspect_app.defects.rules.ladder import step_at
from inspect_app.desks.queries.inbox import told
from inspect_app.desks.queries.rows import of_claim, of_complaint, of_defect, same
from inspect_app.desks.rules import CASES, MOST, Row, in_order
from inspect_app.notices import queries as notices
from inspect_app.notices.models import Notice
from inspect_app.notices.rules import WORDS as NOTICES
from inspect_app.notices.rules import WORKFLOW as NOTICE
from inspect_app.projects.models import Project
from inspect_app.warranty.models import Claim
from inspect_app.warranty.queries import claims


def cases(actor: Actor, at: datetime) -> dict[str, list[Row]]:
    """Return the heaps of the desk, each by deadline; the number of queries does not grow with them."""
    found: dict[str, list[Row]] = {name: [] for name in CASES}
    sources = [_complaints(actor, at), _requests(actor), _tickets(actor, at), _notices(actor)]
    if may(actor, "claim.list"):
        sources.append(_claims(actor, at))
    for source in sources:
        for heap, row in source:
            found[heap].append(row)
    found["disputes"] += told(actor, at, {"/disputes": "dispute"})
    return {name: in_order(rows) for name, rows in found.items()}


def _all(stmt: Any) -> Iterator[Any]:
    return iter(db.session.scalars(stmt.limit(MOST)).unique().all())


def _complaints(actor: Actor, at: datetime) -> Iterator[tuple[str, Row]]:
    today = local_day(at)
    offered = select(Transfer.complaint_id).where(Transfer.answer.is_(None))
    paused = select(Pause.complaint_id).where(Pause.ended_at.is_(None))
    days = (Complaint.notice_by, Complaint.hotline_by, Complaint.decide_by)
    wanted = or_(
        Complaint.state.in_(complaints.NEW), Complaint.id.in_(offered), Complaint.bounces >= MOST_BOUNCES,
        Complaint.id.in_(paused), Complaint.extended > 0, Complaint.level > 0, *(each < today for each in days),
    )  # fmt: skip
    for one in _all(complaints.listed(actor, complaints.Filter()).where(wanted)):
        row = of_complaint(actor, one, frozenset(), at)
        for heap, what in _heaps(one, row):
            yield heap, replace(row, what=what)


def _heaps(one: Complaint, row: Row) -> Iterator[tuple[str, tuple[str, str]]]:
    if one.state in complaints.NEW:
        yield "new", row.what
    if one.offer is not None or must_decide(one.bounces):
        times = f"（退回 {one.bounces} 次）", f" (refused {one.bounces} times)"
        yield "transfers", (row.what[0] + times[0], row.what[1] + times[1]) if one.bounces else row.what
    if row.late or one.level:
        up = next((each for each in LADDER if each.level == one.level), None)
        yield "late", (f"已上报至{up.zh}", f"gone up to: {up.en}") if up else row.what
    if any(each.ended_at is None for each in one.pauses):
        yield "time", ("期限已停止计算", "its clock is stopped")
    elif one.extended:
        yield "time", (f"已延期 {one.extended} 天", f"put off by {one.extended} days")


def _requests(actor: Actor) -> Iterator[tuple[str, Row]]:
    seen = defects.visible(actor).with_only_columns(Defect.id)
    stmt = select(Request).join(Request.defect).where(Request.state == "waiting", Request.defect_id.in_(seen))
    stmt = stmt.options(
        contains_eager(Request.defect).selectinload(Defect.project),
        contains_eager(Request.defect).selectinload(Defect.element),
    )
    for one in _all(stmt.order_by(Request.decide_by, Request.id)):
        kind, ticket = REQUESTS[one.kind], one.defect
        yield (
            "time",
            Row(
                "request", f"/defects/{ticket.id}", ticket.number, same(ticket.title), ticket.project_id,
                ticket.project.name, ticket.place, ("待答复", "To be decided"), "waiting", (kind.zh, kind.en),
                same(one.asked_by_name), one.decide_by,
            ),
        )  # fmt: skip


def _tickets(actor: Actor, at: datetime) -> Iterator[tuple[str, Row]]:
    gone_up = or_(Defect.steps > 0, Defect.state == "disputed")
    for one in _all(defects.listed(actor, defects.Filter(), at).where(gone_up)):
        row = of_defect(one, frozenset(), at)
        if one.state == "disputed":
            yield "disputes", row
        if one.steps and one.steps_due is not None:
            side = "liable" if one.state in WAITING and one.plan != "asked" else "verifier"
            step, _moment = step_at(side, one.steps_due, one.steps - 1)
            words = (f"第 {one.steps} 级：{step.zh}", f"step {one.steps}: {step.en}")
            yield "ladder", replace(row, what=words)


def _claims(actor: Actor, at: datetime) -> Iterator[tuple[str, Row]]:
    wanted = or_(
        Claim.state.in_(("contested", "declined", "taken-over")), Claim.done_by < at, Claim.there_by < at
    )
    for one in _all(claims.listed(actor).where(wanted)):
        row = of_claim(one, frozenset(), at)
        if row.disputed or one.state == "taken-over":
            yield "disputes", row
        if row.late:
            yield "late", row


def _notices(actor: Actor) -> Iterator[tuple[str, Row]]:
    stmt = notices.listed(actor).options(selectinload(Notice.project).selectinload(Project.parties))
    for one in _all(stmt):
        state, words = NOTICE.state(one.state), NOTICES[one.kind]
        yield (
            "orders",
            Row(
                "notice", f"/notices/{one.id}", one.number or "", words, one.project_id, one.project.name,
                "" if one.whole else "; ".join(each.path for each in one.elements), (state.zh, state.en), state.tone,
                (state.zh, state.en), same(one.addressee.name), end_of_day(one.due_on) if one.due_on else None,
            ),
        )  # fmt: skip
