"""Warranty periods, for anybody to ask."""

from datetime import date
from typing import Any

from inspect_app.acceptance.rules.letter import CLASSES, periods
from inspect_app.core.rulebook import Answer, Edition, Input, Output, Rule, register
from inspect_app.warranty.rules import effective_period, length_words, moved
from inspect_app.warranty.rules.seasons import KINDS


def _period(
    *, code: str, region: str, accepted_on: date, contract: int | None, season: str = "heating", **_on: Any
) -> Answer:
    term = effective_period(code, region, accepted_on, contract, season)
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


_CLASSES = tuple((code, zh, en) for code, (zh, en) in CLASSES.items())
_ACCEPTED = Input("accepted_on", "date", "竣工验收合格日", "Accepted on")

register(
    Rule(
        "warranty.period", "最低保修期限", "Warranty period in force",
        (
            Input("code", "choice", "工程类别", "Class of works", choices=_CLASSES), _ACCEPTED,
            Input("region", "text", "行政区划代码", "Division code (GB/T 2260)", required=False, default=""),
            Input("contract", "integer", "保修书约定（年或采暖期）", "Agreed in the letter (years or seasons)", required=False, least=1, most=100),
            Input("season", "choice", "供热或供冷", "Heat or cold", required=False, default="heating", choices=tuple((key, zh, en) for key, (zh, en) in KINDS.items())),
        ),
        (
            Output("years", "integer", "年限", "Years"), Output("seasons", "integer", "采暖期", "Heating seasons"),
            Output("ends_on", "string", "最后一日", "Last day"), Output("ends_on_moved", "string", "遇休息日顺延后", "Moved off days off"),
        ),
        (Edition("《建设工程质量管理条例》第四十条", since=date(2000, 1, 30)),), _period,
        {"code": "W-WP", "accepted_on": "2024-02-29", "region": "410100", "contract": 3},
    ),
)  # fmt: skip
