"""The lists that come with the product: each can be scored, and says how far its figures are confirmed."""

import json
from typing import Any

import pytest

from inspect_app.checklists.actions import LIBRARY
from inspect_app.checklists.rules import check_content, content_id, items
from inspect_app.checklists.rules.scoring import Mark, deducts, score
from inspect_app.checklists.rules.scoring.jgj59 import TABLES

LISTS: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(LIBRARY.glob("*.json"))
}
SCORED = [key for key, content in LISTS.items() if content.get("scoring")]
TRADES = (
    "roof-waterproofing", "wall-insulation", "windows", "water-supply", "drainage", "gas", "heating",
    "electric-telecom", "lift-addition", "road-parking", "fire-safety", "greenery-lighting", "site-conduct", "handover",
)  # fmt: skip
#: what a hint says of where its figure comes from
KNOWN = ("已核对", "待核", "设计值", "平台要求", "各地", "以当地")


def passing(content: dict[str, Any]) -> list[Mark]:
    return [
        Mark(each["key"], "pass", good=each.get("points", 0), n=each.get("points", 0))
        for each in items(content)
    ]


def test_every_trade_of_a_renovation_has_its_list() -> None:
    assert set(TRADES) <= set(LISTS)


@pytest.mark.parametrize("key", TRADES)
def test_a_measured_figure_says_how_far_it_is_confirmed(key: str) -> None:
    for each in items(LISTS[key]):
        if each["kind"] == "measured":
            assert any(word in each.get("hint_zh", "") for word in KNOWN), each["key"]
            assert each["hint_en"], each["key"]


@pytest.mark.parametrize(
    "key",
    ["roof-waterproofing", "wall-insulation", "windows", "drainage", "gas", "heating", "electric-telecom"],
)
def test_what_will_be_covered_has_its_hold_point(key: str) -> None:
    assert any("停止点" in each.get("hint_zh", "") for each in items(LISTS[key]))


@pytest.mark.parametrize("key", SCORED)
def test_all_passed_is_the_best_result(key: str) -> None:
    found = score(LISTS[key], passing(LISTS[key]))
    assert found is not None
    assert found.value in (100, None)
    assert found.grade is None or found.grade.tone == "good"
    assert found.steps


@pytest.mark.parametrize("key", SCORED)
def test_one_veto_or_dominant_item_failed_is_never_a_good_result(key: str) -> None:
    content = LISTS[key]
    for item in items(content):
        if item.get("grade") == "dominant" or item.get("guarantee") or item.get("veto"):
            marks = [
                Mark(each.item, "fail") if each.item == item["key"] else each for each in passing(content)
            ]
            found = score(content, marks)
            assert found is not None
            assert found.value != 100 or found.grade is not None
            assert found.grade is None or found.grade.tone == "bad", item["key"]


@pytest.mark.parametrize("number", list(TABLES))
def test_each_table_of_jgj59_is_a_list_with_its_items_in_order(number: str) -> None:
    (content,) = (
        each
        for each in LISTS.values()
        if list((each.get("scoring") or {}).get("tables", {}).values()) == [number]
    )
    table = TABLES[number]
    told = [(each["key"], each["full"], each.get("guarantee", False)) for each in items(content)]
    assert told == [(each.key, each.full, each.guarantee) for each in table.items]
    for each, item in zip(table.items, items(content), strict=True):
        assert deducts(item)
        assert item["clause"] == table.basis
        assert ("待核" in item["hint_zh"]) is not each.verified


def test_the_full_set_has_every_table_word_for_word() -> None:
    whole = LISTS["jgj59-summary"]
    single = {
        section["key"]: section
        for key, content in LISTS.items()
        if key.startswith("jgj59-b")
        for section in content["sections"]
    }
    assert list(whole["scoring"]["tables"].values()) == list(TABLES)
    present, *tables = whole["sections"]
    assert all({**each, "when": None} == {**single[each["key"]], "when": None} for each in tables)
    # Every site has management, conduct and power; for each other table somebody says whether there is any.
    always = {"management", "conduct", "power"}
    assert {each["key"]: each.get("when") for each in tables} == {
        each["key"]: None if each["key"] in always else f"${{has-{each['key']}}} = 'yes'" for each in tables
    }
    asked_for = [f"has-{each['key']}" for each in tables if each["key"] not in always]
    assert [each["key"] for each in present["items"]] == asked_for


def test_the_full_set_of_before_is_still_the_same_content() -> None:
    """What was filled in on the first version points at this hash, which its text has to give for ever."""
    whole = LISTS["jgj59-summary"]
    sections = [
        {name: value for name, value in each.items() if name != "when"} for each in whole["sections"][1:]
    ]
    before = {**whole, "sections": sections}
    assert content_id(before) == "0fd1901dabc8ffdf2abe6f94e0ee5922ae59f45a66619053a704f2144351d7df"
    assert content_id(whole) != content_id(before)
    assert check_content(before) == check_content(whole) == []
