"""Readings in: from samples to rows and alarms, in bulk, in the caller's transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from inspect_app.core import journal
from inspect_app.core.db import db
from inspect_app.core.permits import SYSTEM
from inspect_app.readings.actions import judge, registry, store
from inspect_app.readings.actions.registry import Book, Key, Known, Line
from inspect_app.readings.models import Device
from inspect_app.readings.rules.quantities import (
    EARLIEST_MS,
    FAULT,
    FLAGS,
    MOST_AHEAD_MS,
    MOST_CHANNELS,
    NORMAL,
    QUANTITIES,
)

_INFINITE = float("inf")


class Sample(NamedTuple):
    """One value as a device told it: whose, what, when (ms since 1970), how much, and its quality flag."""

    site: str
    device: str
    quantity: str
    at_ms: int
    value: float
    flag: str = NORMAL


#: rule -> why a sample was not taken, in both languages
REFUSALS: dict[str, tuple[str, str]] = {
    "device": ("没有这台设备", "no such device"),
    "retired": ("设备已停用", "the device is retired"),
    "kind": ("平板不发送读数", "a tablet sends no readings"),
    "quantity": ("没有这个监测量", "no such quantity"),
    "channels": (f"每台设备最多 {MOST_CHANNELS} 个测点", f"a device has at most {MOST_CHANNELS} channels"),
    "clock": (
        "设备时间早于 2000 年或快于当前时间 10 分钟以上",
        "the device's clock is before 2000 or 10 minutes ahead",
    ),
    "finite": ("应为有限的数字", "must be finite"),
    "flag": ("没有这个数据标记", "no such flag"),
}


class Refused(NamedTuple):
    """A sample that was not taken, and the rule: a key of REFUSALS."""

    sample: Sample
    rule: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a batch: rows new, rows already there (`differing`: with another value, the first is kept),
    alarms by id, and the samples that were not taken.
    """

    new: int
    same: int
    differing: int
    alarms_opened: tuple[str, ...]
    alarms_cleared: tuple[str, ...]
    alarms_withdrawn: tuple[str, ...]
    unknown: tuple[Refused, ...]


def record(batch: Sequence[Sample], *, at: datetime) -> Recorded:
    """Store a batch of samples, each (channel, moment) once, and judge the channels it touched."""
    received_ms = int(at.timestamp() * 1000)
    book = registry.open_book()
    fresh, reasons = _learn(book, batch, at)
    sorted_out = _Sorted(
        {**book.lines, **fresh} if fresh else book.lines, reasons, received_ms + MOST_AHEAD_MS
    )
    sorted_out.take(batch)
    heads = store.lock_heads(list(sorted_out.rows))
    stored = store.keep(sorted_out.rows, heads, received_ms)
    verdict = judge.judge(stored.fresh, sorted_out.lines, heads, received_ms)
    return Recorded(
        stored.new,
        sorted_out.same + stored.same,
        sorted_out.differing + stored.differing,
        tuple(verdict.opened),
        tuple(verdict.cleared),
        tuple(verdict.withdrawn),
        tuple(sorted_out.refused),
    )


class _Sorted:
    """A batch sorted by channel and moment."""

    def __init__(self, known: dict[Key, Line], reasons: dict[Key, str], latest_ms: int) -> None:
        self._known, self._reasons, self._latest = known, reasons, latest_ms
        self.rows: dict[int, dict[int, tuple[float, str]]] = {}
        self.lines: dict[int, Line] = {}
        self.refused: list[Refused] = []
        self.same = self.differing = 0

    def take(self, batch: Sequence[Sample]) -> None:
        """Sort in every sample or refuse it."""
        known, rows = self._known, self.rows
        for sample in batch:
            site, device, quantity, at_ms, value, flag = sample
            line = known.get((site, device, quantity))
            if line is None or not EARLIEST_MS <= at_ms <= self._latest or flag not in FLAGS:
                self._refuse(sample, line)
                continue
            if not line.least <= value <= line.most:
                if not -_INFINITE < value < _INFINITE:
                    self.refused.append(Refused(sample, "finite"))
                    continue
                if flag == NORMAL:
                    flag = FAULT  # kept as told, but it is no measurement and counts for nothing
            held = rows.get(line.id)
            if held is None:
                held = rows[line.id] = {}
                self.lines[line.id] = line
            if at_ms in held:
                self.same += 1
                self.differing += held[at_ms][0] != value
            else:
                held[at_ms] = (value, flag)

    def _refuse(self, sample: Sample, line: Line | None) -> None:
        if line is None:
            rule = self._reasons[sample[:3]]
        else:
            rule = "flag" if sample.flag not in FLAGS else "clock"
        self.refused.append(Refused(sample, rule))


def _learn(book: Book, batch: Iterable[Sample], at: datetime) -> tuple[dict[Key, Line], dict[Key, str]]:
    """Look up what is not remembered, make channels that may be made, and say why others may not.

    What this transaction makes or wakes is returned apart: nobody else may use it before it is committed.
    """
    missing = {sample[:3] for sample in batch if sample[:3] not in book.lines}
    if not missing:
        return {}, {}
    devices = registry.devices((site, device) for site, device, _quantity in missing)
    reasons = {key: _why_not(devices.get(key[:2]), key[2]) for key in missing}
    allowed = {key: devices[key[:2]] for key, why in reasons.items() if not why}
    stored = registry.channels(sorted({each.id for each in allowed.values()}))
    known = {(device_id, quantity): channel_id for device_id, quantity, channel_id in stored}
    fresh: dict[Key, Line] = {}
    for key, device in sorted(allowed.items(), key=lambda each: each[0]):
        channel_id = known.get((device.id, key[2]))
        if channel_id is not None and device.state == "active":
            book.lines[key] = registry.line(book, device, key[2], channel_id)
            continue
        if channel_id is None and sum(each[0] == device.id for each in known) >= MOST_CHANNELS:
            reasons[key] = "channels"
            continue
        if channel_id is None:
            channel_id = known[device.id, key[2]] = store.make_channel(device.id, key[2], at)
        fresh[key] = registry.line(book, device, key[2], channel_id)
    _activate({each for each in allowed.values() if each.state == "registered"}, at)
    return fresh, {key: why for key, why in reasons.items() if why}


def _why_not(device: Known | None, quantity: str) -> str:
    if device is None:
        return "device"
    if device.state == "retired":
        return "retired"
    if device.kind == "tablet":
        return "kind"
    return "" if quantity in QUANTITIES else "quantity"


def _activate(fresh: Iterable[Known], at: datetime) -> None:
    for each in sorted(fresh, key=lambda one: one.id):
        device = db.session.get_one(Device, each.id, with_for_update={"of": Device})
        if device.state == "registered":
            journal.move(SYSTEM, device, "activate", at=at)
