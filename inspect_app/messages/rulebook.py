"""Quiet hours and the tries of a letter, for anybody to ask."""

from datetime import datetime
from typing import Any

from inspect_app.core.calendar import CHINA
from inspect_app.core.rulebook import Answer, Edition, Input, Output, Rule, register
from inspect_app.messages.rules.sending import BACKOFF, NIGHT, held_until, next_try


def _quiet(*, ready_at: datetime, urgent: bool, **_on: Any) -> Answer:
    out = held_until(ready_at, NIGHT, urgent)
    span = f"{NIGHT.begins:%H:%M}–{NIGHT.ends:%H:%M}"
    step = (
        ("紧急消息照常发送", "what is urgent goes out at once")
        if urgent
        else (f"免打扰时段 {span}（北京时间）", f"quiet hours {span} (China time)")
    )
    return Answer({"out_at": out.astimezone(CHINA)}, (step,), NIGHT.basis, NIGHT.verified)


def _try(*, tries: int, failed_at: datetime, **_on: Any) -> Answer:
    again = next_try(tries, failed_at)
    step = (
        (f"第 {tries} 次失败后停止发送", f"given up after failure {tries}")
        if again is None
        else (
            f"第 {tries} 次失败后 {int((again - failed_at).total_seconds()) // 60} 分钟再试",
            f"tried again {int((again - failed_at).total_seconds()) // 60} minutes after failure {tries}",
        )
    )
    shown = {"again_at": again.astimezone(CHINA) if again else None, "given_up": again is None}
    return Answer(shown, (step,), BACKOFF.basis, BACKOFF.verified)


register(
    Rule(
        "calendar.quiet-hours", "消息的免打扰时段", "Quiet hours of messages",
        (
            Input("ready_at", "moment", "待发时间", "Ready at"),
            Input("urgent", "flag", "是否紧急", "Urgent", required=False, default=False),
        ),
        (Output("out_at", {"type": "string", "format": "date-time"}, "发出时间", "Goes out at"),),
        (Edition(NIGHT.basis, since=BACKOFF.since, verified=NIGHT.verified),), _quiet,
        {"ready_at": "2026-05-11T23:30:00+08:00", "urgent": False},
    ),
    Rule(
        "calendar.next-try", "发送失败后的重试", "Tries after a failed sending",
        (
            Input("tries", "integer", "失败次数", "Failures", least=1, most=20),
            Input("failed_at", "moment", "失败时间", "Failed at"),
        ),
        (
            Output("again_at", {"type": ["string", "null"], "format": "date-time"}, "再试时间", "Tried again at"),
            Output("given_up", "boolean", "是否停止", "Given up"),
        ),
        (Edition(BACKOFF.basis, since=BACKOFF.since, verified=BACKOFF.verified),), _try,
        {"tries": 3, "failed_at": "2026-05-11T10:00:00+08:00"},
    ),
)  # fmt: skip
