"""Take the moves of a defect, and what every one of them brings with it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from inspect_app.core import journal
from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.defects.actions import disputing, fixing, joining
from inspect_app.defects.models import Defect, Request
from inspect_app.defects.rules import WORKFLOW

Values = Mapping[str, Any]
_PREPARE: dict[str, Callable[[Actor, Defect, Values, datetime], dict[str, Any]]] = {
    "rectify": fixing.rectify,
    "confirm": fixing.confirm,
    "return": fixing.send_back,
    "dispute": disputing.dispute,
    "reject": disputing.reject,
    "reassign": disputing.reassign,
    "void": joining.void,
    "reopen": joining.reopen,
    "join": joining.join,
    "unjoin": joining.unjoin,
}


def move(actor: Actor, defect: Defect, name: str, values: Values, *, at: datetime) -> Defect:
    """Take one of the defect's declared moves; photos become part of the ticket."""
    taken = defect.WORKFLOW.take(defect.state, name)
    if name == "reassign" or WORKFLOW.state(taken.target).final:
        _end_requests(actor, defect, at)
    prepare = _PREPARE.get(name)
    told = prepare(actor, defect, values, at) if prepare else {}
    defect.step_at = at  # another side has to act from here on: the ladder looks anew
    journal.move(actor, defect, name, at=at, data={**_written(values), **told})
    if defect.parent_id is not None:
        count_subs(defect.parent_id)
    return defect


def _written(values: Values) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [], ())}


def _end_requests(actor: Actor, defect: Defect, at: datetime) -> None:
    """Nobody decides on what a settled ticket asked for: the entry of the move tells of it."""
    if defect.plan == "asked":
        defect.plan = "wanted"
    waiting = select(Request).where(Request.defect_id == defect.id, Request.state == "waiting")
    for each in db.session.scalars(waiting).all():
        journal.carry(each, "withdraw", at=at)
        each.decided_by, each.decided_by_name = actor.id, actor.name


def count_subs(parent_id: str) -> None:
    """Write down how many sub-tickets of a ticket are not settled."""
    parent = db.session.get_one(Defect, parent_id)
    unsettled = Defect.state.not_in(WORKFLOW.finals())
    counted = select(func.count()).select_from(Defect).where(Defect.parent_id == parent_id, unsettled)
    parent.subs_open = db.session.scalar(counted) or 0
