"""Whether a vote of owners carries, for anybody to ask with their own figures."""

from datetime import date
from typing import Any

from inspect_app.core.rulebook import Answer, Edition, Input, Output, Rule, register
from inspect_app.votes.rules.law import RULES, Sums, figures

_MOST = 10_000_000


def _carries(*, rule: str, **told: Any) -> Answer:
    given = {key: int(value) for key, value in told.items() if key != "on"}
    sums = Sums(
        given["roll_heads"], given["roll_area"],
        {"agree": given["agree_heads"], "against": given["part_heads"] - given["agree_heads"]},
        {"agree": given["agree_area"], "against": given["part_area"] - given["agree_area"]},
    )  # fmt: skip
    for of in ("heads", "area"):
        if not given[f"agree_{of}"] <= given[f"part_{of}"] <= given[f"roll_{of}"]:
            raise ValueError(f"part_{of}")
    chosen = RULES[rule]
    found = figures(sums, chosen)
    steps = tuple(
        (
            f"{each.zh} {each.part}/{each.whole}（{each.percent}），须{each.needed_words[0]}：{'达到' if each.met else '未达到'}",
            f"{each.en} {each.part}/{each.whole} ({each.percent}), needed {each.needed_words[1]}: {'met' if each.met else 'not met'}",
        )
        for each in found
    )
    return Answer({"met": all(each.met for each in found)}, steps, chosen.basis, chosen.verified)


def _figure(name: str, zh: str, en: str) -> Input:
    return Input(name, "integer", zh, en, least=0, most=_MOST)


register(
    Rule(
        "acceptance.owners-vote", "业主表决是否通过", "Whether a vote of owners carries",
        (
            Input("rule", "choice", "规则", "Rule", choices=tuple((key, each.zh, each.en) for key, each in RULES.items())),
            _figure("roll_heads", "总人数", "All heads"), _figure("roll_area", "总面积（0.01 平方米）", "All area (0.01 m2)"),
            _figure("part_heads", "参与人数", "Heads taking part"), _figure("part_area", "参与面积（0.01 平方米）", "Area taking part (0.01 m2)"),
            _figure("agree_heads", "同意人数", "Heads for it"), _figure("agree_area", "同意面积（0.01 平方米）", "Area for it (0.01 m2)"),
        ),
        (Output("met", "boolean", "是否通过", "It carries"),),
        (Edition("《民法典》第二百七十八条", since=date(2021, 1, 1), verified=True),),
        _carries,
        {"rule": "special", "roll_heads": 90, "roll_area": 630_000, "part_heads": 60, "part_area": 420_000,
         "agree_heads": 45, "agree_area": 315_000},
    ),
)  # fmt: skip
