"""How an answer to an item is judged: values against norm and tolerance, the rest and any failure by what was said."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from inspect_app.checklists.rules.judgement import Judgement
from inspect_app.checklists.rules.onsite import (
    count_words,
    counted,
    hold_words,
    over_time_words,
    signature,
    timed,
)
from inspect_app.checklists.rules.scoring.marks import deducts

OUTCOMES: Final[dict[str, tuple[str, str, str]]] = {
    "pass": ("合格", "Pass", "good"),
    "fail": ("不合格", "Fail", "bad"),
    "na": ("不适用", "N/A", "neutral"),
}


def judge(item: Mapping[str, Any], answer: Mapping[str, Any]) -> str | None:
    """Return "pass", "fail" or "na" for an answer to an item, or None where no judgement is possible."""
    return judgement(item, answer).outcome


def judgement(item: Mapping[str, Any], answer: Mapping[str, Any]) -> Judgement:
    """Judge an answer (`outcome`, `values`, `text`, `photos`), and say what is missing where it cannot be.

    A person may always say that an item does not apply or fails: they see more than the figures. Whether it
    passes, enough measured values decide by themselves. The share of values within norm − minus … norm + plus
    must reach `least_rate` (e.g. 0.8 where a trade code asks for 80 % of the points).
    """
    said = answer.get("outcome")
    if said == "na":
        return Judgement("na")
    found = _BY_KIND[item["kind"]](item, answer)
    if found.outcome is None and deducts(item):
        return found
    return Judgement("fail", found.good, found.n) if said == "fail" else found


def figures_alone(item: Mapping[str, Any], answer: Mapping[str, Any]) -> str | None:
    """Return what the values or the choice give by themselves where the person said otherwise, else None.

    "pass": the person failed what is within tolerance (and that stands); "fail": they passed what is not.
    """
    said = answer.get("outcome")
    if item["kind"] not in ("measured", "choice", "counted", "timed") or said not in ("pass", "fail"):
        return None
    alone = judge(item, {**answer, "outcome": None})
    return alone if alone != said else None


def deviations(item: Mapping[str, Any], values: Sequence[float]) -> list[bool]:
    """Return for each value whether it lies within the item's tolerance.

    Counted in decimals as they are written: 1.1 + 0.1 as binary fractions is more than 1.2.
    """
    norm = _exact(item["norm"])
    low = None if item.get("minus") is None else norm - _exact(item["minus"])
    high = None if item.get("plus") is None else norm + _exact(item["plus"])
    measured = [_exact(each) for each in values]
    return [(low is None or low <= each) and (high is None or each <= high) for each in measured]


def plain_values(answer: Mapping[str, Any]) -> list[float]:
    """Return the values of an answer that stand by themselves; values over time are none of them."""
    given = answer.get("values")
    return (
        [each for each in given if isinstance(each, int | float)] if isinstance(given, list | tuple) else []
    )


def demand_words(item: Mapping[str, Any], locale: str) -> str:
    """Return what an item's figures demand, in words; empty where it has none."""
    said = {"measured": norm_words, "counted": count_words, "timed": hold_words}.get(item["kind"])
    return said(item, locale) if said else ""


def figures_words(item: Mapping[str, Any], answer: Mapping[str, Any], locale: str) -> str:
    """Return what was measured, counted or timed, in words; empty where nothing was."""
    english, unit = locale == "en", item.get("unit") or ""
    counted_ = answer.get("counted")
    if counted_:
        checked, failed = counted_["checked"], counted_["failed"]
        return f"{failed} of {checked} failed" if english else f"检查 {checked}，不合格 {failed}"
    if item["kind"] == "timed":
        said = over_time_words(answer, locale)
    else:
        said = (", " if english else "、").join(f"{each:g}" for each in plain_values(answer))
    if not said:
        return ""
    return f"Measured: {said} {unit}".strip() if english else f"实测值：{said} {unit}".strip()


