"""The gate before acceptance: each requirement with its article, how it is computed, and what is missing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from inspect_app.acceptance.rules import letter, papers
from inspect_app.acceptance.rules.lives import ORDER
from inspect_app.core.calendar import Unpublished, add_working_days
from inspect_app.identity.rules import PARTY_KINDS

Words = tuple[str, str]
_279_16 = "《建设工程质量管理条例》第十六条"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a project on a day, as far as its acceptance depends on it."""

    day: date
    region: str
    project_state: str
    #: role -> name of its leader there ("" when none is named)
    leaders: Mapping[str, str]
    #: (path, kind) of the elements that carry a warranty
    elements: Sequence[tuple[str, str]]
    submissions: int
    visits_late: int
    #: paths of elements that are covered up and have neither an inspection answer nor a released hold point
    unrecorded: Sequence[str]
    open_by_severity: Mapping[str, int]
    overdue: int
    #: kind of paper -> day it is dated
    papers: Mapping[str, date]
    terms: Mapping[str, int] = field(default_factory=dict)
    #: hold points that nobody has released, as people name them
    unreleased: Sequence[str] = ()
    #: numbers of the stop-work notices that stand
    stopped: Sequence[str] = ()


#: what is missing, in both languages; None when nothing is
Missing = Words | None


@dataclass(frozen=True, slots=True)
class Requirement:
    """One condition: its words, article, how it is computed, where it is mended, and its check."""

    key: str
    zh: str
    en: str
    clause: str
    verified: bool
    how: Words
    #: path to mend it at; {id} is the project
    mend: str
    check: Callable[[Facts], Missing]


@dataclass(frozen=True, slots=True)
class Line:
    """A requirement as it stands: what is missing ("" both: nothing)."""

    requirement: Requirement
    missing: Missing

    @property
    def ok(self) -> bool:
        """Say whether it is met."""
        return self.missing is None


def _names(roles: Sequence[str]) -> Words:
    zh, en = zip(*(PARTY_KINDS[each] for each in roles), strict=True)
    return "、".join(zh), ", ".join(en).lower()


