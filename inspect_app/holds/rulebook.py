"""Notice before covering, the defect of covering too soon, and who pays for opening again, for anybody to ask."""

from datetime import date
from typing import Any

from inspect_app.core.rulebook import Answer, Edition, Input, Output, Rule, register
from inspect_app.defects.rules import SEVERITIES
from inspect_app.holds.rules.consequences import CLAUSE, PAYERS, cost, graveness
from inspect_app.holds.rules.notice import NEEDED, WITNESSES, notice
from inspect_app.identity.rules import PARTY_KINDS
from inspect_app.projects.rules import ELEMENT_KINDS


def _notice(*, role: str, on: date, **_rest: Any) -> Answer:
    found, (zh, en) = notice(role, on), PARTY_KINDS[role]
    step = (
        f"{zh}：隐蔽前 {found.hours} 小时通知",
        f"{en}: told {found.hours} hours before covering",
    )
    return Answer({"hours": found.hours, "needed": role in NEEDED}, (step,), found.basis, found.verified)


def _grave(*, kind: str, **_on: Any) -> Answer:
    found, (zh, en) = graveness(kind), ELEMENT_KINDS[kind]
    words = SEVERITIES[found.severity]
    step = (f"{zh}未经验收即隐蔽：{words.zh}", f"{en} covered without release: {words.en.lower()}")
    return Answer({"severity": found.severity}, (step,), f"{CLAUSE}；{found.basis}", found.verified)


def _cost(*, released: bool, in_order: bool, **_on: Any) -> Answer:
    found = cost(released, in_order)
    zh, en = PAYERS[found.payer]
    was = (
        ("经验收后隐蔽", "covered after release")
        if released
        else ("未经验收即隐蔽", "covered without release")
    )
    seen = ("剥离检查合格", "found in order") if in_order else ("剥离检查不合格", "found not in order")
    step = (
        f"{was[0]}，{seen[0]}：费用由{zh}承担",
        f"{was[1].capitalize()}, {seen[1]}: the {en.lower()} pays",
    )
    return Answer({"payer": found.payer}, (step,), found.basis, found.verified)


register(
    Rule(
        "acceptance.cover-notice", "隐蔽前的通知时间", "Notice before covering",
        (Input("role", "choice", "被通知单位", "Who is told", choices=tuple((each, *PARTY_KINDS[each]) for each in WITNESSES)),),
        (
            Output("hours", "integer", "提前小时数", "Hours before", ("小时", "h")),
            Output("needed", "boolean", "是否法定必须通知", "The law says they are told"),
        ),
        (Edition("《建设工程质量管理条例》第三十条", since=date(2000, 1, 30)),), _notice, {"role": "supervisor"},
    ),
    Rule(
        "acceptance.covered-unreleased", "未验先盖的缺陷程度", "Severity of covering without release",
        (Input("kind", "choice", "部位", "Element", choices=tuple((key, *words) for key, words in ELEMENT_KINDS.items())),),
        (Output("severity", "string", "严重程度", "Severity"),),
        (Edition(CLAUSE, since=date(2000, 1, 30), verified=False),), _grave, {"kind": "roof"},
    ),
    Rule(
        "acceptance.reopening-cost", "剥离检查费用由谁承担", "Who pays for opening again",
        (
            Input("released", "flag", "是否经验收后隐蔽", "Was it covered after release"),
            Input("in_order", "flag", "检查是否合格", "Was it found in order"),
        ),
        (Output("payer", "string", "承担单位", "Payer"),),
        (Edition("《建设工程施工合同（示范文本）》GF-2017-0201", since=date(2017, 10, 1), verified=False),),
        _cost, {"released": True, "in_order": False},
    ),
)  # fmt: skip
