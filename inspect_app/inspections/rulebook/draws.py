"""The draw for anybody to ask: weights, odds, who is barred, units, second visits, agreement of inspectors."""

from datetime import date
from typing import Any

from inspect_app.core.rulebook import Answer, Edition, Input, Output, Rule, register
from inspect_app.inspections.rules import agreement as agreeing
from inspect_app.inspections.rules import doubling, draw_units, recusal
from inspect_app.inspections.rules import draw_weights as heavy
from inspect_app.inspections.rules.draw import CONFLICTS
from inspect_app.inspections.rules.recusal import Fact

_UNITS = ("个", "units")
_OUTCOMES = (("pass", "合格", "pass"), ("fail", "不合格", "fail"), ("na", "不适用", "n/a"))
_ARTICLE = "《优化营商环境条例》第五十四条"
MOST_LIST = 1000


def _weight(*, grade: str, listed: bool, waited: int, **_on: Any) -> Answer:
    known = "" if grade == "none" else grade
    found = heavy.weight(heavy.Risk(known, listed, waited))
    parts = (heavy.TICKETS[known], heavy.LISTED if listed else 0, min(waited, heavy.MOST_WAITED))
    worked = f"{parts[0]} + {parts[1]} + {parts[2]} = {sum(parts)}"
    steps = (
        (f"等级 + 重点监管 + 未抽中次数：{worked}", f"Grade + listed + draws waited: {worked}"),
        (
            f"不低于 {heavy.FLOOR}、不高于 {heavy.CEILING}：{found}",
            f"Between {heavy.FLOOR} and {heavy.CEILING}: {found}",
        ),
    )
    return Answer({"tickets": found}, steps)


def _odds(*, weights: list[float], take: int, **_on: Any) -> Answer:
    if any(each != int(each) or not heavy.FLOOR <= each <= heavy.CEILING for each in weights):
        raise ValueError(f"weights: whole numbers from {heavy.FLOOR} to {heavy.CEILING}")
    found = heavy.odds([int(each) for each in weights], take)
    shown = "、".join(f"{each:.4f}" for each in found[:20])
    steps = (
        (f"{len(weights)} 个对象抽 {take} 个，权重 w 的概率为 1 − (1 − u)^w", f"{take} of {len(weights)}: odds of weight w are 1 − (1 − u)^w"),
        (f"u 使期望个数等于 {take}：{shown}", f"u makes {take} expected: {shown.replace('、', ', ')}"),
    )  # fmt: skip
    return Answer({"odds": [round(each, 6) for each in found]}, steps)


def _share(*, sites: int, share: float, **_on: Any) -> Answer:
    found = heavy.share_of(sites, share)
    worked = f"{sites} × {share:g} % → {found}"
    return Answer(
        {"take": found}, ((f"向上取整，至少一个：{worked}", f"Rounded up, at least one: {worked}"),)
    )


def _recused(*, kind: str, since: date | None, until: date | None, on: date, **_rest: Any) -> Answer:
    if since and until and until < since:
        raise ValueError("until: not before its first day")
    if kind == "last-visit":
        step = ("上一次检查由其进行：回避", "made the visit before: barred")
        return Answer({"barred": True}, (step,))
    found = recusal.bars(Fact("p", kind, project="x", since=since, until=until), "x", (), on)
    told = CONFLICTS[kind]
    years = f"（离职后 {recusal.EMPLOYER_MONTHS} 个月内）" if kind == "employer" else ""
    months = f" (for {recusal.EMPLOYER_MONTHS} months after leaving)" if kind == "employer" else ""
    verdict = ("回避", "barred") if found else ("不回避", "not barred")
    steps = (
        (f"{told[0]}{years}，{on}：{verdict[0]}", f"{told[1].capitalize()}{months}, on {on}: {verdict[1]}"),
    )
    return Answer({"barred": found}, steps)


def _units(
    *, count: int, visit: str, sample: str, number: int | None, aql: str, seed: str, **_on: Any
) -> Answer:
    units = [f"u{each:04d}" for each in range(1, count + 1)]
    if sample == "number" and number is None:
        raise ValueError("number: needed with a number")
    take = draw_units.how_many(count, sample, number, aql)
    listed = draw_units.units_hash(units)
    made = draw_units.seed_of_units(listed, visit, seed)
    steps = (
        (f"{count} 个单元 u0001…，按{draw_units.SAMPLES[sample][0]}抽 {take} 个", f"{count} units u0001…, by {draw_units.SAMPLES[sample][1]}: {take}"),
        (f"清单 SHA-256：{listed}", f"SHA-256 of the list: {listed}"),
        (f"种子 = SHA-256(清单哈希、任务、抽取种子)：{made}", f"Seed = SHA-256(hash of the list, visit, seed of the draw): {made}"),
    )  # fmt: skip
    return Answer({"take": take, "seed": made, "drawn": draw_units.pick(units, made, take)}, steps)


def _agreement(*, pairs: list[dict[str, Any]], **_on: Any) -> Answer:
    if sum(each["count"] for each in pairs) > agreeing.MOST_PAIRS:
        raise ValueError(f"pairs: at most {agreeing.MOST_PAIRS} in all")
    found = agreeing.agreement(
        (each["first"], each["second"]) for each in pairs for _ in range(each["count"])
    )
    percent = None if found.observed is None else round(found.observed * 100, 2)
    kappa = None if found.kappa is None else round(found.kappa, 4)
    return Answer({"n": found.n, "percent": percent, "kappa": kappa}, found.steps)


