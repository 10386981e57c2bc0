"""Rules of the calendar, and how large an installation has to be."""

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
from inspect_app.core.sizing import FIGURES, PRICES, STAGES, Demand, size

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


def _size(*, on: date, **given: Any) -> Answer:
    del on
    found = size(Demand(**given))
    zh, en = STAGES[found.stage]
    steps = (
        (f"每秒报文 {found.messages_s:,.1f} 条、读数 {found.readings_s:,.1f} 个",
         f"{found.messages_s:,.1f} messages and {found.readings_s:,.1f} readings a second"),
        (f"保存 {given['keep_days']} 天，占磁盘 {found.kept_gb:,.0f} GB（按实测每行字节数，磁盘用到四分之三）",
         f"{given['keep_days']} days kept take {found.kept_gb:,.0f} GB of disk (measured bytes a row, disks three quarters full)"),
        (f"机器按半载计：{zh}，共 {found.machines} 台（8 核）",
         f"machines half loaded: {en}; {found.machines} of them (8 cores)"),
        (f"价格为 {PRICES.asked_on} 的示例，未核实；请用 inspect-app sizing --prices 填入自己的价格",
         f"prices are examples of {PRICES.asked_on}, not verified; put in your own with inspect-app sizing --prices"),
    )  # fmt: skip
    shown = (
        "messages_s",
        "readings_s",
        "rows_day",
        "gb_year",
        "kept_gb",
        "intakes",
        "web_workers",
        "installations",
        "machines",
    )
    figures = {name: round(getattr(found, name), 3) for name in shown}
    return Answer(figures | {"stage": found.stage, "yuan_month": round(found.fen_month / 100)}, steps)


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
    Rule(
        "sizing.installation", "平台需要多少机器、磁盘和费用", "Machines, disk and money an installation needs",
        (
            Input("sites", "integer", "工地数", "Sites", least=1, most=1_000_000),
            Input("devices", "integer", "每工地设备数", "Devices of a site", least=1, most=10_000),
            Input("values", "integer", "每条报文的数值个数", "Values in a message", required=False, default=6, least=1, most=1000),
            Input("every", "number", "上报间隔", "Between two messages", required=False, default=60, least=0.01, most=86_400, unit=("秒", "s")),
            Input("keep_days", "integer", "读数保存天数", "Days readings are kept", required=False, default=365, least=1, most=36_500),
            Input("people", "integer", "同时在线人数", "People at once", required=False, default=0, least=0, most=1_000_000),
        ),
        (
            Output("messages_s", "number", "每秒报文", "Messages a second"),
            Output("readings_s", "number", "每秒读数", "Readings a second"),
            Output("rows_day", "number", "每天行数", "Rows a day"),
            Output("gb_year", "number", "每年数据量", "Data a year", ("GB", "GB")),
            Output("kept_gb", "number", "所需磁盘", "Disk needed", ("GB", "GB")),
            Output("intakes", "integer", "接入进程", "Intakes"),
            Output("web_workers", "integer", "网页进程", "Web workers"),
            Output("installations", "integer", "独立部署套数", "Installations"),
            Output("machines", "integer", "机器台数", "Machines"),
            Output("stage", "string", "部署形式", "Stage"),
            Output("yuan_month", "integer", "每月费用", "Cost a month", ("元", "CNY")),
        ),
        (Edition(f"docs/performance.md，{FIGURES.measured_on}，{FIGURES.machine}", verified=False),),
        _size, {"sites": 1500, "devices": 5, "people": 600},
    ),
)  # fmt: skip
