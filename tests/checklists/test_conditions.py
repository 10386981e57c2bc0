"""Conditions are read with the position of every error, and are true or not of whatever was answered."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_app.checklists.rules import (
    Value,
    WhenError,
    check_content,
    holds,
    items,
    parse,
    when_words,
)

CONTENT: dict[str, Any] = {
    "zh": "给水", "en": "Water", "sections": [
        {"key": "pipes", "zh": "管道", "en": "Pipes", "items": [
            {"key": "pipe", "zh": "管材", "en": "Pipe", "kind": "choice", "clause": "c", "severity": "general", "choices": [
                {"key": "metal", "zh": "金属", "en": "Metal", "outcome": "pass"},
                {"key": "plastic", "zh": "塑料", "en": "Plastic", "outcome": "pass"}]},
            {"key": "pressure", "zh": "压力", "en": "Pressure", "kind": "measured", "clause": "c", "severity": "general",
             "norm": 0.6, "plus": None, "minus": 0, "unit": "MPa"},
            {"key": "tight", "zh": "不漏", "en": "Tight", "kind": "judged", "clause": "c", "severity": "serious",
             "when": "${pipe} = 'plastic'"},
            {"key": "why", "zh": "原因", "en": "Why", "kind": "text", "severity": "general", "when": "${tight} = 'fail'"},
        ]},
        {"key": "home", "zh": "入户", "en": "Homes", "repeat": {"over": "household"}, "when": "${pressure} >= 0.6", "items": [
            {"key": "leak", "zh": "无渗漏", "en": "No leak", "kind": "judged", "clause": "c", "severity": "serious", "veto": True},
            {"key": "trace", "zh": "痕迹", "en": "Trace", "kind": "judged", "clause": "c", "severity": "general",
             "when": "${leak} != 'na' and not(${pipe} = 'metal')"},
        ]},
    ],
}  # fmt: skip
PIPES = CONTENT["sections"][0]


def with_when(text: str, item: str = "why") -> dict[str, Any]:
    content = copy.deepcopy(CONTENT)
    for each in items(content):
        if each["key"] == item:
            each["when"] = text
    return content


def value(**words: Any) -> Any:
    def of(key: str) -> Value:
        found = words.get(key, "")
        return Value(number=found) if isinstance(found, int | float) else Value(found)

    return of


@pytest.mark.parametrize(
    ("text", "given", "true"),
    [
        ("${a} = 'pass'", {"a": "pass"}, True),
        ("${a} != 'pass'", {"a": "fail"}, True),
        ("${a} = 'pass'", {}, False),
        ("${a} != 'pass'", {}, True),
        ("${n} >= 0.6", {"n": 0.6}, True),
        ("${n} < 0.6", {}, False),
        ("${n} != 3", {}, True),
        ("0.6 <= ${n}", {"n": 0.7}, True),
        ("3 > ${n}", {"n": 3}, False),
        ("selected(${a}, 'x')", {"a": "x"}, True),
        ("not(${a} = 'x') and ${n} > -1", {"a": "y", "n": 0}, True),
        ("${a} = 'x' or ${a} = 'y' and ${n} = 1", {"a": "x"}, True),
        ("(${a} = 'x' or ${a} = 'y') and ${n} = 1", {"a": "x"}, False),
        ('${a} = "it\'s"', {"a": "it's"}, True),
    ],
)
def test_a_condition_means_what_xpath_means_by_it(text: str, given: dict[str, Any], true: bool) -> None:
    assert holds(parse(text), value(**given)) is true


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("", 1), ("${a}", 5), ("${a} =", 7), ("${a} = x", 8), ("${a} = 'x' and", 15), ("(${a} = 'x'", 12),
        ("${a} = 'x')", 11), ("not ${a} = 'x'", 5), ("selected(${a} 'x')", 15), ("selected(${a}, 3)", 16), ("${a = 1", 1),
        ("${a} = 'x' ${b}", 12), ("${a} = 1.2.3", 8), ("1 = 2", 5), ("${a} == 1", 7), ("(" * 30, 21), ("${a} = 9999999999999", 8),
        ("x" * 1001, 1000), ("'x' = 'y'", 7), ("concat(${a}) = 'x'", 1),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_by_its_character(text: str, at: int) -> None:
    with pytest.raises(WhenError) as found:
        parse(text)
    assert found.value.at == at
    assert found.value.zh
    assert found.value.en


def read(text: str) -> bool | int:
    """Return whether a text is true of nothing answered, or where it cannot be read."""
    try:
        return holds(parse(text), value())
    except WhenError as wrong:
        return wrong.at


@given(st.text(alphabet="${}ab'\"()=!<>, andornotselected0.19-", max_size=60))
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    assert isinstance(read(text), bool | int)


@pytest.mark.parametrize(
    ("text", "item", "words"),
    [
        ("${gone} = 'pass'", "why", "no item gone"),
        ("${leak} = 'pass'", "why", "comes later"),
        ("${why} = 'x'", "why", "its own item"),
        ("${why} = 'x'", "tight", "waits for this one"),
        ("${pipe} = 'wood'", "why", "one of: metal, plastic, na"),
        ("${tight} = 'yes'", "why", "one of: pass, fail, na"),
        ("${tight} > 3", "why", "no single value"),
        ("${pipe} < 'metal'", "why", "by = or !="),
        ("${pressure} ~ 3", "why", "at character 13"),
        ("${pipe} = 'metal' and ${pipe} = 'plastic'", "why", "never be true"),
        ("${pressure} > 1 and ${pressure} < 1", "why", "never be true"),
        ("${pressure} < 0.6 and ${pressure} = 'pass'", "why", "never be true"),
        ("${tight} = 'pass' and ${pipe} = 'metal'", "why", "never be true"),
        ("${pressure} < 0.5", "trace", "never be true"),
        (" ", "why", "must be a condition"),
    ],
)
def test_a_condition_that_cannot_work_is_refused_before_publishing(text: str, item: str, words: str) -> None:
    [fault] = check_content(with_when(text, item))
    assert fault.path.endswith(".when")
    assert words in fault.en
    assert fault.zh


@pytest.mark.parametrize(
    "text",
    [
        "${pressure} > 1 and ${pressure} < 1.1",
        "${pressure} = 0.6 and ${pressure} = 'pass'",
        "${pressure} > 5 and ${pressure} = 'fail'",  # a person's fail stands beside any value
        "${pressure} = 'na'",
        "${tight} = 'pass' or ${pipe} = 'metal'",
        "${tight} != 'pass' and ${pipe} = 'metal'",  # not asked: no answer, which is not "pass"
    ],
)
def test_a_condition_that_can_come_true_is_taken(text: str) -> None:
    assert check_content(with_when(text)) == []


def test_an_item_of_a_repeat_is_named_only_within_it() -> None:
    content = copy.deepcopy(CONTENT)
    late = {**PIPES["items"][2], "key": "late", "when": "${leak} = 'fail'"}
    content["sections"].append({"key": "end", "zh": "末", "en": "End", "items": [late]})
    [fault] = check_content(content)
    assert (fault.path, "repeated section" in fault.en) == ("sections.2.items.0.when", True)


def test_a_section_that_is_never_asked_is_said_once() -> None:
    content = copy.deepcopy(CONTENT)
    content["sections"][1]["when"] = "${tight} = 'pass' and ${pipe} = 'metal'"
    assert [each.path for each in check_content(content)] == ["sections.1.when"]


def test_a_knot_of_too_many_items_is_refused_instead_of_guessed() -> None:
    content = copy.deepcopy(CONTENT)
    many = [{**PIPES["items"][2], "key": f"i{n}", "when": None} for n in range(12)]
    last = {**many[0], "key": "last", "when": " and ".join(f"${{i{n}}} = 'fail'" for n in range(12))}
    content["sections"].append({"key": "many", "zh": "多", "en": "Many", "items": [*many, last]})
    assert check_content(content) == []
    last["when"] = f"{last['when']} and {last['when'].replace('fail', 'pass')}"
    [fault] = check_content(content)
    assert "split it" in fault.en or "never" in fault.en


def test_a_condition_is_said_in_plain_words() -> None:
    known = {each["key"]: each for each in items(CONTENT)}
    text = "${pipe} = 'plastic' and (${pressure} >= 0.6 or not(${tight} = 'pass'))"
    assert (
        when_words(text, known, "zh")
        == "“管材”等于“塑料”，且（“压力”不小于0.6 MPa，或并非（“不漏”等于“合格”））"
    )
    assert when_words(text, known, "en") == (
        "“Pipe” is “Plastic” and (“Pressure” is at least 0.6 MPa or not (“Tight” is “Pass”))"
    )
    assert when_words("${", known, "en") == "${"
