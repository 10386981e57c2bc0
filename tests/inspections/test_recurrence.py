"""Which days a plan falls due: rules of RFC 5545 on a site's calendar."""

from datetime import date, datetime, time, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from inspect_app.core.errors import Problem
from inspect_app.inspections.rules.recurrence import Rhythm
from inspect_app.inspections.rules.rule_days import rule_days
from inspect_app.inspections.rules.rule_text import monthly, normal_rule, weekly
from inspect_app.inspections.rules.site_calendar import SiteCalendar, Stop

START = date(2026, 5, 11)  # a Monday
SITE = SiteCalendar(guess=True)
DAYS = st.dates(date(2024, 1, 1), date(2027, 6, 30))
WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


@st.composite
def rules(draw: st.DrawFn) -> str:
    freq = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={freq}", f"INTERVAL={draw(st.integers(1, 4))}"]
    nth = draw(st.sampled_from(["", "1", "-1", "3"])) if freq in ("MONTHLY", "YEARLY") else ""
    days = draw(st.lists(st.sampled_from(WEEKDAYS), max_size=3, unique=True))
    if days:
        parts.append("BYDAY=" + ",".join(nth + each for each in days))
    numbers = st.lists(st.sampled_from([1, 5, 15, 28, 29, 30, 31, -1, -3]), max_size=3, unique=True)
    month_days = [] if freq == "WEEKLY" else draw(numbers)
    if month_days:
        parts.append("BYMONTHDAY=" + ",".join(map(str, month_days)))
    months = draw(st.lists(st.integers(1, 12), max_size=3, unique=True))
    if months:
        parts.append("BYMONTH=" + ",".join(map(str, months)))
    # dateutil counts places within the rest of the first week only; RFC 5545 counts within the week.
    if freq != "WEEKLY" and (days or month_days or months):
        parts += draw(st.sampled_from([[], ["BYSETPOS=1"], ["BYSETPOS=-1,2"]]))
    parts += draw(st.sampled_from([[], ["COUNT=4"], ["UNTIL=20270301"]]))
    return ";".join(parts)


@given(rules(), DAYS)
@settings(max_examples=400, deadline=None)
def test_a_rule_names_the_days_that_dateutil_says(rule: str, anchor: date) -> None:
    last = date(2029, 1, 1)
    try:
        ours = list(rule_days(rule, anchor, last))
    except Problem:
        assume(False)
    # A rule that names nothing would keep dateutil busy to the year 9999.
    ended = rule if "UNTIL" in rule or "COUNT" in rule else f"{rule};UNTIL=20290101"
    assume(ours)
    theirs = [
        each.date() for each in rrulestr(ended, dtstart=datetime.combine(anchor, time()))[: len(ours) + 1]
    ]
    assert ours == [each for each in theirs if each <= last]


@given(
    rules(), DAYS, st.integers(0, 200), st.integers(0, 200), st.sampled_from(["next", "previous", "skip"]),
    st.sets(st.integers(1, 12), min_size=1), st.lists(st.tuples(DAYS, st.integers(0, 40)), max_size=3),
)  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_asking_from_any_moment_gives_the_same_days_and_none_twice(
    rule: str, anchor: date, cut: int, more: int, shift: str, season: set[int], stops: list[tuple[date, int]]
) -> None:
    site = SiteCalendar(
        tuple(Stop(day, day + timedelta(days=long)) for day, long in stops), frozenset(season), guess=True
    )
    try:
        rhythm = Rhythm(anchor, normal_rule(rule), shift=shift)
    except Problem:
        assume(False)
    middle, end = anchor + timedelta(days=cut), anchor + timedelta(days=cut + more)
    whole = rhythm.days(anchor, end, site).days
    first = rhythm.days(anchor, middle, site).days
    second = rhythm.days(middle + timedelta(days=1), end, site).days
    assert whole == first + second
    assert len(set(whole)) == len(whole)
    assert all(site.is_open(each) for each in whole)


@given(DAYS, st.integers(1, 30), st.integers(0, 200), st.integers(0, 200))
@settings(max_examples=100, deadline=None)
def test_every_n_working_days_gives_the_same_days_from_any_moment(
    anchor: date, every: int, cut: int, more: int
) -> None:
    rhythm = Rhythm(anchor, every=every)
    middle, end = anchor + timedelta(days=cut), anchor + timedelta(days=cut + more)
    after = rhythm.days(middle + timedelta(days=1), end, SITE).days
    assert rhythm.days(anchor, end, SITE).days == rhythm.days(anchor, middle, SITE).days + after


