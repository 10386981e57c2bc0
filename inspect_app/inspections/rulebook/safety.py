"""Safety on site for anybody to ask: dangerous work, wind, heat, temporary power."""

from datetime import date
from typing import Any

from inspect_app.core.rulebook import Answer, Edition, Input, Output, Rule, register
from inspect_app.inspections.rules import safety

_MS = ("m/s", "m/s")


def _dangerous(*, kind: str, size: float, **_on: Any) -> Answer:
    plan, review = safety.dangerous(kind, size)
    found = safety.BY_KIND[kind]
    zh, en = found.measure
    steps = [_compared(zh, en, size, found.plan, plan, ("专项施工方案", "special plan"))]
    if found.review is None:
        steps.append(("该类工程不按规模要求专家论证", "No expert review by size for this kind"))
    else:
        steps.append(_compared(zh, en, size, found.review, review, ("专家论证", "expert review")))
    verified = found.plan_verified and (found.review is None or found.review_verified)
    return Answer({"special_plan": plan, "expert_review": review}, tuple(steps), found.basis, verified)


def _compared(
    zh: str, en: str, size: float, least: float, reached: bool, what: tuple[str, str]
) -> tuple[str, str]:
    sign = "≥" if reached else "<"
    need = (
        ("须编制", "needed")
        if reached and what[1] == "special plan"
        else (("须进行", "needed") if reached else ("不要求", "not asked for"))
    )
    return (
        f"{zh} {size:g} {sign} {least:g}：{need[0]}{what[0]}",
        f"{en} {size:g} {sign} {least:g}: {what[1]} {need[1]}",
    )


def _wind(*, mean: float, gust: float, **_on: Any) -> Answer:
    stopped = safety.stopped_by_wind(mean, gust)
    level = safety.wind_level(max(mean, gust))
    steps = [
        (
            f"取平均风速与阵风较大者 {max(mean, gust):g} m/s：{level} 级",
            f"The stronger of mean and gust, {max(mean, gust):g} m/s: level {level}",
        )
    ]
    for each in stopped:
        limit = f"{each.from_speed:g} m/s"
        steps.append(
            (f"{each.zh}：自 {limit} 停止（{each.basis}）", f"{each.en}: stops from {limit} ({each.basis})")
        )
    found = {"level": level, "stop": [{"kind": each.kind, "zh": each.zh, "en": each.en} for each in stopped]}
    return Answer(found, tuple(steps), verified=False)


def _heat(*, highest: float, **_on: Any) -> Answer:
    held = safety.heat(highest)
    if held is None:
        return Answer(
            {"measure": None},
            ((f"预报最高 {highest:g} °C，低于 35 °C", f"Forecast {highest:g} °C, below 35 °C"),),
        )
    key, zh, en = held
    return Answer(
        {"measure": key, "words": {"zh": zh, "en": en}},
        ((f"预报最高 {highest:g} °C：{zh}", f"Forecast {highest:g} °C: {en}"),),
    )


def _rcd(*, place: str, current: float, seconds: float, **_on: Any) -> Answer:
    fits = safety.rcd_fits(place, current, seconds)
    if place == "main":
        steps = [(f"总配电箱：> 30 mA、> 0.1 s，且 {current:g} × {seconds:g} = {current * seconds:g} ≤ 30 mA·s",
                  f"Main box: > 30 mA, > 0.1 s and {current:g} × {seconds:g} = {current * seconds:g} ≤ 30 mA·s")]  # fmt: skip
    else:
        most, most_s = safety.RCD[place]
        steps = [
            (
                f"不大于 {most:g} mA、{most_s:g} s；实际 {current:g} mA、{seconds:g} s",
                f"At most {most:g} mA and {most_s:g} s; it is {current:g} mA, {seconds:g} s",
            )
        ]
    return Answer({"fits": fits}, tuple(steps))


_STOPS = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "kind": {"enum": [each.kind for each in safety.WIND_STOPS]},
            "zh": {"type": "string"},
            "en": {"type": "string"},
        },
        "required": ["kind", "zh", "en"],
    },
}
_PLACES = (
    ("switch", "开关箱", "Switch box"),
    ("wet", "潮湿场所开关箱", "Switch box in a wet place"),
    ("main", "总配电箱", "Main box"),
)

register(
    Rule(
        "safety.dangerous-work", "危大工程判定", "Dangerous work: plan and expert review",
        (
            Input("kind", "choice", "工程类别", "Kind of work", choices=tuple((each.kind, each.zh, each.en) for each in safety.THRESHOLDS)),
            Input("size", "number", "规模（按类别的计量）", "Size, in the measure of its kind", least=0, most=1e6),
        ),
        (Output("special_plan", "boolean", "须专项施工方案", "Special plan"), Output("expert_review", "boolean", "须专家论证", "Expert review")),
        (Edition("住建部令第37号；建办质〔2018〕31号", since=date(2018, 6, 1)),), _dangerous, {"kind": "scaffold", "size": 26},
    ),
    Rule(
        "safety.wind", "大风停工", "Work that stops in wind",
        (
            Input("mean", "number", "10 分钟平均风速", "10-minute mean", unit=_MS, least=0, most=100),
            Input("gust", "number", "阵风", "Gust", required=False, default=0, unit=_MS, least=0, most=120),
        ),
        (Output("level", "integer", "风力等级", "Wind level"), Output("stop", _STOPS, "停止的作业", "Work that stops")),
        (Edition("JGJ 80、JGJ 202、JGJ 196 等；风级风速换算未核对", verified=False),), _wind, {"mean": 11},
    ),
    Rule(
        "safety.heat", "高温作业", "Work in heat",
        (Input("highest", "number", "当日预报最高气温", "Forecast maximum of the day", unit=("°C", "°C"), least=-60, most=60),),
        (Output("measure", "string", "代号", "Key"), Output("words", {"type": ["object", "null"]}, "措施", "Measure")),
        (Edition(safety.HEAT_BASIS, since=date(2012, 6, 29)),), _heat, {"highest": 38},
    ),
    Rule(
        "safety.rcd", "漏电保护器", "Residual current device",
        (
            Input("place", "choice", "位置", "Place", choices=_PLACES),
            Input("current", "number", "额定漏电动作电流", "Rated residual current", unit=("mA", "mA"), least=0, most=10_000),
            Input("seconds", "number", "动作时间", "Time", unit=("s", "s"), least=0, most=100),
        ),
        (Output("fits", "boolean", "合格", "Fits"),),
        (
            Edition(safety.POWER_BASIS, since=date(2005, 7, 1), until=safety.POWER_UNTIL),
            Edition("JGJ/T 46-2024（沿用 2005 版数值，未核对）", since=date(2025, 1, 1), verified=False),
        ),
        _rcd, {"place": "wet", "current": 30, "seconds": 0.1},
    ),
)  # fmt: skip
