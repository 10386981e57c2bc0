"""Kinds of assets: which trade takes them over, which tests come with them, and where its duty begins."""

from collections.abc import Iterable
from dataclasses import dataclass

Words = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Trade:
    """Who takes over: its words, and the role it has in a project (`utility` or `property`)."""

    key: str
    zh: str
    en: str
    role: str


TRADES: dict[str, Trade] = {
    each.key: each
    for each in (
        Trade("water", "供水", "Water", "utility"),
        Trade("power", "供电", "Power", "utility"),
        Trade("gas", "燃气", "Gas", "utility"),
        Trade("heat", "供热", "Heat", "utility"),
        Trade("telecom", "通信", "Telecom", "utility"),
        Trade("property", "物业", "Property management", "property"),
    )
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of asset: the trade that takes it, the elements it is drafted from, the test that must come with it."""

    key: str
    zh: str
    en: str
    trade: str
    elements: tuple[str, ...] = ()
    #: the test (zh, en) without whose record it is not complete
    test: Words | None = None
    #: where that test is asked for, and whether the text was read
    basis: str = ""
    verified: bool = False


_LIFT = "《特种设备安全法》第二十五条"
_PIPES = "GB 50242"
KINDS: dict[str, Kind] = {
    each.key: each
    for each in (
        Kind("water_pipe", "给水管道", "Water pipe", "water", ("water",), ("水压试验", "Pressure test"), _PIPES),
        Kind("water_meter", "水表", "Water meter", "water"),
        Kind("pump", "二次供水设备", "Pump set", "water", (), ("水质检测", "Test of the water"), "《城市供水条例》"),
        Kind("power_line", "电气线路", "Power line", "power", ("electric",), ("绝缘电阻测试", "Insulation test"), "GB 50303"),
        Kind("power_meter", "电表", "Power meter", "power"),
        Kind("gas_riser", "燃气管道", "Gas pipe", "gas", ("gas",), ("强度和严密性试验", "Strength and tightness test"), "CJJ 33"),
        Kind("gas_meter", "燃气表", "Gas meter", "gas"),
        Kind("heating", "供热设施", "Heating", "heat", ("heating",), ("水压试验", "Pressure test"), _PIPES),
        Kind("heat_meter", "热计量表", "Heat meter", "heat"),
        Kind("telecom_line", "通信线路", "Telecom line", "telecom"),
        Kind("lift", "电梯", "Lift", "property", ("lift",), ("监督检验", "Statutory inspection"), _LIFT, verified=True),
        Kind("fire", "消防设施", "Fire facilities", "property", ("fire",), ("消防设施检测", "Test of fire facilities"),
             "《中华人民共和国消防法》第十三条"),
        Kind("drain", "排水管道", "Drain", "property", ("drainage",), ("通球和灌水试验", "Ball and filling test"), _PIPES),
        Kind("roof", "屋面", "Roof", "property", ("roof",), ("淋水或蓄水试验", "Rain or ponding test"), "GB 50207"),
        Kind("facade", "外墙", "External wall", "property", ("facade", "insulation")),
        Kind("road", "道路", "Road", "property", ("road",)),
        Kind("lamp", "照明", "Lamps", "property", ("lighting",)),
        Kind("green", "绿化", "Greenery", "property", ("greenery",)),
        Kind("outdoor", "室外设施", "Outdoor facilities", "property", ("outdoor",)),
    )
}  # fmt: skip
_OF_ELEMENT: dict[str, str] = {name: each.key for each in KINDS.values() for name in each.elements}


def drafted(element_kinds: Iterable[str]) -> list[str | None]:
    """Return for each kind of element the kind of asset drafted from it; None where none is."""
    return [_OF_ELEMENT.get(each) for each in element_kinds]


@dataclass(frozen=True, slots=True)
class Boundary:
    """Up to where a trade has the duty: words, article, whether it was read; of a region, or of the whole country."""

    trades: tuple[str, ...]
    zh: str
    en: str
    basis: str
    verified: bool
    region: str = ""


_UTILITIES = ("water", "power", "gas", "heat", "telecom")
#: asked from the top; a region is the beginning of a division code
BOUNDARIES: tuple[Boundary, ...] = (
    Boundary(_UTILITIES, "分户计量装置或入户端口以外", "Outside the household's meter or point of entry",
             "《河南省物业管理条例》第七十九条", verified=True, region="41"),
    Boundary(("gas",), "业主专有部分以外的燃气设施", "Gas facilities outside the owners' private parts",
             "《城镇燃气管理条例》第十九条", verified=True),
    Boundary(("water", "power", "heat", "telecom"), "小区内相关管线和设施设备，以分户表或入户端口为界",
             "Lines and facilities in the community, up to the household's meter or point of entry",
             "《物业管理条例》第五十一条；分界为平台默认", verified=False),
    Boundary(("property",), "业主共有部分", "The owners' common parts", "《民法典》第二百七十一条", verified=False),
)  # fmt: skip


def boundary(trade: str, region: str) -> Boundary:
    """Return where a trade's duty begins in a region (division code)."""
    return next(each for each in BOUNDARIES if trade in each.trades and region.startswith(each.region))
