"""Money held back, the defects liability period and the time to come and repair, for anybody to ask."""

from datetime import date
from typing import Any

from inspect_app.core.calendar import start_of_day
from inspect_app.core.rulebook import Answer, Edition, Input, Output, Rule, register
from inspect_app.core.times import exact_words
from inspect_app.warranty.rules import promises
from inspect_app.warranty.rules.retention import (
    ANSWER_DAYS,
    DELAYS,
    LIABILITY_BASIS,
    LIABILITY_MONTHS,
    RELEASE_BASIS,
    RETENTION_BASIS,
    RETENTION_PERCENT,
    answer_by,
    liability_ends,
    liability_starts,
    retention_cap,
)


def _retention(*, settlement: float, **_on: Any) -> Answer:
    cap = retention_cap(round(settlement * 100)) / 100
    step = (
        f"{settlement:,.2f} 元 × {RETENTION_PERCENT} % = {cap:,.2f} 元",
        f"{settlement:,.2f} yuan × {RETENTION_PERCENT} % = {cap:,.2f} yuan",
    )
    return Answer({"most": cap}, (step,))


def _liability(
    *, accepted_on: date, months: int, delay: str = "none", reported_on: date | None = None, **_on: Any
) -> Answer:
    first, (zh, en) = liability_starts(accepted_on, delay, reported_on)
    last = liability_ends(first, months)
    steps = (
        (f"自 {first} 起算（{zh}）", f"Counted from {first} ({en})"),
        (f"{months} 个月（最长 {LIABILITY_MONTHS} 个月）至 {last} 24 时", f"{months} months ({LIABILITY_MONTHS} at most), to {last}, 24:00"),
    )  # fmt: skip
    return Answer({"starts_on": first, "ends_on": last}, steps)


def _release(*, requested_on: date, **_on: Any) -> Answer:
    check = answer_by(requested_on)
    deemed = answer_by(answer_by(check))
    steps = (
        (f"{requested_on} 申请，{ANSWER_DAYS} 日内核实：{check} 前", f"Asked on {requested_on}, to be checked within {ANSWER_DAYS} days: by {check}"),
        (f"核实后 {ANSWER_DAYS} 日内返还：{answer_by(check)} 前", f"To be paid within {ANSWER_DAYS} days of the check: by {answer_by(check)}"),
        (f"逾期催告后 {ANSWER_DAYS} 日仍不答复，视同认可", f"No answer within {ANSWER_DAYS} days of a reminder: taken as accepted"),
    )  # fmt: skip
    return Answer({"check_by": check, "pay_by": answer_by(check), "deemed_from": deemed}, steps)


def _promise(*, kind: str, region: str, told_on: date, **_on: Any) -> Answer:
    found = promises.promise(kind, region, start_of_day(told_on))
    steps = tuple(
        (f"{each.there} 小时内到场（{each.basis}）", f"There within {each.there} hours ({each.basis})")
        for each in promises.limits(kind, region)
    )
    last = (f"取最短者：{exact_words(found.there_by, 'zh')} 前到场，{exact_words(found.done_by, 'zh')} 前修好",
            f"The shortest counts: there by {exact_words(found.there_by, 'en')}, repaired by {exact_words(found.done_by, 'en')}")  # fmt: skip
    result = {"there_by": found.there_by.isoformat(), "done_by": found.done_by.isoformat()}
    return Answer(result, (*steps, last), found.basis, found.verified)


_URGENCIES = tuple((each.key, each.zh, each.en) for each in promises.URGENCIES.values())
register(
    Rule(
        "warranty.retention", "质量保证金上限", "Most that may be held back",
        (Input("settlement", "number", "结算价款", "Settlement price", unit=("元", "yuan"), least=0, most=1e12),),
        (Output("most", "number", "保证金上限", "Most", ("元", "yuan")),),
        (Edition(RETENTION_BASIS, since=date(2017, 7, 1)),), _retention, {"settlement": 8_600_000},
    ),
    Rule(
        "warranty.liability-period", "缺陷责任期", "Defects liability period",
        (
            Input("accepted_on", "date", "竣工验收合格日", "Accepted on"),
            Input("months", "integer", "约定月数", "Months agreed", required=False, default=12, least=1),
            Input("delay", "choice", "验收延误", "Why acceptance came late", required=False, default="none", choices=tuple((key, zh, en) for key, (zh, en) in DELAYS.items())),
            Input("reported_on", "date", "提交竣工验收报告之日", "Completion report handed in on", required=False),
        ),
        (Output("starts_on", "string", "起算日", "First day"), Output("ends_on", "string", "最后一日", "Last day")),
        (Edition(LIABILITY_BASIS, since=date(2017, 7, 1)),), _liability, {"accepted_on": "2026-04-30", "months": 24},
    ),
    Rule(
        "warranty.release", "质量保证金返还期限", "When money held back is released",
        (Input("requested_on", "date", "申请返还之日", "Asked for on"),),
        (Output("check_by", "string", "核实期限", "Check by"), Output("pay_by", "string", "返还期限", "Pay by"), Output("deemed_from", "string", "催告后视同认可", "Deemed accepted after")),
        (Edition(RELEASE_BASIS, since=date(2017, 7, 1)),), _release, {"requested_on": "2028-05-12"},
    ),
    Rule(
        "warranty.promise", "到场与维修时限", "When to come and repair",
        (
            Input("kind", "choice", "情况", "Trouble", choices=_URGENCIES), Input("told_on", "date", "通知之日", "Told on"),
            Input("region", "text", "行政区划代码", "Division code (GB/T 2260)", required=False, default=""),
        ),
        (Output("there_by", "string", "到场", "There by"), Output("done_by", "string", "修好", "Repaired by")),
        (Edition("各时限的依据见步骤", since=date(2000, 1, 30)),), _promise, {"kind": "leak", "told_on": "2026-06-01", "region": "330100"},
    ),
)  # fmt: skip
