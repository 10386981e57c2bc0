"""A checklist's content is checked field by field, and answers are judged against norm and tolerance."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_app.checklists.rules import (
    check_content,
    content_id,
    figures_alone,
    items,
    judge,
    judgement,
    norm_words,
)

LIBRARY = Path(__file__).parents[2] / "inspect_app" / "checklists" / "library"
CONTENT: dict[str, Any] = {
    "zh": "表", "en": "List", "signatures": ["inspector"],
    "sections": [{"key": "s", "zh": "节", "en": "Section", "items": [
        {"key": "a", "zh": "甲", "en": "A", "kind": "judged", "clause": "第一条", "severity": "serious"},
        {"key": "b", "zh": "乙", "en": "B", "kind": "measured", "clause": "第二条", "severity": "general",
         "norm": 100, "plus": 5, "minus": 5, "unit": "mm", "points": 5, "least_rate": 0.8},
        {"key": "c", "zh": "丙", "en": "C", "kind": "choice", "clause": "第三条", "severity": "general",
         "choices": [{"key": "x", "zh": "子", "en": "X", "outcome": "fail"}]},
    ]}],
}  # fmt: skip
MEASURED = CONTENT["sections"][0]["items"][1]


def changed(path: str, value: object) -> dict[str, Any]:
    content = copy.deepcopy(CONTENT)
    *way, last = path.split(".")
    at: Any = content
    for step in way:
        at = at[int(step)] if step.isdigit() else at[step]
    at[int(last) if last.isdigit() else last] = value
    return content


def test_a_sound_content_has_no_faults() -> None:
    assert check_content(CONTENT) == []


@pytest.mark.parametrize("path", sorted(LIBRARY.glob("*.json")), ids=lambda path: path.stem)
def test_each_list_of_the_library_is_sound_bilingual_and_names_clauses(path: Path) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    assert check_content(content) == []
    for item in items(content):
        assert item["clause"]
        assert item["zh"].isascii() is False
        assert item["en"].isascii() or "×" in item["en"]
    assert len(list(items(content))) >= 7


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("zh", "", "zh"),
        ("colour", "red", "colour"),
        ("signatures", ["king"], "signatures"),
        ("sections", [], "sections"),
        ("sections.0", "x", "sections.0"),
        ("sections.0.items.0.kind", "guessed", "sections.0.items.0.kind"),
        ("sections.0.items.0.kind", ["judged"], "sections.0.items.0.kind"),
        ("sections.0.items.0.clause", "", "sections.0.items.0.clause"),
        ("sections.0.items.0.norm", 3, "sections.0.items.0.norm"),
        ("sections.0.items.0.key", "b", "sections.0.items.1.key"),
        ("sections.0.items.0.key", "A B", "sections.0.items.0.key"),
        ("sections.0.items.0.zh", "\ud800", "sections.0.items.0.zh"),
        ("sections.0.items.0.veto", "yes", "sections.0.items.0.veto"),
        ("sections.0.items.1.norm", True, "sections.0.items.1.norm"),
        ("sections.0.items.1.norm", float("nan"), "sections.0.items.1.norm"),
        ("sections.0.items.1.minus", -1, "sections.0.items.1.minus"),
        ("sections.0.items.1.points", 0, "sections.0.items.1.points"),
        ("sections.0.items.1.points", 2.5, "sections.0.items.1.points"),
        ("sections.0.items.1.least_rate", 0, "sections.0.items.1.least_rate"),
        ("sections.0.items.1.unit", "", "sections.0.items.1.unit"),
        ("sections.0.items.2.choices", [], "sections.0.items.2.choices"),
        ("sections.0.items.2.choices.0.outcome", "maybe", "sections.0.items.2.choices.0.outcome"),
    ],
)
def test_a_fault_names_its_path(path: str, value: object, fault: str) -> None:
    faults = check_content(changed(path, value))
    assert [each.path for each in faults] == [fault]
    assert faults[0].zh
    assert faults[0].en


def test_a_measured_item_needs_at_least_one_bound() -> None:
    content = changed("sections.0.items.1.plus", None)
    assert check_content(content) == []
    content["sections"][0]["items"][1]["minus"] = None
    assert [each.path for each in check_content(content)] == ["sections.0.items.1.plus"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(MEASURED)), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(json_values)
def test_no_value_at_all_makes_the_check_fall_over(value: object) -> None:
    assert check_content(value)
    assert check_content(changed("sections.0.items.1", value))
    check_content(changed("sections.0.items.1.norm", value))


def test_the_name_of_a_content_does_not_depend_on_the_order_of_its_keys() -> None:
    assert content_id(dict(reversed(CONTENT.items()))) == content_id(CONTENT)
    assert content_id(changed("zh", "别的表")) != content_id(CONTENT)


@pytest.mark.parametrize(
    ("values", "outcome", "good"),
    [
        ([100, 101, 102, 103, 104], "pass", 5),
        ([95, 105, 100, 100, 106], "pass", 4),
        ([94.9, 105, 100, 100, 106], "fail", 3),
        ([100, 100, 100, 100, 100, 100, 100, 106, 107, 94], "fail", 7),
    ],
)
def test_measured_values_are_judged_by_share_within_tolerance(
    values: list[float], outcome: str, good: int
) -> None:
    found = judgement(MEASURED, {"values": values, "outcome": "pass"})
    assert (found.outcome, found.good, found.n) == (outcome, good, len(values))


def test_the_bounds_themselves_are_within_even_where_binary_fractions_are_not() -> None:
    item = {"kind": "measured", "norm": 1.1, "plus": 0.1, "minus": 0.3}
    assert judge(item, {"values": [1.2]}) == "pass"
    assert judge(item, {"values": [0.8]}) == "pass"
    assert judge(item, {"values": [1.2000001]}) == "fail"


def test_a_one_sided_norm_has_no_other_bound() -> None:
    item = {"kind": "measured", "norm": 24, "plus": None, "minus": 0}
    assert judge(item, {"values": [1000]}) == "pass"
    assert judge(item, {"values": [23.9]}) == "fail"


def test_too_few_values_can_only_fail_or_be_not_applicable() -> None:
    few = {"values": [100, 100]}
    assert judge(MEASURED, few) is None
    assert judgement(MEASURED, few).field == "values"
    assert judge(MEASURED, {**few, "outcome": "pass"}) is None
    assert judge(MEASURED, {**few, "outcome": "fail"}) == "fail"
    assert judge(MEASURED, {"outcome": "na"}) == "na"


@pytest.mark.parametrize(
    ("said", "values", "outcome", "alone"),
    [
        ("fail", [100] * 5, "fail", "pass"),
        ("fail", [90] * 5, "fail", None),
        ("pass", [90] * 5, "fail", "fail"),
        ("pass", [100] * 5, "pass", None),
        (None, [90] * 5, "fail", None),
        ("na", [90] * 5, "na", None),
        ("fail", [100], "fail", None),
    ],
)
def test_a_persons_fail_stands_whatever_was_measured_and_a_pass_does_not(
    said: str | None, values: list[float], outcome: str, alone: str | None
) -> None:
    answer = {"outcome": said, "values": values}
    assert judge(MEASURED, answer) == outcome
    assert figures_alone(MEASURED, answer) == alone


def test_a_persons_fail_stands_beside_a_choice_that_passes() -> None:
    item = {"kind": "choice", "choices": [{"key": "x", "outcome": "pass"}, {"key": "y", "outcome": "fail"}]}
    assert judge(item, {"text": "x", "outcome": "fail"}) == "fail"
    assert figures_alone(item, {"text": "x", "outcome": "fail"}) == "pass"
    assert judge(item, {"text": "y", "outcome": "pass"}) == "fail"
    assert figures_alone({"kind": "judged"}, {"outcome": "fail"}) is None


def test_what_only_a_person_can_judge_needs_their_word() -> None:
    judged, choice = CONTENT["sections"][0]["items"][0], CONTENT["sections"][0]["items"][2]
    assert judge(judged, {}) is None
    assert judge(judged, {"outcome": "fail"}) == "fail"
    assert judge(choice, {"text": "x"}) == "fail"
    assert judge(choice, {"text": "y"}) is None
    assert judge({"kind": "text"}, {"text": " "}) is None
    assert judge({"kind": "text"}, {"text": "seen"}) == "pass"
    assert judge({"kind": "photo"}, {"photos": ["a"]}) == "pass"
    assert judge({"kind": "photo"}, {}) is None


@pytest.mark.parametrize(
    ("item", "zh", "en"),
    [
        (MEASURED, "100 ± 5 mm，5 点，合格点不少于 80 %", "100 ± 5 mm, 5 points, at least 80 % within"),
        ({"norm": 24, "plus": None, "minus": 0, "unit": "h"}, "≥ 24 h", "≥ 24 h"),
        ({"norm": 0, "plus": 0.02, "minus": None, "unit": "MPa"}, "≤ 0.02 MPa", "≤ 0.02 MPa"),
        ({"norm": 20, "plus": 3, "minus": 1, "unit": "mm"}, "20 mm (+3 / −1)", "20 mm (+3 / −1)"),
    ],
)
def test_a_norm_is_said_in_words(item: dict[str, Any], zh: str, en: str) -> None:
    assert norm_words(item, "zh") == zh
    assert norm_words(item, "en") == en
