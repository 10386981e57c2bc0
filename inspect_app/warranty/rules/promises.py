"""How soon a contractor must come and repair: hours and days by kind of trouble and place, and whom to call at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from inspect_app.core.calendar import end_of_day, local_day
from inspect_app.core.hotlines import FIRE, HOTLINE, LIFT, POLICE, POWER, Number

Words = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Urgency:
    """A kind of trouble: its words, and for a danger the first thing to do and the numbers to call, in order."""

    key: str
    zh: str
    en: str
    first: Words = ("", "")
    calls: tuple[Number, ...] = ()

    @property
    def danger(self) -> bool:
        """Say whether nobody may wait for an answer."""
        return bool(self.calls)


_OUT = ("先到安全处，再拨打电话。", "Get to a safe place first, then call.")
_ALL = (
    Urgency("general", "一般问题", "An ordinary fault"),
    Urgency("leak", "正在漏水、渗水", "A leak, water coming in"),
    Urgency("gas", "闻到燃气味", "Smell of gas",
            ("关阀门、开窗，不碰开关，人先到楼外再打电话。", "Close the valve, open windows, touch no switch; call from outside."),
            (FIRE, HOTLINE)),
    Urgency("electric", "漏电、电线裸露", "Bare wires, electric shock",
            ("不要靠近，能断电先断电。", "Keep away; cut the power if you can."),
            (FIRE, POWER, HOTLINE)),
    Urgency("burst", "水管爆裂", "A burst pipe",
            ("先关总阀，断开受潮处的电源。", "Close the main valve and cut the power where it is wet."), (HOTLINE, FIRE)),
    Urgency("falling", "有东西要掉落", "Something is about to fall",
            ("离开下方，提醒邻居绕行。", "Keep clear below and warn the neighbours."), (POLICE, FIRE, HOTLINE)),
    Urgency("lift", "电梯困人", "Somebody is trapped in a lift",
            ("按轿厢内报警按钮，不要扒门。", "Press the alarm in the lift; do not force the doors."),
            (LIFT, FIRE)),
    Urgency("structure", "墙体、阳台出现险情", "A wall or balcony may give way", _OUT, (FIRE, HOTLINE)),
)  # fmt: skip
URGENCIES: dict[str, Urgency] = {each.key: each for each in _ALL}


@dataclass(frozen=True, slots=True)
class Limit:
    """That a contractor must be there within hours, and repair (a danger: make safe) within hours, in a division."""

    kinds: tuple[str, ...]
    there: int
    done: int | None
    basis: str
    region: str = ""
    verified: bool = True

    def holds(self, kind: str, region: str) -> bool:
        """Say whether it holds for that kind of trouble in that division."""
        return kind in self.kinds and region.startswith(self.region)


_DANGERS = tuple(each.key for each in _ALL if each.danger)
_EVERY = tuple(URGENCIES)
_DEFAULT = "平台默认时限（非法定）"
#: several may hold at once; the shortest counts for each of the two
LIMITS: tuple[Limit, ...] = (
    Limit(_DANGERS, 2, 24, _DEFAULT, verified=False),
    Limit(("leak",), 24, 72, _DEFAULT, verified=False),
    Limit(("general",), 48, 168, _DEFAULT, verified=False),
    Limit(_EVERY, 168, None, "GF-2017-0201 附件3（示范文本，待核）", verified=False),
    Limit(_EVERY, 360, None, "《浙江省建设工程质量管理条例》第三十二条", "33"),
    Limit(_EVERY, 168, None, "《河南省建设工程质量管理条例》第四十一条", "41"),
)  # fmt: skip
DAY = 24


@dataclass(frozen=True, slots=True)
class Promise:
    """When somebody must be there and when it must be repaired, and by which rules."""

    there_by: datetime
    done_by: datetime
    basis: str
    verified: bool


def limits(kind: str, region: str) -> tuple[Limit, ...]:
    """Return the limits that hold for a kind of trouble in a division; ValueError for an unknown kind."""
    if kind not in URGENCIES:
        raise ValueError(f"no such kind: {kind}")
    return tuple(each for each in LIMITS if each.holds(kind, region))


def promise(kind: str, region: str, at: datetime) -> Promise:
    """Return when a contractor told at `at` must be there and be done.

    Up to 48 hours they run from the moment; what is longer ends at 24:00 of its day (民法典 art. 201).
    """
    found = limits(kind, region)
    there = min(found, key=lambda each: each.there)
    done = min((each for each in found if each.done), key=lambda each: each.done or 0)
    basis = there.basis if there.basis == done.basis else f"{there.basis}；{done.basis}"
    return Promise(
        _after(at, there.there), _after(at, done.done or 0), basis, there.verified and done.verified
    )


def _after(at: datetime, hours: int) -> datetime:
    if hours <= 2 * DAY:
        return at + timedelta(hours=hours)
    return end_of_day(local_day(at) + timedelta(days=hours // DAY))
