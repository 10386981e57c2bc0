"""The ways to misbehave: each is a pure change of a stream by seed, and labels exactly what it touched."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from devices.simulator.air import DAY, HOUR, World
from devices.simulator.chance import episode, unit
from devices.simulator.kinds import KINDS
from devices.simulator.told import WHOLE, Box, Told, rounded, told_values

_PARTICLES: Final[tuple[str, ...]] = ("pm25", "pm10", "tsp")
_WASHED: Final = 0.15  # what is left of the dust where a hose is held at its monitor


@dataclass(frozen=True, slots=True)
class Scene:
    """Where something misbehaves: the world, the box, the other boxes of its kind, and how much."""

    world: World
    box: Box
    amount: float
    twin: Box

    def draw(self, what: str, number: int) -> float:
        """Return a number in [0, 1) for one message."""
        return unit(self.world.seed, self.box.name, what, number)

    def within(self, what: str, at_ms: int, slot_s: float, share: float, most_s: float) -> bool:
        """Say whether a moment lies in one of the episodes of this box."""
        began = episode(self.world.seed, f"{self.box.name}-{what}", at_ms / 1000, slot_s, share, most_s)
        return began is not None


@dataclass(frozen=True, slots=True)
class Way:
    """One way to misbehave: in words, its usual amount and what the amount means, and which boxes can do it."""

    zh: str
    en: str
    amount: float
    meaning: str
    change: Callable[[Scene, Iterator[Told]], Iterator[Told]]
    kinds: tuple[str, ...] = tuple(KINDS)


def _touched(one: Told, why: str, values: dict[str, float]) -> Told:
    """Return the message with values that are changed: they are wrong for one more reason."""
    return replace(one, values={**one.values, **values}, why=one.why | {(name, why) for name in values})


def _instead(one: Told, why: str, values: dict[str, float]) -> Told:
    """Return the message with other values in the place of all: why the old ones were wrong counts no more."""
    kept = {mark for mark in one.why if mark[0] == WHOLE}
    return replace(one, values=values, why=frozenset(kept | {(name, why) for name in values}))


def _whole(one: Told, why: str, sent_ms: int, at_ms: int) -> Told:
    return replace(one, sent_ms=sent_ms, at_ms=at_ms, why=one.why | {(WHOLE, why)})


def drop(scene: Scene, stream: Iterator[Told]) -> Iterator[Told]:
    """Lose a share of the messages for good."""
    for one in stream:
        lost = scene.draw("drop", one.number) < scene.amount
        yield replace(one, lost=True, why=one.why | {(WHOLE, "drop")}) if lost else one


def duplicate(scene: Scene, stream: Iterator[Told]) -> Iterator[Told]:
    """Send a share of the messages a second time within a minute."""
    for one in stream:
        yield one
        if not one.lost and scene.draw("duplicate", one.number) < scene.amount:
            yield _whole(
                one, "duplicate", one.sent_ms + 1 + int(60_000 * scene.draw("again", one.number)), one.at_ms
            )


def reorder(scene: Scene, stream: Iterator[Told]) -> Iterator[Told]:
    """Hold every second message back for up to so many seconds: later ones overtake it."""
    for one in stream:
        wait = int(scene.amount * 1000 * scene.draw("reorder", one.number))
        held = wait > 0 and scene.draw("held", one.number) < 0.5
        yield _whole(one, "reorder", one.sent_ms + wait, one.at_ms) if held else one


def late(scene: Scene, stream: Iterator[Told]) -> Iterator[Told]:
    """Cut the device off for up to so many days, once in each stretch of twice that; then all comes at once."""
    longest = scene.amount * DAY
    for one in stream:
        began = episode(
            scene.world.seed, f"{scene.box.name}-late", one.true_ms / 1000, 2 * longest, 1.0, longest
        )
        # An episode is at most `longest`; its end is not told, so what was held leaves that long after it began.
        yield (
            one
            if began is None
            else _whole(one, "late", max(one.sent_ms, int((began + longest) * 1000)), one.at_ms)
        )


def skew(scene: Scene, stream: Iterator[Told]) -> Iterator[Told]:
    """Date everything so many seconds wrong (below 0: behind)."""
    for one in stream:
        yield _whole(one, "skew", one.sent_ms, max(0, one.at_ms + int(scene.amount * 1000)))


def drift(scene: Scene, stream: Iterator[Told]) -> Iterator[Told]:
    """Let the clock run behind so many seconds a day; it is set right at every full ten days."""
    for one in stream:
        behind = int(scene.amount * 1000 * (one.true_ms / 1000 % (10 * DAY)) / DAY)
        yield _whole(one, "drift", one.sent_ms, max(0, one.at_ms - behind)) if behind else one


def jump(scene: Scene, stream: Iterator[Told]) -> Iterator[Told]:
    """Let the clock lie so many hours back for up to three hours on most days, as after a battery ran out."""
    for one in stream:
        jumped = scene.within("jump", one.true_ms, DAY, 0.7, 3 * HOUR)
        yield (
            _whole(one, "jump", one.sent_ms, max(0, one.at_ms - int(scene.amount * HOUR * 1000)))
            if jumped
            else one
        )


def spike(scene: Scene, stream: Iterator[Told]) -> Iterator[Told]:
    """Let one value of a share of the messages leap to far above all others."""
    names = KINDS[scene.box.kind].quantities
    for one in stream:
        if scene.draw("spike", one.number) >= scene.amount:
            yield one
            continue
        name = names[int(len(names) * scene.draw("which", one.number))]
        value = rounded(name, 5 * abs(one.values[name]) + 20 + 30 * scene.draw("high", one.number))
        yield _touched(one, "spike", {name: value})


def flat(scene: Scene, stream: Iterator[Told]) -> Iterator[Told]:
    """Repeat one and the same values for up to so many hours on most days."""
    stuck: tuple[float, dict[str, float]] | None = None
    for one in stream:
        began = episode(
            scene.world.seed, f"{scene.box.name}-flat", one.true_ms / 1000, DAY, 0.7, scene.amount * HOUR
        )
        if began is None:
            stuck = None
            yield one
        elif stuck is None or stuck[0] != began:
            stuck = began, one.values
            yield one
        else:
            yield _instead(one, "flat", stuck[1])


def moved(scene: Scene, stream: Iterator[Told]) -> Iterator[Told]:
    """Carry the box away on most days for up to so many hours: it measures the air of another place of the town."""
    there = scene.world.elsewhere()
    for one in stream:
        if scene.within("moved", one.true_ms, DAY, 0.7, scene.amount * HOUR):
            yield _instead(one, "moved", told_values(there, scene.box, one.true_ms))
        else:
            yield one


def twin(scene: Scene, stream: Iterator[Told]) -> Iterator[Told]:
    """Let the box tell what another one measures, to the last digit but one."""
    for one in stream:
        copied = told_values(scene.world, scene.twin, one.true_ms)
        yield _instead(one, "twin", copied)


def spray(scene: Scene, stream: Iterator[Told]) -> Iterator[Told]:
    """Hold a hose at the dust monitor, up to so many hours on most days: little dust, and the damp leaps up."""
    for one in stream:
        if not scene.within("spray", one.true_ms, DAY, 0.8, scene.amount * HOUR):
            yield one
            continue
        washed = {
            name: rounded(name, one.values[name] * _WASHED) for name in _PARTICLES if name in one.values
        }
        if "humidity" in one.values:
            washed["humidity"] = rounded("humidity", min(99.0, one.values["humidity"] + 25))
        yield _touched(one, "spray", washed)


def unit_error(scene: Scene, stream: Iterator[Told]) -> Iterator[Told]:
    """Tell the first quantity in a unit so many times too small, from noon to midnight (UTC)."""
    name = KINDS[scene.box.kind].quantities[0]
    for one in stream:
        wrong = one.true_ms / 1000 % DAY >= DAY / 2
        value = rounded(name, one.values[name] * scene.amount)
        yield _touched(one, "unit", {name: value}) if wrong else one


#: in the order in which they are applied: what is measured, what the clock says, what becomes of the message
WAYS: Final = MappingProxyType(
    {
        "moved": Way("设备被移走", "device moved away", 6, "hours", moved, ("dust", "noise", "weather")),
        "twin": Way("数据雷同", "twin of another device", 1, "unused", twin, ("dust", "noise", "weather")),
        "spray": Way("喷淋干扰", "spray on the dust monitor", 2, "hours", spray, ("dust",)),
        "flat": Way("死值", "flat line", 6, "hours", flat),
        "spike": Way("尖峰", "spikes", 0.01, "share", spike),
        "unit": Way("单位错误", "wrong unit", 1000, "times", unit_error),
        "skew": Way("时钟偏差", "clock wrong", -180, "seconds", skew),
        "drift": Way("时钟漂移", "clock drifting", 4, "seconds a day", drift),
        "jump": Way("时钟跳变", "clock jumping", 24, "hours back", jump),
        "drop": Way("丢包", "messages lost", 0.05, "share", drop),
        "late": Way("断网补传", "sent days late", 1, "days", late),
        "reorder": Way("乱序", "messages out of order", 300, "seconds", reorder),
        "duplicate": Way("重复", "messages sent twice", 0.05, "share", duplicate),
    }
)  # fmt: skip
