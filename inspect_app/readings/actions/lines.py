"""A channel as the intake needs it: what may come, and which limits it is judged by."""

from collections.abc import Sequence
from dataclasses import dataclass

from inspect_app.readings.rules.derived import WINDOWED
from inspect_app.readings.rules.episodes import Bound
from inspect_app.readings.rules.quantities import QUANTITIES


@dataclass(frozen=True, slots=True)
class Line:
    """A channel as the intake needs it; outside `low`..`high` a value breaks some limit judged by itself."""

    id: int
    project_id: str
    least: float
    most: float
    low: float
    high: float
    direct: tuple[Bound, ...]
    averaged: tuple[Bound, ...]
    silent: tuple[Bound, ...] = ()
    #: joint limits of the project that ask for this quantity, as the first condition or a further one
    joint: tuple[Bound, ...] = ()
    #: whether each value is looked at, wherever it lies
    always: bool = False


def pattern(all_bounds: Sequence[Bound], project_id: str, quantity: str) -> Line:
    """Return the line of any channel of this quantity, but for its number (0), from the limits of its project."""
    bounds = [each for each in all_bounds if each.quantity == quantity]
    plain = [each for each in bounds if each.measure == "value" or each.measure in WINDOWED]
    direct = tuple(each for each in plain if not each.window_ms)
    known = QUANTITIES[quantity]
    # Just inside the edge: a value that only reaches an exclusive limit is looked at twice, that is all.
    high = min((each.value for each in direct if each.above), default=float("inf"))
    low = max((each.value for each in direct if not each.above), default=float("-inf"))
    if any(each.measure in WINDOWED for each in direct):
        high = float("-inf")  # any value may change how often, or how fast
    averaged = tuple(each for each in plain if each.window_ms)
    silent = tuple(each for each in bounds if each.measure == "silence")
    joint = tuple(
        each for each in all_bounds if quantity in [condition.quantity for condition in each.conditions]
    )
    return Line(
        0, project_id, known.least, known.most, low, high, direct, averaged, silent, joint,
        always=bool(averaged or silent or joint),
    )  # fmt: skip
