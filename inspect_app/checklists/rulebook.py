"""How measured values and tests are judged, for anybody to ask."""

from decimal import Decimal
from typing import Any

from inspect_app.checklists.rules import deviations, judgement
from inspect_app.checklists.rules.trials import PRESSURE, WATER, asked, stage_holds, water_holds
from inspect_app.core.rulebook import Answer, Edition, Input, Output, Rule, register

_EXACT = "按十进制逐点比较，合格率不足即不合格"


def _measured(
    *, values: list[float], norm: float, plus: float | None, minus: float | None, least_rate: float, points: int, **_on: Any
) -> Answer:  # fmt: skip
    if plus is None and minus is None:
        raise ValueError("plus: at least one of plus and minus must be given")
    item = {
        "kind": "measured",
        "norm": norm,
        "plus": plus,
        "minus": minus,
        "least_rate": least_rate,
        "points": points,
    }
    found = judgement(item, {"values": values})
    if found.outcome is None:
        raise ValueError(f"values: {found.en}")
    within = deviations(item, values)
    steps = [
        (
            f"第 {n} 点 {value:g}：{'合格' if good else '超差'}",
            f"Point {n}, {value:g}: {'within' if good else 'outside'}",
        )
        for n, (value, good) in enumerate(zip(values, within, strict=True), 1)
    ]
    rate = found.good / found.n
    steps.append(
        (
            f"合格率 {found.good}/{found.n} = {rate:.1%}，要求 {least_rate:.0%}",
            f"{found.good} of {found.n} = {rate:.1%}; {least_rate:.0%} is needed",
        )
    )
    return Answer({"outcome": found.outcome, "good": found.good, "n": found.n, "rate": rate}, tuple(steps))


def _pressure(
    *, kind: str, stage: int, working: float, pressure: float, minutes: float, drop: float, **_on: Any
) -> Answer:
    exact = {"working": Decimal(str(working)), "pressure": Decimal(str(pressure))}
    exact |= {"minutes": Decimal(str(minutes)), "drop": Decimal(str(drop))}
    trial, holds = PRESSURE[kind], stage_holds(kind, stage, **exact)
    wanted, need = asked(kind, exact["working"])[stage - 1], trial.stages[stage - 1]
    steps = (
        (f"试验压力：{need.factor} × {working:g} MPa，不小于 {need.least} MPa，应为 {wanted} MPa；实际 {pressure:g} MPa",
         f"Test pressure: {need.factor} × {working:g} MPa, at least {need.least} MPa, so {wanted} MPa; it was {pressure:g} MPa"),
        (f"稳压 {need.minutes} min；实际 {minutes:g} min", f"Held for {need.minutes} min; it was {minutes:g} min"),
        (f"压力降不大于 {need.drop} MPa；实际 {drop:g} MPa", f"At most {need.drop} MPa lost; it was {drop:g} MPa"),
    )  # fmt: skip
    return Answer(
        {"holds": holds, "pressure": float(wanted), "minutes": need.minutes, "drop": float(need.drop)},
        steps,
        trial.basis,
        trial.verified,
    )


def _water(*, kind: str, hours: float, depth: float, leaks: bool, **_on: Any) -> Answer:
    _zh, _en, basis, least_hours, least_depth, verified = WATER[kind]
    holds = water_holds(kind, Decimal(str(hours)), Decimal(str(depth)), leaks=leaks)
    steps = (
        (
            f"时间不少于 {least_hours:g} h；实际 {hours:g} h",
            f"At least {least_hours:g} h; it was {hours:g} h",
        ),
        (
            f"水深不小于 {least_depth:g} mm；实际 {depth:g} mm",
            f"At least {least_depth:g} mm deep; it was {depth:g} mm",
        ),
        (
            "不得渗漏；" + ("有渗漏" if leaks else "无渗漏"),
            "Nothing may come through; " + ("it leaked" if leaks else "it did not"),
        ),
    )
    return Answer({"holds": holds, "hours": least_hours, "depth": least_depth}, steps, basis, verified)


_HOLDS = Output("holds", "boolean", "合格", "Passed")
_MPA, _MIN = ("MPa", "MPa"), ("min", "min")

register(
    Rule(
        "tests.measured", "实测项判定", "Measured values against norm and tolerance",
        (
            Input("values", "numbers", "实测值", "Values"),
            Input("norm", "number", "标准值", "Norm"),
            Input("plus", "number", "上偏差", "Most above", required=False, least=0),
            Input("minus", "number", "下偏差", "Most below", required=False, least=0),
            Input("least_rate", "number", "合格率要求", "Least share within", required=False, default=1, least=0.01, most=1),
            Input("points", "integer", "最少点数", "Least points", required=False, default=1, least=1, most=500),
        ),
        (
            Output("outcome", "string", "判定", "Outcome"), Output("good", "integer", "合格点数", "Points within"),
            Output("n", "integer", "总点数", "Points"), Output("rate", "number", "合格率", "Share within"),
        ),
        (Edition(_EXACT),), _measured,
        {"values": [3, -2, 5, 1, 0], "norm": 0, "plus": 4, "minus": 4, "least_rate": 0.8},
    ),
    Rule(
        "tests.water-pressure", "室内给水管道水压试验", "Pressure test of indoor water pipes",
        (
            Input("kind", "choice", "管材", "Pipes", choices=tuple((each.key, each.zh, each.en) for each in PRESSURE.values())),
            Input("stage", "integer", "阶段", "Stage", required=False, default=1, least=1, most=2),
            Input("working", "number", "工作压力", "Working pressure", unit=_MPA, least=0.01, most=10),
            Input("pressure", "number", "试验压力", "Test pressure", unit=_MPA, least=0, most=20),
            Input("minutes", "number", "稳压时间", "Held for", unit=_MIN, least=0, most=10_000),
            Input("drop", "number", "压力降", "Pressure lost", unit=_MPA, least=0, most=20),
        ),
        (
            _HOLDS, Output("pressure", "number", "应达压力", "Pressure asked for", _MPA),
            Output("minutes", "number", "应稳压时间", "Time asked for", _MIN), Output("drop", "number", "允许压力降", "Loss allowed", _MPA),
        ),
        (Edition("GB 50242-2002 4.2.1"),), _pressure,
        {"kind": "water-metal", "working": 0.5, "pressure": 0.75, "minutes": 10, "drop": 0.03},
    ),
    Rule(
        "tests.ponding", "淋水、蓄水试验", "Spraying and ponding tests",
        (
            Input("kind", "choice", "部位与方法", "Where and how", choices=tuple((key, row[0], row[1]) for key, row in WATER.items())),
            Input("hours", "number", "时间", "Hours", unit=("h", "h"), least=0, most=1000),
            Input("depth", "number", "水深", "Depth", required=False, default=0, unit=("mm", "mm"), least=0, most=1000),
            Input("leaks", "flag", "有渗漏", "It leaked"),
        ),
        (
            _HOLDS, Output("hours", "number", "应试时间", "Hours asked for", ("h", "h")),
            Output("depth", "number", "应达水深", "Depth asked for", ("mm", "mm")),
        ),
        (Edition("GB 50207-2012；GB 55030-2022"),), _water, {"kind": "roof-pond", "hours": 24, "depth": 25, "leaks": False},
    ),
)  # fmt: skip