def test_a_due_day_on_a_day_off_moves_as_the_plan_says() -> None:
    # 19 June 2026 is Dragon Boat Festival, a Friday: off to Sunday.
    rule, first, last = weekly(["FR"]), date(2026, 6, 16), date(2026, 6, 23)
    moved = {
        shift: Rhythm(START, rule, shift=shift).days(first, last, SITE).days
        for shift in ("next", "previous", "skip")
    }
    assert moved == {"next": [date(2026, 6, 22)], "previous": [date(2026, 6, 18)], "skip": []}


def test_a_closure_puts_all_its_due_days_on_one() -> None:
    site = SiteCalendar((Stop(date(2026, 5, 18), date(2026, 6, 2)),))
    found = Rhythm(START, weekly(["MO"])).days(START, date(2026, 6, 10), site).days
    assert found == [START, date(2026, 6, 3), date(2026, 6, 8)]


def test_a_season_leaves_the_other_months_out() -> None:
    heating = SiteCalendar(season=frozenset({11, 12, 1, 2, 3}), guess=True)
    found = Rhythm(START, monthly(15)).days(START, date(2027, 12, 31), heating).days
    assert [each.month for each in found] == [11, 12, 1, 2, 3, 11, 12]


def test_working_days_of_a_closed_site_are_not_counted() -> None:
    site = SiteCalendar((Stop(date(2026, 5, 12), date(2026, 5, 15)),))
    assert Rhythm(START, every=2).days(START, date(2026, 5, 22), site).days == [
        START, date(2026, 5, 19), date(2026, 5, 21),
    ]  # fmt: skip


def test_days_beyond_the_published_calendar_wait_for_it() -> None:
    site = SiteCalendar()
    found = Rhythm(START, "FREQ=MONTHLY;BYMONTHDAY=1").days(START, date(2090, 1, 1), site)
    assert found.days[-1] < found.known_to < date(2090, 1, 1)


def test_the_thirty_first_falls_on_the_last_day_of_a_short_month() -> None:
    found = list(rule_days(monthly(31), date(2026, 1, 1), date(2026, 6, 30)))
    assert [each.day for each in found] == [31, 28, 31, 30, 31, 30]
    assert [each.day for each in rule_days(monthly(29), date(2026, 2, 1), date(2026, 3, 31))] == [28, 29]


def test_a_rule_that_never_comes_ends_at_the_last_day_asked() -> None:
    assert list(rule_days("FREQ=DAILY;BYDAY=MO;BYSETPOS=2", START, date(2046, 1, 1))) == []


def test_a_count_is_counted_from_the_first_day() -> None:
    found = Rhythm(START, "FREQ=WEEKLY;BYDAY=MO;COUNT=3").days(date(2026, 5, 20), date(2027, 1, 1), SITE).days
    assert found == [date(2026, 5, 25)]


def test_a_rule_is_stored_in_one_way() -> None:
    assert normal_rule(" rrule:byday=mo,we;freq=weekly ") == "FREQ=WEEKLY;BYDAY=MO,WE"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "such as"), ("FREQ=HOURLY", "FREQ is one of"), ("FREQ=DAILY;BYHOUR=9", "BYHOUR is not taken"),
        ("FREQ=WEEKLY;BYWEEKNO=3", "BYWEEKNO is not taken"), ("FREQ=DAILY;COLOUR=RED", "unknown part COLOUR"),
        ("FREQ=DAILY;INTERVAL=0", "1 to 999"), ("FREQ=DAILY;INTERVAL=²", "1 to 999"), ("FREQ=DAILY;FREQ=DAILY", "twice"),
        ("FREQ=DAILY;COUNT", "no value"), ("BYDAY=MO", "FREQ is missing"), ("FREQ=WEEKLY;BYDAY=1MO", "MONTHLY or YEARLY"),
        ("FREQ=WEEKLY;BYMONTHDAY=3", "no BYMONTHDAY"), ("FREQ=MONTHLY;BYMONTHDAY=0", "but not 0"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "is wrong"), ("FREQ=YEARLY;BYMONTH=-1", "is wrong"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "no such day"), ("FREQ=DAILY;COUNT=3;UNTIL=20270101", "together"),
        ("FREQ=DAILY;UNTIL=20270101T080000Z", "without a time"), ("FREQ=DAILY;UNTIL=20271301", "such as 2027"),
        ("FREQ=DAILY;BYSETPOS=1", "goes with"), ("FREQ=MONTHLY;BYDAY=XX", "MO to SU"), ("FREQ=DAILY;" + "X" * 300, "such as"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_for_days_is_refused_with_its_reason(text: str, why: str) -> None:
    with pytest.raises(Problem) as refused:
        normal_rule(text)
    assert why in refused.value.field_words("en")["rule"][0]
