"""Legal days against the articles, the published notices and each other."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_app.core.calendar import (
    Unpublished,
    add_days,
    add_months,
    add_working_days,
    add_years,
    end_of_day,
    is_working_day,
    local_day,
    start_of_day,
    working_days_between,
)

published = st.dates(date(2024, 1, 1), date(2026, 12, 25))
well_inside = st.dates(date(2024, 6, 1), date(2026, 6, 1))
any_day = st.dates(date(1990, 1, 1), date(2100, 1, 1))


def test_evening_in_london_is_already_the_next_day_in_shanghai() -> None:
    assert local_day(datetime(2026, 4, 30, 15, 59, 59, tzinfo=UTC)) == date(2026, 4, 30)
    assert local_day(datetime(2026, 4, 30, 16, 0, tzinfo=UTC)) == date(2026, 5, 1)


def test_a_naive_moment_falls_on_no_day() -> None:
    with pytest.raises(ValueError, match="naive"):
        local_day(datetime(2026, 4, 30, 15, 59))  # noqa: DTZ001 - that is what is refused


def test_a_day_begins_at_16_utc_and_ends_when_the_next_begins() -> None:
    assert start_of_day(date(2026, 5, 1)) == datetime(2026, 4, 30, 16, tzinfo=UTC)
    assert end_of_day(date(2026, 5, 1)) == datetime(2026, 5, 1, 16, tzinfo=UTC)


@given(any_day)
def test_every_moment_of_a_day_falls_on_it_and_24_00_no_longer(day: date) -> None:
    assert local_day(start_of_day(day)) == day
    assert local_day(end_of_day(day) - timedelta(microseconds=1)) == day
    assert local_day(end_of_day(day)) == day + timedelta(days=1)
    assert end_of_day(day) - start_of_day(day) in [timedelta(hours=h) for h in (23, 24, 25)]


@pytest.mark.parametrize(
    ("accepted", "years", "last"),
    [
        (date(2022, 8, 31), 5, date(2027, 8, 31)),  # W-1: the corresponding day
        (date(2024, 2, 29), 5, date(2029, 2, 28)),  # W-3: none, so the month's last day
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2023, 2, 28), 1, date(2024, 2, 28)),
    ],
)
def test_a_period_of_years_ends_on_the_corresponding_day(accepted: date, years: int, last: date) -> None:
    assert add_years(accepted, years) == last


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2026, 4, 30), 1, date(2026, 5, 30)),
        (date(2026, 4, 30), 0, date(2026, 4, 30)),
    ],
)
def test_a_period_of_months_ends_on_the_corresponding_day(start: date, months: int, last: date) -> None:
    assert add_months(start, months) == last


def test_fifteen_days_after_acceptance_the_filing_is_due() -> None:
    assert add_days(date(2026, 4, 30), 15) == date(2026, 5, 15)
    assert add_days(date(2026, 4, 30), 15, roll=True) == date(2026, 5, 15)


def test_a_last_day_inside_the_national_holiday_moves_behind_it() -> None:
    assert add_days(date(2026, 9, 18), 15) == date(2026, 10, 3)
    assert add_days(date(2026, 9, 18), 15, roll=True) == date(2026, 10, 8)
    assert add_months(date(2026, 9, 1), 1, roll=True) == date(2026, 10, 8)


def test_a_last_day_on_a_weekend_moves_to_monday_but_not_from_a_worked_saturday() -> None:
    assert add_days(date(2026, 11, 11), 10, roll=True) == date(2026, 11, 23)
    assert add_days(date(2026, 9, 30), 10, roll=True) == date(2026, 10, 10)
    assert add_years(date(2025, 10, 10), 1, roll=True) == date(2026, 10, 10)


def test_a_period_is_never_negative() -> None:
    for add in (add_days, add_months, add_years):
        with pytest.raises(ValueError, match="negative"):
            add(date(2026, 1, 1), -1)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 2, 14), True),  # Saturday worked for the Spring Festival
        (date(2026, 2, 16), False),  # Monday off
        (date(2026, 1, 2), False),  # Friday off
        (date(2026, 1, 4), True),  # Sunday worked
        (date(2025, 9, 28), True),
        (date(2025, 10, 8), False),
        (date(2024, 2, 9), True),  # the eve of 2024 was only recommended as a day of leave
        (date(2024, 10, 12), True),
        (date(2026, 11, 21), False),
        (date(2026, 11, 23), True),
    ],
)
def test_the_notice_goes_before_the_day_of_the_week(day: date, works: bool) -> None:
    assert is_working_day(day) is works


def test_working_days_are_counted_over_holidays_and_make_up_days() -> None:
    # After 11 February 2026: 12, 13, 14 (a Saturday, worked), then off to 23, then 24 and 25.
    assert add_working_days(date(2026, 2, 11), 5) == date(2026, 2, 25)
    assert add_working_days(date(2026, 2, 24), 5) == date(2026, 3, 2)  # 28 February is worked
    assert add_working_days(date(2026, 10, 8), -7) == date(2026, 9, 21)
    assert working_days_between(date(2026, 9, 30), date(2026, 10, 10)) == 3
    assert working_days_between(date(2026, 10, 10), date(2026, 10, 10)) == 0


def test_an_unpublished_year_is_said_in_both_languages_and_never_guessed() -> None:
    for ask in (
        lambda: is_working_day(date(2027, 3, 3)),
        lambda: add_working_days(date(2026, 12, 1), 40),
        lambda: add_days(date(2026, 12, 20), 20, roll=True),
        lambda: working_days_between(date(2023, 12, 1), date(2024, 1, 10)),
    ):
        with pytest.raises(Unpublished) as refused:
            ask()
        assert refused.value.status == 409
        assert str(refused.value.year) in refused.value.words("zh_Hans_CN")
        assert str(refused.value.year) in refused.value.words("en")
    assert add_days(date(2026, 12, 20), 20) == date(2027, 1, 9)  # plain days need no notice


def test_the_last_days_of_the_newest_year_wait_for_the_next_notice() -> None:
    assert is_working_day(date(2026, 12, 25))
    with pytest.raises(Unpublished) as refused:
        is_working_day(date(2026, 12, 28))
    assert refused.value.year == 2027
    assert is_working_day(date(2025, 12, 29))


@given(published, st.integers(0, 60))
def test_counting_working_days_undoes_adding_them(start: date, n: int) -> None:
    for signed in (n, -n):
        try:
            end = add_working_days(start, signed)
        except Unpublished:
            continue
        assert working_days_between(start, end) == signed
        assert n == 0 or is_working_day(end)


@given(well_inside, st.integers(0, 400))
def test_rolling_goes_forward_to_the_nearest_working_day(start: date, n: int) -> None:
    plain = add_days(start, n % 200)
    rolled = add_days(start, n % 200, roll=True)
    assert is_working_day(rolled)
    between = (plain + timedelta(days=k) for k in range((rolled - plain).days))
    assert not any(is_working_day(day) for day in between)


@given(any_day, st.integers(0, 240))
def test_months_keep_the_day_or_take_the_last_of_the_month(start: date, n: int) -> None:
    last = add_months(start, n)
    assert (last.year * 12 + last.month) - (start.year * 12 + start.month) == n
    assert last.day == start.day or (last.day < start.day and (last + timedelta(days=1)).day == 1)
