"""What a warranty letter must promise: the classes of works, their least periods by law and place, its faults."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

Words = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Period:
    """A least warranty period: how many years or heating seasons; neither, where the design states the life."""

    code: str
    basis: str
    years: int = 0
    seasons: int = 0
    #: prefix of the division code (GB/T 2260); "" is the whole country
    region: str = ""
    since: date | None = None
    until: date | None = None
    verified: bool = True

    def holds(self, region: str, day: date) -> bool:
        """Say whether the period is law in that division on that day."""
        in_time = (self.since is None or self.since <= day) and (self.until is None or day <= self.until)
        return in_time and region.startswith(self.region)

    @property
    def amount(self) -> int:
        """Return the number in the class's own unit."""
        return self.seasons or self.years


#: code of a class -> (Chinese, English); decree 279 art. 40
CLASSES: dict[str, Words] = {
    "W-STR": ("地基基础与主体结构", "Foundation and structure"),
    "W-WP": ("屋面、有防水要求的房间和外墙面防渗漏", "Waterproofing of roofs, wet rooms and walls"),
    "W-INS": ("保温工程", "Thermal insulation"),
    "W-HVAC": ("供热与供冷系统", "Heating and cooling"),
    "W-MEP": ("电气管线、给排水管道、设备安装", "Wiring, pipes and equipment"),
    "W-LIFT": ("电梯", "Lifts"),
    "W-DEC": ("装修工程", "Finishes"),
    "W-OTH": ("其他工程（按合同约定）", "Other works (as contracted)"),
}
#: classes measured in heating seasons, and classes whose term only the letter can give
IN_SEASONS = ("W-HVAC",)
BY_LETTER = ("W-STR", "W-OTH")

#: kind of element -> class; containers (buildings, stairwells, households) have none of their own
CLASS_OF: dict[str, str] = {
    "structure": "W-STR", "roof": "W-WP", "facade": "W-WP", "wet_room": "W-WP", "insulation": "W-INS",
    "heating": "W-HVAC", "water": "W-MEP", "drainage": "W-MEP", "gas": "W-MEP", "electric": "W-MEP",
    "fire": "W-MEP", "lift": "W-LIFT", "window": "W-DEC", "decoration": "W-DEC", "road": "W-OTH",
    "greenery": "W-OTH", "lighting": "W-OTH", "outdoor": "W-OTH",
}  # fmt: skip
#: kinds of element that are covered up as the works go on, so that a record of what is inside is needed
CONCEALED = ("structure", "roof", "insulation", "wet_room", "water", "drainage", "gas", "heating", "electric")

_279 = "《建设工程质量管理条例》第四十条（{}）"
PERIODS: tuple[Period, ...] = (
    Period("W-STR", _279.format("一")),  # the design service life: the letter says how many years
    Period("W-WP", _279.format("二"), years=5),
    Period("W-HVAC", _279.format("三"), seasons=2),
    Period("W-MEP", _279.format("四"), years=2),
    Period("W-DEC", _279.format("四"), years=2),
    Period("W-LIFT", _279.format("四"), years=2),
    Period("W-LIFT", "《宁波市电梯安全条例》第十六条", years=2, region="3302"),
    Period("W-INS", "《民用建筑节能条例》第二十三条", years=5),
    Period("W-INS", "《青岛市民用建筑节能条例》第十八条", years=10, region="3702"),
    Period("W-INS", "《淄博市新型墙体材料与建筑节能条例》第二十一条", years=10, region="3703"),
    # Laxer than the decree and therefore without effect; kept so that whoever cites it finds it answered.
    Period("W-WP", "《河南省建筑市场管理条例》第三十六条", years=3, region="41"),
    Period("W-OTH", "《建设工程质量管理条例》第四十条第二款"),
)


def periods(code: str, region: str, day: date) -> tuple[Period, ...]:
    """Return the periods of a class that are law in a division on a day, the national one first."""
    return tuple(each for each in PERIODS if each.code == code and each.holds(region, day))


def least(code: str, region: str, day: date) -> Period:
    """Return the longest of the least periods of a class: a laxer local rule has no effect (279 art. 40)."""
    return max(periods(code, region, day), key=lambda each: each.amount)


def unit(code: str) -> Words:
    """Return the words of a class's unit."""
    return ("个采暖期", "heating seasons") if code in IN_SEASONS else ("年", "years")


def faults(
    terms: Mapping[str, int], codes: Iterable[str], region: str, day: date
) -> list[tuple[str, str, str]]:
    """Return what a letter lacks for these classes as (code, zh, en): no term, or one below the law."""
    found = []
    for code in sorted(set(codes)):
        need = least(code, region, day)
        name, measure = CLASSES[code], unit(code)
        if not terms.get(code):
            found.append((code, f"{name[0]}未约定期限", f"{name[1]}: no term"))
        elif terms[code] < need.amount:
            found.append(
                (
                    code,
                    f"{name[0]}低于法定 {need.amount} {measure[0]}",
                    f"{name[1]}: below the legal {need.amount} {measure[1]}",
                )
            )
    return found
