"""Requests of the liable party: more time, or leave for its plan; and what the other side says to them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from inspect_app.core import journal
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.permits import Actor
from inspect_app.defects import rules
from inspect_app.defects.models import Defect, Request
from inspect_app.defects.rules.requests import due_after_decision, may_ask_until
from inspect_app.materials import queries as materials
from inspect_app.materials.rules import CLAUSES, USABLE

Values = Mapping[str, Any]


def ask_more_time(actor: Actor, defect: Defect, values: Values, *, at: datetime) -> Request:
    """Ask for a later deadline; the clock runs on until it is granted."""
    _check_asking(defect, "time", rules.WAITING)
    until: datetime = values["until"]
    if not may_ask_until(defect.due_at, until, at):
        raise field_problem(
            "until", "应晚于现期限，且延期不超过 90 天", "must be later than the deadline, by 90 days at most"
        )
    made = _keep(actor, defect, "time", str(values["reason"]), until, at)
    journal.record(actor, "defect.more-time", defect, at=at, data={"reason": made.words, **_said(made)})
    return made


def hand_in_plan(actor: Actor, defect: Defect, values: Values, *, at: datetime) -> Request:
    """Hand in how it will be fixed, by whom, until when and with what; nothing is handed in before it is approved."""
    _check_asking(defect, "plan", ("accepted", "returned"))
    if defect.plan != "wanted":
        raise Problem(
            "conflict", zh="该工单不需要报方案，或方案已报。", en="No plan is wanted for this ticket now."
        )
    if values["until"] <= at:
        raise field_problem("until", "应晚于现在", "must be in the future")
    lot = str(values.get("lot") or "")
    _check_lot(actor, defect, lot)
    made = _keep(actor, defect, "plan", str(values["method"]), values["until"], at)
    made.who, made.lot = str(values["who"]), lot
    defect.plan = "asked"
    data = {"method": made.words, "who": made.who, "lot": made.lot, **_said(made)}
    journal.record(actor, "defect.plan", defect, at=at, data=data)
    return made


def _check_lot(actor: Actor, defect: Defect, number: str) -> None:
    """Refuse a lot of the register that nobody has signed for use; what is not in the register is only its name."""
    lot = materials.numbered(actor, defect.project_id, number) if number else None
    if lot is not None and lot.state != USABLE:
        state = lot.WORKFLOW.state(lot.state)
        raise field_problem(
            "lot", f"{lot.number} {state.zh}，不得使用（{CLAUSES['test']}）",
            f"{lot.number}: {state.en.lower()}, not to be used ({CLAUSES['test']})",
        )  # fmt: skip


def _check_asking(defect: Defect, kind: str, states: tuple[str, ...]) -> None:
    state, about = defect.WORKFLOW.state(defect.state), rules.REQUESTS[kind]
    if defect.state not in states:
        raise Problem("wrong-state", state=(state.zh, state.en), move=(about.zh, about.en))
    held = select(Request.state, func.count()).where(Request.defect_id == defect.id, Request.kind == kind)
    counted = {row[0]: row[1] for row in db.session.execute(held.group_by(Request.state))}
    if counted.get("waiting"):
        raise Problem(
            "conflict", zh="上一份申请尚未答复。", en="The request before has not been answered yet."
        )
    if sum(counted.values()) >= about.most:
        raise Problem(
            "conflict", zh=f"{about.zh}最多 {about.most} 次。", en=f"{about.en}: {about.most} times at most."
        )


def _keep(actor: Actor, defect: Defect, kind: str, words: str, until: datetime, at: datetime) -> Request:
    made = Request(
        defect=defect, kind=kind, words=words, until=until, asked_at=at, asked_by=actor.id,
        asked_by_name=actor.name, decide_by=at + rules.REQUESTS[kind].within,
    )  # fmt: skip
    db.session.add(made)
    defect.step_at = at
    db.session.flush()
    return made


def _said(request: Request) -> dict[str, Any]:
    return {
        "request_id": request.id,
        "until": request.until.isoformat(),
        "decide_by": request.decide_by.isoformat(),
    }


def decide(actor: Actor, request: Request, name: str, values: Values, *, at: datetime) -> Request:
    """Grant, refuse or take back a request; what follows for the ticket is written with it."""
    request.WORKFLOW.take(request.state, name)
    defect = request.defect
    answer = str(values.get("answer") or "").strip()
    if name == "refuse" and not answer:
        raise field_problem("answer", "请写明不同意的原因", "say why not")
    journal.carry(request, name, at=at)
    request.decided_by, request.decided_by_name, request.answer = actor.id, actor.name, answer
    _FOLLOWS[request.kind](defect, request, name)
    defect.step_at = at
    told = {"request_kind": request.kind, "request_id": request.id, "about": request.kind, "answer": answer}
    journal.record(actor, f"defect.{name}", defect, at=at, data={**told, "due_at": defect.due_at.isoformat()})
    return request


def _time(defect: Defect, request: Request, name: str) -> None:
    if name == "grant":
        defect.due_at = max(defect.due_at, request.until)


def _plan(defect: Defect, request: Request, name: str) -> None:
    defect.plan = "approved" if name == "grant" else "wanted"
    if request.decided_at is not None and name != "withdraw":
        defect.due_at = due_after_decision("plan", defect.due_at, request.asked_at, request.decided_at)


_FOLLOWS: dict[str, Callable[[Defect, Request, str], None]] = {"time": _time, "plan": _plan}
