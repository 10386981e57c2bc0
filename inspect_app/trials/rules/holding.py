"""One stage under pressure, read from a curve: whether it was reached, how long it held, how far it fell; pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from inspect_app.trials.rules.shape import GAP, LOWERED, Stage, Words

#: seconds from the beginning, value
Point = tuple[Decimal, Decimal]


@dataclass
class Held:
    """A stage as it was found; `end` is the number of the point at which it was over (None: not found or not whole)."""

    steps: list[Words] = field(default_factory=list)
    faults: list[Words] = field(default_factory=list)
    doubts: list[Words] = field(default_factory=list)
    end: int | None = None
    began: Decimal | None = None


def held(
    stage: Stage, working: Decimal, curve: Sequence[Point], *, whole: bool, before: Decimal | None = None,
    division: Decimal | None = None,
) -> Held:  # fmt: skip
    """Return how a stage went: pressures in MPa, times in seconds; `before` is the level of the stage before it.

    It begins where the pumping (or, after a higher stage, the lowering) has ended. A value above one before it by
    more than the gauge's division tells that pressure was added: what was held cannot be known then.
    """
    found, level = Held(), stage.level(working)
    start = _start(stage, level, curve, whole, before)
    if start is None:
        highest = max((value for _at, value in curve), default=None)
        zh = (
            f"{stage.zh}应达 {level} MPa，曲线最高 {highest}"
            if highest is not None
            else f"{stage.zh}没有曲线"
        )
        en = (
            f"{stage.en} {level} MPa, the curve's highest {highest}"
            if highest is not None
            else f"{stage.en}: no curve"
        )
        found.doubts.append((zh, en))
        return found
    began, first = curve[start]
    found.began = began
    over = began + stage.minutes * 60
    inside = [each for each in curve[start:] if each[0] <= over]
    after = next((number for number, each in enumerate(curve) if each[0] >= over), None)
    lowest = min(value for _at, value in inside)
    drop = first - lowest
    found.steps.append(
        (f"{stage.zh}应达 {level} MPa，实际 {first} MPa", f"{stage.en} {level} MPa, reached {first} MPa")
    )
    (found.steps if drop <= stage.drop else found.faults).append(
        (f"{stage.minutes} min 内压降 {drop} MPa，允许 {stage.drop} MPa",
         f"fell {drop} MPa within {stage.minutes} min, allowed {stage.drop} MPa")
    )  # fmt: skip
    if _raised(inside, division if division is not None else stage.division):
        found.doubts.append(
            ("稳压期间压力回升，可能补压", "the pressure rose while it was held: it may have been added to")
        )
    if after is None:
        lasted = (curve[-1][0] - began) / 60
        found.doubts.append(
            (
                f"只稳压 {lasted:.1f} min，应为 {stage.minutes} min",
                f"held {lasted:.1f} min of {stage.minutes}",
            )
        )
        return found
    if whole:
        longest = max(
            (
                two[0] - one[0]
                for one, two in zip(curve[start:after], curve[start + 1 : after + 1], strict=True)
            ),
            default=Decimal(0),
        )
        most = stage.minutes * 60 * GAP
        if longest > most:
            found.doubts.append(
                (
                    f"曲线中断 {longest:.0f} s，允许 {most:.0f} s",
                    f"a gap of {longest:.0f} s in the curve, allowed {most:.0f} s",
                )
            )
    found.end = after
    return found


def _start(
    stage: Stage, level: Decimal, curve: Sequence[Point], whole: bool, before: Decimal | None
) -> int | None:
    for number, (_at, value) in enumerate(curve):
        following = curve[number + 1][1] if number + 1 < len(curve) else value
        if before is None:
            if value >= level and following <= value:
                return number
        # Lowered to its level, and no longer falling by much.
        elif level <= value <= level * LOWERED and (not whole or value - following <= stage.drop * GAP):
            return number
    return None


def _raised(inside: Sequence[Point], division: Decimal) -> bool:
    lowest: Decimal | None = None
    for _at, value in inside:
        if lowest is not None and value - lowest > division:
            return True
        lowest = value if lowest is None else min(lowest, value)
    return False
