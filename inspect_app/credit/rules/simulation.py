"""What a catalogue that is not in force would change: the same entries, weighed and replayed by another edition."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from inspect_app.credit.rules.catalogue import Behaviour, Edition, of_version, points
from inspect_app.credit.rules.score import Item, replay
from inspect_app.credit.rules.whatif import Answer

#: the version a draft has in the working; no edition is called so
DRAFT: Final = "~draft"
#: months a veto holds that a draft gives to a behaviour that had none
VETO_MONTHS: Final = 6


class Senseless(ValueError):
    """A draft says what no rule can mean: in which field, and why in both languages."""

    def __init__(self, field: str, zh: str, en: str) -> None:
        super().__init__(f"{field}: {en}")
        self.field, self.zh, self.en = field, zh, en


@dataclass(frozen=True, slots=True)
class Weighed:
    """An entry as it counts, with the division it is from and the days late its points came from."""

    item: Item
    region: str
    days: int = 0


def days_behind(behaviour: Behaviour | None, tenths: int) -> int:
    """Return the days late that gave an entry its points; at the floor the fewest that reach it."""
    if behaviour is None or not behaviour.a_day:
        return 0
    return max(0, -(-(tenths - behaviour.points) // behaviour.a_day))


def drafted(base: Edition, changes: Mapping[str, Mapping[str, Any]], since: date) -> Edition:
    """Return an edition with some behaviours changed. Senseless for what no rule can mean."""
    behaviours = dict(base.behaviours)
    for code, change in changes.items():
        if code not in behaviours:
            raise Senseless(f"points_{code}", "这一版没有这项行为", "not in this edition")
        one = replace(behaviours[code], **change)
        if one.veto and not one.veto_months:
            one = replace(one, veto_months=VETO_MONTHS)
        _check(one)
        behaviours[code] = one
    return Edition(DRAFT, since, behaviours, base.region)


def _check(one: Behaviour) -> None:
    worst = one.points if one.least is None else one.least
    if one.least is not None and one.least > one.points:
        raise Senseless(f"least_{one.code}", "最低分不能高于分值", "no better than the points")
    if one.a_day > 0:
        raise Senseless(f"a_day_{one.code}", "每天的分值应为负数或 0", "0 or below for each day")
    if one.cap is not None and (one.cap == 0 or one.cap * worst < 0):
        raise Senseless(
            f"cap_{one.code}", "上限应与分值同号，且不为 0", "on the side of its points, and not 0"
        )


def simulate(rows: Iterable[Weighed], on: date, draft: Edition, region: str = "") -> Answer:
    """Return the score of a day as it is, and as it would be had the draft been the rule of a division all along."""
    standing = list(rows)
    changed = [
        each.item if not each.region.startswith(region) else _reweighed(each, draft)
        for each in standing
    ]  # fmt: skip

    def lookup(code: str, version: str) -> Behaviour | None:
        return draft.behaviours.get(code) if version == DRAFT else of_version(code, version)

    kept = [each for each in changed if each is not None]
    return Answer(replay([each.item for each in standing], on), replay(kept, on, lookup))


def _reweighed(one: Weighed, draft: Edition) -> Item | None:
    behaviour = draft.behaviours.get(one.item.code)
    if behaviour is None:
        return None  # the draft has no such behaviour: the entry would not have been made
    return replace(one.item, tenths=points(behaviour, one.days), rule=DRAFT)
