"""Kinds of functional tests: on which elements, by which text, with which figures."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from inspect_app.trials.rules.shape import Edition, Kind, Stage, Words, by_key

D = Decimal

#: what is typed in besides curve and values: words and unit
INPUTS: dict[str, tuple[str, str, str]] = {
    "hours": ("持续时间", "Time", "h"),
    "depth": ("最浅处水深", "Least depth of water", "mm"),
    "bore": ("管道内径", "Bore", "mm"),
    "ball": ("球径", "Ball", "mm"),
    "pipes": ("应通管数", "Pipes", ""),
    "passed": ("已通管数", "Pipes passed", ""),
    "length": ("管段长度", "Length", "m"),
    "water": ("补水量", "Water added", "L"),
    "minutes": ("观测时间", "Time watched", "min"),
    "soaked": ("满水浸泡", "Soaked", "min"),
    "watched": ("补满后观察", "Watched after refilling", "min"),
    "fell": ("液面下降", "Fall of the level", "mm"),
}
_242, _94, _268 = "GB 50242-2002", "CJJ 94-2009", "GB 50268-2008"
_2002, _FINE = date(2003, 1, 1), D("0.01")
_METAL = Stage("试验压力", "Test pressure", 10, D("0.02"), _FINE, D("1.5"), floor=D("0.6"))
_PLASTIC = (
    Stage("试验压力", "Test pressure", 60, D("0.05"), _FINE, D("1.5"), floor=D("0.6")),
    Stage("工作压力的 1.15 倍", "1.15 × working pressure", 120, D("0.03"), _FINE, D("1.15")),
)
_HEAT_METAL = replace(_METAL, factor=D(1), plus=D("0.1"), floor=D("0.3"))
_HEAT_PLASTIC = (replace(_PLASTIC[0], factor=D(1), plus=D("0.2"), floor=D("0.4")), _PLASTIC[1])


def _tight(minutes: int, floor: str, division: str) -> tuple[Stage, ...]:
    return (Stage("严密性", "Tightness", minutes, D(0), D(division), floor=D(floor)),)


def _kind(
    key: str, zh: str, en: str, form: str, elements: Iterable[str], *found: Edition, **more: object
) -> Kind:
    group = str(more.pop("group", key))
    return Kind(key, zh, en, group, form, tuple(elements), found, **more)  # type: ignore[arg-type]


def _earth(key: str, zh: str, en: str, most: str, basis: str, verified: bool = False) -> Kind:
    return _kind(
        f"earth_{key}", f"接地电阻：{zh}", f"Earth resistance: {en}", "values", ("electric",),
        Edition(basis, verified=verified, most=D(most), division=D("0.1")), unit="Ω",
        look=("接地线松动、断开", "a loose or broken earth wire"),
    )  # fmt: skip


def _anchor(key: str, zh: str, en: str, least: str) -> Kind:
    return _kind(
        f"anchor_{key}", f"锚栓拉拔：{zh}", f"Pull-out of anchors: {en}", "values", ("insulation",),
        Edition("JG/T 366-2012", least=D(least), count=3, division=_FINE), unit="kN",
        look=("基层破坏、锚栓松动", "a broken base or loose anchor"),
    )  # fmt: skip


_SPRAYED, _PONDED = (("hours", D(2)),), (("hours", D(24)), ("depth", D(20)))
_55030 = date(2023, 4, 1)
_ALL = (
    _kind("water_metal", "给水管道水压试验（金属、复合管）", "Water pressure test, metal or composite", "hold", ("water",),
          Edition(f"{_242} 第4.2.1条", _2002, verified=True, stages=(_METAL,)), group="water", unit="MPa"),
    _kind("water_plastic", "给水管道水压试验（塑料管）", "Water pressure test, plastic", "hold", ("water",),
          Edition(f"{_242} 第4.2.1条", _2002, verified=True, stages=_PLASTIC), group="water", unit="MPa"),
    _kind("heating_metal", "采暖系统水压试验（金属管）", "Heating pressure test, metal", "hold", ("heating",),
          Edition(f"{_242} 第8.6.1条", _2002, stages=(_HEAT_METAL,)), group="heating", unit="MPa"),
    _kind("heating_plastic", "采暖系统水压试验（塑料管）", "Heating pressure test, plastic", "hold", ("heating",),
          Edition(f"{_242} 第8.6.1条", _2002, stages=_HEAT_PLASTIC), group="heating", unit="MPa"),
    _kind("gas_strength", "燃气管道强度试验", "Gas strength test", "hold", ("gas",),
          Edition(_94, date(2009, 10, 1), stages=(Stage("强度", "Strength", 30, D(0), D("0.001"), D("1.5"), floor=D("0.1")),)),
          unit="MPa"),
    _kind("gas_household", "燃气严密性试验（低压，居民户）", "Gas tightness, low pressure, household", "hold", ("gas",),
          Edition(_94, date(2009, 10, 1), stages=_tight(15, "0.005", "0.0001")), group="gas_tightness", unit="MPa"),
    _kind("gas_commercial", "燃气严密性试验（低压，商业）", "Gas tightness, low pressure, commercial", "hold", ("gas",),
          Edition(_94, date(2009, 10, 1), stages=_tight(30, "0.005", "0.0001")), group="gas_tightness", unit="MPa"),
    _kind("gas_medium", "燃气严密性试验（中压）", "Gas tightness, medium pressure", "hold", ("gas",),
          Edition(_94, date(2009, 10, 1), stages=_tight(120, "0.1", "0.001")), group="gas_tightness", unit="MPa"),
    _kind("drain_fill", "排水管道灌水试验", "Fill test of drains", "fill", ("drainage",),
          Edition(f"{_242} 第5.2.1条", _2002, asked=(("soaked", D(15)), ("watched", D(5)))), inputs=("soaked", "watched", "fell"),
          group="drain_tight"),
    _kind("sewer_closed", "室外污水管道闭水试验", "Closed-water test of sewers", "closed", ("drainage", "outdoor"),
          Edition(f"{_268} 第9.3节", date(2009, 5, 1), asked=(("minutes", D(30)),)), inputs=("bore", "length", "water", "minutes"),
          group="drain_tight"),
    _kind("drain_ball", "排水立管、干管通球试验", "Ball test of drains", "ball", ("drainage",),
          Edition(f"{_242} 第5.2.5条", _2002), inputs=("bore", "ball", "pipes", "passed"), look=("球卡住、破损", "a ball stuck or broken")),
    _kind("roof_spray", "屋面淋水试验", "Spray test of a roof", "time", ("roof",),
          Edition("GB 50207-2012", date(2012, 10, 1), date(2023, 3, 31), verified=True, asked=_SPRAYED),
          Edition("GB 55030-2022", _55030, verified=True, asked=_SPRAYED), inputs=("hours",), group="roof"),
    _kind("roof_pond", "屋面蓄水试验", "Ponding test of a roof", "time", ("roof",),
          Edition("GB 50207-2012", date(2012, 10, 1), date(2023, 3, 31), verified=True, asked=_PONDED[:1]),
          Edition("GB 55030-2022", _55030, verified=True, asked=_PONDED), inputs=("hours", "depth"), group="roof"),
    _kind("wet_room_pond", "有防水要求房间蓄水试验", "Ponding test of a wet room", "time", ("wet_room",),
          Edition("GB 50209-2010；GB 55030-2022", date(2010, 12, 1), asked=_PONDED), inputs=("hours", "depth"), group="wet_room"),
    _kind("window_spray", "外窗、外墙淋水试验", "Spray test of windows and walls", "time", ("window", "facade"),
          Edition("平台默认", asked=(("hours", D(1)),)), inputs=("hours",)),
    _kind("insulation_pull", "保温层与基层粘结拉拔", "Pull-off of insulation", "values", ("insulation",),
          Edition("JGJ 144；GB 50411", verified=True, least=D("0.10"), count=3, division=_FINE), unit="MPa",
          look=("破坏面不在保温层内", "a break outside the insulation")),
    _anchor("concrete", "混凝土", "concrete", "0.60"), _anchor("solid", "实心砖", "solid brick", "0.50"),
    _anchor("porous", "多孔砖", "porous brick", "0.40"), _anchor("aerated", "加气混凝土", "aerated concrete", "0.30"),
    _kind("tile_pull", "饰面砖粘结强度", "Pull-off of facing tiles", "values", ("facade", "decoration"),
          Edition("JGJ/T 110-2017", date(2017, 12, 1), least=D("0.4"), mean=D("0.4"), count=3, tolerated=1,
                  tolerated_least=D("0.3"), division=_FINE), unit="MPa", look=("空鼓、脱落", "a hollow or loose tile")),
    _kind("insulation_resistance", "线路绝缘电阻", "Insulation resistance of wiring", "values", ("electric",),
          Edition("GB 50303-2015", date(2016, 8, 1), least=D("0.5"), division=D("0.1")), unit="MΩ",
          look=("绝缘破损", "damaged insulation")),
    _earth("working", "工作接地", "working earth", "4", "JGJ 46-2005", verified=True),
    _earth("repeated", "重复接地", "repeated earth", "10", "JGJ 46-2005", verified=True),
    _earth("lightning2", "防雷，第二类", "lightning, class 2", "10", "GB 50057-2010"),
    _earth("lightning3", "防雷，第三类", "lightning, class 3", "30", "GB 50057-2010"),
    _earth("shared", "共用接地", "shared earth", "1", "GB 50057-2010"),
)  # fmt: skip
KINDS: dict[str, Kind] = by_key(_ALL)
GROUPS: dict[str, Words] = {
    "water": ("给水水压", "water pressure"), "heating": ("采暖水压", "heating pressure"),
    "gas_strength": ("燃气强度", "gas strength"), "gas_tightness": ("燃气严密性", "gas tightness"),
    "drain_tight": ("排水灌水或闭水", "fill or closed-water test"), "drain_ball": ("排水通球", "ball test"),
    "roof": ("屋面淋水或蓄水", "spray or ponding of the roof"), "wet_room": ("房间蓄水", "ponding of the wet room"),
    "window_spray": ("淋水", "spray"), "insulation_pull": ("保温粘结拉拔", "pull-off of insulation"),
    "tile_pull": ("饰面砖拉拔", "pull-off of tiles"), "insulation_resistance": ("绝缘电阻", "insulation resistance"),
    **{each.key: (each.zh, each.en) for each in _ALL if each.key.startswith(("anchor_", "earth_"))},
}  # fmt: skip
#: what each kind of element must have passed before its works are accepted
REQUIRED: dict[str, tuple[str, ...]] = {
    "water": ("water",), "heating": ("heating",), "gas": ("gas_strength", "gas_tightness"),
    "drainage": ("drain_tight", "drain_ball"), "roof": ("roof",), "wet_room": ("wet_room",),
    "insulation": ("insulation_pull",), "electric": ("insulation_resistance",),
}  # fmt: skip


def fitting(element: str) -> list[Kind]:
    """Return the kinds of trials that are made on a kind of element."""
    return [each for each in _ALL if element in each.elements]


#: how grave it is that a trial of such an element failed; the grades are the platform's own
GRAVE = ("gas", "electric", "structure")


def severity(element: str) -> str:
    """Return the severity of the defect that a failed trial raises on a kind of element (platform default)."""
    return "serious" if element in GRAVE else "general"
