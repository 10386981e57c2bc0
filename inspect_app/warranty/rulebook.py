"""Warranty periods, retention and the defects liability period, for anybody to ask."""

from datetime import date
from typing import Any

from inspect_app.acceptance.rules.letter import CLASSES, periods
from inspect_app.core.rulebook import Answer, Edition, Input, Output, Rule, register
from inspect_app.warranty.rules import (
    LIABILITY_BASIS,
    LIABILITY_MONTHS,
    RETENTION_BASIS,
    RETENTION_PERCENT,
    effective_period,
    length_words,
    liability_ends,
    moved,
    retention_cap,
)


def _period(*, code: str, region: str, accepted_on: date, contract: int | None, **_on: Any) -> Answer:
    term = effective_period(code, region, accepted_on, contract)
    steps = [_named(code, each.amount, each.basis) for each in periods(code, region, accepted_on)]
    if contract:
        steps.append(_named(code, contract, "工程质量保修书约定"))
    steps.append((f"取最长者：{term.words[0]}", f"The longest holds: {term.words[1]}"))
    if term.ends_on:
        steps.append(
            (
                f"自 {accepted_on} 起，至 {term.ends_on} 24 时止",
                f"From {accepted_on} to {term.ends_on}, 24:00",
            )
        )
    found = {"years": term.period.years or None, "seasons": term.period.seasons or None}
    return Answer(
        {**found, "ends_on": term.ends_on, "ends_on_moved": moved(term.ends_on)},
        tuple(steps),
        term.period.basis,
        term.verified,
    )


def _named(code: str, amount: int, basis: str) -> tuple[str, str]:
    zh, en = length_words(code, amount)
    return f"{basis}：{zh}", f"{basis}: {en}"


def _retention(*, settlement: float, **_on: Any) -> Answer:
    cap = retention_cap(round(settlement * 100)) / 100
    step = (
        f"{settlement:,.2f} 元 × {RETENTION_PERCENT} % = {cap:,.2f} 元",
        f"{settlement:,.2f} yuan × {RETENTION_PERCENT} % = {cap:,.2f} yuan",
    )
    return Answer({"most": cap}, (step,))


def _liability(*, accepted_on: date, months: int, **_on: Any) -> Answer:
    last = liability_ends(accepted_on, months)
    step = (
        f"{accepted_on} 起 {months} 个月（最长 {LIABILITY_MONTHS} 个月）",
        f"{months} months from {accepted_on} ({LIABILITY_MONTHS} at most)",
    )
    return Answer({"ends_on": last}, (step,))


_CLASSES = tuple((code, zh, en) for code, (zh, en) in CLASSES.items())
_ACCEPTED = Input("accepted_on", "date", "竣工验收合格日", "Accepted on")

register(
    Rule(
        "warranty.period", "最低保修期限", "Warranty period in force",
        (
            Input("code", "choice", "工程类别", "Class of works", choices=_CLASSES), _ACCEPTED,
            Input("region", "text", "行政区划代码", "Division code (GB/T 2260)", required=False, default=""),
            Input("contract", "integer", "保修书约定（年或采暖期）", "Agreed in the letter (years or seasons)", required=False, least=1, most=100),
        ),
        (
            Output("years", "integer", "年限", "Years"), Output("seasons", "integer", "采暖期", "Heating seasons"),
            Output("ends_on", "string", "最后一日", "Last day"), Output("ends_on_moved", "string", "遇休息日顺延后", "Moved off days off"),
        ),
        (Edition("《建设工程质量管理条例》第四十条", since=date(2000, 1, 30)),), _period,
        {"code": "W-WP", "accepted_on": "2024-02-29", "region": "410100", "contract": 3},
    ),
    Rule(
        "warranty.retention", "质量保证金上限", "Most that may be held back",
        (Input("settlement", "number", "结算价款", "Settlement price", unit=("元", "yuan"), least=0, most=1e12),),
        (Output("most", "number", "保证金上限", "Most", ("元", "yuan")),),
        (Edition(RETENTION_BASIS, since=date(2017, 7, 1)),), _retention, {"settlement": 8_600_000},
    ),
    Rule(
        "warranty.liability-period", "缺陷责任期", "Defects liability period",
        (_ACCEPTED, Input("months", "integer", "约定月数", "Months agreed", required=False, default=12, least=1)),
        (Output("ends_on", "string", "最后一日", "Last day"),),
        (Edition(LIABILITY_BASIS, since=date(2017, 7, 1)),), _liability, {"accepted_on": "2026-04-30", "months": 24},
    ),
)  # fmt: skip
