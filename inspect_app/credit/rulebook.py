"""Credit points, grades and publication of bad information, for anybody to ask."""

from datetime import date
from typing import Any

from inspect_app.core.calendar import add_months
from inspect_app.core.rulebook import Answer, Edition, Input, Output, Rule, register
from inspect_app.credit.rules import blacklist, repair
from inspect_app.credit.rules.catalogue import BEHAVIOURS, TENTHS, edition, explained, in_force, points
from inspect_app.credit.rules.score import GRADES, Item, expires_on, grade_of, replay


def _points(*, code: str, days: int, on: date) -> Answer:
    behaviour = in_force(code, on)
    if behaviour is None:
        raise ValueError("code: not in the catalogue on that day")
    found = {
        "points": points(behaviour, days) / TENTHS,
        "veto": behaviour.veto or None,
        "veto_months": behaviour.veto_months,
    }
    return Answer(found, (explained(behaviour, days, f"{on}"),), behaviour.basis, behaviour.verified)


def _grade(*, score: float, **_on: Any) -> Answer:
    grade = grade_of(int(score * TENTHS // 1))
    steps = tuple(
        (f"{each.letter}：{each.least / TENTHS:g} 分起", f"{each.letter}: from {each.least / TENTHS:g}")
        for each in GRADES
    )
    return Answer({"grade": grade.letter, "visits": grade.visits}, steps)


def _score(*, entries: list[dict[str, Any]], on: date) -> Answer:
    items = []
    for n, each in enumerate(entries):
        found_edition = edition("", each["occurred_on"])
        behaviour = in_force(each["code"], each["occurred_on"])
        if behaviour is None or found_edition is None:
            raise ValueError(f"entries: row {n + 1}: {each['code']} is not in the catalogue on that day")
        tenths = points(behaviour, each["days"])
        items.append(
            Item(
                f"{n:04}",
                each["code"],
                tenths,
                each["occurred_on"],
                expires_on(each["occurred_on"]),
                found_edition.version,
            )
        )
    found = replay(items, on)
    steps = [("基础分 100", "Base 100")]
    for line in found.lines:
        behaviour = BEHAVIOURS[line.item.code]
        worth, after = line.counted / TENTHS, line.after / TENTHS
        steps.append(
            (
                f"{line.item.occurred_on} {behaviour.zh} {worth:+g} → {after:g}",
                f"{line.item.occurred_on} {behaviour.en} {worth:+g} → {after:g}",
            )
        )
    if found.vetoed_by:
        name = BEHAVIOURS[found.vetoed_by.code]
        steps.append(
            (f"一票否决：{name.zh}，不高于 {name.veto}", f"Veto: {name.en}, no better than {name.veto}")
        )
    return Answer(
        {"score": found.tenths / TENTHS, "grade": found.grade.letter, "counted": len(found.lines)},
        tuple(steps),
    )


def _publication(*, kind: str, document_on: date, penalty_months: int, **_on: Any) -> Answer:
    found = repair.publication(kind, document_on, penalty_months)
    rule = repair.CLASSES[kind]
    steps = (
        (
            f"{rule.zh}信息：最短 {rule.shortest} 个月、最长 {rule.longest} 个月，自 {document_on} 起",
            f"{rule.en} information: {rule.shortest} to {rule.longest} months from {document_on}",
        ),
        (
            f"不短于处罚期限 {penalty_months} 个月（建市〔2017〕241号）",
            f"Never shorter than the penalty of {penalty_months} months",
        ),
    )
    since = found.repair_from if kind in repair.LOST else None
    until = repair.public_until(kind, document_on, penalty_months)
    return Answer({"repair_from": since, "until": until}, steps, rule.basis)


def _deciding(*, asked_on: date, region: str, **_on: Any) -> Answer:
    rule = repair.deciding(region)
    steps = ((f"自 {asked_on} 起 {rule.days} 个工作日", f"{rule.days} working days from {asked_on}"),)
    return Answer({"by": repair.decide_by(region, asked_on)}, steps, rule.basis, rule.verified)


def _blacklist(*, listed_on: date, cases: list[dict[str, Any]], **_on: Any) -> Answer:
    until = blacklist.last_day(listed_on, [each["on"] for each in cases])
    steps = (
        (f"列入 {blacklist.MONTHS} 个月，期内新增情形的自新增之日起重新计算",
         f"{blacklist.MONTHS} months; a new case within them begins them anew"),
        (f"移出后作为不良信息公布 {blacklist.AFTER_MONTHS} 个月", f"Bad information for {blacklist.AFTER_MONTHS} months after it"),
    )  # fmt: skip
    return Answer({"until": until, "bad_until": add_months(until, blacklist.AFTER_MONTHS)}, steps)


_OWN = (Edition("平台默认分值，按当地信用评价办法调整", verified=False),)
_CODE = Input(
    "code",
    "choice",
    "行为",
    "Behaviour",
    choices=tuple((each.code, each.zh, each.en) for each in BEHAVIOURS.values()),
)
_DAYS = Input("days", "integer", "超期天数", "Days late", required=False, default=0, least=0, most=3650)
_GRADE = Output("grade", "string", "等级", "Grade")

register(
    Rule(
        "credit.points", "行为分值", "Points of a behaviour", (_CODE, _DAYS),
        (
            Output("points", "number", "分值", "Points"), Output("veto", "string", "一票否决至", "Veto down to"),
            Output("veto_months", "integer", "否决期", "Veto lasts", ("个月", "months")),
        ),
        _OWN, _points, {"code": "overdue_rectification", "days": 4},
    ),
    Rule(
        "credit.grade", "信用等级", "Grade of a score",
        (Input("score", "number", "得分", "Score", least=0, most=200),),
        (_GRADE, Output("visits", "number", "检查频次倍数", "Visits, times the usual")),
        _OWN, _grade, {"score": 74.9},
    ),
    Rule(
        "credit.score", "信用得分重算", "A score, replayed",
        (Input("entries", "rows", "记录", "Entries", rows=(_CODE, Input("occurred_on", "date", "发生日", "Happened on"), _DAYS)),),
        (Output("score", "number", "得分", "Score"), _GRADE, Output("counted", "integer", "计入条数", "Entries counted")),
        _OWN, _score,
        {"on": "2026-06-01", "entries": [{"code": "overdue_rectification", "occurred_on": "2026-05-11", "days": 2}]},
    ),
    Rule(
        "credit.publication", "失信信息公示与修复", "Publication and repair of bad information",
        (
            Input("kind", "choice", "类别", "Class", choices=tuple((each.key, each.zh, each.en) for each in repair.CLASSES.values())),
            Input("document_on", "date", "文书日期", "Day of the document"),
            Input("penalty_months", "integer", "处罚期限", "Penalty lasts", required=False, default=0, unit=("个月", "months"), least=0, most=120),
        ),
        (Output("repair_from", "string", "可申请修复", "Repair from"), Output("until", "string", "公示至", "Published until")),
        (Edition(repair.BASIS, since=repair.SINCE),), _publication, {"kind": "general", "document_on": "2026-04-10"},
    ),
    Rule(
        "credit.repair-time", "信用修复办理期限", "By when a repair is decided",
        (
            Input("asked_on", "date", "申请日", "Asked for on"),
            Input("region", "text", "行政区划代码", "Division code (GB/T 2260)", required=False, default=""),
        ),
        (Output("by", "string", "办结期限", "Decided by"),),
        (Edition(repair.BASIS, since=repair.SINCE),), _deciding, {"asked_on": "2026-05-15", "region": "410105"},
    ),
    Rule(
        "credit.blacklist", "黑名单管理期", "Time on the blacklist",
        (
            Input("listed_on", "date", "列入日", "Listed on"),
            Input("cases", "rows", "期内新增情形", "New cases", required=False, default=(), rows=(Input("on", "date", "日期", "Day"),)),
        ),
        (Output("until", "string", "管理期至", "Until"), Output("bad_until", "string", "不良信息公布至", "Bad information until")),
        (Edition(blacklist.BASIS, verified=blacklist.VERIFIED),), _blacklist, {"listed_on": "2026-05-11"},
    ),
)  # fmt: skip
