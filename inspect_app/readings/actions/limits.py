"""Limits set by people: for one project or for all, from now on."""

from datetime import datetime
from typing import Any

from inspect_app.checklists.queries import latest
from inspect_app.core import journal
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.permits import Actor
from inspect_app.projects.models import Project
from inspect_app.readings.actions import registry
from inspect_app.readings.models import Limit
from inspect_app.readings.rules.activities import ACTIVITIES
from inspect_app.readings.rules.derived import WINDOWED
from inspect_app.readings.rules.episodes import Bound, Condition
from inspect_app.readings.rules.limits import BY_KEY, INSPECTED_BY, STAGES
from inspect_app.readings.rules.quantities import QUANTITIES, Quantity

LONGEST_S = 7 * 86_400
#: over a longer window than this, means are judged: no batch may read a day of single values
LONGEST_RAW_S = 7200
MOST_MEANS = 500
MOST_FURTHER = 4
MOST_TIMES = 1000
#: the longest time an inspection after an alarm may be given
MOST_HOURS = 720
_START: dict[str, Any] = {
    "above": True, "inclusive": False, "duration_s": 0, "window_s": 0, "max_gap_s": 7200, "en": "",
    "measure": "value", "per_s": 0, "times": 0, "conditions": (), "stage": "", "activity": "",
}  # fmt: skip


def set_limit(
    actor: Actor, *, project: Project | None, quantity: str, value: float, at: datetime, **more: Any
) -> Limit:
    """Set a limit that holds from now on.

    With `key` it takes the place of that rule for the project; a figure never reaches back: what was judged
    stays judged. `conditions` are those that must hold beside its own (measure `met`), `times` how many of all.
    """
    clear_value = more.pop("clear_value", None)
    values = {**_START, "clear_value": value if clear_value is None else clear_value, **more}
    further = values.pop("conditions")
    check_limit(quantity, value, {**values, "conditions": further})
    values["en"] = values["en"] or values["zh"]
    # Means stand a window apart: a shorter gap would end each episode with its first.
    values["max_gap_s"] = max(values["max_gap_s"], 2 * values["window_s"])
    if values["measure"] == "met":
        own = {
            "quantity": quantity,
            "value": value,
            "above": values["above"],
            "inclusive": values["inclusive"],
        }
        values["conditions"] = [{**own, "near": True}, *further]
        values["times"] = values["times"] or len(values["conditions"])
    check_inspection(values)
    limit = Limit(project=project, quantity=quantity, value=value, since=at, set_by=actor.name, **values)
    db.session.add(limit)
    registry.forget()
    told = {"quantity": quantity, "value": value, "basis": limit.basis, "key": limit.key}
    journal.record(actor, "limit.set", limit, at=at, data=told)
    return limit


def check_inspection(values: dict[str, Any]) -> None:
    """Refuse an inspection that could not be made, naming the field."""
    template_id = values["inspect_template_id"] = values.get("inspect_template_id") or None
    if template_id is not None and latest(template_id) is None:
        raise field_problem("inspect_template_id", "没有这份检查表", "no such checklist")
    if values.get("inspect_role", "") not in INSPECTED_BY:
        raise field_problem("inspect_role", "请选择由谁检查", "choose who inspects")
    if not 1 <= values.get("inspect_hours", 24) <= MOST_HOURS:
        raise field_problem(
            "inspect_hours", f"应为 1 到 {MOST_HOURS} 小时", f"must be 1 to {MOST_HOURS} hours"
        )


def tried(*, quantity: str, value: float, **more: Any) -> Bound:
    """Return a limit as it would be judged, were it set; nothing is set. Bad figures as in `set_limit`."""
    limit = {**_START, **more}
    clear_value = limit.pop("clear_value", None)
    limit["clear_value"] = value if clear_value is None else clear_value
    check_limit(quantity, value, limit)
    own = Condition(quantity, value, limit["above"], limit["inclusive"])
    further = tuple(Condition(**each) for each in limit["conditions"])
    joint = (own, *further) if limit["measure"] == "met" else ()
    return Bound(
        id="tried", quantity=quantity, value=value, clear_value=limit["clear_value"], above=limit["above"],
        inclusive=limit["inclusive"], duration_ms=limit["duration_s"] * 1000, window_ms=limit["window_s"] * 1000,
        max_gap_ms=max(limit["max_gap_s"], 2 * limit["window_s"]) * 1000, measure=limit["measure"],
        per_ms=limit["per_s"] * 1000, times=limit["times"] or len(joint), conditions=joint, stage=limit["stage"],
        activity=limit["activity"],
    )  # fmt: skip


