"""Sample sizes and acceptance numbers, for anybody to ask."""

from datetime import date
from typing import Any

from inspect_app.checklists.rules import sampling
from inspect_app.checklists.rules.sampling import gb2828, gb50300
from inspect_app.checklists.rules.sampling.switching import Lot
from inspect_app.core.rulebook import Answer, Edition, Input, Output, Rule, register

_50300 = Edition("GB 50300-2013", since=date(2014, 6, 1))
_2828 = Edition(gb2828.STANDARD, since=date(2013, 2, 15))
_VERDICTS = {
    "accept": ("合格", "accepted"),
    "reject": ("不合格", "refused"),
    "again": ("抽第二样本", "draw the second sample"),
}


def _least(*, lot: int, **_on: Any) -> Answer:
    found = sampling.least_sample(lot)
    step = (
        f"检验批容量 {lot}：最小抽样数量 {found.n}（{found.basis}）",
        f"Lot of {lot}: at least {found.n} ({found.basis})",
    )
    return Answer({"n": found.n}, (step,), found.basis, found.verified)


def _general(*, n: int, bad: int, serious: int, **_on: Any) -> Answer:
    plan, verdict = sampling.single_plan(n), sampling.general_item(n, bad, serious)
    steps = [
        (
            f"样本 {n}：合格判定数 {plan.ac}，不合格判定数 {plan.re}（{plan.basis}）",
            f"Sample of {n}: Ac {plan.ac}, Re {plan.re} ({plan.basis})",
        )
    ]
    if serious:
        steps.append(("存在严重缺陷：不论数量，判为不合格", "A serious defect: refused whatever the number"))
    steps.append((f"不合格 {bad}：{_VERDICTS[verdict][0]}", f"{bad} bad: {_VERDICTS[verdict][1]}"))
    return Answer({"ac": plan.ac, "re": plan.re, "verdict": verdict}, tuple(steps), plan.basis, plan.verified)


def _dominant(*, bad: int, **_on: Any) -> Answer:
    verdict = sampling.master_item(bad)
    step = (
        f"主控项目须全部合格，附录 D 不适用；不合格 {bad}：{_VERDICTS[verdict][0]}",
        f"All of a dominant item must pass; {bad} bad: {_VERDICTS[verdict][1]}",
    )
    return Answer({"verdict": verdict}, (step,), gb50300.MASTER)


def _double(*, n: int, bad: int, more: int | None, **_on: Any) -> Answer:
    plan = sampling.double_plan(n)
    verdict = plan.judge(bad, more)
    first, both = plan.first, plan.both
    steps = [
        (
            f"第一样本 {n}：≤ {first.ac} 合格，≥ {first.re} 不合格；不合格 {bad}",
            f"First sample of {n}: up to {first.ac} accepted, from {first.re} refused; {bad} bad",
        )
    ]
    if more is not None:
        steps.append(
            (
                f"两样本合计 {bad + more}：≤ {both.ac} 合格",
                f"Both together {bad + more}: up to {both.ac} accepted",
            )
        )
    steps.append(_VERDICTS[verdict])
    return Answer(
        {"verdict": verdict, "second": verdict == "again"}, tuple(steps), first.basis, first.verified
    )


def _single_plan(*, lot: int, aql: str, level: str, severity: str, **_on: Any) -> Answer:
    letter, found = sampling.code_letter(lot, level), sampling.plan(lot, aql, level, severity)
    steps = (
        (
            f"批量 {lot}、水平 {level}：字码 {letter}（表 1）",
            f"Lot of {lot}, level {level}: letter {letter} (table 1)",
        ),
        (
            f"AQL {aql}、{_SEVERITY[severity][0]}：n = {found.n}，Ac = {found.ac}，Re = {found.re}（{found.basis}）",
            f"AQL {aql}, {_SEVERITY[severity][1]}: n = {found.n}, Ac = {found.ac}, Re = {found.re} ({found.basis})",
        ),
    )
    return Answer(
        {"letter": letter, "n": found.n, "ac": found.ac, "re": found.re}, steps, found.basis, found.verified
    )


