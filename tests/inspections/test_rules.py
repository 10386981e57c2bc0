"""Due days follow the working calendar; a web form becomes the same body a tablet sends."""

from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_app.core.calendar import is_working_day, working_days_between
from inspect_app.inspections.rules import (
    WORKFLOW,
    body_from_form,
    dues,
    examine,
    form_field,
    missed_before,
    normal,
)
from tests.make import LIST

YEAR = st.dates(date(2026, 1, 5), date(2026, 11, 1))


@given(YEAR, st.integers(1, 40), st.integers(0, 45))
def test_due_days_are_working_days_evenly_apart(start: date, every: int, length: int) -> None:
    found = dues(start, every, date.fromordinal(start.toordinal() + length))
    assert all(is_working_day(day) for day in found)
    assert all(working_days_between(one, other) == every for one, other in pairwise(found))
    assert all(day >= start for day in found)


@given(YEAR, st.integers(1, 40))
def test_going_on_from_a_due_day_gives_the_same_days_as_counting_from_the_start(
    start: date, every: int
) -> None:
    last = date(2026, 12, 20)
    whole = dues(start, every, last)
    assert dues(whole[0], every, last, after=True) == whole[1:]


def test_spring_festival_is_passed_over_and_its_worked_saturday_counts() -> None:
    assert dues(date(2026, 2, 13), 1, date(2026, 2, 25)) == [
        date(2026, 2, 13), date(2026, 2, 14), date(2026, 2, 24), date(2026, 2, 25)
    ]  # fmt: skip


def test_days_of_an_unpublished_year_are_left_out() -> None:
    assert dues(date(2026, 12, 21), 1, date(2027, 2, 1))[-1] < date(2027, 1, 1)
    assert dues(date(2031, 1, 1), 1, date(2031, 2, 1)) == []
    with pytest.raises(ValueError, match="at least one"):
        dues(date(2026, 1, 5), 0, date(2026, 2, 1))


def test_three_working_days_of_grace_pass_a_weekend_and_no_published_year_is_needed() -> None:
    assert missed_before(date(2026, 5, 11)) == date(2026, 5, 7)  # Saturday the 9th was worked
    assert missed_before(date(2026, 5, 25)) == date(2026, 5, 20)
    assert missed_before(date(2031, 1, 20)) == date(2031, 1, 8)


@pytest.mark.parametrize("move", WORKFLOW.moves, ids=lambda move: move.name)
def test_each_move_starts_exactly_from_its_sources(move: Any) -> None:
    open_from = {each.name for each in WORKFLOW.states if move in WORKFLOW.open_moves(each.name)}
    assert open_from == set(move.sources)


TYPED = {
    "outcome-base": "fail", "note-base": "积水", "photos-base": ["a" * 64], "element-base": "1号楼 / 屋面",
    "values-thickness": ["3", " 3,1 ", "", "2.95"], "element": "1号楼", "sign-inspector": "李工",
    "refused-contractor": "不认可",
}  # fmt: skip
PLACES = {"1号楼": "id-1", "1号楼 / 屋面": "id-2"}


def test_a_web_form_becomes_a_body() -> None:
    errors: dict[str, list[Any]] = {}
    body = body_from_form(LIST, TYPED, PLACES, errors)
    assert errors == {}
    base, thickness = body["answers"]
    assert (base["outcome"], base["element"], base["photos"]) == ("fail", "id-2", ["a" * 64])
    assert (thickness["values"], thickness["element"], thickness["outcome"]) == (
        [3.0, 3.1, 2.95],
        "id-1",
        None,
    )
    assert [(each["name"], each["refused"]) for each in body["signatures"]] == [
        ("李工", None),
        ("—", "不认可"),
    ]
    times = {"started_at": "2026-05-11T09:00:00Z", "finished_at": "2026-05-11T09:30:00Z"}
    assert examine(LIST, normal({**body, **times, "id": "x", "visit": "v", "template": "t"})) == {}


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"values-thickness": ["3", "thick"]}, "values-thickness"),
        ({"values-thickness": ["inf"]}, "values-thickness"),
        ({"element-base": "9号楼"}, "element-base"),
        ({"element": "9号楼"}, "element"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_input(typed: dict[str, Any], field: str) -> None:
    errors: dict[str, list[Any]] = {}
    body_from_form(LIST, typed, PLACES, errors)
    assert list(errors) == [field]


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("answers.1.values", "values-thickness"), ("answers.0.photos.2", "photos-base"),
        ("answers.0.item", "outcome-base"), ("signatures.1.name", "sign-contractor"), ("answers", "_"),
    ],
)  # fmt: skip
def test_a_refused_field_leads_back_to_its_input(name: str, field: str) -> None:
    assert form_field(body_from_form(LIST, TYPED, PLACES, {}), name) == field
