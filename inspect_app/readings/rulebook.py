"""The limits of sensors in force somewhere on a day, and whether a value breaks one, for anybody to ask."""

from datetime import date, datetime
from typing import Any

from inspect_app.core.rulebook import Answer, Edition, Input, Output, Rule, register
from inspect_app.readings.rules import activities
from inspect_app.readings.rules.episodes import Bound, Point
from inspect_app.readings.rules.limits import in_force, local_ms
from inspect_app.readings.rules.quantities import QUANTITIES

_BOUND = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {name: {} for name in ("key", "value", "clear_value", "window_s", "duration_s", "measure", "per_s", "times", "hours", "basis", "verified", "zh", "en")},
    },
}  # fmt: skip


def _in_force(*, region: str, quantity: str, on: date) -> Answer:
    start = local_ms(on)
    bounds = [
        each
        for each in in_force(region, ())
        if each.quantity == quantity
        and not each.activity
        and each.from_ms <= start
        and (each.until_ms is None or start < each.until_ms)
    ]
    rows = [_row(each) for each in bounds]
    sure = all(each.verified for each in bounds)
    return Answer(
        {"limits": rows, "count": len(rows)}, tuple((each["zh"], each["en"]) for each in rows), verified=sure
    )


def _row(bound: Bound) -> dict[str, Any]:
    return {
        "key": bound.id, "value": bound.value, "clear_value": bound.clear_value,
        "window_s": bound.window_ms // 1000, "duration_s": bound.duration_ms // 1000,
        "measure": bound.measure, "per_s": bound.per_ms // 1000, "times": bound.times,
        "hours": list(bound.hours) if bound.hours else None, "basis": bound.basis, "verified": bound.verified,
        "zh": f"{bound.zh}：{bound.value:g}（{bound.basis}）", "en": f"{bound.en}: {bound.value:g} ({bound.basis})",
    }  # fmt: skip


def _over(*, region: str, quantity: str, value: float, at: datetime, **_on: Any) -> Answer:
    at_ms = int(at.timestamp() * 1000)
    judged = [
        each
        for each in in_force(region, ())
        if each.quantity == quantity and each.measure == "value" and not each.activity and each.applies(at_ms)
    ]
    broken = [each for each in judged if each.over(Point(at_ms, value))]
    steps = [
        (
            f"{each.zh}：限值 {each.value:g}，{'超过' if each in broken else '未超过'}{_lasting(each)[0]}（{each.basis}）",
            f"{each.en}: limit {each.value:g}, {'over' if each in broken else 'within'}{_lasting(each)[1]} ({each.basis})",
        )
        for each in judged
    ]
    found = {"over": bool(broken), "limits": [each.id for each in broken]}
    return Answer(found, tuple(steps), verified=all(each.verified for each in judged))


def _lasting(bound: Bound) -> tuple[str, str]:
    if bound.window_ms:
        return f"（按 {bound.window_ms // 60_000} 分钟均值）", f" (mean over {bound.window_ms // 60_000} min)"
    if bound.duration_ms:
        return (
            f"（持续 {bound.duration_ms // 1000} 秒起报警）",
            f" (alarm after {bound.duration_ms // 1000} s)",
        )
    return "", ""


def _stops(*, kind: str, wind: float, **_on: Any) -> Answer:
    judged = [each for each in activities.RULES if each.activity == kind]
    broken = [each for each in judged if wind >= each.value]
    steps = [
        (f"{each.zh}：{each.value:g} m/s（{each.basis}）", f"{each.en}: {each.value:g} m/s ({each.basis})")
        for each in judged
    ]
    return Answer({"stops": bool(broken)}, tuple(steps), verified=all(each.verified for each in judged))


_WHERE = (
    Input("region", "text", "行政区划代码", "Division code (GB/T 2260)"),
    Input("quantity", "choice", "监测量", "Quantity", choices=tuple((each.key, each.zh, each.en) for each in QUANTITIES.values())),
)  # fmt: skip
_TABLE = (Edition("各限值的标准见结果逐条列明"),)

register(
    Rule(
        "limits.activity-wind", "风力与作业", "Wind and an activity",
        (
            Input("kind", "choice", "作业种类", "Activity", choices=tuple((key, zh, en) for key, (zh, en, _basis) in activities.ACTIVITIES.items())),
            Input("wind", "number", "风速（m/s）", "Wind (m/s)"),
        ),
        (Output("stops", "boolean", "停止作业", "It stops"),),
        _TABLE, _stops, {"kind": "lifting", "wind": 11.0},
    ),
    Rule(
        "limits.in-force", "生效的限值", "Limits in force", _WHERE,
        (Output("limits", _BOUND, "限值", "Limits"), Output("count", "integer", "条数", "How many")),
        _TABLE, _in_force, {"region": "110114", "quantity": "noise"},
    ),
    Rule(
        "limits.exceeded", "是否超限", "Is a value over the limit",
        (*_WHERE, Input("value", "number", "数值", "Value"), Input("at", "moment", "时间", "Moment")),
        (
            Output("over", "boolean", "超限", "Over"),
            Output("limits", {"type": "array", "items": {"type": "string"}}, "超过的限值", "Limits broken"),
        ),
        _TABLE, _over, {"region": "110114", "quantity": "noise", "value": 71, "at": "2026-05-11T10:00:00+08:00"},
    ),
)  # fmt: skip
