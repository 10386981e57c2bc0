"""How far a reading is to be trusted: four grades, the reasons that lower one, and what to do about each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from inspect_app.core.workflow import State
from inspect_app.readings.rules.episodes import EVER_MS
from inspect_app.readings.rules.limits import local_ms
from inspect_app.readings.rules.quantities import FLAGS, NORMAL

#: the platform's own scale, no standard's; see docs/decisions/0050
GRADES: Final[dict[str, State]] = {
    "A": State("A", "可信", "Trusted", "good"),
    "B": State("B", "可用，手续不全", "Usable, papers missing", "neutral"),
    "C": State("C", "存疑", "Doubtful", "waiting"),
    "D": State("D", "不可用", "Not usable", "bad"),
}
#: what passes no gate, raises no defect and counts for no figure
DOUBTFUL: Final = ("C", "D")
#: an alarm is in doubt once this share of the readings it rests on is
DOUBTED_SHARE: Final = 0.25
#: two spans of one reason that lie no farther apart are told as one
_NEAR_MS: Final = 60_000


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a reading is less than trusted: the grade it leaves, its words, and what is to be done."""

    key: str
    grade: str
    zh: str
    en: str
    do_zh: str
    do_en: str


_ALL = (
    Reason("flagged", "D", "设备自己标记为无效", "The device itself marked it as not valid",
           "查明设备状态，恢复正常后数据自动计入", "See to the device; its data count again once they are marked normal"),
    Reason("implausible", "D", "数值超出常见范围", "The value lies outside what is usual",
           "核对映射配置中的单位，检查传感器", "Check the unit in the mapping profile, and the sensor"),
    Reason("spike", "C", "孤立尖峰", "A lone spike",
           "检查接线、供电和干扰", "Check wiring, power and interference"),
    Reason("flat", "C", "死值：长时间一个数不变", "A flat line: one value for too long",
           "到现场查看传感器是否卡死或被封堵", "Look on site whether the sensor is stuck or covered"),
    Reason("spray", "C", "疑似喷淋干扰：粉尘骤降、湿度骤升", "Looks sprayed: dust falls and humidity leaps at once",
           "查看喷淋、雾炮的位置和现场视频", "See where sprays and fog cannons point, and the video"),
    Reason("clock", "C", "设备时钟偏差超过 5 分钟", "The device's clock is wrong by more than 5 minutes",
           "校准设备时间", "Set the device's clock"),
    Reason("twin", "C", "与另一台设备数据雷同", "It repeats another device",
           "到现场核对两台设备是否各在登记的位置", "Look on site whether both devices stand where they are registered"),
    Reason("overdue", "C", "校准已过期", "Its calibration had run out",
           "送检并登记新的证书", "Have it calibrated and record the new certificate"),
    Reason("failed", "C", "安装验收不合格", "Its placement was not accepted",
           "重新安装并验收", "Install it anew and have it accepted"),
    Reason("away", "C", "设备已移走，尚未登记新位置", "It was taken away and no new place is recorded",
           "登记新位置并验收", "Record its new place and have it accepted"),
    Reason("uncalibrated", "B", "没有校准证书", "No certificate of calibration",
           "登记校准证书", "Record its certificate"),
    Reason("unplaced", "B", "安装尚未验收", "Its placement is not accepted",
           "登记安装位置并由安装人以外的人验收", "Record its place; another than who installed it accepts it"),
)  # fmt: skip
#: the gravest first
REASONS: Final[dict[str, Reason]] = {each.key: each for each in _ALL}
#: reasons that are found in the readings themselves, kept as spans
FOUND: Final = ("implausible", "spike", "flat", "spray", "clock", "twin")


class Span(NamedTuple):
    """A stretch of a channel in doubt: reason, from (ms), until before (ms; None: still), and a figure of the reason."""

    reason: str
    from_ms: int
    to_ms: int | None
    figure: float | None = None

    def covers(self, at_ms: int) -> bool:
        """Say whether a moment lies in it."""
        return self.from_ms <= at_ms and (self.to_ms is None or at_ms < self.to_ms)


class Stay(NamedTuple):
    """A place of a device as its trust needs it: from, until before (ms; None: still), and its state."""

    from_ms: int
    to_ms: int | None
    state: str


class Paper(NamedTuple):
    """A certificate as trust needs it: when it was recorded, and its first and last day."""

    recorded_at: datetime
    done_on: date
    valid_until: date


