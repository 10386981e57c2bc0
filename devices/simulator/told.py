"""What a simulated device tells, with the truth beside it, and how that becomes the bytes of a message."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from typing import Final

from devices.simulator.air import World
from devices.simulator.chance import unit
from devices.simulator.kinds import KINDS

#: digits a quantity is told with; instruments do not tell more, and so the bytes are the same everywhere
_DIGITS: Final = {"tilt": 3, "water_pressure": 4, "water_volume": 3, "load": 2, "speed": 2, "settlement": 2}
_USUAL_DIGITS: Final = 1
#: what a label says of the whole message, not of one quantity
WHOLE: Final = "*"


@dataclass(frozen=True, slots=True)
class Box:
    """One device of a simulated site: its name in topics and its kind (a key of KINDS)."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Told:
    """One message on its way: when it leaves, what it says, and what would have been right.

    `why` are pairs of quantity (`*`: the whole message) and the misbehaviour that touched it. A `lost` one is
    never sent; it stays in the stream so that the truth is whole.
    """

    sent_ms: int
    at_ms: int
    values: dict[str, float]
    true_ms: int
    true_values: dict[str, float]
    number: int
    why: frozenset[tuple[str, str]] = frozenset()
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """The truth about one reading that was touched: told at, said, true, and why."""

    device: str
    quantity: str
    why: str
    at_ms: int
    true_ms: int
    value: float | None = field(default=None)
    true_value: float | None = field(default=None)


def behaving(world: World, box: Box, from_ms: int, to_ms: int | None, every_s: float = 0) -> Iterator[Told]:
    """Yield what a device tells from a moment on (to_ms None: without end), each `every_s` (0: its kind's pace).

    Moments lie on a lattice of the device's own, so that two runs over one stretch tell the same readings.
    """
    kind = KINDS[box.kind]
    step = max(1, round((every_s or kind.every_s) * 1000))
    own = int(step * unit(world.seed, box.name, "phase"))
    for number in count(-(-(from_ms - own) // step)):
        at_ms = number * step + own
        if to_ms is not None and at_ms >= to_ms:
            return
        values = told_values(world, box, at_ms)
        yield Told(at_ms, at_ms, values, at_ms, values, number)


def told_values(world: World, box: Box, at_ms: int) -> dict[str, float]:
    """Return what a box tells at a moment, with the digits of its instrument."""
    found = KINDS[box.kind].measure(world, box.name, at_ms / 1000)
    return {name: rounded(name, value) for name, value in found.items()}


def rounded(quantity: str, value: float) -> float:
    """Return a value with the digits its instrument tells; never -0.0."""
    return round(value, _DIGITS.get(quantity, _USUAL_DIGITS)) + 0.0


def in_order(stream: Iterator[Told]) -> Iterator[Told]:
    """Yield a stream by the moment each message leaves; none leaves before it is measured.

    Holds no more than what is under way: the messages of the longest delay.
    """
    waiting: list[tuple[int, int, Told]] = []
    for number, one in enumerate(stream):
        while waiting and waiting[0][0] <= one.true_ms:
            yield heappop(waiting)[2]
        heappush(waiting, (one.sent_ms, number, one))
    while waiting:
        yield heappop(waiting)[2]


def payload(batch: Sequence[Told]) -> bytes:
    """Return one message of our own payload: a sample, or a backlog of several."""
    samples = [{"at": one.at_ms, "values": one.values} for one in batch]
    return json.dumps(samples if len(samples) > 1 else samples[0], separators=(",", ":")).encode()


def labels(box: Box, one: Told) -> list[Label]:
    """Return the truth about what misbehaved in one message, by quantity and cause; nothing for a true one."""
    return [
        Label(
            box.name, quantity, why, one.at_ms, one.true_ms,
            one.values.get(quantity), one.true_values.get(quantity),
        )
        for quantity, why in sorted(one.why)
    ]  # fmt: skip
