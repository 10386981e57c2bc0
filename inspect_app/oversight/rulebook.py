"""Rules of the calendar: periods of the civil code and working days."""

from datetime import date
from typing import Any

from inspect_app.core.calendar import (
    add_days,
    add_months,
    add_working_days,
    add_years,
    is_working_day,
    working_days_between,
)
from inspect_app.core.rulebook import Answer, Edition, Input, Output, Rule, register

_CIVIL = (Edition("《民法典》第二百零一至二百零三条", since=date(2021, 1, 1)),)
_UNITS = (("days", "日", "days"), ("months", "月", "months"), ("years", "年", "years"))
_PERIODS = {"days": add_days, "months": add_months, "years": add_years}


def _period(*, start: date, length: int, unit: str, roll: bool, **_on: Any) -> Answer:
    plain = _PERIODS[unit](start, length)
    last = _PERIODS[unit](start, length, roll=roll)
    steps = [
        (f"开始当日 {start} 不计入（第二百零一条）", f"The first day, {start}, is not counted (art. 201)"),
        (f"期间的最后一日：{plain}", f"The last day of the period: {plain}"),
    ]
    if last != plain:
        steps.append(
            (
                f"{plain} 为休息日，顺延至 {last}（第二百零三条）",
                f"{plain} is a day off: it moves to {last} (art. 203)",
            )
        )
    return Answer({"ends_on": last}, tuple(steps))


def _working(*, start: date, days: int, **_on: Any) -> Answer:
    last = add_working_days(start, days)
    step = (f"{start} 之后第 {days} 个工作日：{last}", f"Working day {days} after {start}: {last}")
    return Answer({"ends_on": last}, (step,))


def _between(*, start: date, end: date, **_on: Any) -> Answer:
    count = working_days_between(start, end)
    step = (
        f"{start} 之后至 {end}（含）共 {count} 个工作日",
        f"{count} working days after {start} up to and with {end}",
    )
    return Answer({"working_days": count, "end_is_worked": is_working_day(end)}, (step,))


_START = Input("start", "date", "起算日", "Starting day")
_ENDS = Output("ends_on", "string", "最后一日", "Last day")
_NOTICE = (Edition("国务院办公厅年度节假日安排通知；《全国年节及纪念日放假办法》"),)

register(
    Rule(
        "calendar.period", "期间的最后一日", "Last day of a period",
        (
            _START,
            Input("length", "integer", "长度", "Length", least=0, most=1200),
            Input("unit", "choice", "单位", "Unit", required=False, default="days", choices=_UNITS),
            Input("roll", "flag", "遇休息日顺延", "Move off days off", required=False, default=False),
        ),
        (_ENDS,), _CIVIL, _period, {"start": "2026-04-30", "length": 15, "unit": "days"},
    ),
    Rule(
        "calendar.working-days", "若干工作日之后", "So many working days later",
        (_START, Input("days", "integer", "工作日数", "Working days", least=-500, most=500)),
        (_ENDS,), _NOTICE, _working, {"start": "2026-09-29", "days": 5},
    ),
    Rule(
        "calendar.working-days-between", "两日之间的工作日", "Working days between two days",
        (_START, Input("end", "date", "截止日", "Last day")),
        (
            Output("working_days", "integer", "工作日数", "Working days"),
            Output("end_is_worked", "boolean", "截止日是否工作日", "The last day is worked"),
        ),
        _NOTICE, _between, {"start": "2026-04-30", "end": "2026-05-11"},
    ),
)  # fmt: skip