def _doubles(*, visits: int, **_on: Any) -> Answer:
    expected = visits * doubling.SHARE
    worked = f"{visits} × {doubling.SHARE * 100:g} % = {expected:g}"
    steps = (
        (
            f"期望抽中：{worked}；小数部分按概率进一",
            f"Expected: {worked}; the fraction is one more, with those odds",
        ),
    )
    return Answer(
        {"expected": round(expected, 2), "least": int(expected), "most": int(expected) + (expected % 1 > 0)},
        steps,
    )


_DRAWN = (Edition(_ARTICLE, since=date(2020, 1, 1), verified=heavy.VERIFIED),)
_LEFT = tuple((key, *words) for key, words in draw_units.SAMPLES.items())
register(
    Rule(
        "inspections.draw-weight", "双随机抽取的权重", "Weight of a site in a draw",
        (
            Input("grade", "choice", "信用等级", "Credit grade", choices=tuple((each or "none", each or "无", each or "none") for each in heavy.TICKETS)),
            Input("listed", "flag", "重点监管对象", "On a list of grave dishonesty", required=False, default=False),
            Input("waited", "integer", "连续未抽中次数", "Draws in a row without being drawn", required=False, default=0, least=0, most=1000),
        ),
        (Output("tickets", "integer", "权重（签数）", "Weight (tickets)"),), _DRAWN, _weight, {"grade": "C", "waited": 2},
    ),
    Rule(
        "inspections.draw-odds", "抽中的概率", "Odds of being drawn",
        (
            Input("weights", "numbers", "各对象权重", "Weight of each site"),
            Input("take", "integer", "抽取个数", "How many are drawn", least=0, most=MOST_LIST),
        ),
        (Output("odds", {"type": "array", "items": {"type": "number"}}, "概率", "Odds"),), _DRAWN, _odds,
        {"weights": [1, 1, 1, 1], "take": 1},
    ),
    Rule(
        "inspections.draw-share", "按比例抽取的个数", "How many sites a share makes",
        (
            Input("sites", "integer", "对象个数", "Sites", least=0, most=1_000_000),
            Input("share", "number", "比例", "Share", unit=("%", "%"), least=heavy.LEAST_SHARE, most=100),
        ),
        (Output("take", "integer", "抽取个数", "Drawn"),), _DRAWN, _share, {"sites": 101, "share": 5},
    ),
    Rule(
        "inspections.recusal", "检查人员是否回避", "Whether an inspector is barred",
        (
            Input("kind", "choice", "事由", "Why", choices=tuple((key, *words) for key, words in CONFLICTS.items())),
            Input("since", "date", "开始", "Since", required=False), Input("until", "date", "结束（离职）", "Until (left)", required=False),
        ),
        (Output("barred", "boolean", "应当回避", "Barred"),),
        (Edition(recusal.BASIS, since=date(2021, 7, 15), verified=recusal.VERIFIED),), _recused,
        {"kind": "employer", "until": "2024-05-31"},
    ),
    Rule(
        "inspections.draw-units", "抽取检查部位", "Units drawn within a visit",
        (
            Input("count", "integer", "单元总数", "Units in all", unit=_UNITS, least=1, most=2000),
            Input("visit", "text", "任务编号（键）", "Key of the visit"),
            Input("sample", "choice", "数量依据", "How many", choices=_LEFT),
            Input("number", "integer", "指定数量", "Number", required=False, least=1, most=10_000),
            Input("aql", "choice", "接收质量限", "AQL", required=False, default=draw_units.AQL, choices=tuple((each, each, each) for each in draw_units.AQLS)),
            Input("seed", "text", "抽取种子", "Seed of the draw", required=False, default=""),
        ),
        (
            Output("take", "integer", "抽取个数", "Drawn"), Output("seed", "string", "种子", "Seed"),
            Output("drawn", {"type": "array", "items": {"type": "string"}}, "抽中的单元", "Units drawn"),
        ),
        (Edition("GB 50300-2013 表3.0.9；GB/T 2828.1-2012"),), _units, {"count": 40, "visit": "v", "sample": "gb50300"},
    ),
    Rule(
        "inspections.doubles", "抽多少次复核检查", "How many visits are made a second time",
        (Input("visits", "integer", "已完成检查", "Finished visits", least=0, most=1_000_000),),
        (
            Output("expected", "number", "期望次数", "Expected"), Output("least", "integer", "至少", "At least"),
            Output("most", "integer", "至多", "At most"),
        ),
        (Edition(doubling.BASIS, verified=doubling.VERIFIED),), _doubles, {"visits": 60},
    ),
    Rule(
        "inspections.agreement", "两次检查的一致性（Cohen κ）", "Agreement of two inspections (Cohen kappa)",
        (
            Input("pairs", "rows", "成对结果", "Pairs", rows=(
                Input("first", "choice", "首次", "First", choices=_OUTCOMES),
                Input("second", "choice", "复核", "Second", choices=_OUTCOMES),
                Input("count", "integer", "次数", "How often", least=0, most=agreeing.MOST_PAIRS),
            )),
        ),
        (
            Output("n", "integer", "对数", "Pairs"), Output("percent", "number", "一致率", "Agreement", ("%", "%")),
            Output("kappa", "number", "κ", "Kappa"),
        ),
        (Edition(agreeing.BASIS, verified=agreeing.VERIFIED),), _agreement,
        {"pairs": [
            {"first": "pass", "second": "pass", "count": 20}, {"first": "pass", "second": "fail", "count": 5},
            {"first": "fail", "second": "pass", "count": 10}, {"first": "fail", "second": "fail", "count": 15},
        ]},
    ),
)  # fmt: skip
