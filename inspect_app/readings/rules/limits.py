"""The limits of the regulations as data, and which of them apply to a project."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from inspect_app.projects.rules import WORKFLOW
from inspect_app.readings.rules import activities
from inspect_app.readings.rules.episodes import Bound
from inspect_app.readings.rules.figures import RULES, Rule
from inspect_app.readings.rules.offered import OFFERED

#: stages of a project's works a limit may hold in -> words
STAGES = {each.name: (each.zh, each.en) for each in WORKFLOW.states}
#: by whom an inspection after an alarm is made: role of the project's party ("": whoever may) -> words
INSPECTED_BY = {
    "": ("不指定单位", "no party named"),
    "supervisor": ("监理单位", "Supervisor"),
    "owner": ("建设单位", "Owner"),
}
CHINA = ZoneInfo("Asia/Shanghai")
#: every figure a limit may take the place of, or start from
BY_KEY = {each.key: each for each in (*RULES, *OFFERED, *activities.RULES)}


def local_ms(day: date) -> int:
    """Return the first moment of a day in Asia/Shanghai, in ms."""
    return int(datetime.combine(day, time(), CHINA).timestamp()) * 1000


def as_bound(rule: Rule) -> Bound:
    """Return a rule of the table as the engine judges it."""
    return Bound(
        id=rule.key,
        quantity=rule.quantity,
        above=rule.above,
        inclusive=rule.inclusive,
        value=rule.value,
        clear_value=rule.clear_value,
        duration_ms=rule.duration_s * 1000,
        window_ms=rule.window_s * 1000,
        max_gap_ms=rule.max_gap_s * 1000,
        hours=rule.hours,
        from_ms=local_ms(rule.since),
        until_ms=local_ms(rule.until) if rule.until else None,
        severity=rule.severity,
        opens_defect=rule.opens_defect,
        zh=rule.zh,
        en=rule.en,
        basis=rule.basis,
        verified=rule.verified,
        measure=rule.measure,
        per_ms=rule.per_s * 1000,
        times=rule.times,
        conditions=rule.conditions,
        activity=rule.activity,
    )


def in_force(region: str, own: Iterable[Bound]) -> list[Bound]:
    """Return the bounds of a project: the rules of its region, each ended where an own one takes its place.

    `own` are the limits set for the project (or for all); one with the `key` of a rule replaces that rule
    from its own beginning on and never before, so that what was judged stays judged.
    """
    listed = list(own)
    bounds = []
    for rule in (*RULES, *activities.RULES):
        if region.startswith(rule.region):
            bound = as_bound(rule)
            cuts = [each.from_ms for each in listed if each.key == rule.key]
            if cuts:
                ends = [*cuts, bound.until_ms] if bound.until_ms is not None else cuts
                bound = replace(bound, until_ms=min(ends))
            bounds.append(bound)
    return [*bounds, *listed]


def shown_limits(region: str, own: Iterable[Bound], quantity: str, at_ms: int) -> list[Bound]:
    """Return the bounds of a quantity in force on the day of a moment, at whatever hour they hold."""
    return [
        each
        for each in in_force(region, own)
        if each.quantity == quantity
        and each.measure in ("value", "count")
        and not each.activity
        and each.from_ms <= at_ms
        and (each.until_ms is None or at_ms < each.until_ms)
    ]


def offered(region: str) -> list[Rule]:
    """Return the figures that hold nowhere by themselves and may be taken up in a region."""
    return [each for each in OFFERED if region.startswith(each.region)]


def from_rule(rule: Rule) -> dict[str, Any]:
    """Return what a form starts with that puts another figure in the place of a rule."""
    names = (
        "key",
        "quantity",
        "zh",
        "en",
        "value",
        "clear_value",
        "duration_s",
        "window_s",
        "severity",
        "basis",
        "measure",
        "per_s",
        "times",
        "activity",
    )
    kept = {name: getattr(rule, name) for name in (*names, "inclusive", "opens_defect", "max_gap_s")}
    further = rule.conditions[1] if rule.conditions else None
    more = (
        {}
        if further is None
        else {f"other_{name}": getattr(further, name) for name in ("quantity", "value", "near")}
    )
    return {**kept, **more, "side": "above" if rule.above else "below"}
