"""What a resident is promised, and clocks outside the platform, for anybody to ask."""

from datetime import date
from typing import Any

from inspect_app.complaints.rules import clocks
from inspect_app.complaints.rules.clocks import EXTENSION, put_off
from inspect_app.complaints.rules.outside import CLOCKS, ends
from inspect_app.complaints.rules.promises import PROMISES, more_days, promised
from inspect_app.core.calendar import add_working_days
from inspect_app.core.rulebook import Answer, Edition, Input, Output, Rule, register


def _promise(*, promise: str, region: str, start: date, more: bool, **_on: Any) -> Answer:
    found = promised(promise, start, region)
    if found is None:
        raise ValueError("region: no rule gives this promise there on that day")
    rule, day = found
    zh, en = ("个工作日", "working days") if rule.working else ("日", "days")
    step = (
        f"自 {start} 起 {rule.days} {zh}（{rule.basis}）",
        f"{rule.days} {en} from {start} ({rule.basis})",
    )
    steps = [step]
    if more:
        added = more_days(promise, start, region)
        if added is None:
            raise ValueError("more: no rule lets this promise be put off there")
        day = add_working_days(day, added.days) if day else None
        steps.append(
            (
                f"延期 {added.days} 个工作日（{added.basis}）",
                f"put off by {added.days} working days ({added.basis})",
            )
        )
    told = {"by": day, "days": rule.days, "working": rule.working}
    return Answer(told, tuple(steps), rule.basis, rule.verified)


def _clock(*, clock: str, start: date, **_on: Any) -> Answer:
    found, last = CLOCKS[clock], ends(clock, start)
    length = (
        (f"{found.months} 个月", f"{found.months} month(s)")
        if found.months
        else (f"{found.days} 日", f"{found.days} days")
    )
    step = (f"自 {start} 起 {length[0]}：{last}", f"{length[1]} from {start}: {last}")
    return Answer({"by": last}, (step,), found.basis, found.verified)


def _due(*, start: date, paused: int, extended: bool, region: str, **_on: Any) -> Answer:
    found = promised("decision", start, region)
    if found is None:
        raise ValueError("start: no rule gives this promise on that day")
    rule, by = found
    more = EXTENSION.days if extended else 0
    due = put_off(by, paused + more)
    steps = [(f"自受理日 {start} 起 {rule.days} 日：{by}", f"{rule.days} days from {start}: {by}")]
    if paused:
        steps.append((f"停止计时 {paused} 日不计", f"{paused} days stopped do not count"))
    if more:
        steps.append((f"延期 {more} 日（{EXTENSION.basis}）", f"put off by {more} days ({EXTENSION.basis})"))
    return Answer({"by": due}, tuple(steps), rule.basis, rule.verified)


def _raised(*, days_late: int, reopenings: int, desk: bool, **_on: Any) -> Answer:
    level = clocks.level_reopened(reopenings, 0, desk_answers=desk) if reopenings else 0
    level = max(level, clocks.level_due(days_late))
    rung = next((each for each in clocks.LADDER if each.level == level), None)
    said = (f"上报至{rung.zh}", f"gone up to: {rung.en}") if rung else ("未上报", "not gone up")
    return Answer({"level": level}, (said,), "平台默认的督办阶梯", verified=False)


_START = Input("start", "date", "起算日", "Starting day")
_BY = Output("by", "string", "最晚", "By")
_NAMES = {each.key: (each.key, each.zh, each.en) for each in PROMISES}

register(
    Rule(
        "complaints.promise", "投诉办理期限", "What a resident is promised",
        (
            Input("promise", "choice", "期限", "Promise", choices=tuple(_NAMES.values())), _START,
            Input("region", "text", "行政区划代码", "Division code (GB/T 2260)", required=False, default=""),
            Input("more", "flag", "已按规定延期", "Put off as the rule allows", required=False, default=False),
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
    Rule(
        "complaints.due", "办结期限：停止计时与延期", "Last day of a decision, paused and put off",
        (
            Input("start", "date", "受理日", "Taken up on"),
            Input("paused", "integer", "停止计时的天数", "Days stopped", required=False, default=0, least=0, most=3650),
            Input("extended", "flag", "已延期", "Put off", required=False, default=False),
            Input("region", "text", "行政区划代码", "Division code (GB/T 2260)", required=False, default=""),
        ),
        (_BY,), (Edition("《信访工作条例》第 34 条", since=date(2022, 5, 1)),), _due,
        {"start": "2026-03-02", "paused": 7, "extended": True},
    ),
    Rule(
        "complaints.raised", "超期和重办后上报到哪一级", "How high a late or reopened case goes",
        (
            Input("days_late", "integer", "超期天数", "Days late", required=False, default=0, least=0, most=3650),
            Input("reopenings", "integer", "居民要求重办的次数", "Times reopened", required=False, default=0, least=0, most=3650),
            Input("desk", "flag", "由街道负责", "The street office answers for it", required=False, default=False),
        ),
        (Output("level", "integer", "级别：1 街道，2 监督机构", "Level: 1 street office, 2 authority"),),
        (Edition("平台默认", since=date(2026, 1, 1)),), _raised, {"days_late": 9},
    ),
)  # fmt: skip