def norm_words(item: Mapping[str, Any], locale: str) -> str:
    """Return a measured item's demand in words: "≥ 20 mm, 5 points, ≥ 80 %"."""
    if deducts(item):
        full = _plain(_exact(item["full"]))
        return f"Deductions from {full} points" if locale == "en" else f"满分 {full} 分，填每处扣分"
    norm, unit = _plain(_exact(item["norm"])), item.get("unit") or ""
    plus, minus = item.get("plus"), item.get("minus")
    if plus is None:
        demand = f"≥ {_plain(_exact(item['norm']) - _exact(minus))} {unit}"
    elif minus is None:
        demand = f"≤ {_plain(_exact(item['norm']) + _exact(plus))} {unit}"
    elif plus == minus:
        demand = f"{norm} ± {_plain(_exact(plus))} {unit}"
    else:
        demand = f"{norm} {unit} (+{_plain(_exact(plus))} / −{_plain(_exact(minus))})"
    parts = [demand.strip()]
    points, rate = item.get("points", 1), item.get("least_rate", 1)
    if points > 1:
        parts.append(f"{points} points" if locale == "en" else f"{points} 点")
    if rate < 1:
        share = f"{_plain(_exact(rate) * 100)} %"
        parts.append(f"at least {share} within" if locale == "en" else f"合格点不少于 {share}")
    return (", " if locale == "en" else "，").join(parts)


def _measured(item: Mapping[str, Any], answer: Mapping[str, Any]) -> Judgement:
    values, wanted = plain_values(answer), item.get("points", 1)
    if deducts(item):
        return _deducted(item, answer, values)
    within = deviations(item, values)
    good, n = sum(within), len(within)
    if n < wanted:
        zh, en = f"至少需要 {wanted} 个实测值，收到 {n} 个", f"at least {wanted} values are needed, {n} given"
        return Judgement(None, good, n, "values", zh, en)
    enough = Decimal(good) >= _exact(item.get("least_rate", 1)) * n
    return Judgement("pass" if enough else "fail", good, n)


def _deducted(item: Mapping[str, Any], answer: Mapping[str, Any], values: Sequence[float]) -> Judgement:
    """Judge points taken off: none is a pass that may be said without a figure, a failure needs its figures."""
    if any(each < 0 for each in values):
        return Judgement(None, field="values", zh="扣分不能为负", en="points taken off are not negative")
    if not values and answer.get("outcome") == "pass":
        return Judgement("pass")
    if not any(values) and (not values or answer.get("outcome") == "fail"):
        zh, en = "须写明扣分；不扣分请判合格", "say how many points are taken off; none is a pass"
        return Judgement(None, field="values", zh=zh, en=en)
    return Judgement("pass" if all(deviations(item, values)) else "fail")


def _judged(_item: Mapping[str, Any], answer: Mapping[str, Any]) -> Judgement:
    if answer.get("outcome") in OUTCOMES:
        return Judgement(answer["outcome"])
    return Judgement(
        None, field="outcome", zh="须判定合格、不合格或不适用", en="say pass, fail or not applicable"
    )


def _choice(item: Mapping[str, Any], answer: Mapping[str, Any]) -> Judgement:
    chosen = next((each for each in item["choices"] if each["key"] == answer.get("text")), None)
    if chosen:
        return Judgement(chosen["outcome"])
    listed = "、".join(each["key"] for each in item["choices"])
    return Judgement(
        None, field="text", zh=f"应为所列选项之一：{listed}", en=f"must be one of the choices: {listed}"
    )


def _text(_item: Mapping[str, Any], answer: Mapping[str, Any]) -> Judgement:
    if (answer.get("text") or "").strip():
        return Judgement(answer.get("outcome") or "pass")
    return Judgement(
        None, field="text", zh="须填写文字，或选不适用", en="write something, or say not applicable"
    )


def _photo(_item: Mapping[str, Any], answer: Mapping[str, Any]) -> Judgement:
    if answer.get("photos"):
        return Judgement(answer.get("outcome") or "pass")
    return Judgement(
        None, field="photos", zh="须有照片，或选不适用", en="take a photo, or say not applicable"
    )


_BY_KIND: Final = {
    "measured": _measured,
    "judged": _judged,
    "choice": _choice,
    "text": _text,
    "photo": _photo,
    "counted": counted,
    "timed": timed,
    "signature": signature,
}


def _exact(value: Any) -> Decimal:
    return Decimal(str(value))


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
