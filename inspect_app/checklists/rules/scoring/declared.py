"""What a checklist may say of its score: the field `scoring`, and what a pack needs of its items."""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from inspect_app.checklists.rules.scoring.jgj59 import TABLES
from inspect_app.checklists.rules.scoring.weighted import WEIGHTS

PACKS: Final[dict[str, tuple[str, str]]] = {
    "jgj59": ("JGJ 59-2011 安全检查评分", "JGJ 59-2011 safety score"),
    "gb50300": ("GB 50300-2013 质量验收", "GB 50300-2013 acceptance"),
    "weighted": ("加权评分", "Weighted score"),
    "rate": ("合格率", "Pass rate"),
}
FIELDS: Final[dict[str, set[str]]] = {
    "jgj59": {"pack", "tables"},
    "gb50300": {"pack", "lots", "papers"},
    "weighted": {"pack", "weights"},
    "rate": {"pack"},
}
MOST_POINTS: Final = 1000
Say = Callable[[str, str, str], None]


def check_scoring(content: Mapping[str, Any], say: Say) -> None:
    """Say what is wrong with the `scoring` of a content (none: it has no score), and with its items for it."""
    scoring = content.get("scoring")
    if scoring is None:
        return
    pack = scoring.get("pack") if isinstance(scoring, Mapping) else None
    if not isinstance(scoring, Mapping) or not isinstance(pack, str) or pack not in PACKS:
        say("scoring.pack", f"应为 {'、'.join(PACKS)} 之一", f"one of {', '.join(PACKS)}")
        return
    for name in scoring:
        if name not in FIELDS[pack]:
            say(f"scoring.{name}", "没有这个字段", "no such field")
    _BY_PACK[pack](content, scoring, say)


def _jgj59(content: Mapping[str, Any], scoring: Mapping[str, Any], say: Say) -> None:
    tables = scoring.get("tables")
    if not isinstance(tables, Mapping) or not tables:
        say("scoring.tables", "应写明各部分对应的评分表", "say which table each section is")
        return
    sections = {key: (path, section) for path, key, section in _sections(content)}
    for key, number in tables.items():
        if key not in sections:
            say(f"scoring.tables.{key}", "没有这个部分", "no such section")
        elif not isinstance(number, str) or number not in TABLES:
            say(f"scoring.tables.{key}", "应为 B.1 至 B.19", "one of B.1 to B.19")
        else:
            _table(number, *sections[key], say)
    numbers = [each for each in tables.values() if isinstance(each, str)]
    if len(set(numbers)) != len(numbers):
        say("scoring.tables", "同一评分表只能用一次", "each table only once")


def _table(number: str, path: str, section: Mapping[str, Any], say: Say) -> None:
    wanted = {each.key: each for each in TABLES[number].items}
    there = set()
    for below, item in _items(section, path):
        known = wanted.get(str(item.get("key")))
        if known is None:
            if item.get("full") is not None:
                say(f"{below}.full", f"表{number} 没有此项", f"table {number} has no such item")
            continue
        there.add(known.key)
        if item.get("full") != known.full:
            say(f"{below}.full", f"应得分数为 {known.full}", f"its full points are {known.full}")
        if item.get("guarantee", False) is not known.guarantee:
            zh, en = ("应", "is") if known.guarantee else ("不", "is not")
            say(f"{below}.guarantee", f"此项{zh}为保证项目", f"it {en} a guarantee item")
    missing = [each for key, each in wanted.items() if key not in there]
    if missing:
        zh, en = "、".join(each.zh for each in missing), ", ".join(each.key for each in missing)
        say(f"{path}.items", f"表{number} 还缺：{zh}", f"table {number} misses {en}")


def _gb50300(content: Mapping[str, Any], scoring: Mapping[str, Any], say: Say) -> None:
    if scoring.get("lots", "sections") not in ("sections", "one"):
        say("scoring.lots", "应为 sections 或 one", "sections or one")
    papers = scoring.get("papers", [])
    if not isinstance(papers, list) or not all(isinstance(each, str) for each in papers):
        say("scoring.papers", "应为检查项代号的列表", "a list of item keys")
        papers = []
    keys = {str(item.get("key")) for path, _, each in _sections(content) for _, item in _items(each, path)}
    for position, each in enumerate(papers):
        if each not in keys:
            say(f"scoring.papers.{position}", "没有此检查项", "no such item")
    for path, _, section in _sections(content):
        for below, item in _items(section, path):
            judged = item.get("kind") in ("judged", "measured", "choice", "counted", "timed")
            if judged and item.get("grade") is None and item.get("key") not in papers:
                say(f"{below}.grade", "应写明主控或一般", "say dominant or general")


def _weighted(content: Mapping[str, Any], scoring: Mapping[str, Any], say: Say) -> None:
    weights = scoring.get("weights")
    if not isinstance(weights, Mapping) or not weights:
        say("scoring.weights", "应写明各部分的权重", "say what each section weighs")
        return
    sections = {key for _, key, _ in _sections(content)}
    for key, weight in weights.items():
        if key not in sections:
            say(f"scoring.weights.{key}", "没有这个部分", "no such section")
        elif not (_positive(weight) or (isinstance(weight, str) and weight in WEIGHTS)):
            listed = ", ".join(WEIGHTS)
            say(f"scoring.weights.{key}", f"应为大于 0 的数，或 {listed}", f"a number above 0, or {listed}")


def _rate(_content: Mapping[str, Any], _scoring: Mapping[str, Any], _say: Say) -> None:
    """A pass rate needs nothing said."""


_BY_PACK: Final = {"jgj59": _jgj59, "gb50300": _gb50300, "weighted": _weighted, "rate": _rate}


def _sections(content: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    listed = content.get("sections")
    for index, each in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(each, Mapping):
            yield f"sections.{index}", str(each.get("key")), each


def _items(section: Mapping[str, Any], path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    listed = section.get("items")
    for index, each in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(each, Mapping):
            yield f"{path}.items.{index}", each


def _positive(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) and 0 < value <= MOST_POINTS
