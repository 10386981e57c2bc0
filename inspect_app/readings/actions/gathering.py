"""A batch of readings sorted by channel and moment, before any of it is stored."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from inspect_app.readings.actions.lines import Line
from inspect_app.readings.actions.registry import Book, Key, Turned
from inspect_app.readings.rules.quantities import (
    EARLIEST_MS,
    FAULT,
    FLAGS,
    MOST_AHEAD_MS,
    MOST_CHANNELS,
    NORMAL,
)

_INFINITE = float("inf")


class Sample(NamedTuple):
    """One value as a device told it: whose, what, when (ms since 1970), how much, and its quality flag.

    `quantity` is the name as told, `name@unit` where the device told a unit with it: see `rules/profiles.py`.
    """

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
    "unit": ("单位不能换算为该监测量的单位", "the unit does not convert to that of the quantity"),
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


class Gathering:
    """What arrived in one transaction: `rows` by channel and moment, the channels' `lines`, and what was refused.

    `sure`: that the book holds was asked in this transaction; otherwise it is asked with the locks.
    """

    def __init__(self, book: Book, received_ms: int, *, sure: bool) -> None:
        self.book, self.received_ms, self.sure = book, received_ms, sure
        self._latest = received_ms + MOST_AHEAD_MS
        self.rows: dict[int, dict[int, tuple[float, str]]] = {}
        self.lines: dict[int, Line] = {}
        self.refused: list[Refused] = []
        self.same = 0
        #: what was told twice in this transaction, the second time otherwise: channel, moment, value, flag
        self.otherwise: list[tuple[int, int, float, str]] = []

    def quick(self, lines: Mapping[str, Line], at_ms: int, values: Mapping[str, float]) -> bool:
        """Sort in one message of known quantities within their bounds; False, and nothing done, for any other."""
        if not EARLIEST_MS <= at_ms <= self._latest:
            return False
        found = []
        for quantity, value in values.items():
            line = lines.get(quantity)
            if line is None or not line.least <= value <= line.most:
                return False
            found.append((line, value))
        for line, value in found:
            self._put(line, at_ms, value, NORMAL)
        return True

    def take(
        self,
        batch: Sequence[Sample],
        made: Mapping[Key, Line],
        turned: Mapping[Key, Turned],
        reasons: Mapping[Key, str],
    ) -> None:
        """Sort in every sample or refuse it.

        `made` and `turned` are what this transaction found besides what is remembered; `reasons` says why one that
        is neither is not taken.
        """
        book = self.book
        for sample in batch:
            key = sample[:3]
            if (line := book.line(key) or made.get(key)) is not None:
                self._sort(sample, line, sample.value, sample.flag)
            elif (other := book.turned.get(key) or turned.get(key)) is None:
                self.refused.append(Refused(sample, reasons[key]))
            elif other.line is not None:  # without one it is passed over
                flag = other.meaning.flag if sample.flag == NORMAL else sample.flag
                self._sort(sample, other.line, other.meaning.conversion.of(sample.value), flag)

    def _sort(self, sample: Sample, line: Line, value: float, flag: str) -> None:
        at_ms = sample.at_ms
        if flag not in FLAGS or not EARLIEST_MS <= at_ms <= self._latest:
            self.refused.append(Refused(sample, "flag" if flag not in FLAGS else "clock"))
        elif line.least <= value <= line.most:
            self._put(line, at_ms, value, flag)
        elif -_INFINITE < value < _INFINITE:
            # Kept as told, but it is no measurement and counts for nothing.
            self._put(line, at_ms, value, FAULT if flag == NORMAL else flag)
        else:
            self.refused.append(Refused(sample, "finite"))

    def _put(self, line: Line, at_ms: int, value: float, flag: str) -> None:
        held = self.rows.get(line.id)
        if held is None:
            self.rows[line.id] = {at_ms: (value, flag)}
            self.lines[line.id] = line
        elif at_ms in held:
            self.same += 1
            if held[at_ms] != (value, flag):
                self.otherwise.append((line.id, at_ms, value, flag))
        else:
            held[at_ms] = (value, flag)
