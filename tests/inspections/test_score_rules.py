"""Scores by the rulebook: the worked cases, asked as anybody would."""

from datetime import date
from typing import Any

import pytest

from inspect_app.asking import load
from inspect_app.core import rulebook
from inspect_app.core.errors import Problem

load()
TODAY = date(2026, 11, 20)
J1 = {
    "mgmt": 80, "civil": 84, "scaffold": 78, "pit": 85, "formwork": 85, "height": 82, "power": 80, "hoist": 78, "tools": 82,
}  # fmt: skip


def asked(key: str, **given: Any) -> dict[str, Any]:
    return rulebook.ask(rulebook.rule(key), given, TODAY)


def summary(scores: dict[str, float]) -> dict[str, Any]:
    rows = [{"row": row, "score": score} for row, score in scores.items()]
    found: dict[str, Any] = asked("scores.jgj59-summary", rows=rows)["result"]
    return found


def test_j1_and_j2_come_out_as_in_the_exam_key() -> None:
    first = summary(J1)
    assert (round(first["score"], 2), first["grade"]) == (81.67, "excellent")
    second = summary({**J1, "civil": 80, "power": 0})
    assert (round(second["score"], 2), second["grade"]) == (72.11, "unqualified")


def test_j7_deductions_at_an_item_stop_at_its_points() -> None:
    five = [{"item": 1, "points": 5}] * 5
    found = asked("scores.jgj59-table", table="B.13", deductions=five)
    assert found["result"] == {"score": 90, "zero": False}
    assert "10 − 5 − 5 − 5 − 5 − 5" in found["steps"][0]["zh"]
    assert "art. 4.0.3(2)" in found["steps"][0]["en"]


def test_a_guarantee_item_at_nothing_is_a_table_at_nothing() -> None:
    found = asked("scores.jgj59-table", table="B.10", deductions=[{"item": 2, "points": 10}])
    assert found["result"] == {"score": 0, "zero": True}


@pytest.mark.parametrize(
    ("field", "row"), [("missing", {"item": 8}), ("deductions", {"item": 8, "points": 1})]
)
def test_an_item_that_a_table_has_not_is_refused_by_its_field(field: str, row: dict[str, Any]) -> None:
    with pytest.raises(Problem) as refused:
        asked("scores.jgj59-table", table="B.14", **{field: [row]})
    assert list(refused.value.errors) == [field]


def test_q3_q5_and_q7_for_one_check() -> None:
    def passes(**given: Any) -> bool:
        return bool(asked("scores.gb50300-check", checked=8, **given)["result"]["passes"])

    assert passes(grade="general", failed=2, accept=2)
    assert not passes(grade="general", failed=3, accept=2)
    assert not passes(grade="dominant", failed=1, accept=2)
    assert not passes(grade="general", failed=1, accept=2, serious=True)


def test_what_may_become_of_failing_work_names_papers_and_deciders() -> None:
    found = asked("scores.gb50300-outcome", level="lot", meets_design="no", consents="yes")["result"]
    assert (found["result"], found["evidence"]) == ("may_accept", ["appraisal", "designer_opinion"])
    assert asked("scores.gb50300-outcome", level="lot")["result"]["outcome"] is None
    assert asked("scores.gb50300-outcome", level="unit", safe="no")["result"]["result"] == "barred"
