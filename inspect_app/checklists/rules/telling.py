"""Conditions in plain words, as a person would say them."""

from collections.abc import Mapping
from typing import Any, Final

from inspect_app.checklists.rules.conditions import Both, Compare, Condition, Not, WhenError, parse
from inspect_app.checklists.rules.standing import words_of

_SIGNS: Final[dict[str, tuple[str, str]]] = {
    "=": ("等于", "is"), "!=": ("不等于", "is not"), "<": ("小于", "is below"), "<=": ("不大于", "is at most"),
    ">": ("大于", "is above"), ">=": ("不小于", "is at least"),
}  # fmt: skip


def when_words(text: str, known: Mapping[str, Mapping[str, Any]], locale: str) -> str:
    """Return a condition in words; what cannot be read is returned as it stands."""
    try:
        return _said(parse(text), known, locale, top=True)
    except WhenError:
        return text


def trees(content: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return the conditions of a sound content as lists a script can go through, by key of item or `section.key`.

    `["=", key, against]` for a comparison; `["not", part]`, `["and", parts…]`, `["or", parts…]`.
    """
    found: dict[str, list[Any]] = {}
    for section in content["sections"]:
        things = [(f"section.{section['key']}", section), *((item["key"], item) for item in section["items"])]
        found |= {name: _tree(parse(each["when"])) for name, each in things if each.get("when") is not None}
    return found


def _tree(condition: Condition) -> list[Any]:
    if isinstance(condition, Compare):
        return [condition.sign, condition.key, condition.against]
    if isinstance(condition, Not):
        return ["not", _tree(condition.part)]
    return ["and" if isinstance(condition, Both) else "or", *map(_tree, condition.parts)]


def _said(
    condition: Condition, known: Mapping[str, Mapping[str, Any]], locale: str, *, top: bool = False
) -> str:
    english = locale == "en"
    if isinstance(condition, Compare):
        return _compared(condition, known, locale)
    if isinstance(condition, Not):
        inner = _said(condition.part, known, locale, top=True)
        return f"not ({inner})" if english else f"并非（{inner}）"
    words = ("and", "且") if isinstance(condition, Both) else ("or", "或")
    between = f" {words[0]} " if english else f"，{words[1]}"
    said = between.join(_said(each, known, locale) for each in condition.parts)
    if top:
        return said
    return f"({said})" if english else f"（{said}）"


def _compared(one: Compare, known: Mapping[str, Mapping[str, Any]], locale: str) -> str:
    english, item = locale == "en", known.get(one.key)
    title = (item.get("en" if english else "zh") or one.key) if item else one.key
    sign = _SIGNS[one.sign][english]
    if isinstance(one.against, float):
        unit = f" {item['unit']}" if item and item.get("unit") else ""
        against = f"{one.against:g}{unit}"
    else:
        words = _words(item).get(one.against)
        against = f"“{words[english] if words else one.against}”"
    return f"“{title}” {sign} {against}" if english else f"“{title}”{sign}{against}"


def _words(item: Mapping[str, Any] | None) -> Mapping[str, tuple[str, str]]:
    # A draft may name a choice item whose choices are not written yet.
    if item is None or not item.get("kind") or (item["kind"] == "choice" and not item.get("choices")):
        return {}
    return words_of(item)
