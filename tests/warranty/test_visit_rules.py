"""Which return visits an acceptance asks for, and when: the schedule is the same each time and never rewrites the past."""

from datetime import date, timedelta

from inspect_app.warranty.rules import visits
from inspect_app.warranty.rules.visits import AHEAD, Running, is_late, is_missed, schedule, to_plan

ACCEPTED = date(2026, 5, 11)
CLOCKS = [
    Running("W-WP", date(2031, 5, 11)), Running("W-MEP", date(2028, 5, 11)), Running("W-HVAC", date(2028, 3, 15)),
    Running("W-STR", date(2076, 5, 11)), Running("W-OTH", None),
]  # fmt: skip


def test_three_six_and_twelve_months_then_yearly_while_anything_but_the_structure_is_covered():
    days = [each.on for each in schedule(ACCEPTED, "110114", CLOCKS) if each.kind == "habit"]
    assert days == [
        date(2026, 8, 11),
        date(2026, 11, 11),
        date(2027, 5, 11),
        date(2028, 5, 11),
        date(2029, 5, 11),
        date(2030, 5, 11),
    ]


def test_after_the_first_flood_season_at_each_start_of_heating_and_60_days_before_each_end():
    found = {each.key: each.on for each in schedule(ACCEPTED, "110114", CLOCKS)}
    assert found["flood-2026"] == date(2026, 9, 16)
    assert [key for key in found if key.startswith("heating")] == ["heating-2026", "heating-2027"]
    assert found["expiry-W-WP-2031-05-11"] == date(2031, 3, 12)
    assert found["expiry-W-MEP-2028-05-11"] == date(2028, 3, 12)
    assert found["expiry-W-STR-2076-05-11"] == date(2076, 3, 12)


def test_accepted_within_a_flood_season_the_next_one_is_the_first():
    found = {each.key for each in schedule(date(2026, 7, 1), "310101", CLOCKS)}
    assert "flood-2027" in found


def test_the_schedule_is_in_order_each_key_once_whatever_the_order_of_the_clocks():
    one, other = schedule(ACCEPTED, "110114", CLOCKS), schedule(ACCEPTED, "110114", CLOCKS[::-1] * 2)
    assert one == other
    assert len({each.key for each in one}) == len(one)
    assert one == sorted(one, key=lambda each: (each.on, each.key))
    assert all(each.basis and not each.verified for each in one)


def test_planned_day_by_day_or_after_a_long_downtime_the_same_visits_come():
    due = schedule(ACCEPTED, "110114", CLOCKS)
    daily, until = [], ACCEPTED
    for step in range(900):
        today = ACCEPTED + timedelta(days=step)
        daily += to_plan(due, until, today)
        until = max(until, today + AHEAD)
    at_once = to_plan(due, ACCEPTED, ACCEPTED + timedelta(days=899))
    assert daily == at_once


def test_a_rule_that_changes_adds_nothing_to_the_past():
    today = date(2027, 1, 10)
    more = [
        *schedule(ACCEPTED, "110114", CLOCKS),
        visits.Due("month-1", "habit", date(2026, 6, 11), ("一", "one"), "x"),
    ]
    assert all(each.on > today for each in to_plan(more, today, today))


def test_late_and_missed_are_counted_from_the_day():
    assert not is_late(ACCEPTED, ACCEPTED + timedelta(days=14))
    assert is_late(ACCEPTED, ACCEPTED + timedelta(days=15))
    assert not is_missed(ACCEPTED, ACCEPTED + timedelta(days=60))
    assert is_missed(ACCEPTED, ACCEPTED + timedelta(days=61))


def test_each_kind_of_visit_asks_something():
    assert all(visits.questions(kind) for kind in visits.KINDS)