def worst(reasons: Iterable[str]) -> str:
    """Return the grade that these reasons (keys of REASONS) leave; "A" where there is none."""
    return max((REASONS[each].grade for each in reasons), default="A")


def reasons_at(spans: Iterable[Span], at_ms: int, flag: str = NORMAL) -> list[str]:
    """Return why a reading is less than trusted, the gravest first: its own flag, and the spans that cover it."""
    found = {each.reason for each in spans if each.covers(at_ms)}
    if flag != NORMAL and flag in FLAGS:
        found.add("flagged")
    return [key for key in REASONS if key in found]


def doubtful(spans: Iterable[Span]) -> list[Span]:
    """Return the spans that pass no gate."""
    return [each for each in spans if REASONS[each.reason].grade in DOUBTFUL]


def joined(spans: Iterable[Span], near_ms: int = _NEAR_MS) -> list[Span]:
    """Return spans with those of one reason within `near_ms` made one, by reason and time; the greatest figure stays."""
    found: list[Span] = []
    for each in sorted(spans, key=lambda one: (list(REASONS).index(one.reason), one.from_ms)):
        last = found[-1] if found and found[-1].reason == each.reason else None
        if last is None or (last.to_ms is not None and each.from_ms > last.to_ms + near_ms):
            found.append(each)
        else:
            end = None if None in (last.to_ms, each.to_ms) else max(last.to_ms or 0, each.to_ms or 0)
            figures = [one.figure for one in (last, each) if one.figure is not None]
            found[-1] = Span(each.reason, last.from_ms, end, max(figures, default=None))
    return found


def covered(spans: Iterable[Span]) -> list[tuple[int, int]]:
    """Return the moments that spans cover, whatever their reasons: (from, until before) in ms, apart and in order."""
    found: list[tuple[int, int]] = []
    for each in sorted(spans, key=lambda one: one.from_ms):
        until = EVER_MS if each.to_ms is None else each.to_ms
        if found and each.from_ms <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((each.from_ms, until))
    return found


def of_papers(papers: Sequence[Paper], from_ms: int, to_ms: int) -> list[Span]:
    """Return where in a stretch no certificate held: none yet ("uncalibrated"), or none any more ("overdue").

    The one recorded last counts from its first day on, whatever an earlier one says.
    """
    held: list[tuple[int, int]] = []
    for paper in sorted(papers, key=lambda each: each.recorded_at):
        start, end = local_ms(paper.done_on), local_ms(paper.valid_until + timedelta(days=1))
        held = [(first, min(last, start)) for first, last in held if first < start]
        held.append((start, end))
    if not held:
        return _clipped([Span("uncalibrated", from_ms, None)], from_ms, to_ms)
    spans = [Span("uncalibrated", min(from_ms, held[0][0]), held[0][0])]
    for number, (_first, last) in enumerate(held):
        after = held[number + 1][0] if number + 1 < len(held) else None
        if after is None or last < after:
            spans.append(Span("overdue", last, after))
    return _clipped(spans, from_ms, to_ms)


def of_stays(stays: Sequence[Stay], from_ms: int, to_ms: int) -> list[Span]:
    """Return where in a stretch the device stood in no accepted place: "unplaced", "failed", or "away" between two."""
    spans: list[Span] = []
    ordered = sorted(stays, key=lambda each: each.from_ms)
    first = ordered[0].from_ms if ordered else None
    spans.append(Span("unplaced", from_ms if first is None else min(from_ms, first), first))
    for number, stay in enumerate(ordered):
        if stay.state != "accepted":
            spans.append(Span("failed" if stay.state == "failed" else "unplaced", stay.from_ms, stay.to_ms))
        after = ordered[number + 1].from_ms if number + 1 < len(ordered) else None
        if stay.to_ms is not None and (after is None or stay.to_ms < after):
            spans.append(Span("away", stay.to_ms, after))
    return _clipped(spans, from_ms, to_ms)


def _clipped(spans: Iterable[Span], from_ms: int, to_ms: int) -> list[Span]:
    """Return what of spans lies in a stretch; one that goes on beyond it stays open."""
    return [
        Span(each.reason, max(each.from_ms, from_ms), each.to_ms, each.figure)
        for each in spans
        if each.from_ms < to_ms and (each.to_ms is None or each.to_ms > max(each.from_ms, from_ms))
    ]