def _count(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def _parties(facts: Facts) -> Missing:
    absent = [each for each in ORDER if each not in facts.leaders]
    if absent:
        zh, en = _names(absent)
        return f"未登记：{zh}", f"not named: {en}"
    nameless = [each for each in ORDER if not facts.leaders[each]]
    if nameless:
        zh, en = _names(nameless)
        return f"未填项目负责人：{zh}", f"without a leader: {en}"
    return None


def _works(facts: Facts) -> Missing:
    words = {
        "planned": ("项目尚未开工", "the works have not started"),
        "suspended": ("项目处于停工状态，整改复查后才能验收", "the works are suspended; resume them first"),
    }
    if facts.stopped:
        return _listed(facts.stopped, ("停工通知书未解除", "stopped by notice"))
    return words.get(facts.project_state)


def _elements(facts: Facts) -> Missing:
    return None if facts.elements else ("还没有登记任何改造部位", "no element of the works is listed")


def _inspected(facts: Facts) -> Missing:
    if not facts.submissions:
        return "还没有检查记录", "no inspection has been recorded"
    if facts.visits_late:
        late = _count(facts.visits_late, "planned visit is past its day", "planned visits are past their day")
        return f"{facts.visits_late} 次计划检查逾期未做", late
    return None


def _concealed(facts: Facts) -> Missing:
    if "concealed" in facts.papers or not facts.unrecorded:
        return None
    return _listed(facts.unrecorded, ("没有检查记录", "no record"))


def _holds(facts: Facts) -> Missing:
    """What the parties themselves said must be signed first, no paper handed in later replaces."""
    return _listed(facts.unreleased, ("未签认放行", "not released")) if facts.unreleased else None


def _listed(names: Sequence[str], what: Words) -> Words:
    shown, more = names[:5], len(names) - 5
    tail = (f" 等 {len(names)} 处", f" and {more} more") if more > 0 else ("", "")
    return f"{what[0]}：{'、'.join(shown)}{tail[0]}", f"{what[1]}: {', '.join(shown)}{tail[1]}"


def _grave(facts: Facts) -> Missing:
    count = facts.open_by_severity.get("serious", 0) + facts.open_by_severity.get("major", 0)
    words = _count(count, "serious or major defect is open", "serious or major defects are open")
    return (f"{count} 条较重或重大缺陷未销号", words) if count else None


def _overdue(facts: Facts) -> Missing:
    words = _count(facts.overdue, "defect is overdue", "defects are overdue")
    return (f"{facts.overdue} 条缺陷超期", words) if facts.overdue else None


def _terms(facts: Facts) -> Missing:
    codes = {letter.CLASS_OF[kind] for _path, kind in facts.elements}
    found = letter.faults(facts.terms, codes, facts.region, facts.day)
    if not found:
        return None
    return "；".join(zh for _code, zh, _en in found), "; ".join(en for _code, _zh, en in found)


def _notice(facts: Facts) -> Missing:
    dated = facts.papers.get("notice")
    if dated is None:
        return "尚未登记通知书", "the notice is not recorded"
    try:
        ready = add_working_days(dated, papers.NOTICE_DAYS)
    except Unpublished as unknown:
        return unknown.words("zh"), unknown.words("en")
    return None if ready <= facts.day else (f"{ready} 起方可验收", f"acceptance may begin on {ready}")


def _paper(kind: papers.Kind) -> Requirement:
    def check(facts: Facts) -> Missing:
        return None if kind.key in facts.papers else ("尚未提交", "not handed in")

    zh, en = _names(kind.roles)
    return Requirement(
        kind.key, kind.zh, kind.en, kind.clause, kind.verified,
        (f"由{zh}提交并有效", f"handed in by the {en} and not withdrawn"),
        f"/projects/{{id}}/acceptance/documents/new?kind={kind.key}",
        _notice if kind.key == "notice" else check,
    )  # fmt: skip


_DEFECTS = "/defects?project_id={id}"
REQUIREMENTS: tuple[Requirement, ...] = (
    Requirement(
        "parties", "五方责任主体及项目负责人齐全", "All five parties and their leaders are named",
        f"《建设工程质量管理条例》第三条；{_279_16}", True,
        ("建设、勘察、设计、施工、监理各有登记单位和项目负责人", "each of the five roles has a party with a leader"),
        "/projects/{id}/edit", _parties,
    ),
    Requirement(
        "works", "工程未被责令停工", "The works are not suspended", "建质〔2013〕171号 第五条（十）", False,
        ("项目状态为在建（重新验收时为已竣工）", "the project is under construction"), "/projects/{id}", _works,
    ),
    Requirement(
        "elements", "改造部位清单（设计和合同内容完成）", "List of elements: designed and contracted work is done",
        f"{_279_16}（一）", True,
        ("楼栋树中至少有一个有保修类别的部位", "the building tree has an element that carries a warranty"),
        "/projects/{id}/edit", _elements,
    ),
    Requirement(
        "inspections", "检查记录", "Inspection records", f"{_279_16}（二）", True,
        ("有已收到的检查表，且没有逾期未做的计划检查", "a checklist was received and no planned visit is late"),
        "/visits?project={id}", _inspected,
    ),
    Requirement(
        "concealed_works", "隐蔽部位有检查或隐蔽验收记录", "Concealed elements have records",
        "《建设工程质量管理条例》第三十条", True,
        ("每个隐蔽部位有检查项记录或已放行的停检点，或提交了隐蔽工程验收记录",
         "each has an answer of a checklist or a released hold point, or the records are handed in"),
        "/projects/{id}/acceptance/documents/new?kind=concealed", _concealed,
    ),
    Requirement(
        "hold_points", "停检点均已签认放行", "Every hold point is released",
        "《建设工程质量管理条例》第三十条、第三十七条", True,
        ("设置的停检点均已签认放行，没有未验先盖", "each hold point was signed and released, and none was covered without"),
        "/holds?project={id}", _holds,
    ),
    Requirement(
        "grave_defects", "没有未销号的较重、重大缺陷", "No serious or major defect is open",
        "《建设工程质量管理条例》第三十二条；建质〔2013〕171号 第五条（十）", True,
        ("统计未销号、未作废的缺陷", "counts the defects neither closed nor void"), _DEFECTS, _grave,
    ),
    Requirement(
        "overdue_defects", "没有超期缺陷", "No defect is overdue", "建质〔2013〕171号 第五条（十）", False,
        ("统计责任方已超期的缺陷", "counts the defects whose liable party is late"), f"{_DEFECTS}&overdue=true", _overdue,
    ),
    *(_paper(each) for each in papers.KINDS if each.needed),
    Requirement(
        "terms", "保修书期限不低于法定最低", "The letter's terms reach the legal least",
        "《建设工程质量管理条例》第三十九条、第四十条；《民用建筑节能条例》第二十三条", True,
        ("逐类比较保修书期限与国家、地方最低期限", "compares each class with the national and local least"),
        "/projects/{id}/acceptance/documents/new?kind=warranty_letter", _terms,
    ),
)  # fmt: skip


def judge(facts: Facts) -> tuple[Line, ...]:
    """Return every requirement with what is missing, in the order people work through them."""
    return tuple(Line(each, each.check(facts)) for each in REQUIREMENTS)


def is_clear(lines: Sequence[Line]) -> bool:
    """Say whether nothing is missing."""
    return all(each.ok for each in lines)
