"""What residents complain about: the categories, the parts they belong to, how grave each is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Category:
    """A category: words, `duty` (who could answer: see routing), severity of a defect, kinds of elements.

    Without kinds it is offered for every place.
    """

    key: str
    zh: str
    en: str
    duty: str
    severity: str
    kinds: tuple[str, ...] = ()


_ALL = (
    Category("roof_leak", "屋顶漏水", "Roof leaks", "part", "serious", ("roof", "household")),
    Category("wall_leak", "外墙渗水", "Wall leaks", "part", "serious", ("facade", "insulation", "household")),
    Category("falling", "保温层或墙皮开裂脱落", "Insulation or render cracks", "part", "major", ("insulation", "facade")),
    Category("facade", "外墙起皮、污损", "Paint peels or stains", "part", "general", ("facade",)),
    Category("structure", "墙体、楼板裂缝", "Cracks in walls or slabs", "part", "major", ("structure", "building", "household")),
    Category("window", "门窗关不严、漏风漏雨", "Windows or doors", "part", "general", ("window", "household", "stairwell")),
    Category("wet_room", "厨房、卫生间渗漏", "Kitchen or bathroom leaks", "part", "serious", ("wet_room", "household")),
    Category("water", "停水、水压低、水质差、漏水", "Water: none, low, dirty, leaking", "utility", "serious", ("water", "household")),
    Category("drainage", "下水堵塞、返水", "Drains blocked or overflowing", "part", "serious", ("drainage", "household", "outdoor")),
    Category("gas", "燃气设施问题", "Gas installation", "utility", "major", ("gas", "household")),
    Category("heating", "暖气不热、漏水", "Heating cold or leaking", "utility", "serious", ("heating", "household")),
    Category("electric", "电路、照明故障", "Electricity or lighting", "part", "serious", ("electric", "lighting", "stairwell")),
    Category("lift", "电梯故障", "Lift", "part", "serious", ("lift",)),
    Category("fire", "消防设施缺损", "Fire facilities", "part", "serious", ("fire", "stairwell")),
    Category("finish", "楼道粉刷、地面破损", "Finishes of the stairwell", "part", "general", ("decoration", "stairwell", "floor")),
    Category("road", "道路、停车", "Road or parking", "part", "general", ("road", "outdoor", "site")),
    Category("green", "绿化", "Greenery", "part", "general", ("greenery",)),
    Category("barrier", "坡道、扶手等无障碍设施", "Ramps and handrails", "part", "general", ("outdoor", "stairwell", "road")),
    Category("nuisance", "施工噪声、扬尘、垃圾", "Noise, dust or rubbish of the works", "works", "general"),
    Category("night", "夜间施工", "Work at night", "works", "general"),
    Category("damage", "施工损坏了我的东西", "The works damaged my property", "works", "serious"),
    Category("injury", "有人受伤", "Somebody was hurt", "works", "major"),
    Category("fairness", "收费、公示、协商", "Cost, publicity, agreement", "fairness", "general"),
    Category("other", "其他", "Something else", "part", "general"),
)  # fmt: skip
CATEGORIES: dict[str, Category] = {each.key: each for each in _ALL}

#: kinds of elements that hold a complaint without being a part that is built: whoever lives there complains of what is around
_ROOMS = ("building", "stairwell", "floor", "household", "site")


def parts(category: str) -> tuple[str, ...]:
    """Return the kinds of built parts a category is about, for the record of their construction."""
    return tuple(each for each in CATEGORIES[category].kinds if each not in _ROOMS)


def offered(kind: str | None) -> tuple[Category, ...]:
    """Return the categories to choose from at an element of this kind: its own first, then the general ones.

    Without an element every category is offered.
    """
    own = tuple(each for each in _ALL if each.kinds and (kind is None or kind in each.kinds))
    return own + tuple(each for each in _ALL if not each.kinds)
