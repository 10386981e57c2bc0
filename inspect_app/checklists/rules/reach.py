"""The static check of conditions: unknown, forward or looping references, wrong types, and what is never asked.

Whether a condition can come true is tried out: each item it hangs on, with those they hang on, takes every
value that makes a difference (outcomes, choices, the numbers between the bounds that are named).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from inspect_app.checklists.rules.conditions import (
    ALWAYS,
    Both,
    Compare,
    Condition,
    Value,
    WhenError,
    compares,
    holds,
    parse,
)
from inspect_app.checklists.rules.judging import judge
from inspect_app.checklists.rules.shape import Fault
from inspect_app.checklists.rules.standing import has_number, misfit, words_of

#: steps of trying one condition before it is refused as too tangled: some nine items of three outcomes each
MOST_TRIED: Final = 20_000


@dataclass(slots=True)
class _Place:
    """An item in its section, with everything that must be true for it to be asked."""

    item: Mapping[str, Any]
    section: int
    repeats: bool
    order: int
    when: Condition = ALWAYS


def check_conditions(content: Mapping[str, Any]) -> list[Fault]:
    """Return the faults of the conditions of a content that is sound otherwise."""
    return _Check(content).faults()


class _Check:
    """Goes through the conditions of one content in reading order."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self._content = content
        self._found: list[Fault] = []
        self._places: dict[str, _Place] = {}
        for number, section in enumerate(content["sections"]):
            for item in section["items"]:
                repeats = section.get("repeat") is not None
                self._places[item["key"]] = _Place(item, number, repeats, len(self._places))
        self._sections: list[Condition] = []

    def faults(self) -> list[Fault]:
        """Return what was found: first what cannot be read or named, and only without such what is never true."""
        for number, section in enumerate(self._content["sections"]):
            when = self._read(section, f"sections.{number}.when", number, None)
            self._sections.append(when)
            for index, item in enumerate(section["items"]):
                place = self._places[item["key"]]
                own = self._read(item, f"sections.{number}.items.{index}.when", number, place)
                place.when = Both((when, own))
        if not self._found:
            self._never()
        return self._found

    def _say(self, path: str, zh: str, en: str) -> None:
        self._found.append(Fault(path, zh, en))

    def _read(self, thing: Mapping[str, Any], path: str, section: int, place: _Place | None) -> Condition:
        text = thing.get("when")
        if text is None:
            return ALWAYS
        if not isinstance(text, str) or not text.strip():
            self._say(path, "应为条件表达式", "must be a condition")
            return ALWAYS
        try:
            found = parse(text)
        except WhenError as wrong:
            self._say(path, f"第 {wrong.at} 个字符：{wrong.zh}", f"at character {wrong.at}: {wrong.en}")
            return ALWAYS
        for each in compares(found):
            wrong_words = self._wrong(each, section, place)
            if wrong_words:
                zh, en = wrong_words
                self._say(path, f"第 {each.at} 个字符：{zh}", f"at character {each.at}: {en}")
        return found

    def _wrong(self, one: Compare, section: int, place: _Place | None) -> tuple[str, str] | None:
        named = self._places.get(one.key)
        if named is None:
            return f"没有检查项“{one.key}”", f"there is no item {one.key}"
        if place is named:
            return "条件指向自己，成环", "a loop: the condition names its own item"
        too_late = named.section >= section if place is None else named.order > place.order
        if too_late and self._returns(named, section, place):
            return f"与“{one.key}”的条件互相等待，成环", f"a loop: {one.key} waits for this one in turn"
        if too_late:
            return (
                f"“{one.key}”排在后面，只能引用前面的检查项",
                f"{one.key} comes later; name earlier items only",
            )
        if named.repeats and (place is None or named.section != section):
            zh = f"“{one.key}”在重复的部分里，只能在同一部分内引用"
            return zh, f"{one.key} is in a repeated section and can be named only within it"
        return misfit(named.item, one)

    def _returns(self, named: _Place, section: int, place: _Place | None) -> bool:
        """Say whether an item further on leads back, by whatever way, to what is looked at."""
        seen: set[str] = set()
        todo = [named]
        while todo:
            here = todo.pop()
            if here is place or (place is None and here.section == section):
                return True
            for text in (here.item.get("when"), self._content["sections"][here.section].get("when")):
                for key in _names(text):
                    if key not in seen and key in self._places:
                        seen.add(key)
                        todo.append(self._places[key])
        return False

    def _never(self) -> None:
        for number, section in enumerate(self._content["sections"]):
            if not self._possible(self._sections[number], f"sections.{number}.when"):
                continue
            for index, item in enumerate(section["items"]):
                if item.get("when") is not None:
                    place = self._places[item["key"]]
                    self._possible(place.when, f"sections.{number}.items.{index}.when")

    def _possible(self, condition: Condition, path: str) -> bool:
        trial = _Trial(self._places, condition)
        if not trial.found():
            if trial.tried > MOST_TRIED:
                zh = "条件牵涉的检查项太多，无法在发布前核验，请拆分"
                self._say(path, zh, "hangs on too many items to be checked before publishing; split it")
            else:
                zh = "条件永远不成立，这一项永远不会被问到"
                self._say(path, zh, "can never be true: this would never be asked")
            return False
        return True


