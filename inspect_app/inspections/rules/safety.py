"""Figures of safety on site: dangerous work by size, wind and heat that stop work, temporary power."""

from dataclasses import dataclass
from datetime import date
from typing import Final

Words = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Threshold:
    """From which size a work needs a special plan, and from which an expert review; 0: any size, None: by no size."""

    kind: str
    zh: str
    en: str
    measure: Words
    plan: float
    review: float | None
    plan_verified: bool = True
    review_verified: bool = True
    basis: str = "住建部令第37号；建办质〔2018〕31号"


_DEPTH, _HEIGHT, _SPAN = ("开挖深度 m", "depth, m"), ("搭设高度 m", "height, m"), ("跨度 m", "span, m")
#: 危大工程 (建办质〔2018〕31号): figures read in the list of 2009 where marked confirmed
THRESHOLDS: Final[tuple[Threshold, ...]] = (
    Threshold("pit", "基坑", "Excavation", _DEPTH, 3, 5),
    Threshold("formwork-height", "模板支撑（高度）", "Formwork by height", _HEIGHT, 5, 8),
    Threshold("formwork-span", "模板支撑（跨度）", "Formwork by span", _SPAN, 10, 18),
    Threshold("formwork-load", "模板支撑（施工总荷载）", "Formwork by load", ("荷载 kN/m²", "load, kN/m²"), 10, 15),
    Threshold("formwork-line", "模板支撑（集中线荷载）", "Formwork by line load", ("线荷载 kN/m", "line load, kN/m"), 15, 20),
    Threshold("scaffold", "落地式钢管脚手架", "Scaffold from the ground", _HEIGHT, 24, 50),
    Threshold("scaffold-attached", "附着式升降脚手架", "Attached climbing scaffold", ("提升高度 m", "lift height, m"), 0, 150),
    Threshold("scaffold-cantilever", "悬挑式脚手架", "Cantilever scaffold", ("分段高度 m", "section height, m"), 0, 20),
    Threshold("cradle", "高处作业吊篮", "Suspended cradle", ("数量", "number"), 0, None),
    Threshold("platform", "卸料平台、操作平台、异型脚手架", "Loading and working platforms", ("数量", "number"), 0, None),
    Threshold("lifting", "非常规起重（单件）", "Unconventional lifting", ("起吊重量 kN", "weight, kN"), 10, 100, review_verified=False),
    Threshold("crane-assembly", "起重机械安装拆卸", "Crane assembly", ("起重量 kN", "capacity, kN"), 0, 300, review_verified=False),
    Threshold("curtain-wall", "幕墙安装", "Curtain wall", ("施工高度 m", "height, m"), 0, 50),
    Threshold("steel", "钢结构安装", "Steel structure", _SPAN, 0, 36),
    Threshold("grid", "网架、索膜结构安装", "Space grid, membrane", _SPAN, 0, 60),
    Threshold("hand-dug", "人工挖孔桩", "Hand-dug pile", _DEPTH, 0, 16),
)  # fmt: skip
BY_KIND: Final[dict[str, Threshold]] = {each.kind: each for each in THRESHOLDS}

#: wind levels (Beaufort): least mean speed in m/s; not confirmed against the standard
BEAUFORT: Final[dict[int, float]] = {4: 5.5, 5: 8.0, 6: 10.8, 7: 13.9, 8: 17.2}


@dataclass(frozen=True, slots=True)
class WindStop:
    """A work and the wind from which it stops: a level (Beaufort) or a speed in m/s."""

    kind: str
    zh: str
    en: str
    basis: str
    level: int = 0
    speed: float = 0.0
    verified: bool = True

    @property
    def from_speed(self) -> float:
        """Return the speed in m/s from which the work stops."""
        return self.speed or BEAUFORT[self.level]


