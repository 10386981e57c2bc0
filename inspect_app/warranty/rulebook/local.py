"""Repaired parts that have a period of their own, first days that differ, and return visits, for anybody to ask."""

from datetime import date
from typing import Any

from inspect_app.acceptance.rules.letter import CLASSES
from inspect_app.core.rulebook import Answer, Edition, Input, Output, Rule, register
from inspect_app.warranty.rules.local import begins_on, restarted
from inspect_app.warranty.rules.terms import effective_period
from inspect_app.warranty.rules.visits import Running, schedule

_NO = ("当地没有重新起算的规定，原保修期继续计算", "No local rule restarts it: the first period goes on")


def _restart(*, code: str, region: str, repaired_on: date, checked_on: date, **_on: Any) -> Answer:
    found = restarted(code, region, repaired_on=repaired_on, checked_on=checked_on)
    if found is None:
        return Answer(
            {"restarts": False, "starts_on": None, "ends_on": None}, (_NO,), "全国性规定中没有", verified=True
        )
    rule, first, term = found
    steps = (
        (
            f"{rule.basis}：修复部位自 {first} 重新起算",
            f"{rule.basis}: the repaired part begins anew on {first}",
        ),
        (f"{term.words[0]}，至 {term.ends_on} 24 时", f"{term.words[1]}, to {term.ends_on}, 24:00"),
    )
    result = {"restarts": True, "starts_on": first, "ends_on": term.ends_on}
    return Answer(result, steps, rule.basis, rule.verified and term.verified)


def _begins(
    *,
    code: str,
    region: str,
    accepted_on: date,
    delivered_on: date | None,
    in_service_on: date | None,
    **_on: Any,
) -> Answer:
    day, basis = begins_on(code, region, accepted_on, delivered_on=delivered_on, in_service_on=in_service_on)
    return Answer({"starts_on": day}, ((f"{basis}：自 {day} 起算", f"{basis}: counted from {day}"),), basis)


def _visits(*, region: str, accepted_on: date, **_on: Any) -> Answer:
    clocks = [Running(code, effective_period(code, region, accepted_on).ends_on) for code in CLASSES]
    found = schedule(accepted_on, region, clocks)
    steps = tuple(
        (f"{each.on} {each.words[0]}（{each.basis}）", f"{each.on} {each.words[1]} ({each.basis})")
        for each in found
    )
    return Answer({"days": [each.on.isoformat() for each in found]}, steps)


_CLASSES = tuple((code, zh, en) for code, (zh, en) in CLASSES.items())
_CODE = Input("code", "choice", "工程类别", "Class of works", choices=_CLASSES)
_REGION = Input("region", "text", "行政区划代码", "Division code (GB/T 2260)", required=False, default="")
_FIRST, _LAST = (
    Output("starts_on", "string", "起算日", "First day"),
    Output("ends_on", "string", "最后一日", "Last day"),
)
register(
    Rule(
        "warranty.restart", "修复部位重新起算", "A repaired part begins anew",
        (_CODE, _REGION, Input("repaired_on", "date", "修复完成日", "Repaired on"), Input("checked_on", "date", "修复验收日", "Found in order on")),
        (Output("restarts", "boolean", "是否重新起算", "Begins anew"), _FIRST, _LAST),
        (Edition("各地条例见结果", since=date(2000, 1, 30)),), _restart,
        {"code": "W-WP", "region": "110114", "repaired_on": "2028-06-01", "checked_on": "2028-06-05"},
    ),
    Rule(
        "warranty.beginning", "保修期起算日", "First day of a warranty",
        (
            _CODE, _REGION, Input("accepted_on", "date", "竣工验收合格日", "Accepted on"),
            Input("delivered_on", "date", "交付业主之日", "Handed over on", required=False), Input("in_service_on", "date", "投入使用之日", "In service since", required=False),
        ),
        (_FIRST,), (Edition("《建设工程质量管理条例》第四十条", since=date(2000, 1, 30)),), _begins,
        {"code": "W-HVAC", "region": "370902", "accepted_on": "2026-09-01", "in_service_on": "2026-11-10"},
    ),
    Rule(
        "warranty.return-visits", "回访计划", "Return visits",
        (_REGION, Input("accepted_on", "date", "竣工验收合格日", "Accepted on")),
        (Output("days", {"type": "array", "items": {"type": "string"}}, "日期", "Days"),),
        (Edition("回访没有全国性间隔规定，各项依据见步骤", since=date(2000, 1, 30), verified=False),), _visits, {"accepted_on": "2026-05-11", "region": "110114"},
    ),
)  # fmt: skip
