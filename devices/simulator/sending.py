"""Sends a made-up site's stream to a running platform: live, faster than life, or a past as fast as it is taken."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from devices.simulator.air import World
from devices.simulator.line import Line
from devices.simulator.misbehaving import Wish, misbehaving
from devices.simulator.told import Box, Label, Told, behaving, labels, payload

_LOOK: Final = 0.5
_DAY_MS: Final = 86_400_000
#: samples of one message, when a past is sent in packs: far below the 64 KiB of a message
_PACK: Final = 200


@dataclass(frozen=True, slots=True)
class SiteSpec:
    """What is sent where.

    The site's story begins `days` before now and runs at `rate` times the speed of life until it has caught up;
    0 sends what lies before now in packs, as fast as the broker acknowledges. With `go_on` it then goes on at the
    speed of life until told to stop. `every_s` and `past_every_s` are paces for all boxes (0: each its own).
    `logins` are name and secret at the broker by box.
    """

    url: str
    site: str
    world: World
    boxes: tuple[Box, ...]
    logins: dict[str, tuple[str, str]]
    asked: tuple[Wish, ...] = ()
    days: float = 0.0
    rate: float = 0.0
    go_on: bool = True
    every_s: float = 0.0
    past_every_s: float = 0.0
    window: int = 20
    ca_file: str | None = None


@dataclass(slots=True)
class Sent:
    """Messages sent and acknowledged, the readings' samples in them, and those the site lost by itself."""

    sent: int = 0
    acked: int = 0
    samples: int = 0
    lost: int = 0


def stream(spec: SiteSpec, box: Box, now_ms: int) -> Iterator[Told]:
    """Return all that one box tells, as it leaves: its past up to now, then, with `go_on`, what comes."""
    from_ms = now_ms - round(spec.days * _DAY_MS)

    def story() -> Iterator[Told]:
        yield from behaving(spec.world, box, from_ms, now_ms, spec.past_every_s or spec.every_s)
        if spec.go_on:
            yield from behaving(spec.world, box, now_ms, None, spec.every_s)

    for one in misbehaving(spec.world, box, spec.boxes, spec.asked, story()):
        # Where the story ends now, whatever is still held back leaves now.
        yield one if spec.go_on else replace(one, sent_ms=min(one.sent_ms, now_ms))


def send(
    spec: SiteSpec,
    stop: threading.Event,
    progress: Callable[[Sent], None] | None = None,
    truth: Callable[[Label], None] | None = None,
) -> Sent:
    """Send until the story is told and acknowledged, or until `stop` is set; the broker may go and come back.

    `truth` is told of every reading that was touched, when its message leaves (or is lost). Raises ConnectionError
    if a box is refused that was never let in, KeyError for one without a log-in.
    """
    clock = _Clock(spec, time.time_ns() // 1_000_000)
    wake, total = threading.Event(), Sent()
    lanes: list[_Lane] = []
    try:
        for box in spec.boxes:
            lanes.append(_Lane(spec, box, clock.started_ms, wake))  # noqa: PERF401 -- closed even if the next fails
        while not stop.is_set():
            wake.clear()
            virtual_ms = clock.virtual_ms()
            for lane in lanes:
                lane.pump(virtual_ms, truth)
            _count(lanes, total, progress)
            if all(lane.done() for lane in lanes):
                break
            wake.wait(clock.pause(virtual_ms, lanes))
    finally:
        for lane in lanes:
            lane.line.leave()
        for lane in lanes:
            lane.line.close()
    _count(lanes, total, progress)
    return total


class _Clock:
    """Which moment of the story it is."""

    def __init__(self, spec: SiteSpec, started_ms: int) -> None:
        self.started_ms = started_ms
        self.rate, self._ago_ms = spec.rate, spec.days * _DAY_MS
        self._began = time.monotonic()

    def virtual_ms(self) -> int:
        elapsed = (time.monotonic() - self._began) * 1000
        now_ms = self.started_ms + elapsed
        return round(
            min(now_ms, now_ms - elapsed - self._ago_ms + elapsed * self.rate) if self.rate else now_ms
        )

    def pause(self, virtual_ms: int, lanes: "list[_Lane]") -> float:
        coming = min((lane.due_ms for lane in lanes if lane.due_ms is not None), default=None)
        if coming is None:
            return _LOOK
        # Behind life, `rate` seconds of the story pass in one; what cannot leave yet waits for its acknowledgement.
        seconds = (coming - virtual_ms) / 1000 / max(1.0, self.rate)
        return min(_LOOK, max(0.02, seconds))


class _Lane:
    """One box: its stream, of which one message is looked at ahead, and its connection."""

    def __init__(self, spec: SiteSpec, box: Box, now_ms: int, wake: threading.Event) -> None:
        self.samples = self.lost = 0
        self._box = box
        self._pack = _PACK if spec.rate == 0 else 1
        self._stream = stream(spec, box, now_ms)
        self._next = next(self._stream, None)
        self.line = Line(
            spec.url, spec.ca_file, spec.site, box.name, spec.logins[box.name], spec.window, wake
        )

    @property
    def due_ms(self) -> int | None:
        """When its next message leaves; None when there is none."""
        return None if self._next is None else self._next.sent_ms

    def pump(self, until_ms: int, truth: Callable[[Label], None] | None) -> None:
        """Send what is due, as far as the window allows and the broker is there."""
        while self.line.up() and self.line.room() > 0 and (batch := self._taken(until_ms, truth)):
            self.samples += len(batch)
            self.line.publish(payload(batch))

    def _taken(self, until_ms: int, truth: Callable[[Label], None] | None) -> list[Told]:
        batch: list[Told] = []
        while self._next is not None and self._next.sent_ms <= until_ms and len(batch) < self._pack:
            one, self._next = self._next, next(self._stream, None)
            if truth:
                for label in labels(self._box, one):
                    truth(label)
            if one.lost:
                self.lost += 1
            else:
                batch.append(one)
        return batch

    def done(self) -> bool:
        return self._next is None and self.line.sent == self.line.acked


def _count(lanes: list[_Lane], total: Sent, progress: Callable[[Sent], None] | None) -> None:
    now = Sent(
        sum(lane.line.sent for lane in lanes), sum(lane.line.acked for lane in lanes),
        sum(lane.samples for lane in lanes), sum(lane.lost for lane in lanes),
    )  # fmt: skip
    if now != total:
        total.sent, total.acked, total.samples, total.lost = now.sent, now.acked, now.samples, now.lost
        if progress:
            progress(total)
