"""Deadlines of defects, for anybody to ask."""

from datetime import date, datetime, timedelta
from typing import Any

from inspect_app.core.calendar import CHINA
from inspect_app.core.rulebook import Answer, Edition, Input, Output, Rule, register
from inspect_app.defects.rules import (
    CRITERIA,
    MOST_DAYS,
    PERIODS,
    RECHECK,
    Term,
    due_after_return,
    due_at,
    period,
    term_end,
)
from inspect_app.defects.rules.hazards import BY_KEY, GROUPS, STANDARD, criteria_on
from inspect_app.defects.rules.ladder import LADDERS, steps_due


def _deadline(*, severity: str, raised_at: datetime, **_on: Any) -> Answer:
    found = period(severity, raised_at.astimezone(CHINA).date())
    due = due_at(severity, raised_at).astimezone(CHINA)
    hours = found.within.total_seconds() / 3600
    step = (
        f"{found.zh}缺陷：发现后 {hours:g} 小时",
        f"{found.en} defect: {hours:g} hours after it was raised",
    )
    return Answer({"due_at": due.isoformat(), "hours": hours}, (step,), found.basis, found.verified)


def _returned(*, due_at: datetime, rectified_at: datetime, returned_at: datetime, **_on: Any) -> Answer:
    if not rectified_at <= returned_at:
        raise ValueError("returned_at: not before the fix was submitted")
    due = due_after_return(due_at, rectified_at, returned_at).astimezone(CHINA)
    waited = (returned_at - rectified_at).total_seconds() / 3600
    step = (
        f"等待复查 {waited:g} 小时不计入整改期限",
        f"The {waited:g} hours it awaited the re-check do not count",
    )
    return Answer({"due_at": due.isoformat()}, (step,), RECHECK.basis, verified=False)


def _term(*, raised_at: datetime, days: int, working: bool, **_on: Any) -> Answer:
    due, as_asked = term_end(Term(days, working), raised_at)
    last = (due - timedelta(seconds=1)).astimezone(CHINA).date()
    kind = ("个工作日", " working days") if working and as_asked else ("日", " calendar days")
    step = (
        f"次日起算 {days} {kind[0]}，至 {last} 24:00",
        f"{days}{kind[1]} from the day after, to the end of {last}",
    )
    return Answer({"due_at": due.astimezone(CHINA).isoformat(), "as_asked": as_asked}, (step,))


def _ladder(*, side: str, due_at: datetime, at: datetime, **_on: Any) -> Answer:
    taken = steps_due(side, due_at, 0, at)
    steps = tuple(
        (
            f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M} {step.zh}",
            f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M} {step.en}",
        )
        for _number, step, moment in taken
    )
    up_to = taken[-1][1].to if taken else "none"
    nothing = (("尚未上报", "nothing has gone up yet"),)
    return Answer({"up_to": up_to, "steps": len(taken)}, steps or nothing, LADDERS[side].basis)


def _major(*, criterion: str, on: date, **_more: Any) -> Answer:
    found = BY_KEY[criterion]
    if found not in criteria_on(on):
        raise ValueError("criterion: not in force on that day")
    group = GROUPS[found.group]
    return Answer(
        {"severity": "major", "clause": found.clause},
        ((f"{group[0]}：{found.zh}", f"{group[1]}: {found.en}"),),
        STANDARD,
        found.verified,
    )


_DUE = Output("due_at", "string", "整改期限", "Due")
_SIDES = (("liable", "责任单位", "The liable party"), ("verifier", "复查方", "Whoever verifies"))
_OWN = (Edition("平台默认期限；《安全生产法》第六十五条要求立即排除隐患，未规定期限", verified=False),)

register(
    Rule(
        "defects.deadline", "整改期限", "Time to put a defect right",
        (
            Input("severity", "choice", "严重程度", "Severity", choices=tuple((each.key, each.zh, each.en) for each in PERIODS)),
            Input("raised_at", "moment", "发现时间", "Raised at"),
        ),
        (_DUE, Output("hours", "number", "时限", "Time", ("小时", "h"))),
        _OWN, _deadline, {"severity": "serious", "raised_at": "2026-05-11T10:00:00+08:00"},
    ),
    Rule(
        "defects.deadline-after-return", "退回后的整改期限", "Due date after a fix is sent back",
        (
            Input("due_at", "moment", "原期限", "Due before"),
            Input("rectified_at", "moment", "提交整改时间", "Fix submitted"),
            Input("returned_at", "moment", "退回时间", "Sent back"),
        ),
        (_DUE,), _OWN, _returned,
        {"due_at": "2026-05-14T10:00:00+08:00", "rectified_at": "2026-05-12T09:00:00+08:00", "returned_at": "2026-05-13T09:00:00+08:00"},
    ),
    Rule(
        "defects.term", "按日或工作日计的整改期限", "A deadline in calendar or working days",
        (
            Input("raised_at", "moment", "登记时间", "Raised at"),
            Input("days", "integer", "天数", "Days", least=1, most=MOST_DAYS),
            Input("working", "flag", "按工作日", "In working days"),
        ),
        (_DUE, Output("as_asked", "boolean", "按要求计算", "Counted as asked")),
        (Edition("《民法典》第二百零一条、第二百零三条"),), _term,
        {"raised_at": "2026-04-29T10:00:00+08:00", "days": 3, "working": True},
    ),
    Rule(
        "defects.ladder", "逐级上报", "The ladder of a ticket nobody answers",
        (
            Input("side", "choice", "等待哪一方", "Whose turn it is", choices=_SIDES),
            Input("due_at", "moment", "期限", "Due before"),
            Input("at", "moment", "何时", "At"),
        ),
        (Output("up_to", "string", "已上报至", "Up to"), Output("steps", "integer", "步数", "Steps")),
        _OWN, _ladder, {"side": "liable", "due_at": "2026-05-14T10:00:00+08:00", "at": "2026-05-18T10:00:00+08:00"},
    ),
    Rule(
        "defects.major-hazard", "重大事故隐患判定", "Criteria of major hazards",
        (Input("criterion", "choice", "情形", "What is found", choices=tuple((each.key, each.zh, each.en) for each in CRITERIA)),),
        (Output("severity", "string", "严重程度", "Severity"), Output("clause", "string", "条款", "Clause")),
        (Edition(STANDARD, verified=False),), _major, {"criterion": "wall_ties"},
    ),
)  # fmt: skip
