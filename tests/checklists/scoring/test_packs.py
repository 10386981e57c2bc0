"""The weighted score and the pass rate, and what a checklist may declare of its score."""

import copy
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_app.checklists.rules import check_content, judgement, norm_words
from inspect_app.checklists.rules.scoring import Mark, Scored, as_data, score
from inspect_app.checklists.rules.scoring.jgj59 import TABLES
from inspect_app.checklists.rules.scoring.rate import rate

ITEM = {"kind": "judged", "clause": "第一条", "severity": "general"}
CONTENT: dict[str, Any] = {
    "zh": "表", "en": "List", "scoring": {"pack": "weighted", "weights": {"a": 60, "b": "papers"}},
    "sections": [
        {"key": "a", "zh": "甲", "en": "A", "items": [
            {**ITEM, "key": "one", "zh": "一", "en": "One", "weight": 3},
            {**ITEM, "key": "two", "zh": "二", "en": "Two"},
        ]},
        {"key": "b", "zh": "乙", "en": "B", "items": [{**ITEM, "key": "three", "zh": "三", "en": "Three", "veto": True}]},
    ],
}  # fmt: skip
KEYS = ("one", "two", "three")


def deducting(number: str) -> dict[str, Any]:
    """Return a section with the items of a table as a checklist has them."""
    items = [
        {
            "key": each.key, "zh": each.zh, "en": each.en, "kind": "measured", "clause": TABLES[number].basis,
            "severity": "general", "norm": 0, "plus": 0, "unit": "分", "full": each.full, "guarantee": each.guarantee,
        }
        for each in TABLES[number].items
    ]  # fmt: skip
    return {"key": "s", "zh": "表", "en": "Table", "items": items}


CRADLE: dict[str, Any] = {
    "zh": "吊篮", "en": "Cradle", "scoring": {"pack": "jgj59", "tables": {"s": "B.10"}},
    "sections": [deducting("B.10")],
}  # fmt: skip


def scored(pack: dict[str, Any], *marks: Mark) -> Scored:
    found = score({**CONTENT, "scoring": pack}, marks)
    assert found is not None
    return found


def told(*outcomes: str) -> list[Mark]:
    return [Mark(key, outcome) for key, outcome in zip(KEYS, outcomes, strict=True)]


def test_a_checklist_without_a_declared_score_has_none() -> None:
    assert score({**CONTENT, "scoring": None}, told("pass", "pass", "pass")) is None


def test_items_and_sections_count_with_their_weights() -> None:
    found = scored(CONTENT["scoring"], *told("pass", "fail", "pass"))
    assert found.value == (60 * 75 + 20 * 100) / Fraction(80)
    assert (found.grade and found.grade.key, found.verified) == ("b", False)


def test_what_does_not_apply_leaves_its_weight_to_the_rest() -> None:
    assert scored(CONTENT["scoring"], *told("pass", "na", "na")).value == 100
    assert scored(CONTENT["scoring"], *told("na", "na", "na")).value is None


def test_a_veto_leaves_the_figure_and_takes_the_grade() -> None:
    found = scored(CONTENT["scoring"], *told("pass", "pass", "fail"))
    assert found.value == 75
    assert found.grade
    assert found.grade.key == "veto"


@given(st.lists(st.sampled_from(["pass", "fail", "na"]), min_size=3, max_size=3), st.integers(0, 2))
def test_a_weighted_score_is_bounded_and_a_pass_instead_of_a_failure_never_lowers_it(
    outcomes: list[str], at: int
) -> None:
    before = scored(CONTENT["scoring"], *told(*outcomes)).value
    assert before is None or 0 <= before <= 100
    if outcomes[at] == "fail":
        outcomes[at] = "pass"
        after = scored(CONTENT["scoring"], *told(*outcomes)).value
        assert before is not None
        assert after is not None
        assert after >= before


def test_a_pass_rate_counts_points_by_item_section_and_visit() -> None:
    marks = [Mark("one", "pass", good=4, n=5), Mark("two", "fail"), Mark("three", "na")]
    found = scored({"pack": "rate"}, *marks)
    assert (found.value, found.unit) == (Fraction(400, 6), "%")
    assert [(each.key, each.value) for each in found.parts] == [("a", Fraction(400, 6))]
    assert [each.numbers for each in found.steps] == ["4 ÷ 5", "0 ÷ 1", "4 ÷ 6", "4 ÷ 6"]
    assert scored({"pack": "rate"}).value is None
    with pytest.raises(ValueError, match="good"):
        rate(3, 2)


