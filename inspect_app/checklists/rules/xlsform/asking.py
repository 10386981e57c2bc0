"""Conditions as `relevant` of an XLSForm, and back: the names of questions in the place of the keys of items."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from inspect_app.checklists.rules.conditions import Both, Compare, Condition, Either, Not, WhenError, parse
from inspect_app.checklists.rules.xlsform.layout import Layout, in_group

Named = Callable[[Compare], str]


def relevant(when: str, names: Layout, known: Mapping[str, Mapping[str, Any]]) -> str:
    """Return a condition with the names of the questions that hold what it compares."""
    return written(parse(when), lambda one: target(names.items[one.key], known[one.key], one))


def target(names: Mapping[str, str], item: Mapping[str, Any], one: Compare) -> str:
    """Return the question a comparison is about: the value measured, the outcome found, or what was said."""
    if isinstance(one.against, float):
        return names["v1"]
    return names["found"] if in_group(item) else names[""]


def written(condition: Condition, name: Named = lambda one: one.key) -> str:
    """Return a condition as text; two texts of one meaning are written the same."""
    if isinstance(condition, Compare):
        return f"${{{name(condition)}}} {condition.sign} {_literal(condition.against)}"
    if isinstance(condition, Not):
        return f"not({written(condition.part, name)})"
    word = " and " if isinstance(condition, Both) else " or "
    return word.join(_enclosed(each, name) for each in condition.parts)


def _enclosed(part: Condition, name: Named) -> str:
    said = written(part, name)
    return f"({said})" if isinstance(part, Both | Either) else said


def _literal(against: str | float) -> str:
    if isinstance(against, float):
        # As digits, whatever the size: the language of conditions knows no exponents.
        return f"{Decimal(repr(against)).normalize():f}"
    return f'"{against}"' if "'" in against else f"'{against}'"


def same(one: str, other: str) -> bool:
    """Say whether two conditions differ in nothing but how they are written."""
    try:
        return written(parse(one)) == written(parse(other))
    except WhenError:
        return False


def kept(when: object) -> bool:
    """Say whether a condition comes back from `relevant` in the very words it has."""
    return isinstance(when, str) and written(parse(when)) == when


def renamed(condition: Condition, change: Callable[[Compare], Compare]) -> Condition:
    """Return a condition with every comparison changed."""
    if isinstance(condition, Compare):
        return change(condition)
    if isinstance(condition, Not):
        return Not(renamed(condition.part, change))
    return replace(condition, parts=tuple(renamed(each, change) for each in condition.parts))
