"""Limits set by people: for one project or for all, from now on."""

from datetime import datetime
from typing import Any

from inspect_app.core import journal
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.permits import Actor
from inspect_app.projects.models import Project
from inspect_app.readings.actions import registry
from inspect_app.readings.models import Limit
from inspect_app.readings.rules.limits import BY_KEY
from inspect_app.readings.rules.quantities import QUANTITIES

LONGEST_S = 7 * 86_400


def set_limit(
    actor: Actor, *, project: Project | None, quantity: str, value: float, at: datetime, **more: Any
) -> Limit:
    """Set a limit that holds from now on.

    With `key` it takes the place of that rule for the project; a figure never reaches back: what was judged
    stays judged.
    """
    clear_value = more.pop("clear_value", None)
    start = {"above": True, "duration_s": 0, "window_s": 0, "max_gap_s": 7200, "en": ""}
    values = {**start, "clear_value": value if clear_value is None else clear_value, **more}
    _check(quantity, value, values)
    values["en"] = values["en"] or values["zh"]
    # Means stand a window apart: a shorter gap would end each episode with its first.
    values["max_gap_s"] = max(values["max_gap_s"], 2 * values["window_s"])
    limit = Limit(project=project, quantity=quantity, value=value, since=at, set_by=actor.name, **values)
    db.session.add(limit)
    registry.forget()
    told = {"quantity": quantity, "value": value, "basis": limit.basis, "key": limit.key}
    journal.record(actor, "limit.set", limit, at=at, data=told)
    return limit


def _check(quantity: str, value: float, more: dict[str, Any]) -> None:
    known = QUANTITIES.get(quantity)
    if known is None:
        raise field_problem("quantity", "没有这个监测量", "no such quantity")
    for name, figure in (("value", value), ("clear_value", more["clear_value"])):
        if not known.least <= figure <= known.most:
            words = f"{known.least:g} – {known.most:g} {known.unit}"
            raise field_problem(name, f"应在 {words} 之间", f"must be {words}")
    if (more["clear_value"] > value) if more["above"] else (more["clear_value"] < value):
        raise field_problem(
            "clear_value", "解除值应在限值的安全一侧", "must lie on the safe side of the limit"
        )
    for name, least in (("duration_s", 0), ("window_s", 0), ("max_gap_s", 1)):
        if not least <= more[name] <= LONGEST_S:
            raise field_problem(name, "应在 0 到 7 天之间", "must be 0 to 7 days")
    rule = BY_KEY.get(more.get("key") or "")
    if more.get("key") and (rule is None or rule.quantity != quantity):
        raise field_problem("key", "没有该监测量的这条规定", "no such rule of this quantity")


def end_limit(actor: Actor, limit: Limit, *, at: datetime) -> Limit:
    """End a limit; it keeps judging what was measured before."""
    if limit.until is not None:
        raise Problem("conflict", zh="该限值已停用。", en="The limit has ended already.")
    limit.until = at
    registry.forget()
    journal.record(actor, "limit.end", limit, at=at)
    return limit
