"""The rulebook: every rule answers its own example as its schemas say, and refuses what cannot be."""

from datetime import date
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

from inspect_app.asking import load
from inspect_app.core import rulebook
from inspect_app.core.errors import Problem
from inspect_app.core.rulebook import Answer, Edition, Input, Output, Rule

load()
TODAY = date(2026, 11, 20)
RULES = rulebook.rules()
NOISE = {"region": "11", "quantity": "noise"}
STEEL = {"kind": "water-metal", "working": 0.5, "pressure": 0.75}
GENERAL = {"kind": "general", "document_on": "2026-04-10"}


def asked(key: str, **given: Any) -> dict[str, Any]:
    return rulebook.ask(rulebook.rule(key), given, TODAY)


def refusal(rule: Rule, given: dict[str, Any]) -> int | None:
    try:
        rulebook.ask(rule, given, TODAY)
    except Problem as refused:
        return refused.status
    return None


@pytest.mark.parametrize("rule", RULES, ids=lambda each: each.key)
def test_a_rule_answers_its_example_as_its_schemas_say(rule: Rule) -> None:
    Draft202012Validator(rule.input_schema()).validate(dict(rule.example))
    answer = rulebook.ask(rule, rule.example, TODAY)
    Draft202012Validator(rule.output_schema()).validate(answer["result"])
    assert answer["steps"]
    assert all(each["zh"] and each["en"] for each in answer["steps"])
    assert answer["basis"]


@pytest.mark.parametrize("rule", RULES, ids=lambda each: each.key)
def test_a_rule_refuses_nonsense_by_field_and_never_breaks(rule: Rule) -> None:
    for each in rule.inputs:
        for odd in ("x", -1, 1e300, [], {}, True, [[1]], "", "￥", 10**40, [{"a": 1}]):
            assert refusal(rule, {**rule.example, each.name: odd}) in (None, 409, 422)
    with pytest.raises(Problem) as wrong:
        rulebook.ask(rule, {**rule.example, "nothing": 1}, TODAY)
    assert "nothing" in wrong.value.errors


