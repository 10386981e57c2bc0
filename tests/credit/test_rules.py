"""Rules of credit: points from days, grades, expiry, vetoes, the working."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_app.credit.rules import catalogue
from inspect_app.credit.rules.score import Item, expires_on, grade_of, replay

DUE = datetime(2026, 5, 1, tzinfo=UTC)
DAY = date(2026, 5, 11)


def item(tenths: int, on: date = DAY, code: str = "complaint_upheld", key: str = "a") -> Item:
    return Item(key, code, tenths, on, expires_on(on))


@pytest.mark.parametrize(
    ("late", "points"),
    [
        ({"hours": 1}, -20), ({"hours": 23}, -20), ({"days": 1}, -25), ({"days": 3}, -35), ({"days": 6}, -50),
        ({"days": 40}, -50), ({"hours": -5}, -20),
    ],
)  # fmt: skip
def test_points_of_an_overdue_ticket_follow_the_whole_days_to_a_floor(
    late: dict[str, int], points: int
) -> None:
    days = catalogue.days_late(DUE, DUE + timedelta(**late))
    assert catalogue.points(catalogue.BEHAVIOURS["overdue_rectification"], days) == points


def test_the_explanation_carries_the_numbers() -> None:
    zh, en = catalogue.explained(catalogue.BEHAVIOURS["overdue_rectification"], 3, "QX-2026-000001")
    assert zh == "超期未整改（QX-2026-000001），超期 3 天：-2 -0.5 × 3 = -3.5 分，最低 -5"
    assert (
        en
        == "Not put right in time (QX-2026-000001), 3 days late: -2 -0.5 × 3 = -3.5 points, no worse than -5"
    )


@pytest.mark.parametrize(
    ("tenths", "letter"),
    [(1000, "A"), (900, "A"), (899, "B"), (750, "B"), (749, "C"), (600, "C"), (599, "D"), (0, "D")],
)
def test_a_score_has_the_grade_of_its_line(tenths: int, letter: str) -> None:
    assert grade_of(tenths).letter == letter


def test_an_entry_stops_counting_on_the_day_it_expires() -> None:
    one = item(-100)
    assert one.expires_on == date(2027, 5, 11)
    assert replay([one], date(2027, 5, 10)).tenths == 900
    assert replay([one], date(2027, 5, 11)).tenths == 1000
    assert replay([one], date(2026, 5, 10)).tenths == 1000


@given(st.lists(st.tuples(st.integers(-200, 30), st.integers(0, 1200)), max_size=30), st.integers(0, 1600))
def test_no_expired_entry_ever_reaches_a_score(rows: list[tuple[int, int]], ahead: int) -> None:
    begin = date(2025, 1, 1)
    on = begin + timedelta(days=ahead)
    items = [item(points, begin + timedelta(days=days), key=str(n)) for n, (points, days) in enumerate(rows)]
    score = replay(items, on)
    counting = [each for each in items if each.occurred_on <= on < each.expires_on]
    assert {line.item for line in score.lines} == set(counting)
    assert score.tenths == max(0, 1000 + sum(each.tenths for each in counting))
    assert replay(reversed(items), on) == score


def test_the_working_ends_at_the_score() -> None:
    score = replay([item(-20, key="b"), item(-35, date(2026, 4, 1)), item(20, key="c")], DAY)
    assert [line.after for line in score.lines] == [965, 945, 965]
    assert score.tenths == score.lines[-1].after


def test_a_major_hazard_holds_the_grade_for_six_months() -> None:
    major = item(-100, code="major_hazard")
    held = replay([major], date(2026, 11, 10))
    assert (held.tenths, held.grade.letter, held.vetoed_by) == (900, "C", major)
    free = replay([major], date(2026, 11, 11))
    assert (free.grade.letter, free.vetoed_by) == ("A", None)
    worse = replay([major, *(item(-100, key=str(n)) for n in range(4))], DAY)
    assert (worse.grade.letter, worse.vetoed_by) == ("D", None)


def test_every_behaviour_names_its_basis_and_automatic_ones_exist() -> None:
    assert all(each.basis for each in catalogue.BEHAVIOURS.values())
    assert set(catalogue.AUTOMATIC) <= set(catalogue.BEHAVIOURS)
    assert catalogue.in_force("nonsense", DAY) is None
