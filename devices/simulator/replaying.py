"""A site that behaves: replays a recording as the readings of its devices, over real MQTT with their log-ins.

It is a replay and nothing is invented: what the instrument missed stays missing, hourly values are joined by straight
lines (rain is held for its hour), and when the recording ends it begins again.
"""

import json
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from devices import recordings
from devices.recordings import Recording
from devices.recordings.replay import HOUR_MS, STATION, Replay
from devices.simulator.line import Line

DUST: Final = ("pm10", "pm25")
WEATHER: Final = ("temperature", "wind_speed", "pressure", "rain")

_PACK: Final = 400  # samples of all six quantities stay below the 64 KiB of one message
_LOOK: Final = 0.2


@dataclass(frozen=True, slots=True)
class SimulatedDevice:
    """One device: its name in topics, its log-in at the broker, and what it measures."""

    name: str
    username: str
    password: str
    quantities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SimulatorSpec:
    """What is replayed where.

    The recording is moved by whole days so that its last day is `ends_on` (at the station; None: today). What lies
    before now, at most `history_days`, is sent first in packs. Then every device sends a sample each `every_s`
    seconds, dated now; with 0 as fast as the broker acknowledges. `speed` is how many recorded seconds pass in one
    second of that. It ends after `samples` of these, or when told to stop.
    """

    url: str
    site: str
    devices: tuple[SimulatedDevice, ...]
    recording: str = "changping-spring-2016"
    ends_on: date | None = None
    history_days: float = 90.0
    every_s: float = 60.0
    speed: float = 1.0
    samples: int | None = None
    window: int = 20
    ca_file: str | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """Messages handed to the broker, messages it acknowledged, and the samples they hold."""

    sent: int
    acked: int
    samples: int


def run(
    spec: SimulatorSpec, stop: threading.Event, progress: Callable[[int, int], None] | None = None
) -> Counts:
    """Replay until `stop` is set or all samples are acknowledged; the broker may go away and come back.

    `progress(sent, acked)` is called from this thread when either has grown. Raises ConnectionError if a device is
    refused that was never let in, KeyError for an unknown recording or quantity.
    """
    started_ms = time.time_ns() // 1_000_000
    replay = Replay(_recording(spec), spec.ends_on or _station_day(started_ms))
    clock = _Clock(spec, started_ms)
    wake = threading.Event()
    lanes: list[_Lane] = []
    seen = (0, 0)
    try:
        for device in spec.devices:
            lanes.append(_Lane(spec, device, replay, started_ms, wake))  # noqa: PERF401 -- closed even if the next fails
        while not stop.is_set():
            wake.clear()
            for lane in lanes:
                lane.fill(clock)
                lane.pump()
            seen = _report(lanes, seen, progress)
            if all(lane.done(spec.samples) for lane in lanes):
                break
            wake.wait(clock.pause())
    finally:
        for lane in lanes:
            lane.line.leave()
        for lane in lanes:
            lane.line.close()
    sent, acked = _report(lanes, seen, progress)
    return Counts(sent, acked, sum(lane.sampled for lane in lanes))


def _recording(spec: SimulatorSpec) -> Recording:
    found = recordings.load(spec.recording)
    for name in {name for device in spec.devices for name in device.quantities}:
        found.column(name)
    return found


class _Clock:
    """When the next samples are due, how they are dated, and where in the recording they lie."""

    def __init__(self, spec: SimulatorSpec, started_ms: int) -> None:
        self.every_s, self.speed, self.started_ms = spec.every_s, spec.speed, started_ms
        self._began = time.monotonic()

    def due(self) -> int:
        """How many samples a device owes by now, the first one at once."""
        return int((time.monotonic() - self._began) / self.every_s) + 1

    def moment(self, number: int, last_ms: int) -> int:
        if self.every_s:
            return self.started_ms + round(number * self.every_s * 1000)
        return max(time.time_ns() // 1_000_000, last_ms + 1)

    def position(self, at_ms: int) -> float:
        return self.started_ms + (at_ms - self.started_ms) * self.speed

    def pause(self) -> float:
        if not self.every_s:
            return _LOOK
        return min(_LOOK, self.every_s - (time.monotonic() - self._began) % self.every_s)


class _Lane:
    """One device and its connection; what waits here is packed."""

    def __init__(
        self, spec: SimulatorSpec, device: SimulatedDevice, replay: Replay, now_ms: int, wake: threading.Event
    ) -> None:
        self.sampled = self._live = self._last_ms = 0
        self._spec, self._device, self._replay = spec, device, replay
        since_ms = now_ms - spec.history_days * 24 * HOUR_MS
        self._outbox = deque(replay.history(device.quantities, since_ms, now_ms))
        login = device.username, device.password
        self.line = Line(spec.url, spec.ca_file, spec.site, device.name, login, spec.window, wake)

    def fill(self, clock: _Clock) -> None:
        """Put what is due into the outbox; without a rhythm, one sample for each free place."""
        most = self._spec.samples
        if clock.every_s:
            owed = clock.due() - self._live
        else:
            owed = self.line.room() if self.line.up() and not self._outbox else 0
        for _ in range(owed if most is None else min(owed, most - self._live)):
            self._last_ms = clock.moment(self._live, self._last_ms)
            self._live += 1
            if values := self._replay.at(clock.position(self._last_ms), self._device.quantities):
                self._outbox.append((self._last_ms, values))
                if not clock.every_s:
                    self.pump()

    def pump(self) -> None:
        """Send what waits, as far as the window allows and the broker is there."""
        while self.line.up() and self._outbox and self.line.room() > 0:
            taken = [self._outbox.popleft() for _ in range(min(_PACK, len(self._outbox)))]
            samples = [{"at": at, "values": values} for at, values in taken]
            self.sampled += len(samples)
            self.line.publish(json.dumps(samples if len(samples) > 1 else samples[0], separators=(",", ":")))

    def done(self, samples: int | None) -> bool:
        line = self.line
        return samples is not None and self._live >= samples and not self._outbox and line.sent == line.acked


def _report(
    lanes: list[_Lane], seen: tuple[int, int], progress: Callable[[int, int], None] | None
) -> tuple[int, int]:
    now = sum(lane.line.sent for lane in lanes), sum(lane.line.acked for lane in lanes)
    if progress and now != seen:
        progress(*now)
    return now


def _station_day(at_ms: int) -> date:
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(STATION).date()
