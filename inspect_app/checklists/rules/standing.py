"""What an item may be compared with in a condition, and what it stands for once it is answered."""

from collections.abc import Mapping
from typing import Any, Final

from inspect_app.checklists.rules.conditions import Compare, Value
from inspect_app.checklists.rules.judging import OUTCOMES, judge, plain_values

Words = tuple[str, str]
#: kinds that stand for what was said; all others stand for their outcome
_SAYS: Final = ("choice", "text")


def value_of(item: Mapping[str, Any], answer: Mapping[str, Any] | None) -> Value:
    """Return what an item stands for: the key chosen, the text written, or the outcome and the value measured."""
    if answer is None:
        return Value()
    if item["kind"] in _SAYS:
        said = answer.get("text") or ""
        return Value("na" if answer.get("outcome") == "na" else said)
    outcome = judge(item, answer) or ""
    return Value(outcome, _measured(item, answer))


def _measured(item: Mapping[str, Any], answer: Mapping[str, Any]) -> float | None:
    values = plain_values(answer)
    if not has_number(item) or answer.get("outcome") == "na" or not values:
        return None
    return float(values[0])


def has_number(item: Mapping[str, Any]) -> bool:
    """Return whether an item can be compared with a number: one measured at a single point."""
    return bool(item["kind"] == "measured" and item.get("points", 1) == 1)


def misfit(item: Mapping[str, Any], one: Compare) -> Words | None:
    """Return what is wrong with comparing an item so, or None."""
    if isinstance(one.against, float):
        if has_number(item):
            return None
        return f"“{item['zh']}”没有可比较的单个数值", f"{item['en']} has no single value to compare"
    if one.sign not in ("=", "!="):
        return "文字只能用 = 或 != 比较", "words are compared by = or != alone"
    if item["kind"] == "text":
        return None
    known = words_of(item)
    if one.against in known:
        return None
    listed = "、".join(known)
    return f"“{item['zh']}”没有“{one.against}”，可用：{listed}", f"{item['en']} is one of: {', '.join(known)}"


def words_of(item: Mapping[str, Any]) -> dict[str, Words]:
    """Return the words an item may be compared with, each in two languages; none for free text."""
    if item["kind"] == "text":
        return {}
    if item["kind"] == "choice":
        chosen = {each["key"]: (each["zh"], each["en"]) for each in item["choices"]}
        return {**chosen, "na": OUTCOMES["na"][:2]}
    return {key: (zh, en) for key, (zh, en, _tone) in OUTCOMES.items()}
