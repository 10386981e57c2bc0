"""A taker decides on one asset of a package, and says later that a condition was met."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import zip_longest
from typing import Any

from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.files import attach
from inspect_app.core.permits import Actor
from inspect_app.handover.actions.holding import lock
from inspect_app.handover.models import Condition, PackageItem
from inspect_app.handover.rules import DECISIONS, WORKFLOW

MOST_CONDITIONS = 10


def decide(
    actor: Actor, item: PackageItem, *, decision: str, at: datetime, clause: str = "", reason: str = "",
    words: Sequence[str] = (), due_on: Sequence[str] = (), photos: Sequence[str] = (),
) -> PackageItem:  # fmt: skip
    """Accept an asset, accept it with dated conditions, or refuse it with clause and reason; the last word counts.

    `words` and `due_on` (YYYY-MM-DD) are the conditions, pair by pair; empty pairs are passed over.
    """
    lock(item.package.project_id)
    db.session.refresh(item.package)
    if item.package.state != "offered":
        state = WORKFLOW.state(item.package.state)
        raise Problem("wrong-state", state=(state.zh, state.en), move=("逐项答复", "decide on an asset"))
    if decision not in DECISIONS:
        raise field_problem("decision", "请选择一项答复", "choose a decision")
    conditions = _conditions(words, due_on, local_day(at))
    _check(decision, clause, reason, conditions)
    item.decision, item.clause, item.reason = decision, clause, reason
    item.decided_at, item.decided_by_name = at, actor.name
    item.conditions = [Condition(words=said, due_on=day) for said, day in conditions]
    db.session.flush()
    attach("package-item", item.id, photos, "evidence", actor.name, at)
    told: dict[str, Any] = {
        "asset": item.asset.name,
        "decision": decision,
        "clause": clause,
        "reason": reason,
    }
    told |= {"conditions": [f"{day} {said}" for said, day in conditions], "photos": list(photos)}
    journal.record(
        actor,
        "package.decide",
        item.package,
        at=at,
        data={key: value for key, value in told.items() if value},
    )
    return item


def _conditions(words: Sequence[str], due_on: Sequence[str], today: date) -> list[tuple[str, date]]:
    found = []
    for typed, by in zip_longest(words, due_on, fillvalue=""):
        said, day = typed.strip(), by.strip()
        if not said and not day:
            continue
        if not said:
            raise field_problem("words", "请写明条件", "say what the condition is")
        found.append((said, _day(day, today)))
    if len(found) > MOST_CONDITIONS:
        raise field_problem(
            "words", f"最多 {MOST_CONDITIONS} 个条件", f"at most {MOST_CONDITIONS} conditions"
        )
    return found


def _day(given: str, today: date) -> date:
    try:
        day = date.fromisoformat(given)
    except ValueError as wrong:
        raise field_problem(
            "due_on", "每个条件须写明期限（年-月-日）", "each condition needs its day (YYYY-MM-DD)"
        ) from wrong
    if not today <= day <= today.replace(year=today.year + 5, day=min(today.day, 28)):
        raise field_problem(
            "due_on", "期限应在今天至五年以内", "the day must lie between today and five years on"
        )
    return day


def _check(decision: str, clause: str, reason: str, conditions: list[tuple[str, date]]) -> None:
    if decision == "refuse":
        if not clause:
            raise field_problem("clause", "不接收须写明依据条款", "a refusal names its clause")
        if not reason:
            raise field_problem("reason", "不接收须写明理由", "a refusal says why")
    if decision == "conditions" and not conditions:
        raise field_problem(
            "words", "附条件接收须至少写明一个条件", "conditional acceptance needs a condition"
        )
    if decision != "conditions" and conditions:
        raise field_problem(
            "words", "只有附条件接收才能写条件", "only a conditional acceptance has conditions"
        )


def meet(actor: Actor, condition: Condition, *, note: str = "", at: datetime) -> Condition:
    """Say, as the taker, that a condition was met."""
    lock(condition.package.project_id)
    db.session.refresh(condition, ["met_at"])
    if condition.package.state != "issued":
        raise Problem("conflict", zh="移交后才能确认条件。", en="Conditions are met after the handover.")
    if condition.item.reverted_at is not None:
        raise Problem("conflict", zh="该资产的责任已退回。", en="The charge of this asset has reverted.")
    if condition.met_at is not None:
        raise Problem("conflict", zh="该条件已确认满足。", en="This condition was met already.")
    condition.met_at, condition.met_by_name, condition.note = at, actor.name, note
    told = {"condition": condition.words, "asset": condition.item.asset.name, "note": note}
    journal.record(actor, "package.meet", condition.package, at=at, data=told)
    return condition
