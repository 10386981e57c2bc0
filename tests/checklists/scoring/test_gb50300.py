"""GB 50300-2013: lots by their checks, levels by their conditions, and what may become of failing work."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_app.checklists.rules.sampling import least_sample, single_plan
from inspect_app.checklists.rules.scoring import Mark, score
from inspect_app.checklists.rules.scoring.gb50300 import (
    DECIDERS,
    EVIDENCE,
    LEVELS,
    OUTCOMES,
    RESULTS,
    Check,
    Failing,
    all_of,
    check_passes,
    lacking,
    lot,
    outcome_of,
    qualify,
    ways_of,
)


def check(grade: str, checked: int, failed: int, **more: Any) -> Check:
    return Check("k", "项", "Item", grade, checked, failed, **more)


@pytest.mark.parametrize(
    ("size", "n"), [(95, 8), (15, 2), (16, 3), (25, 3), (26, 5), (90, 5), (91, 8), (3200, 50)]
)
def test_q1_and_q2_a_lot_has_its_least_sample(size: int, n: int) -> None:
    assert least_sample(size).n == n


@pytest.mark.parametrize(("failed", "passes"), [(2, True), (3, False)])
def test_q3_a_general_item_is_accepted_by_appendix_d(failed: int, passes: bool) -> None:
    assert check_passes(check("general", 8, failed, accept=single_plan(8).ac)) is passes


@pytest.mark.parametrize(("n", "ac"), [(15, 4), (4, 0)])
def test_q4_between_the_columns_it_is_interpolated_and_below_them_nothing_may_fail(n: int, ac: int) -> None:
    plan = single_plan(n).ac
    assert plan == ac
    assert check_passes(check("general", n, ac, accept=plan))
    assert not check_passes(check("general", n, ac + 1, accept=plan))


def test_q5_a_dominant_item_lets_nothing_fail_whatever_plan_there_is() -> None:
    found = lot([check("dominant", 8, 1, accept=2), check("general", 8, 0)], papers=True)
    assert found.passes is False
    assert [each.key for each in found.failed] == ["dominant"]


@pytest.mark.parametrize(("failed", "passes"), [(2, True), (3, False)])
def test_q6_without_a_plan_the_trade_code_asks_for_four_of_five(failed: int, passes: bool) -> None:
    assert check_passes(check("general", 10, failed)) is passes
    steps = lot([check("general", 10, failed)], papers=True).steps
    assert (steps[0].formula, steps[0].verified) == ("≥ 80 %", False)


def test_q7_one_serious_defect_fails_a_general_item_within_its_plan() -> None:
    assert not check_passes(check("general", 8, 1, accept=2, serious=True))


def test_a_lot_without_its_papers_neither_passes_nor_fails_until_they_are_seen() -> None:
    good = [check("dominant", 5, 0), check("general", 5, 0)]
    assert lot(good, papers=True).passes is True
    assert lot(good, papers=False).passes is False
    waiting = lot(good, papers=None)
    assert (waiting.passes, [each.key for each in waiting.open]) == (None, ["papers"])


@pytest.mark.parametrize("level", list(LEVELS))
def test_a_level_passes_with_all_its_conditions_and_fails_with_one_not_met(level: str) -> None:
    conditions = [each.key for each in LEVELS[level].conditions]
    met: dict[str, bool | None] = dict.fromkeys(conditions, True)
    assert qualify(level, met).passes is True
    for key in conditions:
        assert qualify(level, {**met, key: False}).passes is False
        assert qualify(level, {**met, key: None}).passes is None
    assert all(each.clause.startswith("GB 50300-2013 第5.0.") for each in qualify(level, met).steps)
    with pytest.raises(ValueError, match="weather"):
        qualify(level, {"weather": True})


def test_what_stands_above_needs_all_that_stands_below() -> None:
    assert all_of({"a": True, "b": True}) is True
    assert all_of({"a": None, "b": False}) is False
    assert all_of({"a": None, "b": True}) is None
    assert all_of({}) is None


@pytest.mark.parametrize(
    ("known", "key", "result"),
    [
        (Failing("lot", reworked=True), "reworked", "reinspect"),
        (Failing("lot", meets_design=True), "appraised", "accept"),
        (Failing("lot", meets_design=False, consents=True), "consented", "may_accept"),
        (Failing("division", safe=True), "strengthened", "concession"),
        (Failing("item_work", safe=True), "strengthened", "concession"),
        (Failing("lot", papers=False), "papers_missing", "test_first"),
        (Failing("division", safe=False), "unsafe", "barred"),
        (Failing("unit", safe=False, papers=False), "unsafe", "barred"),
    ],
)
def test_the_way_on_follows_from_what_is_known(known: Failing, key: str, result: str) -> None:
    found = outcome_of(known)
    assert found is not None
    assert (found.key, found.result) == (key, result)
    assert found.deciders


@pytest.mark.parametrize(
    "known",
    [
        Failing("lot"),
        Failing("lot", meets_design=False),
        Failing("lot", consents=True),
        Failing("unit", safe=True),
    ],
)
def test_where_it_cannot_be_said_the_work_stays_failed(known: Failing) -> None:
    assert outcome_of(known) is None


def test_an_outcome_names_the_papers_it_still_needs() -> None:
    consented = OUTCOMES["consented"]
    assert lacking(consented, ["appraisal"]) == ("designer_opinion",)
    assert lacking(consented, ["designer_opinion", "appraisal"]) == ()
    assert {each for one in OUTCOMES.values() for each in one.evidence} <= set(EVIDENCE)
    assert {each for one in OUTCOMES.values() for each in one.deciders} <= set(DECIDERS)
    assert {one.result for one in OUTCOMES.values()} == set(RESULTS)
    assert [each.key for each in ways_of("unit")] == ["papers_missing", "unsafe"]


@given(st.integers(1, 60), st.data())
def test_one_failure_less_never_turns_a_pass_into_a_failure(n: int, data: st.DataObject) -> None:
    failed, accept = data.draw(st.integers(1, n)), data.draw(st.none() | st.integers(0, n))
    grade = data.draw(st.sampled_from(["dominant", "general"]))
    before = check_passes(check(grade, n, failed, accept=accept))
    assert check_passes(check(grade, n, failed - 1, accept=accept)) >= before


@pytest.mark.parametrize(("grade", "failed"), [("vital", 0), ("general", 6), ("general", -1)])
def test_what_cannot_be_is_refused(grade: str, failed: int) -> None:
    with pytest.raises(ValueError, match=r"grade|failed"):
        check_passes(check(grade, 5, failed))


ITEMS = {
    "base": [
        {"key": "papers", "zh": "资料", "en": "Papers", "kind": "judged"},
        {"key": "dry", "zh": "干燥", "en": "Dry", "kind": "judged", "grade": "dominant"},
        {
            "key": "even",
            "zh": "平整",
            "en": "Even",
            "kind": "measured",
            "grade": "general",
            "least_rate": 0.8,
        },
    ],
    "cover": [
        {"key": "lap", "zh": "搭接", "en": "Lap", "kind": "measured", "grade": "dominant", "least_rate": 0.8}
    ],
}
CONTENT = {
    "zh": "屋面", "en": "Roof", "scoring": {"pack": "gb50300", "papers": ["papers"]},
    "sections": [{"key": key, "zh": key, "en": key, "items": each} for key, each in ITEMS.items()],
}  # fmt: skip
GOOD = [Mark("papers", "pass"), Mark("dry", "pass"), Mark("even", "pass", good=4, n=5), Mark("lap", "na")]


def graded(*marks: Mark) -> tuple[str, list[str]]:
    found = score(CONTENT, marks)
    assert found is not None
    assert found.grade is not None
    return found.grade.zh, [f"{each.key} {each.note_zh}" for each in found.parts]


def test_each_section_is_a_lot_and_one_that_does_not_apply_is_none() -> None:
    assert graded(*GOOD) == ("合格", ["base 合格"])


def test_a_dominant_measured_item_needs_every_point() -> None:
    assert graded(*GOOD[:3], Mark("lap", "pass", good=4, n=5)) == ("不合格", ["base 合格", "cover 不合格"])


def test_a_section_without_papers_of_its_own_rests_on_those_of_the_whole() -> None:
    lap = Mark("lap", "pass", good=5, n=5)
    assert graded(*GOOD[:3], lap) == ("合格", ["base 合格", "cover 合格"])
    assert graded(Mark("papers", "fail"), *GOOD[1:3], lap) == ("不合格", ["base 不合格", "cover 不合格"])
    assert graded(*GOOD[1:3], lap) == ("待核资料", ["base 待核资料", "cover 待核资料"])


def test_a_failing_lot_shows_the_ways_on() -> None:
    found = score(CONTENT, [*GOOD[:1], Mark("dry", "fail"), *GOOD[2:]])
    assert found is not None
    assert "原设计单位、监理单位决定" in "".join(each.zh for each in found.steps)
    ways = [each for each in found.steps if each.zh.startswith("可选处理")]
    assert [each.clause for each in ways] == [
        "GB 50300-2013 第5.0.6条第1款", "GB 50300-2013 第5.0.6条第2款", "GB 50300-2013 第5.0.6条第3款",
        "GB 50300-2013 第5.0.7条",
    ]  # fmt: skip


def test_answers_from_several_places_are_the_sample_of_one_check() -> None:
    nine = [Mark("even", "pass", good=1, n=1, element=f"e{n}") for n in range(8)]
    two = [Mark("even", "fail", good=0, n=1, element=f"f{n}") for n in range(2)]
    assert graded(*GOOD[:2], *nine, *two)[0] == "合格"
    assert graded(*GOOD[:2], *nine[:7], *two)[0] == "不合格"
    serious = Mark("even", "fail", good=0, n=1, severity="serious", element="s")
    assert graded(*GOOD[:2], *nine, serious)[0] == "不合格"


def test_the_whole_may_be_one_lot() -> None:
    content = {**CONTENT, "scoring": {**CONTENT["scoring"], "lots": "one"}}  # type: ignore[dict-item]
    found = score(content, [*GOOD[:3], Mark("lap", "pass", good=5, n=5)])
    assert found is not None
    assert (found.zh, found.grade and found.grade.zh, found.parts) == ("检验批质量验收", "合格", ())
    assert (empty := score(content, [])) is not None
    assert empty.grade is None
