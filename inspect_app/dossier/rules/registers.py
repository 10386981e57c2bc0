"""The registers of a dossier: values of items, scope, photos, funds and duties, and what each of their lines asks for."""

from collections.abc import Mapping
from dataclasses import dataclass

from inspect_app.core.workflow import Field
from inspect_app.dossier.rules.chapters import BY_KEY, FUNDS, SHORT

Words = tuple[str, str]
SCOPE_CLASSES: dict[str, Words] = {
    "basic": ("基础类", "Basic"), "improving": ("完善类", "Improving"), "upgrading": ("提升类", "Upgrading"),
}  # fmt: skip
SCOPE_STATES: dict[str, Words] = {
    "planned": ("未开始", "Not begun"), "building": ("施工中", "Under way"), "done": ("已完成", "Done"),
    "dropped": ("不再实施", "Dropped"),
}  # fmt: skip
FUND_KINDS: dict[str, Words] = {
    "central": ("中央补助", "Central"), "province": ("省级", "Province"), "city": ("市县", "City and county"),
    "owners": ("居民出资", "Residents"), "utilities": ("专营单位", "Utilities"), "social": ("社会资本", "Private capital"),
}  # fmt: skip
FUND_MEASURES: dict[str, Words] = {
    "planned": ("计划", "Planned"), "received": ("到位", "Received"), "spent": ("支出", "Spent"),
}  # fmt: skip
MOMENTS: dict[str, Words] = {"before": ("改造前", "Before"), "after": ("改造后", "After")}


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty of a party: the article that lays it on it, and whether that text was read."""

    key: str
    role: str
    zh: str
    en: str
    basis: str
    verified: bool


_279, _393, _124 = (
    "《建设工程质量管理条例》第{}条",
    "《建设工程安全生产管理条例》第{}条",
    "建质〔2014〕124号第{}条",
)
DUTIES: tuple[Duty, ...] = (
    Duty(
        "owner_contract", "owner", "发包给具有相应资质的单位", "Gives the works to qualified firms",
        _279.format("七"), False,
    ),
    Duty(
        "owner_safety_cost", "owner", "列支安全施工费用", "Provides for the cost of safety",
        _393.format("八"), False,
    ),
    Duty(
        "owner_accept", "owner", "组织竣工验收", "Calls the completion acceptance",
        _279.format("十六"), True,
    ),
    Duty(
        "owner_letter", "owner", "项目负责人签署质量终身责任承诺书", "Its leader signs for quality for life",
        _124.format("九"), False,
    ),
    Duty(
        "surveyor_true", "surveyor", "勘察成果真实、准确", "Its survey is true and exact",
        _279.format("二十"), False,
    ),
    Duty(
        "surveyor_letter", "surveyor", "项目负责人签署质量终身责任承诺书", "Its leader signs for quality for life",
        _124.format("九"), False,
    ),
    Duty(
        "designer_explain", "designer", "向施工单位说明审查合格的设计文件", "Explains its checked design to the builder",
        _279.format("二十三"), False,
    ),
    Duty(
        "designer_letter", "designer", "项目负责人签署质量终身责任承诺书", "Its leader signs for quality for life",
        _124.format("九"), False,
    ),
    Duty(
        "contractor_quality", "contractor", "按图施工，对施工质量负责", "Builds to the drawings and answers for it",
        _279.format("二十八"), False,
    ),
    Duty(
        "contractor_test", "contractor", "材料设备检验，未经检验不得使用", "Has materials tested before use",
        _279.format("二十九"), True,
    ),
    Duty(
        "contractor_plan", "contractor", "危大工程编制专项施工方案", "Makes special plans for dangerous works",
        _393.format("二十六"), True,
    ),
    Duty(
        "contractor_letter", "contractor", "项目负责人签署质量终身责任承诺书", "Its leader signs for quality for life",
        _124.format("九"), False,
    ),
    Duty(
        "supervisor_sign", "supervisor", "未经签字的材料不得使用、工序不得继续", "Nothing goes on without its signature",
        _279.format("三十七"), True,
    ),
    Duty(
        "supervisor_stop", "supervisor", "发现安全隐患要求整改、停工并报告", "Has hazards put right, stops works, reports",
        _393.format("十四"), True,
    ),
    Duty(
        "supervisor_letter", "supervisor", "总监理工程师签署质量终身责任承诺书", "The chief supervisor signs for quality for life",
        _124.format("九"), False,
    ),
)  # fmt: skip
DUTY_BY_KEY: dict[str, Duty] = {each.key: each for each in DUTIES}


@dataclass(frozen=True, slots=True)
class Register:
    """A register: its chapter, the kinds and further words of its lines, and the fields a line asks for.

    `single`: of a kind (and day, where `daily`) one line stands; another one is a correction of it.
    """

    key: str
    chapter: str
    zh: str
    en: str
    kinds: Mapping[str, Words]
    asks: tuple[Field, ...]
    single: bool = False
    daily: bool = False
    basis: str = ""
    #: not to be had, with a reason, is an answer too
    lackable: bool = False

    def slot(self, kind: str, what: str, on: str) -> str:
        """Return what stands once in a project; "" where any number may stand."""
        parts = [kind, what, on if self.daily else ""] if self.single else []
        return ":".join(each for each in parts if each)

    def asked(self) -> frozenset[str]:
        """Return the names of its fields."""
        return frozenset(each.name for each in self.asks)


_ON = Field("on", "date", "日期", "As of", hint_zh="数据所属的日期", hint_en="The day the figure holds for")
_SOURCE = Field(
    "source",
    "text",
    "来源",
    "Source",
    hint_zh="文件、台账或调查",
    hint_en="The paper, book or survey it is from",
)
_NOTE = Field("note", "textarea", "说明", "Note", required=False)
_PHOTOS = Field("photos", "photos", "照片或扫描件", "Photos or scans", required=False)


def _choices(words: Mapping[str, Words]) -> tuple[tuple[str, str, str], ...]:
    return tuple((key, zh, en) for key, (zh, en) in words.items())


REGISTERS: dict[str, Register] = {
    each.key: each
    for each in (
        Register(
            "value", "", "项", "Item", {each.key: (each.zh, each.en) for each in BY_KEY.values()},
            (Field("said", "text", "内容", "Value"), _ON, _SOURCE, _NOTE, _PHOTOS), single=True, lackable=True,
        ),
        Register(
            "scope", "scheme", "改造内容", "Scope item", SCOPE_CLASSES,
            (
                Field("said", "text", "内容", "What", hint_zh="如：雨污分流管网", hint_en="E.g.: separate drains"),
                Field("amount", "text", "数量", "Quantity", required=False),
                Field("unit", "text", "单位", "Unit", required=False, hint_zh="m、m²、栋、处", hint_en="m, m², buildings"),
                Field("what", "choice", "状态", "Status", choices=_choices(SCOPE_STATES)), _ON, _SOURCE, _NOTE,
            ),
            basis=SHORT,
        ),
        Register(
            "picture", "effect", "改造前后照片", "Photo before or after", MOMENTS,
            (
                Field("element_id", "choice", "部位", "Element"), _ON,
                Field("photos", "photos", "照片", "Photos", hint_zh="前后用同一角度", hint_en="From the same spot before and after"),
                Field("note", "text", "说明", "Note", required=False),
            ),
        ),
        Register(
            "fund", "funds", "资金", "Funds", FUND_KINDS,
            (
                Field("what", "choice", "口径", "Measure", choices=_choices(FUND_MEASURES)),
                Field("amount", "text", "累计金额（元）", "Sum to date (yuan)"), _ON, _SOURCE, _NOTE, _PHOTOS,
            ),
            single=True, daily=True, basis=FUNDS,
        ),
        Register(
            "duty", "duties", "五方责任", "Duty", {each.key: (each.zh, each.en) for each in DUTIES},
            (
                Field("said", "text", "责任人", "Leader answerable"), _ON,
                Field("photos", "photos", "盖章承诺书", "Sealed letter", hint_zh="签字盖章页照片或扫描件",
                      hint_en="Photo or scan of the page with signature and seal"), _NOTE,
            ),
            single=True,
        ),
    )
}  # fmt: skip
