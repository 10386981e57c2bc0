"""Deadlines of defects, for anybody to ask."""

from datetime import datetime
from typing import Any

from inspect_app.core.calendar import CHINA
from inspect_app.core.rulebook import Answer, Edition, Input, Output, Rule, register
from inspect_app.defects.rules import PERIODS, RECHECK, due_after_return, due_at, period


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


_DUE = Output("due_at", "string", "整改期限", "Due")
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
)  # fmt: skip
