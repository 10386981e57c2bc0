"""Kinds of materials: where each goes, what is tested of it again on entry, and whether somebody watches the sampling."""

from collections.abc import Collection
from dataclasses import dataclass

Words = tuple[str, str]
#: 《建设工程质量管理条例》, as the acts on a lot rest on it
CLAUSES: dict[str, str] = {
    "test": "《建设工程质量管理条例》第二十九条",
    "sample": "《建设工程质量管理条例》第三十一条",
    "sign": "《建设工程质量管理条例》第三十七条",
}
_ROOF, _SAVING, _CONCRETE = "GB 50207-2012 附录A", "GB 50411-2019", "GB 50204-2015"
_WATCHED = "建建〔2000〕211号第六条"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of material: the kinds of elements it goes into, what is tested on entry (none: papers and looks).

    `watched`: samples are taken while the owner or supervisor looks on. The lists of tests are written from memory
    of the standards named and not confirmed word by word, so `verified` is False.
    """

    key: str
    zh: str
    en: str
    elements: tuple[str, ...]
    tests: Words = ("", "")
    basis: str = "平台默认"
    watched: bool = False
    verified: bool = False

    @property
    def tested(self) -> bool:
        """Say whether it is tested again on entry."""
        return bool(self.tests[0])


_ALL = (
    Kind("membrane", "防水卷材", "Waterproofing membrane", ("roof", "wet_room", "structure"),
         ("拉力、最大拉力时延伸率、低温柔度、耐热性、不透水性",
          "tensile force, elongation, cold flexibility, heat resistance, watertightness"),
         f"{_ROOF}；{_WATCHED}", True),
    Kind("coating", "防水涂料", "Waterproof coating", ("roof", "wet_room", "facade"),
         ("固体含量、拉伸强度、断裂伸长率、低温柔性、不透水性",
          "solids, tensile strength, elongation at break, cold flexibility, watertightness"),
         f"{_ROOF}；{_WATCHED}", True),
    Kind("insulation", "保温板材", "Insulation board", ("insulation", "facade", "roof"),
         ("导热系数、密度、压缩强度、垂直于板面抗拉强度、吸水率、燃烧性能",
          "thermal conductivity, density, compressive strength, tensile strength across the board, water absorption, reaction to fire"),
         _SAVING, True),
    Kind("adhesive", "粘结与抹面材料", "Adhesive and render", ("insulation", "facade"),
         ("拉伸粘结强度、压折比", "bond strength, compression-to-bending ratio"), _SAVING, True),
    Kind("mesh", "增强网", "Reinforcing mesh", ("insulation", "facade"),
         ("断裂强力、耐碱强力保留率", "breaking force, force kept in alkali"), _SAVING, True),
    Kind("window", "外窗、门", "Windows and doors", ("window", "stairwell"),
         ("气密性、传热系数", "air tightness, heat transfer"), _SAVING, True),
    Kind("water_pipe", "给水管材管件", "Water pipes and fittings", ("water",),
         ("按产品标准抽检：静液压、尺寸", "by its product standard: hydrostatic strength, dimensions")),
    Kind("drain_pipe", "排水管材管件", "Drain pipes and fittings", ("drainage", "outdoor"),
         ("按产品标准抽检：环刚度或落锤冲击、尺寸", "by its product standard: ring stiffness or impact, dimensions")),
    Kind("gas_pipe", "燃气管材管件", "Gas pipes and fittings", ("gas",)),
    Kind("heating", "散热器、供热管材", "Radiators and heating pipes", ("heating",),
         ("单位散热量、金属热强度", "heat output, output per mass of metal"), _SAVING, True),
    Kind("pipe_cover", "管道保温材料", "Pipe insulation", ("heating", "water"),
         ("导热系数、密度、吸水率", "thermal conductivity, density, water absorption"), _SAVING, True),
    Kind("wire", "电线电缆", "Wires and cables", ("electric", "lighting"),
         ("导体电阻值", "resistance of the conductor"), _SAVING, True),
    Kind("lamp", "灯具、开关", "Lamps and switches", ("lighting", "electric", "stairwell")),
    Kind("steel", "钢筋", "Reinforcing steel", ("structure", "lift", "outdoor"),
         ("屈服强度、抗拉强度、伸长率、弯曲性能、重量偏差", "yield and tensile strength, elongation, bending, deviation of mass"),
         f"{_CONCRETE}；{_WATCHED}", True),
    Kind("cement", "水泥", "Cement", ("structure", "road", "facade", "outdoor"),
         ("强度、安定性、凝结时间", "strength, soundness, setting time"), f"{_CONCRETE}；{_WATCHED}", True),
    Kind("concrete", "预拌混凝土", "Ready-mixed concrete", ("structure", "road", "lift", "outdoor"),
         ("试块抗压强度", "compressive strength of test cubes"), f"{_CONCRETE}；{_WATCHED}", True),
    Kind("mortar", "砂浆", "Mortar", ("structure", "facade", "decoration"),
         ("试块抗压强度", "compressive strength of test cubes"), _WATCHED, True),
    Kind("block", "砖、砌块", "Bricks and blocks", ("structure", "outdoor"),
         ("抗压强度", "compressive strength"), _WATCHED, True),
    Kind("paving", "路面砖、路缘石、沥青混合料", "Paving, kerbs and asphalt", ("road", "outdoor")),
    Kind("paint", "涂料、饰面材料", "Paint and finishes", ("decoration", "facade", "stairwell")),
    Kind("lift_part", "电梯部件", "Parts of a lift", ("lift",)),
    Kind("fire", "消防产品", "Fire protection products", ("fire",)),
    Kind("plant", "苗木", "Plants", ("greenery",)),
    Kind("other", "其他材料", "Other material", ()),
)  # fmt: skip
KINDS: dict[str, Kind] = {each.key: each for each in _ALL}


def goes_into(kind: str, element: str) -> bool:
    """Say whether a kind of material goes into a kind of element; where the catalogue is silent, it may."""
    known = KINDS[kind].elements
    return not known or element in known


def fits(kind: str, elements: Collection[str]) -> bool:
    """Say whether trouble at parts of these kinds of elements may come from this kind of material."""
    return bool(set(KINDS[kind].elements) & set(elements))