def test_deductions_written_at_an_item_are_its_answer() -> None:
    item = CRADLE["sections"][0]["items"][1]
    assert judgement(item, {"outcome": "pass"}).outcome == "pass"
    assert judgement(item, {"values": [0]}).outcome == "pass"
    assert judgement(item, {"outcome": "fail", "values": [5, 2]}).outcome == "fail"
    assert judgement(item, {"outcome": "pass", "values": [5]}).outcome == "fail"
    for wrong in ({"outcome": "fail"}, {"outcome": "fail", "values": [0]}, {"values": [-1]}, {}):
        assert judgement(item, wrong).field == "values"
    assert "10" in norm_words(item, "zh")


def test_a_table_is_scored_from_the_answers_to_its_items() -> None:
    marks = [Mark(item["key"], "pass") for item in CRADLE["sections"][0]["items"]]
    marks[8] = Mark(marks[8].item, "fail", values=(2, 3))
    marks[9] = Mark(marks[9].item, "na")
    found = score(CRADLE, [*marks, Mark(marks[8].item, "fail", values=(1,), element="other")])
    assert found is not None
    assert found.value == Fraction(84) * 100 / 90
    assert as_data(found)["exact"] == "280/3"


def test_a_failure_without_its_figure_takes_all_the_points() -> None:
    marks = [Mark(item["key"], "pass") for item in CRADLE["sections"][0]["items"]]
    marks[9] = Mark(marks[9].item, "fail")
    found = score(CRADLE, marks)
    assert found is not None
    assert found.value == 90


def changed(content: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    content = copy.deepcopy(content)
    *way, last = path.split(".")
    at: Any = content
    for step in way:
        at = at[int(step)] if step.isdigit() else at[step]
    at[last] = value
    return content


@pytest.mark.parametrize("content", [CONTENT, CRADLE, {**CONTENT, "scoring": {"pack": "rate"}}])
def test_a_sound_declaration_has_no_faults(content: dict[str, Any]) -> None:
    assert check_content(content) == []


@pytest.mark.parametrize(
    ("content", "path", "value", "fault"),
    [
        (CONTENT, "scoring", "best", "scoring.pack"),
        (CONTENT, "scoring.pack", "best", "scoring.pack"),
        (CONTENT, "scoring.pack", ["rate"], "scoring.pack"),
        (CONTENT, "scoring.tables", {}, "scoring.tables"),
        (CONTENT, "scoring.weights", {}, "scoring.weights"),
        (CONTENT, "scoring.weights", {"z": 1}, "scoring.weights.z"),
        (CONTENT, "scoring.weights.a", "much", "scoring.weights.a"),
        (CONTENT, "scoring.weights.a", 0, "scoring.weights.a"),
        (CONTENT, "sections.0.items.0.weight", -1, "sections.0.items.0.weight"),
        (CONTENT, "sections.0.items.0.weight", True, "sections.0.items.0.weight"),
        (CONTENT, "sections.0.items.0.guarantee", 1, "sections.0.items.0.guarantee"),
        (CONTENT, "sections.0.items.0.grade", "vital", "sections.0.items.0.grade"),
        (CRADLE, "scoring.tables", [], "scoring.tables"),
        (CRADLE, "scoring.tables", {"z": "B.10"}, "scoring.tables.z"),
        (CRADLE, "scoring.tables", {"s": "B.20"}, "scoring.tables.s"),
        (CRADLE, "sections.0.items.0.full", 20, "sections.0.items.0.full"),
        (CRADLE, "sections.0.items.0.guarantee", False, "sections.0.items.0.guarantee"),
    ],
)
def test_a_fault_of_a_declaration_names_its_path(
    content: dict[str, Any], path: str, value: object, fault: str
) -> None:
    assert fault in [each.path for each in check_content(changed(content, path, value))]


def test_a_table_is_declared_whole_and_once() -> None:
    short = copy.deepcopy(CRADLE)
    del short["sections"][0]["items"][3]
    assert [each.zh for each in check_content(short)] == ["表B.10 还缺：钢丝绳"]
    twice = copy.deepcopy(CRADLE)
    twice["scoring"]["tables"]["z"] = "B.10"
    assert "scoring.tables" in [each.path for each in check_content(twice)]
    odd = changed(CRADLE, "sections.0.items.0.key", "other")
    assert {each.path for each in check_content(odd)} == {"sections.0.items.0.full", "sections.0.items"}


def test_a_lot_says_of_each_item_whether_it_is_dominant() -> None:
    content = {**CONTENT, "scoring": {"pack": "gb50300", "papers": ["one"]}}
    assert [each.path for each in check_content(content)] == [
        "sections.0.items.1.grade",
        "sections.1.items.0.grade",
    ]
    wrong = {**CONTENT, "scoring": {"pack": "gb50300", "papers": ["zero"], "lots": "many"}}
    assert {"scoring.lots", "scoring.papers.0"} <= {each.path for each in check_content(wrong)}
