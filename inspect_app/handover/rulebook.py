"""By when a condition of a handover is reminded of, and to whom: for anybody to ask."""

from datetime import date, timedelta
from typing import Any

from inspect_app.core.rulebook import Answer, Edition, Input, Output, Rule, register
from inspect_app.handover.rules.reminders import BASIS, STEPS, VERIFIED


def _steps(*, due: date, **_rest: Any) -> Answer:
    days = [(due + timedelta(days=each.days), each) for each in STEPS]
    said = tuple((f"{day}：{each.zh}", f"{day}: {each.en}") for day, each in days)
    return Answer({"days": [day.isoformat() for day, _each in days]}, said, BASIS, VERIFIED)


register(
    Rule(
        "acceptance.handover-reminders", "附条件接收的条件何时提醒、上报", "When a condition of a handover is reminded of",
        (Input("due", "date", "条件的期限", "Due day of the condition"),),
        (Output("days", "array", "提醒、上报之日", "Days it is told"),),
        (Edition(BASIS, since=date(2020, 1, 1), verified=VERIFIED),), _steps, {"due": "2026-09-30"},
    ),
)  # fmt: skip
