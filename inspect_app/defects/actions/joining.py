"""Join, split and void, each with its way back; nothing of a ticket is lost by any of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, select

from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.permits import Actor
from inspect_app.defects import rules
from inspect_app.defects.models import Defect
from inspect_app.defects.queries import visible

Values = Mapping[str, Any]


def void(_actor: Actor, defect: Defect, _values: Values, _at: datetime) -> dict[str, Any]:
    """Void it; not while others are joined to it, for they would be settled with it."""
    if db.session.scalar(select(exists(_joined_to(defect)))):
        raise Problem(
            "conflict", zh="有工单并入本工单，请先撤销合并。",
            en="Others are joined to this one; take them out first.",
        )  # fmt: skip
    return {"upheld": True} if defect.state == "disputed" else {}


def _joined_to(defect: Defect) -> Select[Defect]:
    return select(Defect).where(Defect.joined_into_id == defect.id, Defect.state == "joined")


def reopen(_actor: Actor, defect: Defect, _values: Values, at: datetime) -> dict[str, Any]:
    """Take the voiding back: the time it was void does not count."""
    if defect.voided_at is not None:
        defect.due_at = rules.due_after_return(defect.due_at, defect.voided_at, at)
    defect.voided_at = defect.disputed_at = None
    return {"due_at": defect.due_at.isoformat()}


def join(actor: Actor, defect: Defect, values: Values, at: datetime) -> dict[str, Any]:
    """Let it be settled with another ticket of the same party, which takes the earlier deadline of the two."""
    number = str(values.get("into") or "").strip().upper()
    head = db.session.scalar(
        visible(actor).where(Defect.number == number, Defect.project_id == defect.project_id)
    )
    if head is None or head.id == defect.id:
        raise field_problem("into", "本项目没有这张工单", "no such ticket in this project")
    _check_pair(defect, head)
    defect.joined_into_id, defect.due_before_join = head.id, head.due_at
    head.due_at, head.step_at = min(head.due_at, defect.due_at), at
    return {"into": head.number, "head_id": head.id, "due_at": head.due_at.isoformat()}


def _check_pair(defect: Defect, head: Defect) -> None:
    if head.state not in rules.WAITING:
        state = head.WORKFLOW.state(head.state)
        raise field_problem("into", f"该工单{state.zh}，不能并入", f"that ticket is: {state.en}")
    if head.liable_party_id != defect.liable_party_id or defect.parent_id or head.parent_id:
        raise field_problem(
            "into", "两张工单的责任单位不同，或为分包工单", "another liable party, or a sub-ticket"
        )
    if defect.subs_open or db.session.scalar(select(exists(_joined_to(defect)))):
        raise Problem(
            "conflict", zh="本工单有未办结的分包工单或并入的工单。",
            en="This ticket has open sub-tickets, or others joined to it.",
        )  # fmt: skip


def unjoin(_actor: Actor, defect: Defect, _values: Values, at: datetime) -> dict[str, Any]:
    """Take it out again: it has its own deadline as before, and the other one has the one it would have."""
    head = db.session.get_one(Defect, defect.joined_into_id)
    others = tuple(each.due_at for each in db.session.scalars(_joined_to(head)) if each.id != defect.id)
    before = defect.due_before_join or head.due_at
    head.due_at, head.step_at = rules.due_after_unjoin(head.due_at, before, others, defect.due_at), at
    defect.joined_into_id = defect.due_before_join = None
    return {"out_of": head.number, "head_id": head.id}
