"""What a functional test asks for, and how a drop of pressure is judged, for anybody to ask."""

from datetime import date
from decimal import Decimal
from typing import Any

from inspect_app.core.rulebook import Answer, Edition, Input, Output, Rule, register
from inspect_app.trials.rules import KINDS

_HELD = {key: each for key, each in KINDS.items() if each.form == "hold"}


def _pressure(*, kind: str, working: float, on: date, **_rest: Any) -> Answer:
    found = _HELD[kind].edition("", on)
    exact = Decimal(repr(working))
    steps = tuple(
        (f"{each.zh} {each.level(exact)} MPa，稳压 {each.minutes} min，压降不大于 {each.drop} MPa",
         f"{each.en} {each.level(exact)} MPa, held {each.minutes} min, falling {each.drop} MPa at most")
        for each in found.stages
    )  # fmt: skip
    first = found.stages[0]
    told = {"pressure": float(first.level(exact)), "minutes": first.minutes, "drop": float(first.drop)}
    return Answer(told, (*steps, ("检查无渗漏", "no leak is seen")), found.basis, found.verified)


def _figures(*, kind: str, on: date, **_rest: Any) -> Answer:
    found, one = KINDS[kind].edition("", on), KINDS[kind]
    limits = (("least", "不小于", "at least", found.least), ("most", "不大于", "at most", found.most))
    steps = [(f"{one.zh}：每个{zh} {value} {one.unit}", f"{one.en}: each {en} {value} {one.unit}")
             for _key, zh, en, value in limits if value is not None]  # fmt: skip
    told = {key: float(value) if value is not None else None for key, _zh, _en, value in limits}
    return Answer({**told, "count": found.count}, tuple(steps), found.basis, found.verified)


_VALUED = {key: each for key, each in KINDS.items() if each.form == "values"}
register(
    Rule(
        "tests.pressure-trial", "管道压力试验", "Pressure test of pipes",
        (
            Input("kind", "choice", "试验", "Trial", choices=tuple((key, each.zh, each.en) for key, each in _HELD.items())),
            Input("working", "number", "工作（设计）压力", "Working (design) pressure", least=0, most=10, unit=("MPa", "MPa")),
        ),
        (
            Output("pressure", "number", "试验压力", "Test pressure", ("MPa", "MPa")),
            Output("minutes", "integer", "稳压时间", "Held for", ("分钟", "min")),
            Output("drop", "number", "允许压降", "Allowed fall", ("MPa", "MPa")),
        ),
        (Edition("GB 50242-2002、CJJ 94-2009", since=date(2009, 10, 1), verified=False),), _pressure,
        {"kind": "water_metal", "working": 0.5},
    ),
    Rule(
        "tests.measured-trial", "拉拔与电气测试限值", "Limits of pull-off and electrical tests",
        (Input("kind", "choice", "试验", "Trial", choices=tuple((key, each.zh, each.en) for key, each in _VALUED.items())),),
        (
            Output("least", "number", "每个不小于", "Each at least"), Output("most", "number", "每个不大于", "Each at most"),
            Output("count", "integer", "最少测点", "Fewest values"),
        ),
        (Edition("JGJ 144、JGJ/T 110、JGJ 46、GB 50303", since=date(2017, 12, 1), verified=False),), _figures,
        {"kind": "insulation_pull"},
    ),
)  # fmt: skip
