"""Which items of a checklist are asked, given what was answered: conditions and rounds over elements."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from inspect_app.checklists.rules.conditions import ALWAYS, Condition, Value, compares, holds, parse
from inspect_app.checklists.rules.judging import judge
from inspect_app.checklists.rules.standing import value_of

Place = str | None
Answer = Mapping[str, Any]
#: an item answered at several elements counts elsewhere by the worst of its answers
_WORST: Final = ("fail", "pass", "na")


@dataclass(slots=True)
class Asked:
    """The answers that count (`item`, element), those still missing, and sections without a single round."""

    counted: set[tuple[str, Place]] = field(default_factory=set)
    missing: list[tuple[str, Place]] = field(default_factory=list)
    no_round: list[Mapping[str, Any]] = field(default_factory=list)

    def counts(self, answer: Answer) -> bool:
        """Return whether an answer is to an item that is asked at its element."""
        return (answer["item"], answer.get("element")) in self.counted


def condition_of(thing: Mapping[str, Any]) -> Condition:
    """Return the condition of a sound section or item."""
    text = thing.get("when")
    return ALWAYS if text is None else parse(text)


def asked(content: Mapping[str, Any], answers: Sequence[Answer]) -> Asked:
    """Return which items of a sound content are asked. An item that is not asked stands for no answer.

    A repeated section is gone through once for every element its answers name; the others are asked once, and
    may be answered at more than one element, each of which is looked at by itself.
    """
    given: dict[str, dict[Place, Answer]] = {}
    for each in answers:
        given.setdefault(each["item"], {}).setdefault(each.get("element"), each)
    state = _State(given)
    for section in content["sections"]:
        state.section(section)
    return state.found


class _State:
    def __init__(self, given: Mapping[str, Mapping[Place, Answer]]) -> None:
        self._given = given
        self._items: dict[str, Mapping[str, Any]] = {}
        self.found = Asked()

    def section(self, section: Mapping[str, Any]) -> None:
        for item in section["items"]:
            self._items[item["key"]] = item
        when = condition_of(section)
        if section.get("repeat") is None:
            for item in section["items"]:
                self._once(item, when)
        elif self._holds(when, None):
            self._rounds(section)

    def _once(self, item: Mapping[str, Any], section: Condition) -> None:
        own = condition_of(item)
        given = self._given.get(item["key"], {})
        named = [each.key for condition in (section, own) for each in compares(condition)]
        places: dict[Place, None] = {None: None, **dict.fromkeys(given)}
        places |= dict.fromkeys(place for key in named for place in self._given.get(key, {}))
        wanted = [each for each in places if self._holds(section, each) and self._holds(own, each)]
        answered = [each for each in wanted if each in given]
        self.found.counted.update((item["key"], each) for each in answered)
        if wanted and not answered and item["kind"] != "text":
            self.found.missing.append((item["key"], None))

    def _rounds(self, section: Mapping[str, Any]) -> None:
        rounds = dict.fromkeys(
            place for item in section["items"] for place in self._given.get(item["key"], {})
        )
        if not rounds and any(each["kind"] != "text" for each in section["items"]):
            self.found.no_round.append(section)
        for place in rounds:
            for item in section["items"]:
                if not self._holds(condition_of(item), place):
                    continue
                if place in self._given.get(item["key"], {}):
                    self.found.counted.add((item["key"], place))
                elif item["kind"] != "text":
                    self.found.missing.append((item["key"], place))

    def _holds(self, condition: Condition, place: Place) -> bool:
        return holds(condition, self._values(place))

    def _values(self, place: Place) -> Callable[[str], Value]:
        def value(key: str) -> Value:
            item = self._items[key]
            answers = {
                each: answer
                for each, answer in self._given.get(key, {}).items()
                if (key, each) in self.found.counted
            }
            return value_of(item, answers.get(place) or _worst(item, answers.values()))

        return value


def _worst(item: Mapping[str, Any], answers: Iterable[Answer]) -> Answer | None:
    judged = [(judge(item, each), each) for each in answers]
    for outcome in (*_WORST, None):
        for found, answer in judged:
            if found == outcome:
                return answer
    return None
