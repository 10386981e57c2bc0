"""Money held back (质量保证金): the cap, the defects liability period, what is due for release and what blocks it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from inspect_app.core.calendar import add_days, add_months
from inspect_app.core.workflow import Field, Move, State, Workflow

Words = tuple[str, str]
#: 建设工程质量保证金管理办法（建质〔2017〕138号）
RETENTION_BASIS = "建质〔2017〕138号 第七条"
RETENTION_PERCENT = 3
LIABILITY_BASIS = "建质〔2017〕138号 第二条"
LIABILITY_MONTHS = 24
START_BASIS = "建质〔2017〕138号 第八条"
RELEASE_BASIS = "建质〔2017〕138号 第十一条"
#: owner's delay: the defects liability period begins by itself so many days after the completion report (art. 8)
DEEMED_START_DAYS = 90
#: to check a request, to pay after the check, to answer a reminder (art. 11)
ANSWER_DAYS = 14
FORMS: dict[str, Words] = {
    "cash": ("预留现金", "Cash held back"),
    "guarantee": ("银行保函", "Bank guarantee"),
}
#: why the acceptance came late
DELAYS: dict[str, Words] = {
    "none": ("没有延误", "No delay"),
    "contractor": ("施工单位原因延误", "Delayed by the contractor"),
    "owner": ("建设单位原因延误", "Delayed by the owner"),
}


def retention_cap(settlement: int) -> int:
    """Return the most that may be held back, in whole fen, of a settlement price in fen: 3 %, rounded down."""
    if settlement < 0:
        raise ValueError("settlement: at least 0")
    return settlement * RETENTION_PERCENT // 100


def liability_ends(start: date, months: int) -> date:
    """Return the last day of a defects liability period; ValueError above 24 months (art. 2)."""
    if not 1 <= months <= LIABILITY_MONTHS:
        raise ValueError(f"months: from 1 to {LIABILITY_MONTHS}")
    return add_months(start, months)


def liability_starts(
    accepted_on: date, delay: str = "none", reported_on: date | None = None
) -> tuple[date, Words]:
    """Return the first day of the defects liability period and why (art. 8).

    It is the day of acceptance; where the owner delayed it, the ninetieth day after the completion report when
    that is earlier. ValueError for the owner's delay without the day of the report.
    """
    accepted = accepted_on, ("竣工验收合格之日", "the day of acceptance")
    if delay != "owner":
        return accepted
    if reported_on is None:
        raise ValueError("reported_on: needed where the owner delayed the acceptance")
    deemed = add_days(reported_on, DEEMED_START_DAYS)
    words = (
        f"提交竣工验收报告 {DEEMED_START_DAYS} 天后",
        f"{DEEMED_START_DAYS} days after the completion report",
    )
    return min(accepted, (deemed, words), key=lambda each: each[0])


@dataclass(frozen=True, slots=True)
class Balance:
    """What is left of the money held back, in whole fen, with each step of the sum as (zh, en, fen)."""

    left: int
    steps: tuple[tuple[str, str, int], ...]


def balance(held: int, charged: Sequence[tuple[str, int]], released: Sequence[tuple[str, int]]) -> Balance:
    """Return held − charged − released, never below 0; each charge and release is (number, fen)."""
    steps = [("预留", "Held back", held)]
    steps += [(f"第三方维修 {number}", f"Repair by others {number}", -fen) for number, fen in charged]
    steps += [(f"已返还 {number}", f"Released {number}", -fen) for number, fen in released]
    return Balance(max(0, sum(fen for _zh, _en, fen in steps)), tuple(steps))


def answer_by(moment_day: date) -> date:
    """Return the last day of the fourteen days that begin after a request, a check or a reminder (art. 11)."""
    return moment_day + timedelta(days=ANSWER_DAYS)


_AMOUNT = Field("amount", "number", "返还金额（元）", "Amount (yuan)")
_REASON = Field("reason", "textarea", "原因", "Reason")
RELEASE = Workflow(
    kind="release",
    zh="返还申请",
    en="Release request",
    states=(
        State("requested", "待核实", "To be checked", "waiting"),
        State("reminded", "已催告", "Reminded", "bad"),
        State("checked", "已核实，待返还", "Checked, to be paid", "waiting"),
        State("released", "已返还", "Released", "good", final=True),
        State("returned", "已退回", "Sent back", "neutral", final=True),
    ),
    moves=(
        Move("check", "核实", "Check", ("requested", "reminded"), "checked", (_AMOUNT,), stamp="checked_at", tone="good"),
        Move("return", "退回", "Send back", ("requested", "reminded"), "returned", (_REASON,), stamp="ended_at", tone="bad"),
        Move("remind", "催告", "Remind", ("requested",), "reminded", stamp="reminded_at"),
        # Silence after the reminder is consent (art. 11); only the platform takes this move.
        Move("deem", "视同认可", "Deemed accepted", ("reminded",), "checked", stamp="checked_at"),
        Move("pay", "登记返还", "Record the payment", ("checked",), "released", stamp="ended_at", tone="good"),
    ),
)  # fmt: skip
UNFINISHED = tuple(each.name for each in RELEASE.states if not each.final)
