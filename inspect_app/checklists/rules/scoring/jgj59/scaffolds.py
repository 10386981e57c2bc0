"""JGJ 59-2011 tables B.3–B.10: scaffolds of every kind and the suspended cradle.

Of B.4–B.9 neither names nor points were read in a source: they are the well-known ones, and say so (status M).
"""

from typing import Final

from inspect_app.checklists.rules.scoring.jgj59.table import Row, Table, table

_PLAN: Final = ("施工方案", "Special plan", 10, "M")
_BASE: Final = ("架体基础", "Scaffold base", 10, "M")
_STABLE: Final = ("架体稳定", "Ties and bracing", 10, "M")
_LOCKS: Final = ("杆件锁件", "Members and locks", 10, "M")
_DECKS: Final = ("脚手板", "Decks", 10, "M")
_TOLD: Final = ("交底与验收", "Briefing and acceptance", 10, "M")
_GUARDS: Final = ("架体防护", "Edge protection and nets", 10, "M")
_PARTS: Final = ("构配件材质", "Quality of parts", 10, "M")
_LOAD: Final = ("荷载", "Loads", 10, "M")
_ACCESS: Final = ("通道", "Access ways", 10, "M")
_GENERAL: Final[tuple[Row, ...]] = (_GUARDS, _PARTS, _LOAD, _ACCESS)

SCAFFOLDS: Final[tuple[Table, ...]] = (
    table(
        "B.3", "scaffold", ("扣件式钢管脚手架", "Coupler steel-tube scaffold"),
        (("施工方案", "Special plan", 10, "V"), ("立杆基础", "Base of the standards", 10, "V"),
         ("架体与建筑结构拉结", "Ties to the building", 10, "V"),
         ("杆件间距与剪刀撑", "Spacing and bracing", 10, "M"),
         ("脚手板与防护栏杆", "Decks and guard rails", 10, "M"), _TOLD),
        (("横向水平杆设置", "Transoms", 10, "M"), ("杆件连接", "Joints of members", 10, "M"),
         ("层间防护", "Protection between lifts", 10, "M"), ("构配件材质", "Quality of parts", 5, "M"),
         ("通道", "Access ways", 5, "M")),
    ),
    table(
        "B.4", "scaffold", ("门式钢管脚手架", "Portal-frame scaffold"),
        (_PLAN, _BASE, _STABLE, ("杆件锁臂", "Members and lock arms", 10, "M"), _DECKS, _TOLD), _GENERAL,
    ),
    table(
        "B.5", "scaffold", ("碗扣式钢管脚手架", "Cup-lock scaffold"),
        (_PLAN, _BASE, _STABLE, _LOCKS, _DECKS, _TOLD), _GENERAL,
    ),
    table(
        "B.6", "scaffold", ("承插型盘扣式钢管脚手架", "Disk-lock scaffold"),
        (_PLAN, _BASE, _STABLE, ("杆件设置", "Setting of members", 10, "M"), _DECKS, _TOLD),
        (_GUARDS, ("杆件连接", "Joints of members", 10, "M"), _PARTS, _ACCESS),
    ),
    table(
        "B.7", "scaffold", ("满堂脚手架", "Full-area scaffold"),
        (_PLAN, _BASE, _STABLE, _LOCKS, _DECKS, _TOLD), _GENERAL,
    ),
    table(
        "B.8", "scaffold", ("悬挑式脚手架", "Cantilevered scaffold"),
        (_PLAN, ("悬挑钢梁", "Cantilever beams", 10, "M"), _STABLE, _DECKS, _LOAD, _TOLD),
        (("杆件间距", "Spacing of members", 10, "M"), _GUARDS,
         ("层间防护", "Protection between lifts", 10, "M"), _PARTS),
    ),
    table(
        "B.9", "scaffold", ("附着式升降脚手架", "Attached self-climbing scaffold"),
        (_PLAN, ("安全装置", "Safety devices", 10, "M"), ("架体构造", "Build of the frame", 10, "M"),
         ("附着支座", "Attached supports", 10, "M"), ("架体安装", "Erection", 10, "M"),
         ("架体升降", "Climbing", 10, "M")),
        (("检查验收", "Checks and acceptance", 10, "M"), _DECKS, _GUARDS,
         ("安全作业", "Safe working", 10, "M")),
    ),
    table(
        "B.10", "scaffold", ("高处作业吊篮", "Suspended cradle"),
        (("施工方案", "Special plan", 10, "V"), ("安全装置", "Safety devices", 10, "V"),
         ("悬挂机构", "Suspension rig", 10, "V"), ("钢丝绳", "Wire ropes", 10, "V"),
         ("安装作业", "Installation", 10, "V"), ("升降作业", "Raising and lowering", 10, "V")),
        (("交底与验收", "Briefing and acceptance", 10, "V"), ("安全防护", "Protection", 10, "V"),
         ("吊篮稳定", "Steadiness of the cradle", 10, "M"), ("荷载", "Loads", 10, "M")),
    ),
)  # fmt: skip