@pytest.mark.parametrize(
    ("key", "given", "found"),
    [
        ("sampling.least", {"lot": 95}, {"n": 8}),
        ("sampling.general-item", {"n": 8, "bad": 2}, {"verdict": "accept"}),
        ("sampling.general-item", {"n": 8, "bad": 3}, {"verdict": "reject"}),
        ("sampling.dominant-item", {"bad": 1}, {"verdict": "reject"}),
        ("sampling.general-item", {"n": 8, "bad": 1, "serious": 1}, {"verdict": "reject"}),
        ("sampling.plan", {"lot": 50, "aql": "1.0"}, {"n": 13, "ac": 0, "re": 1}),  # S-1
        ("sampling.plan", {"lot": 500, "aql": "2.5", "severity": "tightened"}, {"n": 50, "ac": 2, "re": 3}),  # S-3
        ("sampling.switching", {"accepted": [False, False] + [True] * 5}, {"severity": "normal"}),  # S-5
        ("warranty.period", {"code": "W-WP", "accepted_on": "2022-08-31"}, {"ends_on": "2027-08-31"}),  # W-1
        ("warranty.period", {"code": "W-WP", "accepted_on": "2024-02-29"}, {"ends_on": "2029-02-28"}),  # W-3
        ("warranty.period", {"code": "W-WP", "accepted_on": "2024-05-01", "region": "41", "contract": 3}, {"years": 5}),  # W-6
        ("warranty.period", {"code": "W-INS", "accepted_on": "2024-05-01", "region": "370202"}, {"years": 10}),  # W-7
        ("warranty.retention", {"settlement": 8_600_000}, {"most": 258_000}),  # W-9
        ("acceptance.filing", {"accepted_on": "2026-04-30"}, {"due_on": "2026-05-15"}),
        ("safety.dangerous-work", {"kind": "scaffold", "size": 26}, {"special_plan": True, "expert_review": False}),  # F-1
        ("safety.dangerous-work", {"kind": "scaffold", "size": 50}, {"expert_review": True}),
        ("safety.dangerous-work", {"kind": "cradle", "size": 1}, {"special_plan": True, "expert_review": False}),  # F-2
        ("safety.rcd", {"place": "wet", "current": 30, "seconds": 0.1}, {"fits": False}),  # F-7
        ("limits.exceeded", {**NOISE, "quantity": "noise_max", "value": 71, "at": "2026-05-11T23:10:00+08:00"}, {"over": True}),  # N-1
        ("limits.exceeded", {**NOISE, "value": 70.4, "at": "2026-05-11T10:00:00+08:00"}, {"over": True}),  # N-2
        ("tests.water-pressure", {**STEEL, "minutes": 10, "drop": 0.03}, {"holds": False}),  # T-2
        ("tests.water-pressure", {**STEEL, "minutes": 10, "drop": 0.02}, {"holds": True}),
        ("credit.publication", GENERAL, {"repair_from": "2026-07-10", "until": "2027-04-10"}),  # C-1
        ("credit.publication", {**GENERAL, "penalty_months": 18}, {"until": "2027-10-10"}),  # C-3
        ("credit.grade", {"score": 74.9}, {"grade": "C"}),  # C-5
        ("credit.grade", {"score": 75.0}, {"grade": "B"}),
        ("complaints.promise", {"promise": "notice", "start": "2026-03-02"}, {"by": "2026-03-17"}),  # P-1
        ("complaints.outside", {"clock": "confirmation", "start": "2026-06-01"}, {"by": "2026-07-01"}),  # P-5
    ],
)  # fmt: skip
def test_the_worked_cases_of_the_field(key: str, given: dict[str, Any], found: dict[str, Any]) -> None:
    result = asked(key, **given)["result"]
    assert {name: result[name] for name in found} == found


def test_wind_of_eleven_metres_stops_work_at_height_and_lifting() -> None:
    stopped = {each["kind"] for each in asked("safety.wind", mean=11)["result"]["stop"]}
    assert {"height", "lifting", "scaffold", "cradle"} <= stopped


def test_a_liability_period_of_thirty_months_is_refused() -> None:
    with pytest.raises(Problem) as wrong:
        asked("warranty.liability-period", accepted_on="2026-04-30", months=30)
    assert "24" in wrong.value.field_words("en")["months"][0]


def test_the_edition_in_force_on_the_day_answers() -> None:
    given = {"place": "wet", "current": 15, "seconds": 0.1}
    assert asked("safety.rcd", on="2024-06-01", **given)["verified"] is True
    now = asked("safety.rcd", on="2026-06-01", **given)
    assert now["verified"] is False
    assert "2024" in now["edition"]["basis"]


def test_a_day_without_an_edition_is_refused_with_what_there_is() -> None:
    with pytest.raises(Problem) as wrong:
        asked("sampling.least", lot=95, on="2001-01-01")
    assert "GB 50300-2013" in wrong.value.field_words("en")["on"][0]


def test_a_form_may_be_read_like_json() -> None:
    typed = asked(
        "tests.measured", values="3, -2，5 1、0", norm="0", plus="4", minus="4", least_rate="0.8", on=""
    )
    assert typed["result"]["outcome"] == "pass"
    assert typed["inputs"]["values"] == [3, -2, 5, 1, 0]


def test_a_rule_may_be_written_only_once() -> None:
    def call(**_given: Any) -> Answer:
        return Answer({"n": 1}, ())

    again = Rule(
        "sampling.least",
        "",
        "",
        (Input("n", "integer", "", ""),),
        (Output("n", "integer", "", ""),),
        (Edition("x"),),
        call,
    )
    with pytest.raises(ValueError, match="twice"):
        rulebook.register(again)
