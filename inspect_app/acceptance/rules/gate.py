"""The gate before acceptance: each requirement with its article, how it is computed, and what is missing."""

from collections.abc import Callable, Sequence

from inspect_app.acceptance.rules import letter, papers, procedure
from inspect_app.acceptance.rules.facts import Facts, Line, Missing, Requirement, Words
from inspect_app.acceptance.rules.steps import ORDER
from inspect_app.gates.rules.lines import NOTICE
from inspect_app.identity.rules import PARTY_KINDS

_279_16 = "《建设工程质量管理条例》第十六条"


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
    stopped = _listed(facts.stopped, ("停工通知书未解除", "stopped by notice"))
    return stopped or words.get(facts.project_state)


def _started(facts: Facts) -> Missing:
    return None if facts.started else ("没有通过开工关口", "the gate before the start was not passed")


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
    return None if "concealed" in facts.papers else _listed(facts.unrecorded, ("没有检查记录", "no record"))


def _holds(facts: Facts) -> Missing:
    """What the parties themselves said must be signed first, no paper handed in later replaces."""
    return _listed(facts.unreleased, ("未签认放行", "not released"))


def _listed(names: Sequence[str], what: Words) -> Missing:
    if not names:
        return None
    shown, more = names[:5], len(names) - 5
    tail = (f" 等 {len(names)} 处", f" and {more} more") if more > 0 else ("", "")
    return f"{what[0]}：{'、'.join(shown)}{tail[0]}", f"{what[1]}: {', '.join(shown)}{tail[1]}"


def _trials(facts: Facts) -> Missing:
    if not facts.untested:
        return None
    zh, en = (_listed([each[n] for each in facts.untested], ("未合格", "not passed")) for n in (0, 1))
    return (zh[0], en[1]) if zh and en else None


def _homes(facts: Facts) -> Missing:
    return _listed(facts.homes, ("未验收或有缺陷", "not accepted or with defects")) if facts.homes else None


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
    return procedure.late_notice(facts.papers.get("notice"), facts.steps, facts.region, facts.day)


def _pre_acceptance(facts: Facts) -> Missing:
    return procedure.pre_acceptance(facts.steps) if facts.steps else None


def _meeting(facts: Facts) -> Missing:
    return procedure.meeting(facts.steps, facts.day) if facts.steps else None


def _asks(step: str) -> Callable[[Facts], bool]:
    return lambda facts: facts.steps is not None and procedure.demanded(step, facts.region, facts.day)


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
        "started", "已按规定开工", "The works were lawfully started", f"{NOTICE}一（七）", True,
        ("办理开工时核对的各项条件见“关口”页面", "the page “Gates” shows what was checked before the start"),
        "/projects/{id}/gates#start", _started,
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
        "/holds?project={id}", _holds, overridable=False,
    ),
    Requirement(
        "divisions", "单位工程及其分部、分项、检验批验收合格", "Unit works and all below them are accepted",
        f"GB 50300-2013 第5.0.4条；{_279_16}（四）", True,
        ("划分了工程的项目：每一层次均验收合格且不存疑", "where the works were divided: each level is accepted and none in doubt"),
        "/projects/{id}/works", lambda facts: _listed(facts.unaccepted or (), ("未验收合格", "not accepted")),
        lambda facts: facts.unaccepted is not None,
    ),
    Requirement(
        "trials", "功能性试验均合格", "Every functional test is passed", f"{_279_16}（二）；GB 50300-2013 第5.0.4条", False,
        ("在平台登记试验的项目：各部位应做的试验最近一次均合格；未登记的以技术档案为准",
         "where tests are kept here, the last of each an element must pass is passed; else the files tell"),
        "/trials?project_id={id}", _trials,
    ),
    Requirement(
        "household_cards", "分户验收卡均已验收", "Every household card is accepted", "建质〔2013〕171号 第五条（九）", False,
        ("建有分户验收卡的项目：各户已签字或两次上门后归档，不合格项已销号；未建卡的以汇总表为准",
         "where cards are kept here, each is signed or closed after two attempts and its defects are closed"),
        "/households?project_id={id}", _homes,
    ),
    Requirement(
        "grave_defects", "没有未销号的较重、重大缺陷", "No serious or major defect is open",
        "《建设工程质量管理条例》第三十二条；建质〔2013〕171号 第五条（十）", True,
        ("统计未销号、未作废的缺陷", "counts the defects neither closed nor void"), _DEFECTS, _grave, overridable=False,
    ),
    Requirement(
        "overdue_defects", "没有超期缺陷", "No defect is overdue", "建质〔2013〕171号 第五条（十）", False,
        ("统计责任方已超期的缺陷", "counts the defects whose liable party is late"), f"{_DEFECTS}&overdue=true", _overdue,
    ),
    *(_paper(each) for each in papers.KINDS if each.needed),
    *(
        Requirement(each.step, zh, en, each.basis, each.verified, how, "/projects/{id}/acceptance#steps", check, _asks(each.step))
        for each, (zh, en, how, check) in zip(procedure.DEMANDS, (
            ("预验收合格", "Pre-acceptance is passed",
             ("施工单位报请，监理单位现场检查并登记合格结论，所列缺陷已销号",
              "the contractor asked, the supervisor checked on site and passed it, and the defects listed are closed"), _pre_acceptance),
            ("验收会议已召开，无未解决的不同意见", "The meeting was held and no disagreement is open",
             ("最近一次会议有全体组员意见和纪要，无人不同意",
              "the last meeting has every member's opinion and minutes, and nobody disagrees"), _meeting),
        ), strict=True)
    ),
    Requirement(
        "terms", "保修书期限不低于法定最低", "The letter's terms reach the legal least",
        "《建设工程质量管理条例》第三十九条、第四十条；《民用建筑节能条例》第二十三条", True,
        ("逐类比较保修书期限与国家、地方最低期限", "compares each class with the national and local least"),
        "/projects/{id}/acceptance/documents/new?kind=warranty_letter", _terms,
    ),
)  # fmt: skip


def judge(facts: Facts) -> tuple[Line, ...]:
    """Return every requirement asked of the project with what is missing, in the order people work through them."""
    return tuple(_line(each, facts) for each in REQUIREMENTS if each.asked(facts))


def _line(each: Requirement, facts: Facts) -> Line:
    missing = each.check(facts)
    waived = facts.waived.get(each.key) if missing and each.overridable else None
    return Line(each, missing, waived)


def is_clear(lines: Sequence[Line]) -> bool:
    """Say whether nothing is missing."""
    return all(each.ok for each in lines)
