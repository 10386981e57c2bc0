"""What a resident is promised, and clocks outside the platform, for anybody to ask."""

from datetime import date
from typing import Any

from inspect_app.complaints.rules.outside import CLOCKS, ends
from inspect_app.complaints.rules.promises import PROMISES, promised
from inspect_app.core.rulebook import Answer, Edition, Input, Output, Rule, register


def _promise(*, promise: str, region: str, start: date, **_on: Any) -> Answer:
    found = promised(promise, start, region)
    if found is None:
        raise ValueError("region: no rule gives this promise there on that day")
    rule, day = found
    zh, en = ("个工作日", "working days") if rule.working else ("日", "days")
    step = (
        f"自 {start} 起 {rule.days} {zh}（{rule.basis}）",
        f"{rule.days} {en} from {start} ({rule.basis})",
    )
    return Answer({"by": day, "days": rule.days, "working": rule.working}, (step,), rule.basis, rule.verified)


def _clock(*, clock: str, start: date, **_on: Any) -> Answer:
    found, last = CLOCKS[clock], ends(clock, start)
    length = (
        (f"{found.months} 个月", f"{found.months} month(s)")
        if found.months
        else (f"{found.days} 日", f"{found.days} days")
    )
    step = (f"自 {start} 起 {length[0]}：{last}", f"{length[1]} from {start}: {last}")
    return Answer({"by": last}, (step,), found.basis, found.verified)


_START = Input("start", "date", "起算日", "Starting day")
_BY = Output("by", "string", "最晚", "By")
_NAMES = {each.key: (each.key, each.zh, each.en) for each in PROMISES}

register(
    Rule(
        "complaints.promise", "投诉办理期限", "What a resident is promised",
        (
            Input("promise", "choice", "期限", "Promise", choices=tuple(_NAMES.values())), _START,
            Input("region", "text", "行政区划代码", "Division code (GB/T 2260)", required=False, default=""),
        ),
        (_BY, Output("days", "integer", "天数", "Days"), Output("working", "boolean", "按工作日", "In working days")),
        (Edition("《信访工作条例》及各地 12345 办理规定", since=date(2022, 5, 1)),), _promise,
        {"promise": "notice", "start": "2026-03-02", "region": "110114"},
    ),
    Rule(
        "complaints.outside", "调解、司法确认、信访的期限", "Mediation, court confirmation, petitions",
        (Input("clock", "choice", "事项", "Matter", choices=tuple((each.key, each.zh, each.en) for each in CLOCKS.values())), _START),
        (_BY,), (Edition("各期限的条款见结果", since=date(2011, 1, 1)),), _clock, {"clock": "confirmation", "start": "2026-06-01"},
    ),
)  # fmt: skip
