"""How often a project is inspected and which days a rule names, for anybody to ask."""

from datetime import date
from typing import Any

from inspect_app.core.rulebook import Answer, Edition, Input, Output, Rule, register
from inspect_app.inspections.rules import frequency as often
from inspect_app.inspections.rules.recurrence import SHIFTS, Rhythm
from inspect_app.inspections.rules.rule_text import BASIS, normal_rule
from inspect_app.inspections.rules.rule_words import rule_words
from inspect_app.inspections.rules.site_calendar import SiteCalendar

_DAYS = ("个工作日", "working days")
_MOST = 10


def _frequency(
    *, every: int, grade: str, major: int, overdue: int, serious: int, blacklisted: bool, **_on: Any
) -> Answer:
    risk = often.OpenRisk(major, overdue, serious)
    found = often.frequency(every, grade, risk, blacklisted=blacklisted)
    return Answer(
        {"every": found.every, "monthly_full": found.monthly_full, "factor": float(found.factor)}, found.steps
    )


def _due_days(*, rule: str, since: date, shift: str, **_on: Any) -> Answer:
    normal = normal_rule(rule)
    days = Rhythm(since, normal, shift=shift).next_days(since, _MOST, SiteCalendar(guess=True))
    steps = (rule_words(normal), (f"遇休息日：{SHIFTS[shift][0]}", f"On a day off: {SHIFTS[shift][1]}"))
    return Answer({"days": [each.isoformat() for each in days]}, steps)


register(
    Rule(
        "inspections.frequency", "检查频次", "How often a project is inspected",
        (
            Input("every", "integer", "计划间隔", "The plan's interval", unit=_DAYS, least=1, most=250),
            Input("grade", "choice", "施工单位信用等级", "Credit grade of the contractor", choices=tuple((each, each, each) for each in often.GRADES)),
            Input("major", "integer", "未销项重大事故隐患", "Open major hazards", required=False, default=0, least=0, most=10_000),
            Input("overdue", "integer", "逾期缺陷", "Overdue defects", required=False, default=0, least=0, most=10_000),
            Input("serious", "integer", "未销项严重缺陷", "Open serious defects", required=False, default=0, least=0, most=10_000),
            Input("blacklisted", "flag", "列入黑名单", "Blacklisted", required=False, default=False),
        ),
        (
            Output("every", "integer", "间隔", "Interval", _DAYS),
            Output("monthly_full", "boolean", "每月全面检查", "A full check each month"),
            Output("factor", "number", "频次系数", "Factor"),
        ),
        (Edition(often.BASIS, since=often.SINCE, until=often.UNTIL, verified=often.VERIFIED),), _frequency,
        {"every": 10, "grade": "C", "overdue": 2},
    ),
    Rule(
        "inspections.due-days", "重复规则的日期", "The days a rule of recurrence names",
        (
            Input("rule", "text", "重复规则", "Rule"), Input("since", "date", "开始", "From"),
            Input("shift", "choice", "遇休息日", "On a day off", required=False, default="next", choices=tuple((key, *words) for key, words in SHIFTS.items())),
        ),
        (Output("days", {"type": "array", "items": {"type": "string", "format": "date"}}, "日期", "Days"),),
        (Edition(BASIS),), _due_days, {"rule": "FREQ=MONTHLY;BYDAY=1MO", "since": "2026-05-11"},
    ),
)  # fmt: skip
