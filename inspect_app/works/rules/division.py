"""The usual works of a renovation as GB 50300 divides them: which division and item works a kind of element makes."""

from dataclasses import dataclass
from typing import Final

from inspect_app.checklists.rules.scoring.gb50300 import LEVELS as _LEVELS

Words = tuple[str, str]
#: the levels from the top down, with their words
LEVELS: Final[dict[str, Words]] = {
    key: (_LEVELS[key].zh, _LEVELS[key].en) for key in ("unit", "division", "item_work", "lot")
}
_50300: Final = "GB 50300-2013 附录B"


@dataclass(frozen=True, slots=True)
class Division:
    """A division of appendix B or C; the names are from memory, so not confirmed."""

    key: str
    zh: str
    en: str
    basis: str = _50300
    verified: bool = False


@dataclass(frozen=True, slots=True)
class ItemWork:
    """An item work: its division, the kinds of elements that each make a lot of it, and the trade's standard."""

    key: str
    zh: str
    en: str
    division: str
    elements: tuple[str, ...]
    basis: str
    verified: bool = False


DIVISIONS: Final[dict[str, Division]] = {
    each.key: each
    for each in (
        Division("foundation", "地基与基础", "Foundations"),
        Division("structure", "主体结构", "Main structure"),
        Division("decoration", "建筑装饰装修", "Finishes"),
        Division("roofing", "屋面", "Roofing"),
        Division("plumbing", "建筑给水排水及供暖", "Water, drainage and heating"),
        Division("ventilation", "通风与空调", "Ventilation and air conditioning"),
        Division("electrical", "建筑电气", "Electrical"),
        Division("intelligent", "智能建筑", "Building intelligence"),
        Division("energy", "建筑节能", "Energy saving"),
        Division("lift", "电梯", "Lifts"),
        Division("outdoor", "室外设施", "Outdoor facilities", "GB 50300-2013 附录C"),
        Division("environment", "附属建筑及室外环境", "Outbuildings and surroundings", "GB 50300-2013 附录C"),
        # GB 50300 does not divide gas works; they are kept apart so that the gas utility can accept them.
        Division("gas", "燃气设施", "Gas facilities", "平台默认；CJJ 94-2009"),
    )
}  # fmt: skip

ITEM_WORKS: Final[dict[str, ItemWork]] = {
    each.key: each
    for each in (
        ItemWork("strengthening", "结构加固", "Strengthening", "structure", ("structure",), "GB 50550-2010"),
        ItemWork("roof_base", "基层与保护层", "Base and protection", "roofing", ("roof",), "GB 50207-2012"),
        ItemWork("roof_layer", "防水与密封", "Waterproofing and sealing", "roofing", ("roof",), "GB 50207-2012"),
        ItemWork("roof_details", "细部构造", "Details", "roofing", ("roof",), "GB 50207-2012"),
        ItemWork("facade", "外墙抹灰与涂饰", "Render and paint of the external wall", "decoration", ("facade",), "GB 50210-2018"),
        ItemWork("wet_room", "室内防水", "Waterproofing of wet rooms", "decoration", ("wet_room",), "GB 50210-2018"),
        ItemWork("window", "门窗安装", "Windows and doors", "decoration", ("window",), "GB 50210-2018"),
        ItemWork("finish", "涂饰", "Paint", "decoration", ("decoration",), "GB 50210-2018"),
        ItemWork("wall_saving", "墙体节能", "Energy saving of walls", "energy", ("insulation",), "GB 50411-2019"),
        ItemWork("window_saving", "门窗节能", "Energy saving of windows", "energy", ("window",), "GB 50411-2019"),
        ItemWork("water", "室内给水管道安装", "Water pipes", "plumbing", ("water",), "GB 50242-2002"),
        ItemWork("drain", "室内排水管道安装", "Drain pipes", "plumbing", ("drainage",), "GB 50242-2002"),
        ItemWork("heating", "室内供暖系统安装", "Heating", "plumbing", ("heating",), "GB 50242-2002"),
        ItemWork("hydrant", "室内消火栓系统安装", "Fire hydrants", "plumbing", ("fire",), "GB 50242-2002"),
        ItemWork("wiring", "导管、电线敷设", "Conduits and wires", "electrical", ("electric",), "GB 50303-2015"),
        ItemWork("lighting", "灯具安装", "Lamps", "electrical", ("lighting",), "GB 50303-2015"),
        ItemWork("lift", "电梯安装", "Lift installation", "lift", ("lift",), "GB 50310-2002"),
        ItemWork("road", "道路", "Roads", "outdoor", ("road",), "CJJ 1-2008"),
        ItemWork("facility", "室外设施", "Outdoor facilities", "environment", ("outdoor",), "GB 50300-2013 附录C"),
        ItemWork("planting", "绿化", "Planting", "environment", ("greenery",), "CJJ 82-2012"),
        ItemWork("gas", "燃气管道安装", "Gas pipes", "gas", ("gas",), "CJJ 94-2009"),
    )
}  # fmt: skip
#: the unit work of all that stands outside the buildings
GROUNDS: Final[Words] = ("室外工程", "Outdoor works")


def item_works_of(element: str) -> tuple[ItemWork, ...]:
    """Return the item works that an element of this kind makes a lot of; none: it is not accepted by GB 50300."""
    return tuple(each for each in ITEM_WORKS.values() if element in each.elements)


def name_of(level: str, kind: str) -> Words | None:
    """Return the words of a division, an item work or the unit work of the grounds; None for what has a name of its own alone."""
    if (level, kind) == ("unit", "grounds"):
        return GROUNDS
    if level == "division" and kind in DIVISIONS:
        return DIVISIONS[kind].zh, DIVISIONS[kind].en
    if level == "item_work" and kind in ITEM_WORKS:
        return ITEM_WORKS[kind].zh, ITEM_WORKS[kind].en
    return None
