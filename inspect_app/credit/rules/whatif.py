"""What if: a score with entries taken out, points settled on another day, or behaviours added that have not happened."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from inspect_app.credit.rules import catalogue
from inspect_app.credit.rules.score import Item, Score, expires_on, replay


@dataclass(frozen=True, slots=True)
class Supposed:
    """A behaviour that is supposed to happen: its code, on which day, with how many days late, how often."""

    code: str
    on: date
    days: int = 0
    times: int = 1


@dataclass(frozen=True, slots=True)
class Answer:
    """The score as it stands, and as it would be."""

    before: Score
    after: Score


def what_if(
    items: Iterable[Item], on: date, *, without: Collection[str] = (), settled: Mapping[str, int] | None = None,
    supposed: Collection[Supposed] = (), region: str = "",
) -> Answer:  # fmt: skip
    """Return the score of a day before and after; `settled` are tenths by entry. ValueError: no such behaviour then."""
    standing, changed = list(items), settled or {}
    kept = [
        replace(each, tenths=changed.get(each.id, each.tenths)) for each in standing if each.id not in without
    ]
    for n, each in enumerate(supposed):
        edition = catalogue.edition(region, each.on)
        behaviour = edition.behaviours.get(each.code) if edition else None
        if edition is None or behaviour is None:
            raise ValueError(f"code: {each.code} is not in the catalogue on {each.on}")
        worth, ends = catalogue.points(behaviour, each.days), expires_on(each.on)
        kept += [
            Item(f"~{n}.{k:04}", each.code, worth, each.on, ends, edition.version) for k in range(each.times)
        ]
    return Answer(replay(standing, on), replay(kept, on))
