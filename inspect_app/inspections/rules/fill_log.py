"""How a checklist was filled in, as its tablet noted it, and what in that a person may want to ask about.

A log is {place, items, fixes, changes, clock, cut}; every `at` is whole seconds after the start, by the tablet's
clock. Nothing here decides anything: a mark is a question with its reason, and a place that was not given is a fact.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any, Final

from inspect_app.core.canonical import content_hash
from inspect_app.inspections.rules.arrival import metres

#: what a browser said when it was asked where it is
PLACES: Final[dict[str, tuple[str, str]]] = {
    "given": ("已定位", "given"),
    "refused": ("未授权定位", "permission not given"),
    "none": ("设备无法定位", "the device could not tell"),
    "unasked": ("未询问", "not asked"),
}
MOST_ITEMS, MOST_FIXES, MOST_CHANGES, MOST_JUMPS = 2000, 200, 100, 50
#: seconds before or after the start that a log may speak of: a month
MOST_SECONDS: Final = 2_678_400
# The platform's own figures (verified: no standard sets them).
VERIFIED: Final = False
#: metres a second between two fixes, beyond what both may be off, that nobody walks or drives on a site visit
FASTEST: Final = 55.0
#: so many fixes, over so many seconds, that agree in every digit
STILL_FIXES, STILL_SECONDS = 5, 300
#: seconds a tablet's clock may be off without a word
CLOCK: Final = 120
#: metres beyond the fix's own accuracy from the site's registered place
FAR_M: Final = 500
#: seconds an item, in the mean, below which a person may want to ask
HASTY_SECONDS, HASTY_ITEMS = 5, 4


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to ask about: what was seen, in both languages, and what harmless thing it may be."""

    kind: str
    zh: str
    en: str


def sealed(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a body as it is signed and kept: its log, where it has one, stands there as its SHA-256.

    So whoever may see the record, but not the log, can still check what was signed.
    """
    log = body.get("log")
    if log is None:
        return {name: value for name, value in body.items() if name != "log"}
    return {**body, "log": log if isinstance(log, str) else content_hash(log)}


def marks(
    log: Mapping[str, Any], *, late: float = 0, site: tuple[float, float] | None = None
) -> tuple[Mark, ...]:
    """Return what may be asked about a log.

    `late` is how many seconds the tablet says it finished after it was received (a clock that runs ahead);
    `site` is the registered place of the project in degrees of WGS-84.
    """
    fixes: Sequence[Mapping[str, Any]] = log["fixes"]
    found = (_exact(fixes), _still(fixes), _fast(fixes), _far(fixes, site), _hasty(log["items"]))
    return (*(each for each in found if each), *_clock(log["clock"], late))


def clocked(seconds: int) -> str:
    """Return seconds as minutes and seconds, with hours where there are any: 75 -> "1:15"."""
    minutes, rest = divmod(abs(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    sign = "-" if seconds < 0 else ""
    return f"{sign}{hours}:{minutes:02d}:{rest:02d}" if hours else f"{sign}{minutes}:{rest:02d}"


def _exact(fixes: Sequence[Mapping[str, Any]]) -> Mark | None:
    count = sum(each["accuracy"] == 0 for each in fixes)
    if not count:
        return None
    return Mark(
        "exact",
        f"{count} 次定位的精度为 0 米：真实定位总有误差，模拟定位常报 0；少数设备也会这样报",
        f"{count} fix(es) exact to 0 m: a real fix never is, a mock one often; a few devices say so too",
    )


def _still(fixes: Sequence[Mapping[str, Any]]) -> Mark | None:
    alike = [run for run in _runs(fixes) if len(run) >= STILL_FIXES and _lasted(run) >= STILL_SECONDS]
    if not alike:
        return None
    longest = max(alike, key=_lasted)
    count, minutes = len(longest), _lasted(longest) // 60
    return Mark(
        "still",
        f"{count} 次定位在 {minutes} 分钟内连末位都相同：可能是模拟定位，也可能是设备只按基站或 Wi-Fi 定位",
        f"{count} fixes in {minutes} min agree to the last digit: a mock place, or one told by Wi-Fi alone",
    )


def _lasted(run: Sequence[Mapping[str, Any]]) -> int:
    return int(run[-1]["at"] - run[0]["at"])


def _runs(fixes: Sequence[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    for _place, run in groupby(fixes, key=lambda each: (each["lat"], each["lon"])):
        yield list(run)


def _fast(fixes: Sequence[Mapping[str, Any]]) -> Mark | None:
    worst = max((_speed(one, other) for one, other in pairwise(fixes)), default=(0.0, 0.0, 0))
    speed, away, seconds = worst
    if speed <= FASTEST:
        return None
    return Mark(
        "fast",
        f"{seconds} 秒内位置移动 {away / 1000:.1f} 公里：可能是模拟定位，也可能是定位跳变",
        f"{away / 1000:.1f} km in {seconds} s between two fixes: a mock place, or a fix that jumped",
    )


def _speed(one: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[float, float, int]:
    """Return the least speed in m/s that both fixes allow, the metres between them, and the seconds."""
    seconds = max(abs(int(other["at"] - one["at"])), 1)
    away = metres(one["lat"], one["lon"], other["lat"], other["lon"])
    return (away - (one["accuracy"] or 0) - (other["accuracy"] or 0)) / seconds, away, seconds


def _far(fixes: Sequence[Mapping[str, Any]], site: tuple[float, float] | None) -> Mark | None:
    if site is None or not fixes:
        return None
    nearest = min(metres(*site, each["lat"], each["lon"]) - (each["accuracy"] or 0) for each in fixes)
    if nearest <= FAR_M:
        return None
    return Mark(
        "far",
        f"每次定位都离项目登记位置 {nearest / 1000:.1f} 公里以上：也可能是登记位置有误",
        f"every fix is {nearest / 1000:.1f} km or more from the registered place, which may itself be wrong",
    )


def _hasty(items: Sequence[Mapping[str, Any]]) -> Mark | None:
    spent = sum(each["spent"] for each in items)
    if len(items) < HASTY_ITEMS or spent >= HASTY_SECONDS * len(items):
        return None
    return Mark(
        "hasty",
        f"{len(items)} 项合计只停留 {spent} 秒：也可能是先看完再填",
        f"{len(items)} items in {spent} s of looking at them: perhaps seen first and written down after",
    )


def _clock(jumps: Sequence[Mapping[str, Any]], late: float) -> Iterator[Mark]:
    back = min((each["by"] for each in jumps), default=0)
    if back < -CLOCK:
        yield Mark(
            "clock-back",
            f"填写时设备时钟被拨回 {-back} 秒：也可能是自动校时",
            f"the clock went back by {-back} s meanwhile: perhaps it was set right by the network",
        )
    if late > CLOCK:
        yield Mark(
            "clock-ahead",
            f"结束时间比服务器收到时间还晚 {late:.0f} 秒：设备时钟偏快",
            f"finished {late:.0f} s after it was received: the tablet's clock runs ahead",
        )
