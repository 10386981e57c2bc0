"""Whether a case may be mediated, by when, and which other ways are open: for anybody to ask."""

from datetime import date
from typing import Any

from inspect_app.core.rulebook import Answer, Edition, Input, Output, Rule, register
from inspect_app.disputes.rules import clocks, opening
from inspect_app.disputes.rules.life import WORKFLOW


def _clock(*, clock: str, start: date, **_rest: Any) -> Answer:
    if clock in clocks.STEPS:
        step = clocks.STEPS[clock]
        by, basis, verified, days = clocks.answer_by(clock, start), step.basis, step.verified, f"{step.days}"
        said = (f"自 {start} 起 {days} 日", f"{days} days from {start}")
    else:
        found = clocks.MEDIATION if clock == "mediation" else clocks.CONFIRMATION
        by = clocks.mediate_by(start) if clock == "mediation" else clocks.confirm_by(start)
        basis, verified = found.basis, found.verified
        zh, en = (
            (f"{found.months} 个月", f"{found.months} month")
            if found.months
            else (f"{found.days} 日", f"{found.days} days")
        )
        said = (f"自 {start} 起 {zh}", f"{en} from {start}")
    return Answer({"by": by}, (said,), basis, verified)


def _ways(*, state: str, confirmed: bool, **_rest: Any) -> Answer:
    found = opening.ways(state, confirmed=confirmed)
    steps = tuple((f"{each.zh}：{each.about_zh}", f"{each.en}: {each.about_en}") for each in found)
    basis = "；".join(each.basis for each in found) or "《人民调解法》第三十一条"
    steps = steps or (("协议已履行", "The agreement was carried out"),)
    return Answer({"ways": [each.key for each in found]}, steps, basis, all(each.verified for each in found))


_CLOCKS = (
    ("mediation", clocks.MEDIATION.zh, clocks.MEDIATION.en),
    ("confirmation", clocks.CONFIRMATION.zh, clocks.CONFIRMATION.en),
    *((each.key, each.zh, each.en) for each in clocks.STEPS.values() if each.key in ("asked", "offered", "visit")),
)  # fmt: skip
register(
    Rule(
        "complaints.mediation", "调解各步的期限", "By when each step of a mediation",
        (Input("clock", "choice", "事项", "Step", choices=_CLOCKS), Input("start", "date", "起算日", "Starting day")),
        (Output("by", "string", "最晚", "By"),), (Edition("《人民调解法》；其余为平台默认", since=date(2011, 1, 1)),), _clock,
        {"clock": "confirmation", "start": "2026-06-01"},
    ),
    Rule(
        "complaints.ways", "调解之外的途径", "Other ways than mediation",
        (
            Input("state", "choice", "状态", "State", choices=tuple((each.name, each.zh, each.en) for each in WORKFLOW.states)),
            Input("confirmed", "flag", "协议已经司法确认", "Confirmed by a court", required=False, default=False),
        ),
        (Output("ways", "array", "途径", "Ways"),), (Edition("各途径的依据见结果", since=date(2011, 1, 1), verified=False),), _ways,
        {"state": "failed"},
    ),
)  # fmt: skip
