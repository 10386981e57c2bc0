"""What is looked at in a household, and when a card may be closed without the resident, for anybody to ask."""

from datetime import date
from typing import Any

from inspect_app.core.rulebook import Answer, Edition, Input, Output, Rule, register
from inspect_app.households.rules import ATTEMPTS, SCOPES, drafted


def _points(*, scope: str, **_on: Any) -> Answer:
    found = drafted([scope])
    steps = tuple((f"{each.zh}（{each.basis}）", f"{each.en} ({each.basis})") for each in found)
    return Answer({"points": len(found), "attempts": ATTEMPTS}, steps, verified=False)


register(
    Rule(
        "acceptance.household-points", "分户验收项", "Points of household acceptance",
        (Input("scope", "choice", "改造内容", "Scope", choices=tuple((key, *words) for key, words in SCOPES.items())),),
        (
            Output("points", "integer", "验收项数", "Points"),
            Output("attempts", "integer", "未签字归档前上门次数", "Attempts before closing unsigned"),
        ),
        (Edition("建质〔2009〕291号", since=date(2009, 12, 22), verified=False),), _points, {"scope": "window"},
    ),
)  # fmt: skip
