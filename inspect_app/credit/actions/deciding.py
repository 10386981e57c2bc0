"""Take the moves of a credit entry, and what each of them brings with it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from inspect_app.core import journal
from inspect_app.core.calendar import Unpublished, local_day
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.permits import Actor
from inspect_app.credit.actions import entries
from inspect_app.credit.models import CreditEntry
from inspect_app.credit.rules import repair
from inspect_app.credit.rules.catalogue import of_version
from inspect_app.credit.rules.life import COUNTS, WORKFLOW, appeal_by
from inspect_app.credit.rules.openings import shut

Values = Mapping[str, Any]


def move(
    actor: Actor, entry: CreditEntry, name: str, values: Values, *, at: datetime, gone: str = "decision"
) -> CreditEntry:
    """Take one of the entry's declared moves; while an objection runs it neither counts nor is published."""
    target = WORKFLOW.take(entry.state, name).target
    reason = str(values.get("reason") or "").strip()
    if any(each.name == "reason" for each in WORKFLOW.move(name).fields) and not reason:
        raise field_problem("reason", "请写明理由", "give the reason")
    why = shut(name, entry, local_day(at))
    if why is not None:
        raise Problem("conflict", zh=why[0], en=why[1])
    prepare = _PREPARE.get(name)
    more = prepare(actor, entry, values, at) if prepare else {}
    if target == "withdrawn":
        entry.gone = gone
    _publish(entry, target, at)
    said = {**entries.told(entry), **({"reason": reason} if reason else {}), **more}
    journal.move(actor, entry, name, at=at, data=said)
    if name == "correct":
        entries.corrected(actor, entry, dict(values), at)
    return entry


def _publish(entry: CreditEntry, target: str, at: datetime) -> None:
    if target not in COUNTS or entry.public_until is None:
        entry.published_on = None
    elif entry.published_on is None:
        entry.published_on = local_day(at)


def _object(_actor: Actor, entry: CreditEntry, values: Values, _at: datetime) -> dict[str, Any]:
    entry.objection = str(values["reason"]).strip()
    return {}


def _dismiss(actor: Actor, entry: CreditEntry, _values: Values, at: datetime) -> dict[str, Any]:
    entry.dismissed_by = actor.id or actor.kind
    try:
        entry.appeal_by = appeal_by(local_day(at))
    except Unpublished:
        entry.appeal_by = None
    return {"appeal_by": entry.appeal_by.isoformat() if entry.appeal_by else None}


def _ask_repair(_actor: Actor, entry: CreditEntry, _values: Values, at: datetime) -> dict[str, Any]:
    try:
        entry.repair_due_on = repair.decide_by(entry.project.region, local_day(at))
    except Unpublished:
        entry.repair_due_on = None
    return {"due_on": entry.repair_due_on.isoformat() if entry.repair_due_on else None}


def _correct(_actor: Actor, entry: CreditEntry, values: Values, _at: datetime) -> dict[str, Any]:
    days, behaviour = values.get("days"), of_version(entry.event, entry.rule)
    if days is None and values.get("occurred_on") is None:
        raise field_problem("days", "请填写要更正的内容", "say what is to be corrected")
    if days is not None and (days != int(days) or not 0 <= days <= 3650):
        raise field_problem("days", "应为 0 到 3650 的整数", "a whole number from 0 to 3650")
    if days is not None and not (behaviour and behaviour.a_day):
        raise field_problem("days", "该行为不按天计分", "its points do not follow days")
    if days is None and behaviour and behaviour.a_day:
        raise field_problem("days", "请填写超期天数", "give the days late")
    return {}


_PREPARE: dict[str, Callable[[Actor, CreditEntry, Values, datetime], dict[str, Any]]] = {
    "object": _object, "dismiss": _dismiss, "ask-repair": _ask_repair, "correct": _correct,
}  # fmt: skip