class _Trial:
    """Tries the values of all items a condition hangs on, in reading order, until it is true."""

    def __init__(self, places: Mapping[str, _Place], condition: Condition) -> None:
        self.tried = 0
        self._condition = condition
        keys = _closure(places, condition)
        self._places = sorted((places[key] for key in keys), key=lambda each: each.order)
        named = [*compares(condition), *(each for place in self._places for each in compares(place.when))]
        self._domains = [list(_domain(each.item, named)) for each in self._places]

    def found(self, depth: int = 0, given: dict[str, Value] | None = None) -> bool:
        """Say whether some way to answer makes the condition true; `tried` tells when it was given up."""
        given = {} if given is None else given
        self.tried += 1
        if depth == len(self._places):
            return holds(self._condition, lambda key: given[key])
        place = self._places[depth]
        asked = holds(place.when, lambda key: given[key])
        for value in self._domains[depth] if asked else (Value(),):
            given[place.item["key"]] = value
            if self.found(depth + 1, given):
                return True
            if self.tried > MOST_TRIED:
                return False
        return False


def _names(text: object) -> Iterator[str]:
    if isinstance(text, str):
        try:
            yield from (each.key for each in compares(parse(text)))
        except WhenError:
            return


def _closure(places: Mapping[str, _Place], condition: Condition) -> set[str]:
    found: set[str] = set()
    todo = [each.key for each in compares(condition)]
    while todo:
        key = todo.pop()
        if key not in found:
            found.add(key)
            todo += [each.key for each in compares(places[key].when)]
    return found


def _domain(item: Mapping[str, Any], named: Iterable[Compare]) -> Iterator[Value]:
    """Yield one value for each way an answer can stand to what is named; a text may also be left empty."""
    mine = [each.against for each in named if each.key == item["key"]]
    said = dict.fromkeys(each for each in mine if isinstance(each, str))
    if item["kind"] == "text":
        yield from (Value(each) for each in ("", *said, "".join(said) + "…"))
    elif has_number(item) and any(isinstance(each, float) for each in mine):
        yield from _measured(item, [each for each in mine if isinstance(each, float)])
    else:
        others = [each for each in words_of(item) if each not in said]
        yield from (Value(each) for each in (*said, *others[:1]))


def _measured(item: Mapping[str, Any], bounds: list[float]) -> Iterator[Value]:
    edges = [item["norm"] - (item.get("minus") or 0), item["norm"] + (item.get("plus") or 0)]
    cuts = sorted({float(each) for each in (*bounds, *edges)})
    between = [(low + high) / 2 for low, high in pairwise(cuts)]
    for each in (cuts[0] - 1, *cuts, *between, cuts[-1] + 1):
        for said in (None, "fail"):
            yield Value(judge(item, {"values": [each], "outcome": said}) or "", each)
    yield from (Value("fail"), Value("na"))
