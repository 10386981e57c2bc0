"""A trial's curve as lines of a picture, with the levels and the stages it was held to; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from inspect_app.trials.rules.holding import Point, held
from inspect_app.trials.rules.shape import GAP, Stage, Words

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 640, 260, 56, 28, 12
_MOST_BUCKETS = 300


@dataclass(frozen=True, slots=True)
class Line:
    """A level of a stage across the picture, and how far it may fall there: y of both, and its words."""

    y: float
    least: float
    x: float
    until: float
    value: Decimal
    words: Words


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a picture of a curve is made of: the stretches without a gap, the stages, and the marks of both axes."""

    lines: tuple[str, ...]
    stages: tuple[Line, ...]
    ticks_x: tuple[tuple[float, str], ...]
    ticks_y: tuple[tuple[float, str], ...]


def drawn(
    curve: Sequence[Point], stages: Sequence[Stage], working: Decimal, *, whole: bool
) -> Drawing | None:
    """Return the picture of a curve (seconds, MPa); None without at least two points."""
    if len(curve) < 2 or working <= 0:
        return None
    last = float(curve[-1][0])
    top = float(max([value for _at, value in curve] + [each.level(working) for each in stages])) * 1.08 or 1.0

    def x(at: Decimal | float) -> float:
        return round(LEFT + float(at) / last * (WIDTH - LEFT - 8), 1)

    def y(value: Decimal | float) -> float:
        return round(TOP + (1 - float(value) / top) * (HEIGHT - TOP - BOTTOM), 1)

    gap = min((each.minutes for each in stages), default=10) * 60 * GAP
    stretches: list[list[Point]] = [[]]
    for number, point in enumerate(curve):
        if whole and number and point[0] - curve[number - 1][0] > gap:
            stretches.append([])
        stretches[-1].append(point)
    lines = tuple(" ".join(f"{x(at)},{y(value)}" for at, value in _thinned(each)) for each in stretches)
    shown, start, before = [], 0, None
    for stage in stages:
        one, level = held(stage, working, curve[start:], whole=whole, before=before), stage.level(working)
        if one.began is not None:
            until = min(Decimal(str(last)), one.began + stage.minutes * 60)
            shown.append(
                Line(y(level), y(level - stage.drop), x(one.began), x(until), level, (stage.zh, stage.en))
            )
        else:
            # Its level alone: nothing was held.
            shown.append(Line(y(level), y(level - stage.drop), LEFT, LEFT, level, (stage.zh, stage.en)))
        if one.end is None:
            break
        start, before = start + one.end, level
    return Drawing(
        lines, tuple(shown), tuple((x(each * 60), str(each)) for each in _minutes(last / 60)),
        tuple((y(top / 1.08 * each / 4), f"{top / 1.08 * each / 4:.3g}") for each in range(5)),
    )  # fmt: skip


def _minutes(last: float) -> list[int]:
    """Return round minutes from nought to the end, a handful of them."""
    step = next((each for each in (1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 720) if last / each <= 6), 1440)
    return list(range(0, int(last) + 1, step))


def _thinned(points: Sequence[Point]) -> list[Point]:
    """Return at most two points of each bucket, its least and most, so that no fall is lost."""
    size = -(-len(points) // _MOST_BUCKETS)
    if size < 3:
        return list(points)
    found: list[Point] = []
    for start in range(0, len(points), size):
        bucket = points[start : start + size]
        ends = {min(bucket, key=lambda each: each[1]), max(bucket, key=lambda each: each[1])}
        found += sorted(ends)
    return found
