"""Who signs for which level, and what works an element makes, for anybody to ask."""

from datetime import date
from typing import Any

from inspect_app.core.rulebook import Answer, Edition, Input, Output, Rule, register
from inspect_app.projects.rules import ELEMENT_KINDS
from inspect_app.works.rules import CLAUSES, DIVISIONS, LEVELS, posts
from inspect_app.works.rules.division import item_works_of

_ROLES = ("owner", "surveyor", "designer", "contractor", "supervisor")
_SINCE = date(2014, 6, 1)
_50300 = "GB 50300-2013"


def _signers(*, level: str, division: str, supervised: bool, **_on: Any) -> Answer:
    there = [each for each in _ROLES if supervised or each != "supervisor"]
    found = posts(level, division, there)
    steps = tuple((f"{n}. {each.zh}", f"{n}. {each.en}") for n, each in enumerate(found, start=1))
    return Answer({"posts": [each.key for each in found]}, steps, CLAUSES[level], verified=False)


def _divided(*, element: str, **_on: Any) -> Answer:
    found = item_works_of(element)
    steps = tuple(
        (f"{DIVISIONS[each.division].zh} / {each.zh}（{each.basis}）", f"{DIVISIONS[each.division].en} / {each.en} ({each.basis})")
        for each in found
    ) or (("不按 GB 50300 划分", "Not divided by GB 50300"),)  # fmt: skip
    return Answer(
        {"item_works": [each.key for each in found]}, steps, f"{_50300} 附录B、附录C", verified=False
    )


_LIST = {"type": "array", "items": {"type": "string"}}
register(
    Rule(
        "acceptance.signers", "各层次验收由谁签认", "Who signs for each level",
        (
            Input("level", "choice", "层次", "Level", choices=tuple((key, *words) for key, words in LEVELS.items())),
            Input("division", "choice", "分部工程", "Division", required=False, default="roofing",
                  choices=tuple((each.key, each.zh, each.en) for each in DIVISIONS.values())),
            Input("supervised", "flag", "已委托监理", "A supervisor is charged", required=False, default=True),
        ),
        (Output("posts", _LIST, "签认顺序", "Order of signing"),),
        (Edition(f"{_50300} 第6章", since=_SINCE, verified=False),), _signers, {"level": "division", "division": "energy"},
    ),
    Rule(
        "acceptance.division", "部位的分部、分项划分", "Division and item works of an element",
        (Input("element", "choice", "部位类别", "Kind of element", choices=tuple((key, *words) for key, words in ELEMENT_KINDS.items())),),
        (Output("item_works", _LIST, "分项工程", "Item works"),),
        (Edition(f"{_50300} 附录B、附录C", since=_SINCE, verified=False),), _divided, {"element": "roof"},
    ),
)  # fmt: skip