def check_limit(quantity: str, value: float, more: dict[str, Any]) -> None:
    """Refuse figures that make no sense, naming the field."""
    known = QUANTITIES.get(quantity)
    if known is None:
        raise field_problem("quantity", "没有这个监测量", "no such quantity")
    measure = more["measure"]
    least, most, unit = _range(known, measure)
    for name, figure in (("value", value), ("clear_value", more["clear_value"])):
        if not least <= figure <= most:
            words = f"{least:g} – {most:g} {unit}"
            raise field_problem(name, f"应在 {words} 之间", f"must be {words}")
    if (more["clear_value"] > value) if more["above"] else (more["clear_value"] < value):
        raise field_problem(
            "clear_value", "解除值应在限值的安全一侧", "must lie on the safe side of the limit"
        )
    for name, shortest in (("duration_s", 0), ("window_s", 0), ("per_s", 0), ("max_gap_s", 1)):
        if not shortest <= more[name] <= LONGEST_S:
            raise field_problem(name, "应在 0 到 7 天之间", "must be 0 to 7 days")
    _check_measure(measure, more)
    rule = BY_KEY.get(more.get("key") or "")
    if more.get("key") and (rule is None or rule.quantity != quantity):
        raise field_problem("key", "没有该监测量的这条规定", "no such rule of this quantity")


def _range(known: Quantity, measure: str) -> tuple[float, float, str]:
    if measure == "silence":
        return 1, LONGEST_S / 60, "min"
    if measure in ("rise", "fall"):
        return 0, known.most - known.least, known.unit
    return known.least, known.most, known.unit


def _check_measure(measure: str, more: dict[str, Any]) -> None:
    if more["stage"] and more["stage"] not in STAGES:
        raise field_problem("stage", "项目没有这个阶段", "a project has no such stage")
    if more["activity"] and (more["activity"] not in ACTIVITIES or measure == "silence"):
        zh, en = (
            "没有这种作业，或无数据时长不能按作业判定",
            "no such activity, or a silence, which holds for none",
        )
        raise field_problem("activity", zh, en)
    if measure in ("rise", "fall", "silence") and not more["above"]:
        raise field_problem(
            "above",
            "变化幅度和无数据时长只能以高于限值为超限",
            "a change or a silence is over its limit, never under",
        )
    if measure in WINDOWED and more["per_s"] < 1:
        raise field_problem("per_s", "请填写统计时段", "give the window it is counted or compared in")
    if (
        measure in WINDOWED
        and more["per_s"] > LONGEST_RAW_S
        and more["window_s"] * MOST_MEANS < more["per_s"]
    ):
        raise field_problem(
            "window_s", "统计时段超过 2 小时的，应按均值判定（时段的 1/500 以上）",
            "a window of over 2 h is judged by means (of 1/500 of it at least)",
        )  # fmt: skip
    if not (1 if measure == "count" else 0) <= more["times"] <= MOST_TIMES:
        raise field_problem(
            "times",
            "应在 0 到 1000 之间，按次数判定时至少为 1",
            "must be 0 to 1000, at least 1 where times are counted",
        )
    if measure == "silence" and (more["window_s"] or more["duration_s"]):
        raise field_problem(
            "duration_s", "无数据时长不用持续时间和均值", "a silence has no duration and no mean"
        )
    if measure == "met":
        _check_joint(more)


def _check_joint(more: dict[str, Any]) -> None:
    further = more["conditions"]
    if not 1 <= len(further) <= MOST_FURTHER:
        raise field_problem(
            "conditions",
            f"应有 1 到 {MOST_FURTHER} 个其他条件",
            f"give 1 to {MOST_FURTHER} further conditions",
        )
    if not 0 <= more["times"] <= len(further) + 1:
        raise field_problem("times", "不能多于条件数", "cannot be more than there are conditions")
    if more["window_s"]:
        raise field_problem("window_s", "组合条件按每个数值判定", "joint conditions are judged by each value")
    if not 1 <= more["per_s"] <= LONGEST_RAW_S:
        raise field_problem(
            "per_s", "其他数值最多可旧 1 秒到 2 小时", "the other value may be 1 s to 2 h old"
        )
    for each in further:
        known = QUANTITIES.get(each["quantity"])
        if known is None or not known.least <= each["value"] <= known.most:
            raise field_problem(
                "conditions", "条件的监测量或数值不对", "a condition's quantity or figure is wrong"
            )


def end_limit(actor: Actor, limit: Limit, *, at: datetime) -> Limit:
    """End a limit; it keeps judging what was measured before."""
    if limit.until is not None:
        raise Problem("conflict", zh="该限值已停用。", en="The limit has ended already.")
    limit.until = at
    registry.forget()
    journal.record(actor, "limit.end", limit, at=at)
    return limit
