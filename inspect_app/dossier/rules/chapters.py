"""The chapters of a dossier and the items of each, with the part of the notice that asks for them."""

from dataclasses import dataclass

Words = tuple[str, str]
_NOTICE = "老旧小区改造工作要求的通知（2021年12月14日）"
_ANNEX = f"{_NOTICE}附件"
POOL = f"{_ANNEX} 一（三）1"
SHORT, LONG = f"{_ANNEX} 一（五）", f"{_ANNEX} 一（八）"
UTILITIES, DUTIES = f"{_ANNEX} 一（四）2", f"{_ANNEX} 一（九）1"
WISHES, FUNDS = f"{_ANNEX} 一（七）1", f"{_ANNEX} 二（四）"
FINDINGS, PLATFORM = f"{_ANNEX} 一（十）", "平台默认"

#: chapter -> words, what asks for it; the first five are those the annex lists
CHAPTERS: dict[str, tuple[Words, str]] = {
    "basics": (("基本情况", "Basics"), POOL),
    "wishes": (("居民意愿", "Residents' wishes"), POOL),
    "scheme": (("改造方案", "Scheme"), POOL),
    "progress": (("工程进度", "Progress"), POOL),
    "effect": (("改造前后", "Before and after"), POOL),
    "pool": (("储备库记录", "Reserve pool"), POOL),
    "duties": (("五方责任", "Duties of the five parties"), DUTIES),
    "utilities": (("专营设施计划", "Utility works"), UTILITIES),
    "funds": (("资金", "Funds"), FUNDS),
    "findings": (("审计督查问题", "Audit findings"), FINDINGS),
}
ITEM_KINDS = ("text", "number", "date", "choice", "photos")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to be known: its chapter, kind of value, unit, what asks for it, whether that text was read.

    The annex names the chapters; which items make them up is this platform's reading of it, so `verified` is False
    for those no text names.
    """

    key: str
    chapter: str
    zh: str
    en: str
    kind: str
    unit: Words = ("", "")
    basis: str = PLATFORM
    verified: bool = False
    choices: tuple[tuple[str, str, str], ...] = ()
    #: before works begin it cannot be there
    after_start: bool = False


POOL_STATES = (
    ("pool", "已入库", "In the pool"), ("planned", "列入年度计划", "In a year's plan"), ("building", "实施中", "Under way"),
    ("done", "已完工", "Done"), ("left", "已出库", "Taken out"),
)  # fmt: skip
_HOUSES, _SQUARE, _PIECES, _PERCENT = ("户", "households"), ("m²", "m²"), ("个", "pieces"), ("%", "%")

ITEMS: tuple[Item, ...] = (
    Item("built_year", "basics", "建成年份", "Built in", "number", ("年", "")),
    Item("buildings", "basics", "楼栋数", "Buildings", "number", ("栋", "buildings")),
    Item("households", "basics", "总户数", "Households", "number", _HOUSES),
    Item("floor_area", "basics", "建筑面积", "Floor area", "number", _SQUARE),
    Item("eligible", "basics", "符合改造对象范围的依据", "Why it is eligible", "text", basis=f"{_ANNEX} 一（二）2", verified=True),
    Item("old_trees", "basics", "需保留的老建筑、老树", "Old buildings and trees to keep", "text",
         basis=f"{_ANNEX} 一（二）3", verified=True),
    Item("property_before", "basics", "改造前物业管理方式", "Property management before", "text"),
    Item("surveyed_on", "wishes", "调查日期", "Day of the survey", "date"),
    Item("asked", "wishes", "应调查户数", "Households to be asked", "number", _HOUSES, WISHES, True),
    Item("took_part", "wishes", "参与户数", "Households that took part", "number", _HOUSES, WISHES, True),
    Item("consented", "wishes", "同意改造户数", "Households that consent", "number", _HOUSES, WISHES, True),
    Item("wished", "wishes", "居民最需要的内容", "What residents want most", "text", basis=f"{_ANNEX} 一（六）2", verified=True),
    Item("long_term", "wishes", "长效管理共识", "Agreement on long-term management", "text", basis=LONG, verified=True),
    Item("gaps", "scheme", "短板与安全隐患摸底结果", "Gaps and hazards found", "text", basis=f"{_NOTICE} 一（五）", verified=True),
    Item("scheme_of", "scheme", "方案名称和日期", "Scheme and its date", "text", basis=POOL, verified=True),
    Item("management", "scheme", "改造后物业管理模式", "Management after the works", "text", basis=LONG, verified=True),
    Item("fee", "scheme", "物业服务费", "Property fee", "number", ("元/m²·月", "yuan/m² a month"), LONG, True),
    Item("safety", "scheme", "施工安全防范措施", "Safety measures during the works", "text", basis=f"{_NOTICE} 一（九）", verified=True),
    Item("budget", "scheme", "总投资估算", "Estimated cost", "number", ("万元", "10,000 yuan")),
    Item("percent", "progress", "形象进度", "Physical progress", "number", _PERCENT, POOL, True, after_start=True),
    Item("milestone", "progress", "关键节点", "Milestones", "text", basis=POOL, verified=True, after_start=True),
    Item("parking_before", "effect", "改造前停车位", "Parking places before", "number", _PIECES),
    Item("parking_after", "effect", "改造后停车位", "Parking places after", "number", _PIECES, after_start=True),
    Item("leaks_before", "effect", "改造前渗漏户数", "Leaking households before", "number", _HOUSES),
    Item("leaks_after", "effect", "改造后渗漏户数", "Leaking households after", "number", _HOUSES, after_start=True),
    Item("content", "effect", "居民满意度", "Satisfied residents", "number", _PERCENT, f"{_ANNEX} 一（六）3", True, after_start=True),
    Item("entered_pool", "pool", "入库日期", "Entered the pool on", "date", basis=POOL, verified=True),
    Item("pool_state", "pool", "储备库状态", "State in the pool", "choice", basis=POOL, verified=True, choices=POOL_STATES),
    Item("expected", "pool", "计划实施年度", "Year expected", "number", ("年", ""), POOL, True),
    Item("score", "pool", "方案量化得分", "Score of the scheme", "number", ("分", "points"), POOL, True),
)  # fmt: skip
BY_KEY: dict[str, Item] = {each.key: each for each in ITEMS}
#: a figure before the works -> the same after them
PAIRS = (("parking_before", "parking_after"), ("leaks_before", "leaks_after"))
#: figures that cannot be more than another one
BOUNDS = (("took_part", "asked"), ("consented", "took_part"), ("asked", "households"))


def rate(part: str, whole: str) -> float | None:
    """Return one count over another in percent; None while either is not known or the whole is nought."""
    if not part or not whole or float(whole) == 0:
        return None
    return 100 * float(part) / float(whole)
