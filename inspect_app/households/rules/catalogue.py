"""What is looked at in a household, by the scope of its renovation."""

from collections.abc import Collection
from dataclasses import dataclass

Words = tuple[str, str]
SCOPES: dict[str, Words] = {
    "wall": ("墙面、顶棚", "Walls and ceilings"), "window": ("门窗", "Windows and doors"), "wet_room": ("卫生间、厨房防水", "Wet rooms"),
    "water": ("给水", "Water supply"), "drainage": ("排水", "Drainage"), "electric": ("电气", "Electrical"),
    "heating": ("采暖", "Heating"), "gas": ("燃气", "Gas"),
}  # fmt: skip
_RULES, _WALL, _PIPES, _WIRES = "建质〔2009〕291号", "GB 50210-2018", "GB 50242-2002", "GB 50303-2015"


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the card: its scope, its words, what it rests on, how grave a failure is; written from memory."""

    key: str
    scope: str
    zh: str
    en: str
    basis: str = _RULES
    severity: str = "general"
    verified: bool = False


POINTS: tuple[Point, ...] = (
    Point("wall_cracks", "wall", "墙面、顶棚无裂缝、空鼓、渗水痕迹", "No cracks, hollows or traces of water on walls and ceilings", _WALL),
    Point("wall_restored", "wall", "施工破损处已恢复、清理", "What the works damaged is restored and cleaned"),
    Point("window_fit", "window", "门窗安装牢固、启闭灵活、密封严密", "Windows and doors sit firmly, open easily and seal", _WALL),
    Point("window_glass", "window", "安全玻璃、防护栏杆符合设计", "Safety glass and guards as designed", _WALL, "serious"),
    Point("window_spray", "window", "外窗淋水无渗漏", "Windows sprayed without a leak", _WALL),
    Point("wet_pond", "wet_room", "卫生间、厨房蓄水 24 h 无渗漏", "Wet rooms ponded for 24 h without a leak", "GB 50209-2010", "serious"),
    Point("wet_slope", "wet_room", "地面坡向地漏、无积水", "The floor falls to the drain, no water stands", "GB 50209-2010"),
    Point("water_leak", "water", "给水管道、阀门、水表无渗漏", "Pipes, valves and meter without a leak", _PIPES),
    Point("water_flow", "water", "各用水点出水正常、水质清", "Every tap runs, the water is clear", _PIPES),
    Point("drain_flow", "drainage", "排水通畅、接口无渗漏", "Drains run freely, joints without a leak", _PIPES),
    Point("drain_trap", "drainage", "地漏、存水弯水封有效", "Floor drains and traps hold their seal", _PIPES),
    Point("electric_rcd", "electric", "漏电保护动作正常，回路有标识", "The breaker trips, circuits are labelled", _WIRES, "serious"),
    Point("electric_socket", "electric", "插座接线正确、接地可靠", "Sockets wired correctly and earthed", _WIRES, "serious"),
    Point("heating_leak", "heating", "散热器、管道无渗漏，阀门灵活", "Radiators and pipes without a leak, valves turn", _PIPES),
    Point("gas_tight", "gas", "燃气管道、软管、报警器齐全无泄漏", "Gas pipe, hose and alarm complete and tight", "CJJ 94-2009", "serious"),
)  # fmt: skip
BY_KEY: dict[str, Point] = {each.key: each for each in POINTS}
OUTCOMES: dict[str, Words] = {
    "pass": ("合格", "Passed"), "fail": ("不合格", "Failed"), "na": ("不涉及", "Not applicable"),
}  # fmt: skip


def drafted(scope: Collection[str]) -> list[Point]:
    """Return the points of a card for a scope, in their order."""
    return [each for each in POINTS if each.scope in scope]
