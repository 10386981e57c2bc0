"""Counts, timed tests and signatures: which fields they have, and how they are judged."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_app.checklists.rules import check_content, content_id, demand_words, judge, judgement
from tests.checklists.test_rules import CONTENT

BASE = {"zh": "项", "en": "Item", "clause": "c", "severity": "general"}
COUNTED = {**BASE, "key": "n", "kind": "counted", "accept": 1, "least": 3, "unit": "户"}
BY_PLAN = {**BASE, "key": "p", "kind": "counted", "plan": "gb50300", "grade": "general"}
#: GB 50242-2002 4.2.1, metal and composite pipes: 10 min, drop at most 0.02 MPa, from at least 0.6 MPa
HOLD = {
    **BASE, "key": "t", "kind": "timed", "quantity": "pressure", "unit": "MPa", "seconds": 600, "start_least": 0.6,
    "drop_most": 0.02,
}  # fmt: skip
#: GB 55030-2022: water stands at least 20 mm for 24 h
PONDING = {
    **HOLD,
    "key": "w",
    "quantity": "level",
    "unit": "mm",
    "seconds": 86_400,
    "start_least": 20,
    "drop_most": 5,
}
SIGNED = {**BASE, "key": "s", "kind": "signature"}


def content(*made: dict[str, Any], **section: Any) -> dict[str, Any]:
    return {
        "zh": "表",
        "en": "L",
        "sections": [{"key": "s", "zh": "节", "en": "S", "items": list(made), **section}],
    }


def paths(*made: dict[str, Any], **section: Any) -> list[str]:
    return [each.path.removeprefix("sections.0.") for each in check_content(content(*made, **section))]


def test_the_new_kinds_and_fields_are_sound() -> None:
    more = {"guarantee": True, "grade": "dominant", "full": 10, "weight": 0.5}
    made = [{**each, **more} for each in (COUNTED, HOLD, PONDING, SIGNED)]
    assert paths(*made, BY_PLAN, repeat={"over": "household"}) == []


@pytest.mark.parametrize(
    ("item", "change", "path"),
    [
        (COUNTED, {"accept": None}, "accept"), (COUNTED, {"plan": "gb50300", "grade": "general"}, "accept"),
        (COUNTED, {"accept": -1}, "accept"), (COUNTED, {"accept": 1.5}, "accept"), (COUNTED, {"least": 0}, "least"),
        (BY_PLAN, {"grade": None}, "grade"), (BY_PLAN, {"plan": "gb1"}, "plan"), (BY_PLAN, {"grade": "minor"}, "grade"),
        (HOLD, {"seconds": 0}, "seconds"), (HOLD, {"seconds": 2.5}, "seconds"), (HOLD, {"drop_most": -1}, "drop_most"),
        (HOLD, {"drop_most": None}, "drop_most"), (HOLD, {"start_least": "x"}, "start_least"), (HOLD, {"unit": ""}, "unit"),
        (HOLD, {"quantity": None}, "quantity"), (HOLD, {"norm": 3}, "norm"), (SIGNED, {"accept": 1}, "accept"),
        (SIGNED, {"full": 0}, "full"), (SIGNED, {"weight": -2}, "weight"), (SIGNED, {"guarantee": 1}, "guarantee"),
        (COUNTED, {"seconds": 3}, "seconds"), (COUNTED, {"clause": ""}, "clause"),
    ],
)  # fmt: skip
def test_a_fault_of_a_new_kind_names_its_path(item: Any, change: dict[str, Any], path: str) -> None:
    assert paths({**item, **change}) == [f"items.0.{path}"]


@pytest.mark.parametrize(
    ("repeat", "path"), [([], "repeat"), ({"over": "room"}, "repeat.over"), ({}, "repeat.over")]
)
def test_a_repeat_names_a_kind_of_element(repeat: Any, path: str) -> None:
    assert paths(SIGNED, repeat=repeat) == [path]


def test_what_was_sound_before_is_sound_and_keeps_its_name() -> None:
    assert check_content(CONTENT) == []
    assert content_id(CONTENT) == "25e516de042a50143fea0392e513be82a590d8512201b08624174702041d608b"


@pytest.mark.parametrize(
    ("item", "checked", "failed", "outcome"),
    [
        (COUNTED, 3, 1, "pass"), (COUNTED, 3, 2, "fail"), (COUNTED, 2, 0, None), (COUNTED, 3, 4, None),
        (BY_PLAN, 13, 3, "pass"), (BY_PLAN, 13, 4, "fail"), (BY_PLAN, 14, 4, "fail"), (BY_PLAN, 15, 4, "pass"),
        (BY_PLAN, 126, 0, None), ({**BY_PLAN, "grade": "dominant"}, 500, 0, "pass"),
        ({**BY_PLAN, "grade": "dominant"}, 500, 1, "fail"),
    ],
)  # fmt: skip
def test_a_count_is_judged_by_its_own_number_or_by_the_standard(
    item: Any, checked: int, failed: int, outcome: str | None
) -> None:
    found = judgement(item, {"counted": {"checked": checked, "failed": failed}})
    assert found.outcome == outcome
    assert found.field == ("" if outcome else "counted")


@pytest.mark.parametrize(
    ("item", "values", "outcome"),
    [
        (HOLD, [[0, 0.6], [600, 0.58]], "pass"),
        (HOLD, [[0, 0.6], [600, 0.579]], "fail"),
        (HOLD, [[600, 0.59], [0, 0.61]], "pass"),
        (HOLD, [[0, 0.59], [600, 0.59]], "fail"),
        (HOLD, [[0, 0.6], [599, 0.6]], None),
        (HOLD, [[0, 0.6], [300, 0.5], [600, 0.6]], "fail"),
        (HOLD, [[30, 0.6], [630, 0.6], [900, 0.0]], "pass"),
        (HOLD, [[0, 0.6]], None),
        (HOLD, [], None),
        (HOLD, [0.6, 0.59], None),
        (HOLD, {"from": "a", "to": "b", "device": "c"}, None),
        (PONDING, [[0, 22], [86_400, 18]], "pass"),
        (PONDING, [[0, 19.9], [86_400, 19.9]], "fail"),
    ],
)
def test_a_timed_test_is_judged_from_its_start_to_the_end_of_its_time(
    item: Any, values: Any, outcome: str | None
) -> None:
    assert judge(item, {"values": values}) == outcome


def test_a_persons_word_stands_before_figures_of_every_kind() -> None:
    assert judge(HOLD, {"outcome": "fail", "values": [[0, 0.6], [600, 0.6]]}) == "fail"
    assert judge(COUNTED, {"outcome": "na"}) == "na"
    assert judge(COUNTED, {"outcome": "pass", "counted": {"checked": 3, "failed": 3}}) == "fail"


def test_a_signature_is_a_name_and_its_image() -> None:
    assert judge(SIGNED, {"text": "李工", "image": "a" * 64}) == "pass"
    assert judgement(SIGNED, {"text": "李工"}).field == "image"
    assert judgement(SIGNED, {"image": "a" * 64}).field == "text"
    assert judge(SIGNED, {"outcome": "na"}) == "na"


@given(
    st.sampled_from([COUNTED, BY_PLAN, HOLD, SIGNED, CONTENT["sections"][0]["items"][1]]),
    st.lists(st.floats(-9, 9) | st.lists(st.floats(-9, 9), min_size=2, max_size=2), max_size=5) | st.none(),
    st.none() | st.fixed_dictionaries({"checked": st.integers(0, 200), "failed": st.integers(0, 200)}),
    st.sampled_from(["pass", "fail", "na", None]),
)
def test_no_answer_of_the_right_shape_makes_judging_fall_over(
    item: Any, values: Any, counted: Any, said: Any
) -> None:
    answer = {"values": values, "counted": counted, "outcome": said}
    assert judge(item, copy.deepcopy(answer)) in ("pass", "fail", "na", None)


@pytest.mark.parametrize(
    ("item", "zh", "en"),
    [
        (COUNTED, "不合格不多于 1 户，至少检查 3 户", "at most 1 户 failed, at least 3 户 looked at"),
        (BY_PLAN, "GB 50300 一般项目：按附录 D 判定", "GB 50300 general: judged by appendix D"),
        (
            HOLD,
            "起始 ≥ 0.6 MPa，稳压/静置 10 分钟，下降 ≤ 0.02 MPa",
            "from ≥ 0.6 MPa, held 10 min, drop ≤ 0.02 MPa",
        ),
        (SIGNED, "", ""),
    ],
)
def test_what_figures_demand_is_said_in_words(item: Any, zh: str, en: str) -> None:
    assert (demand_words(item, "zh"), demand_words(item, "en")) == (zh, en)