def _switching(*, accepted: list[bool], agreed: bool, **_on: Any) -> Answer:
    state, steps = None, []
    for number, each in enumerate(accepted, 1):
        state = sampling.follow([Lot(each)], state, reduced_agreed=agreed)
        zh, en = ("接收", "accepted") if each else ("不接收", "refused")
        steps.append(
            (
                f"第 {number} 批{zh} → {_SEVERITY[state.severity][0]}",
                f"Lot {number} {en} → {_SEVERITY[state.severity][1]}",
            )
        )
    severity = state.severity if state else "normal"
    return Answer(
        {"severity": severity}, tuple(steps), f"{gb2828.STANDARD} 9.3", state.verified if state else True
    )


_SEVERITY = {
    "normal": ("正常检验", "normal"), "tightened": ("加严检验", "tightened"), "reduced": ("放宽检验", "reduced"),
    "stopped": ("暂停检验", "stopped"),
}  # fmt: skip
_LOT = Input("lot", "integer", "批量", "Lot", least=1, most=10_000_000)
_BAD = Input("bad", "integer", "不合格数", "Bad", least=0, most=10_000)
_VERDICT = Output("verdict", {"type": "string", "enum": list(_VERDICTS)}, "判定", "Verdict")
_NUMBERS = (Output("ac", "integer", "合格判定数", "Ac"), Output("re", "integer", "不合格判定数", "Re"))


def _same(values: Any) -> tuple[tuple[str, str, str], ...]:
    return tuple((each, each, each) for each in values)


register(
    Rule(
        "sampling.least", "最小抽样数量", "Least sample of a lot", (_LOT,), (Output("n", "integer", "抽样数量", "Sample"),),
        (_50300,), _least, {"lot": 95},
    ),
    Rule(
        "sampling.general-item", "一般项目判定（一次抽样）", "General item, single sample",
        (Input("n", "integer", "样本量", "Sample", least=1, most=125), _BAD,
         Input("serious", "integer", "其中严重缺陷", "Of them serious", required=False, default=0, least=0, most=10_000)),
        (*_NUMBERS, _VERDICT), (_50300,), _general, {"n": 8, "bad": 3},
    ),
    Rule("sampling.dominant-item", "主控项目判定", "Dominant item", (_BAD,), (_VERDICT,), (_50300,), _dominant, {"bad": 1}),
    Rule(
        "sampling.general-item-double", "一般项目判定（二次抽样）", "General item, double sample",
        (Input("n", "integer", "第一样本量", "First sample", least=1, most=80), _BAD,
         Input("more", "integer", "第二样本不合格数", "Bad in the second", required=False, least=0, most=10_000)),
        (_VERDICT, Output("second", "boolean", "须抽第二样本", "Second sample needed")), (_50300,), _double, {"n": 8, "bad": 2},
    ),
    Rule(
        "sampling.plan", "计数抽样方案", "Sampling plan by attributes",
        (
            _LOT, Input("aql", "choice", "AQL", "AQL", choices=_same(gb2828.AQLS)),
            Input("level", "choice", "检验水平", "Level", required=False, default="II", choices=_same(gb2828.LEVELS)),
            Input("severity", "choice", "严格性", "Severity", required=False, default="normal",
                  choices=tuple((key, *_SEVERITY[key]) for key in gb2828.SEVERITIES)),
        ),
        (Output("letter", "string", "字码", "Letter"), Output("n", "integer", "样本量", "Sample"), *_NUMBERS),
        (_2828,), _single_plan, {"lot": 500, "aql": "2.5"},
    ),
    Rule(
        "sampling.switching", "转移规则", "Switching rules",
        (
            Input("accepted", "flags", "逐批是否接收", "Each lot accepted, in order"),
            Input("agreed", "flag", "负责部门同意放宽", "The authority agrees to reduced", required=False, default=False),
        ),
        (Output("severity", {"type": "string", "enum": list(_SEVERITY)}, "严格性", "Severity"),),
        (_2828,), _switching, {"accepted": [True, False, True, False]},
    ),
)  # fmt: skip
