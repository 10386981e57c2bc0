"""Windows of visits, the published frequency, and rules in words."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_app.inspections.pages.year import plain
from inspect_app.inspections.rules import SiteCalendar, Stop, asks_for_cause, closes_on, opens_on, timing
from inspect_app.inspections.rules.frequency import (
    LEAST_FACTOR,
    MONTHLY_EVERY,
    MOST_FACTOR,
    VERIFIED,
    OpenRisk,
    frequency,
    worst,
)
from inspect_app.inspections.rules.rule_text import monthly, normal_rule, weekly
from inspect_app.inspections.rules.rule_words import preset_of, rhythm_words, rule_words

CALM = OpenRisk()
DUE = date(2026, 5, 11)


@pytest.mark.parametrize(("grade", "every"), [("A", 20), ("B", 10), ("C", 5), ("D", 3)])
def test_the_grade_sets_the_interval(grade: str, every: int) -> None:
    assert frequency(10, grade, CALM).every == every


def test_a_worse_risk_comes_first_and_the_factor_has_a_ceiling() -> None:
    assert frequency(10, "B", OpenRisk(serious=1)).every == 8
    assert frequency(10, "B", OpenRisk(overdue=3, serious=1)).factor == Decimal("1.5")
    assert frequency(10, "B", OpenRisk(major=1, overdue=3)).every == 5
    assert frequency(12, "D", OpenRisk(major=1)).factor == MOST_FACTOR


def test_d_and_blacklist_are_fully_checked_each_month() -> None:
    found = frequency(120, "D", CALM)
    assert (found.every, found.monthly_full) == (MONTHLY_EVERY, True)
    assert frequency(120, "A", CALM, blacklisted=True).every == MONTHLY_EVERY
    assert not frequency(120, "C", CALM).monthly_full
    assert VERIFIED is False


@given(
    st.integers(1, 250), st.sampled_from("ABCD"), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9),
    st.booleans(),
)  # fmt: skip
def test_the_interval_keeps_to_its_bounds_and_more_risk_never_makes_it_longer(
    base: int, grade: str, major: int, overdue: int, serious: int, listed: bool
) -> None:
    calm = frequency(base, grade, CALM, blacklisted=listed)
    found = frequency(base, grade, OpenRisk(major, overdue, serious), blacklisted=listed)
    assert LEAST_FACTOR <= found.factor <= MOST_FACTOR
    assert 1 <= found.every <= calm.every
    assert frequency(base, "D", OpenRisk(major, overdue, serious)).every <= found.every or listed


def test_an_unknown_grade_is_refused_and_the_worst_contractor_counts() -> None:
    with pytest.raises(ValueError, match="grade"):
        frequency(5, "E", CALM)
    with pytest.raises(ValueError, match="base"):
        frequency(0, "A", CALM)
    assert worst(["A", "C", "B"]) == "C"
    assert worst([]) == "B"


def test_the_working_names_each_step_in_both_languages() -> None:
    steps = frequency(10, "D", OpenRisk(overdue=2)).steps
    assert ("10 ÷ 4 = 2.50，取整 3", "10 ÷ 4 = 2.50, rounded 3") in steps
    assert any("overdue (2): ×1.5" in en for _zh, en in steps)


def test_a_window_has_its_early_its_late_and_its_missed_days() -> None:
    opens, closes = opens_on(DUE, 3), closes_on(DUE, 3, SiteCalendar())
    assert (opens, closes) == (date(2026, 5, 8), date(2026, 5, 14))
    days = {n: timing(date(2026, 5, n), opens, DUE, closes) for n in (7, 8, 11, 12, 14, 15)}
    assert days == {7: "early", 8: "on_time", 11: "on_time", 12: "late", 14: "late", 15: "missed"}
    assert timing(date(2026, 1, 1), None, DUE, closes) == "on_time"


def test_days_of_grace_do_not_run_while_the_site_is_closed() -> None:
    assert closes_on(DUE, 3, SiteCalendar((Stop(date(2026, 5, 12), date(2026, 5, 13)),))) == date(2026, 5, 18)
    # Where the calendar ends, rather too late than too early.
    assert closes_on(date(2090, 5, 11), 3, SiteCalendar()) == date(2090, 5, 26)


def test_only_what_was_late_asks_for_a_reason() -> None:
    asked = [("missed", None), ("done", "late"), ("done", "missed")]
    assert all(asks_for_cause(*each) for each in asked)
    assert not any(asks_for_cause(*each) for each in [("done", "on_time"), ("planned", None), ("done", None)])


@pytest.mark.parametrize(
    ("rule", "zh", "en"),
    [
        (weekly(["WE", "MO"]), "每周，周一、周三", "every week, on Monday, Wednesday"),
        (monthly(15, 3), "每 3 个月，15 日", "every 3 months, on day 15"),
        (monthly(31), "每个月，31 日（短月为最后一天）", "every month, on day 31 (the last day of a shorter month)"),
        ("FREQ=MONTHLY;BYDAY=1MO,-1FR", "每个月，第 1 个周一、最后一个周五", "every month, on number 1 Monday, the last Friday"),
        (
            "FREQ=YEARLY;BYMONTH=4,10;BYMONTHDAY=-1;COUNT=4", "每年，4、10 月，最后一天，共 4 次",
            "every year, Apr, Oct, on the last day, 4 times in all",
        ),
        ("FREQ=DAILY;UNTIL=20271231", "每天，到 2027-12-31 止", "every day, until 2027-12-31"),
    ],
)  # fmt: skip
def test_a_rule_is_said_in_words(rule: str, zh: str, en: str) -> None:
    assert rule_words(rule) == (zh, en)


def test_working_days_are_said_in_words_too() -> None:
    assert rhythm_words(None, 5) == ("每 5 个工作日", "every 5 working days")
    assert rhythm_words(None, 1)[1] == "every working day"


@pytest.mark.parametrize(
    ("rule", "preset"),
    [
        (weekly(["FR"], 2), {"rhythm": "weekly", "weekdays": ["FR"], "weeks": 2}),
        (monthly(5), {"rhythm": "monthly", "month_day": 5, "month_step": 1}),
        (monthly(30), {"rhythm": "monthly", "month_day": 30, "month_step": 1}),
        ("FREQ=DAILY", {"rhythm": "rule", "rule": "FREQ=DAILY"}),
        (None, {"rhythm": "every"}),
    ],
)
def test_the_form_shows_the_preset_a_rule_came_from(rule: str | None, preset: dict[str, object]) -> None:
    assert preset_of(normal_rule(rule) if rule else None) == preset


def test_no_cell_begins_like_a_formula() -> None:
    assert [plain(each) for each in ("=1+1", "@x", "\tx", 3, "屋面")] == ["'=1+1", "'@x", "'\tx", "3", "屋面"]
