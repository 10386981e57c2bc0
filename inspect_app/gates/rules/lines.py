"""The gates a project goes through and the lines of each: words, article, region, dates, who may confirm."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

Words = tuple[str, str]
NOTICE = "《关于进一步明确城镇老旧小区改造工作要求的通知》"
_279, _393 = "《建设工程质量管理条例》", "《建设工程安全生产管理条例》"
_NOTICED = date(2021, 12, 14)


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate: its words, what it rests on, and who lets a project through it ("" : an act of its own does)."""

    key: str
    zh: str
    en: str
    clause: str
    #: roles that pass it by a button; none where another act passes it (start of works, certificate, release)
    passers: tuple[str, ...] = ()
    #: asked of an element (a building, a part that is covered up) and not of the whole project
    of_element: bool = False
    #: what passes it, where no button does
    by: Words = ("", "")


GATES: dict[str, Gate] = {
    each.key: each
    for each in (
        Gate("plan_entry", "纳入改造计划", "Entry into the plan", f"{NOTICE}一（二）、一（七）、一（八）", ("authority", "street")),
        Gate("start", "开工改造", "Start of works", f"{NOTICE}一（四）、一（七）、一（八）、一（九）",
             by=("办理“开工”时核对", "checked when the works are started")),
        Gate("cover_up", "隐蔽", "Cover-up", f"{_279}第三十条", of_element=True,
             by=("停检点签认时核对", "checked at each signature of a hold point")),
        Gate("partial", "部分验收", "Partial acceptance", f"{_279}第三十七条", ("owner", "supervisor"), of_element=True),
        Gate("completion", "竣工验收", "Completion acceptance", f"{_279}第十六条",
             by=("提交会签和每次签署时核对", "checked when signing opens and at each signature")),
        Gate("filing", "竣工验收备案", "Filing", f"{_279}第四十九条", ("authority",)),
        Gate("handover", "移交", "Handover", f"{NOTICE}一（九）、二（八）", ("owner",)),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One thing a gate asks: words, article, how it is found out, and who may say it where no record answers."""

    gate: str
    key: str
    zh: str
    en: str
    clause: str
    #: which answer of which room is asked (`queries.answers`); "" where only a person can say it
    source: str = ""
    #: roles that may confirm it, or say it does not apply, while the records say nothing
    confirms: tuple[str, ...] = ()
    #: the article was compared with its text
    verified: bool = False
    #: prefix of the division code it holds in; "" everywhere
    region: str = ""
    since: date | None = None
    until: date | None = None
    #: where to mend it; {id} is the project
    mend: str = ""
    #: missing records are shown in their own colour but do not hold the gate; a bad answer does
    lenient: bool = False
    #: a named person may let it pass with a reason
    overridable: bool = True

    def holds(self, region: str, day: date) -> bool:
        """Say whether it is asked in this division on this day."""
        begun, over = self.since is None or self.since <= day, self.until is not None and day > self.until
        return region.startswith(self.region) and begun and not over


_STREETS, _OFFICES = ("street", "community"), ("owner", "street", "authority")
LINES: list[Line] = [
    Line("plan_entry", "eligible", "符合改造对象范围，不借改造之名拆除老建筑、搬迁居民、砍伐老树",
         "Within the scope of renovation; no pretext to demolish old buildings, move residents or fell old trees",
         f"{NOTICE}一（二）", confirms=_OFFICES, verified=True, since=_NOTICED),
    Line("plan_entry", "consent", "居民参与率、同意率达到当地规定比例", "Residents' participation and consent reach the local shares",
         f"{NOTICE}一（七）", "votes.consent", _STREETS, verified=True, since=_NOTICED, mend="/votes?project_id={id}"),
    Line("plan_entry", "management_agreed", "居民就完善长效管理机制形成共识", "Residents agree on long-term management",
         f"{NOTICE}一（八）", "votes.management", _STREETS, verified=True, since=_NOTICED, mend="/votes?project_id={id}"),
    Line("start", "planned", "已纳入改造计划", "Entered into the plan", f"{NOTICE}一（七）", "gates.plan_entry",
         verified=True, since=_NOTICED, mend="/projects/{id}/gates#plan_entry"),
    Line("start", "parties", "五方责任主体及项目负责人齐全", "All five parties and their leaders are named",
         f"{_279}第三条", "projects.parties", verified=True, mend="/projects/{id}/edit"),
    Line("start", "scheme_vote", "改造方案经法定比例以上居民书面（线上）表决同意",
         "The scheme is agreed by the legal majority of heads and area", f"{NOTICE}一（七）；《民法典》第二百七十八条",
         "votes.scheme", verified=True, since=_NOTICED, mend="/votes?project_id={id}"),
    Line("start", "management_confirmed", "物业管理模式、物业服务费用等经居民书面（线上）确认",
         "Mode and fee of property management are confirmed in writing or online", f"{NOTICE}一（八）",
         "votes.property", _STREETS, verified=True, since=_NOTICED, mend="/votes?project_id={id}"),
    Line("start", "utilities", "水电气热信等设施的统筹施工方案", "One coordinated plan for the works of the utilities",
         f"{NOTICE}一（四）", "dossier.utilities", _OFFICES, verified=True, since=_NOTICED, mend="/projects/{id}/dossier"),
    Line("start", "supervision", "已办理质量、安全监督手续", "Quality and safety supervision are registered",
         f"{_279}第十三条；{_393}第十条", confirms=("authority",), verified=True),
    Line("start", "safety", "安全施工措施已审查，危大工程专项方案齐备",
         "Safety measures are reviewed; special plans of dangerous works are ready",
         f"{NOTICE}一（九）；{_393}第十四条、第二十六条", "inspections.dangerous", ("supervisor", "authority"), verified=True),
    Line("start", "permit", "施工许可或当地规定的开工手续", "Construction permit or what the region asks for instead",
         "《建筑法》第七条", confirms=_OFFICES),
    Line("start", "samples_first", "样板引路，责任主体公示牌和主要材料公示牌", "A sample first; boards of parties and main materials",
         "北京市老旧小区综合整治 2021 年 8 月通知", confirms=("supervisor", "authority"), region="11", since=date(2021, 8, 1)),
    Line("cover_up", "started", "已按规定开工", "The works were lawfully started", f"{NOTICE}一（七）", "gates.start",
         verified=True, mend="/projects/{id}/gates#start"),
    Line("cover_up", "materials", "所用材料批次均已签认", "Every lot built in is signed for use", f"{_279}第二十九条、第三十七条",
         "materials.signed", verified=True, mend="/materials?project_id={id}", lenient=True),
    Line("cover_up", "defects", "没有未销号的较重、重大缺陷", "No serious or major defect is open here", f"{_279}第三十二条",
         "defects.before_cover", verified=True, mend="/defects?project_id={id}", overridable=False),
    Line("partial", "started", "已按规定开工", "The works were lawfully started", f"{NOTICE}一（七）", "gates.start",
         verified=True, mend="/projects/{id}/gates#start"),
    Line("partial", "hold_points", "停检点均已签认放行", "Every hold point here is released", f"{_279}第三十条、第三十七条",
         "holds.released", verified=True, mend="/holds?project={id}", lenient=True),
    Line("partial", "materials", "所用材料批次均已签认", "Every lot built in is signed for use", f"{_279}第二十九条、第三十七条",
         "materials.signed", verified=True, mend="/materials?project_id={id}", lenient=True),
    Line("partial", "inspected", "有检查记录", "It was inspected", f"{_279}第十六条（二）", "inspections.recorded",
         verified=True, mend="/visits?project={id}"),
    Line("partial", "defects", "没有未销号的较重、重大缺陷", "No serious or major defect is open here", f"{_279}第三十二条",
         "defects.grave", verified=True, mend="/defects?project_id={id}", overridable=False),
    Line("filing", "certificate", "竣工验收合格，证书有效", "Accepted, and the certificate stands", f"{_279}第十六条、第四十九条",
         "acceptance.certificate", verified=True, mend="/projects/{id}/acceptance", overridable=False),
    Line("filing", "in_time", "验收合格之日起 15 日内报送", "Handed in within 15 days of the acceptance", f"{_279}第四十九条",
         "acceptance.filing_days", verified=True),
    Line("filing", "report", "工程竣工验收报告", "Report of the completion acceptance", "住房和城乡建设部令第2号 第五条",
         "acceptance.acceptance_report", ("owner", "authority"), mend="/projects/{id}/acceptance"),
    Line("filing", "warranty_letter", "工程质量保修书", "Warranty letter", "住房和城乡建设部令第2号 第五条",
         "acceptance.warranty_letter", mend="/projects/{id}/acceptance"),
    Line("filing", "planning", "规划、环保等部门的认可文件或准许使用文件", "Approvals of planning and environment where the law asks",
         f"{_279}第四十九条", confirms=("owner", "authority"), verified=True),
    Line("filing", "fire", "消防验收合格或备案", "Fire acceptance or its filing, where the law asks", "《消防法》第十三条",
         confirms=("owner", "authority"), verified=True),
    Line("handover", "certificate", "竣工验收合格，证书有效", "Accepted, and the certificate stands", f"{_279}第十六条",
         "acceptance.certificate", verified=True, mend="/projects/{id}/acceptance"),
    Line("handover", "defects", "没有未销号的较重、重大缺陷", "No serious or major defect is open", f"{NOTICE}二（八）",
         "defects.grave", verified=True, mend="/defects?project_id={id}", overridable=False),
    Line("handover", "packages", "专营设施和物业资料均已移交", "Facilities of utilities and property papers are handed over",
         f"{NOTICE}二（八）；《物业管理条例》第二十九条", "handover.packages", _OFFICES, mend="/projects/{id}/handover"),
    Line("handover", "warranty_told", "保修事项已告知居民", "Residents were told of the warranty", f"{NOTICE}一（九）",
         confirms=("owner", "street", "community"), verified=True),
]  # fmt: skip
#: "<gate>.<line>" -> how the journal says it; lines of higher rooms come with `add`
LINE_WORDS: dict[str, tuple[str, str]] = {f"{each.gate}.{each.key}": (each.zh, each.en) for each in LINES}


def add(lines: Iterable[Line]) -> None:
    """Add the lines a higher room asks at a gate; a line is written only once."""
    for each in lines:
        if (each.gate, each.key) in {(one.gate, one.key) for one in LINES}:
            raise ValueError(f"line {each.gate}.{each.key} is written twice")
        LINES.append(each)
        LINE_WORDS[f"{each.gate}.{each.key}"] = (each.zh, each.en)


def lines_of(gate: str, region: str, day: date) -> tuple[Line, ...]:
    """Return the lines a gate asks in a division (GB/T 2260 code) on a day, in their order."""
    return tuple(each for each in LINES if each.gate == gate and each.holds(region, day))


def line_of(gate: str, key: str) -> Line | None:
    """Return the line of a gate by its key."""
    return next((each for each in LINES if (each.gate, each.key) == (gate, key)), None)