WIND_STOPS: Final[tuple[WindStop, ...]] = (
    WindStop("height", "露天攀登与悬空高处作业", "Open-air work at height", "JGJ 80-2016 3.0.8", level=6),
    WindStop("lifting", "露天起重吊装", "Open-air lifting", "JGJ 276、JGJ 80", level=6),
    WindStop("scaffold", "脚手架搭设与拆除", "Erecting or dismantling scaffolds", "JGJ 130", level=6),
    WindStop("hoist", "施工升降机", "Construction hoist", "JGJ 215", level=6),
    WindStop("cradle", "高处作业吊篮", "Suspended cradle", "JGJ 202", level=5),
    WindStop("formwork", "模板吊运", "Lifting of formwork", "JGJ 162", level=5),
    WindStop(
        "attached",
        "附着式升降脚手架升降与拆除",
        "Attached scaffold: climbing, dismantling",
        "JGJ 202",
        level=5,
    ),
    WindStop("crane-climb", "塔式起重机顶升与降节", "Tower crane: climbing, lowering", "JGJ 196", level=4),
    WindStop("crane", "塔式起重机作业", "Tower crane at work", "JGJ 196", level=6),
    WindStop("material-hoist", "物料提升机", "Material hoist", "JGJ 88", speed=13.0),
)
WIND_BY_KIND: Final[dict[str, WindStop]] = {each.kind: each for each in WIND_STOPS}

HEAT_BASIS: Final = "安监总安健〔2012〕89号 第八条"
#: from which forecast maximum of the day (°C) -> (key, zh, en), hottest first
HEAT: Final[tuple[tuple[float, str, str, str], ...]] = (
    (40, "stop", "停止当日室外露天作业", "no outdoor work that day"),
    (37, "six-hours", "室外作业全天不超过 6 小时，最热 3 小时不得安排", "at most 6 h outdoors in all, none in the hottest 3 h"),
    (35, "rotate", "轮换作业，不得安排室外加班", "rotate crews, no overtime outdoors"),
)  # fmt: skip

POWER_BASIS: Final = "JGJ 46-2005"
#: JGJ/T 46-2024 took its place on this day; its figures have not been read
POWER_UNTIL: Final = date(2024, 12, 31)
#: residual current devices: place -> (most mA, most s); the main box: product of both at most mA·s
RCD: Final[dict[str, tuple[float, float]]] = {"switch": (30, 0.1), "wet": (15, 0.1)}
RCD_PRODUCT: Final = 30.0
EARTH_MOST: Final[dict[str, float]] = {"working": 4.0, "repeated": 10.0}


def dangerous(kind: str, size: float) -> tuple[bool, bool]:
    """Return (needs a special plan, needs an expert review) for a work of this kind and size.

    Source: 住建部令第37号 arts. 10 and 12 with the list 建办质〔2018〕31号. ValueError for an unknown kind.
    """
    if kind not in BY_KIND:
        raise ValueError(f"kind: one of {', '.join(BY_KIND)}")
    if size < 0:
        raise ValueError("size: at least 0")
    found = BY_KIND[kind]
    return size >= found.plan, found.review is not None and size >= found.review


def wind_level(speed: float) -> int:
    """Return the Beaufort level of a speed in m/s: 4 to 8, or 0 below level 4 (8 is "8 and more")."""
    return max((level for level, least in BEAUFORT.items() if speed >= least), default=0)


def stopped_by_wind(mean: float, gust: float) -> list[WindStop]:
    """Return the works that stop at a 10-minute mean and a gust (m/s): the stronger of both counts."""
    strongest = max(mean, gust)
    return [each for each in WIND_STOPS if strongest >= each.from_speed]


def heat(highest: float) -> tuple[str, str, str] | None:
    """Return (key, zh, en) of what holds at a day's forecast maximum in °C, None below 35."""
    return next(((key, zh, en) for least, key, zh, en in HEAT if highest >= least), None)


def rcd_fits(place: str, current: float, seconds: float) -> bool:
    """Say whether a residual current device fits its place: "switch", "wet" or "main" (mA, s).

    Source: JGJ 46-2005 8.2.10 to 8.2.11: the main box lets pass more current for longer, within 30 mA·s.
    """
    if place == "main":
        return current > 30 and seconds > 0.1 and current * seconds <= RCD_PRODUCT
    if place not in RCD:
        raise ValueError(f"place: one of {', '.join((*RCD, 'main'))}")
    most_current, most_seconds = RCD[place]
    return current <= most_current and seconds <= most_seconds
