"""What a wall board says of a channel, and which channels come first when there is room for only some."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Final

from inspect_app.core.workflow import State
from inspect_app.readings.rules.episodes import Bound
from inspect_app.readings.rules.grades import DOUBTFUL
from inspect_app.readings.rules.quantities import NORMAL

#: how many channels are shown at a size that is read from five metres
MOST_TILES: Final = 12
#: shown in the corner of the weather, if any device measures them
WEATHER: Final = ("temperature", "humidity", "wind_speed", "wind_direction", "rain")

OVER: Final = State("over", "超限", "Over the limit", "bad")
SILENT: Final = State("silent", "无数据", "Silent", "missing")
DOUBTED: Final = State("doubted", "数据不可信", "Not trusted", "waiting")
FINE: Final = State("fine", "正常", "Within limits", "good")
FREE: Final = State("free", "无限值", "No limit", "neutral")
STATES: Final = (OVER, SILENT, DOUBTED, FINE, FREE)


def standing(*, over: bool, missing: bool, flag: str, limited: bool, grade: str = "A") -> State:
    """Return how a channel stands: over a limit, silent, not trusted (a flag of HJ 212, or its grade), within limits, without one.

    An alarm that is open counts even where the device has fallen silent since: nobody has seen it end.
    """
    if over:
        return OVER
    if missing:
        return SILENT
    if flag != NORMAL or grade in DOUBTFUL:
        return DOUBTED
    return FINE if limited else FREE


def nearest(bounds: Collection[Bound], value: float | None, at_ms: int) -> Bound | None:
    """Return the limit in force at this moment that the value would reach first; None without a limit."""
    now_in_force = [each for each in bounds if each.applies(at_ms)]
    if value is None:
        return min(now_in_force, key=lambda each: each.value, default=None)
    # A limit already passed is the one that matters; among those, the farthest passed is the gravest.
    passed = [each for each in now_in_force if each.beyond(value, each.value)]
    if passed:
        return max(passed, key=lambda each: each.value if each.above else -each.value)
    return min(now_in_force, key=lambda each: abs(each.value - value), default=None)


def first(states: Sequence[State], quantities: Sequence[str], most: int = MOST_TILES) -> list[int]:
    """Return which channels are shown, in their own order, given the state and the quantity of each.

    What is over, silent or in doubt comes before what is fine; among equals each quantity has its turn, so that
    three thermometers do not push the noise off the board.
    """
    turns: Counter[tuple[str, str]] = Counter()
    ranks = []
    for number, (state, quantity) in enumerate(zip(states, quantities, strict=True)):
        ranks.append((STATES.index(state), turns[state.name, quantity], number))
        turns[state.name, quantity] += 1
    return sorted(number for *_, number in sorted(ranks)[:most])
