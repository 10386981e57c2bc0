"""Clocks around an acceptance, for anybody to ask."""

from datetime import date
from typing import Any

from inspect_app.acceptance.rules.lives import FILING, filing_due_on
from inspect_app.acceptance.rules.procedure import AHEAD, ahead, notify_by
from inspect_app.core.rulebook import Answer, Edition, Input, Output, Rule, register


def _filing(*, accepted_on: date, **_on: Any) -> Answer:
    due = filing_due_on(accepted_on)
    step = (
        f"竣工验收合格之日起 {FILING.days} 日内，遇休息日顺延：{due}",
        f"Within {FILING.days} days of acceptance, moved off days off: {due}",
    )
    return Answer({"due_on": due}, (step,))


def _notice(*, meeting_on: date, region: str = "", **_on: Any) -> Answer:
    days, latest = ahead(region, meeting_on).days, notify_by(meeting_on, region)
    step = (
        f"验收 {days} 个工作日前：不晚于 {latest}",
        f"{days} working days before: by {latest}",
    )
    return Answer({"notify_by": latest}, (step,))


register(
    Rule(
        "acceptance.filing", "竣工验收备案期限", "When the acceptance must be filed",
        (Input("accepted_on", "date", "竣工验收合格日", "Accepted on"),),
        (Output("due_on", "string", "备案期限", "File by"),),
        (Edition(FILING.basis, since=date(2000, 1, 30)),), _filing, {"accepted_on": "2026-04-30"},
    ),
    Rule(
        "acceptance.notice", "通知监督机构的期限", "When the authority must be told",
        (Input("meeting_on", "date", "验收日期", "Day of the acceptance"),),
        (Output("notify_by", "string", "最晚通知日", "Tell by"),),
        tuple(Edition(each.basis, since=each.since) for each in AHEAD), _notice, {"meeting_on": "2026-05-20"},
    ),
)  # fmt: skip
