"""What the packs count: one mark an answer, and the items of a checklist that are scored by deduction."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from inspect_app.checklists.rules.scoring.working import exact

POINTS: Final = "分"


@dataclass(frozen=True, slots=True)
class Mark:
    """An answer as it was found: its item, outcome, values, and `good` of `n` points (0 of 0: not measured)."""

    item: str
    outcome: str
    values: tuple[float, ...] = ()
    severity: str | None = None
    good: int = 0
    n: int = 0
    element: str | None = None


def deducts(item: Mapping[str, Any]) -> bool:
    """Say whether an item's values are points taken off its full points: measured in 分, norm 0, nothing above."""
    return (
        item.get("full") is not None
        and item["kind"] == "measured"
        and (item.get("unit"), item.get("norm"), item.get("plus")) == (POINTS, 0, 0)
    )


def by_item(marks: Iterable[Mark]) -> dict[str, list[Mark]]:
    """Return the marks by item; an item answered for several elements has several."""
    found: dict[str, list[Mark]] = {}
    for each in marks:
        found.setdefault(each.item, []).append(each)
    return found


def taken_off(item: Mapping[str, Any], marks: Iterable[Mark]) -> tuple[Fraction, ...] | None:
    """Return the points taken off an item at all its elements; None where it did not apply anywhere.

    A failure without a figure takes all the points: what nobody wrote down cannot be given.
    """
    asked = [each for each in marks if each.outcome in ("pass", "fail")]
    if not asked:
        return None
    taken: list[Fraction] = []
    for each in asked:
        if deducts(item) and each.values:
            taken += [exact(value) for value in each.values if value > 0]
        elif each.outcome == "fail":
            taken.append(exact(item["full"]))
    return tuple(taken)


def points_of(mark: Mark) -> tuple[int, int]:
    """Return (good, all) of a mark: its measured or counted points, else one of one or none of one."""
    if mark.outcome not in ("pass", "fail"):
        return 0, 0
    if mark.n:
        return mark.good, mark.n
    return int(mark.outcome == "pass"), 1
