"""The engine of episodes: what it finds in a series, and that stored data in any order give the same."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.readings.actions import Sample, record, register_device, registry, set_limit
from inspect_app.readings.models import Alarm, Channel, Correction, Device, Head, Hour, Limit, Reading, Track
from inspect_app.readings.rules.episodes import Bound, Episode, Point, episodes
from tests.cast import Cast

MINUTE = 60_000
START = 1_775_000_000_000 // 86_400_000 * 86_400_000
NOW = datetime.fromtimestamp(START / 1000 + 86_400 * 60, UTC)
PLAIN = Bound("x", "pm10", 100, 80)


def series(*values: float | None, step: int = MINUTE) -> list[Point]:
    """Return one point a step; None leaves the moment out."""
    return [Point(i * step, value) for i, value in enumerate(values) if value is not None]


def test_an_episode_lasts_from_the_first_value_over_to_the_first_clear_one() -> None:
    found = episodes(series(50, 101, 130, 99, 80, 50), PLAIN)
    assert found == [Episode(MINUTE, MINUTE, 4 * MINUTE, "clear", 130, 2 * MINUTE)]


def test_a_value_at_the_limit_counts_only_where_reaching_it_is_forbidden() -> None:
    assert episodes(series(50, 100), PLAIN) == []
    reaching = Bound("x", "wind_speed", 100, 80, inclusive=True)
    assert len(episodes(series(50, 100), reaching)) == 1
    assert episodes(series(100, 80), reaching)[0].ended_ms is None  # the clearing value is forbidden too


def test_a_run_shorter_than_its_duration_is_no_episode() -> None:
    lasting = Bound("x", "pm10", 100, 80, duration_ms=3 * MINUTE)
    assert episodes(series(101, 101, 101, 90, 101, 101, 101), lasting) == []
    (one,) = episodes(series(101, 101, 101, 101, 50), lasting)
    assert (one.began_ms, one.opened_ms, one.ended_ms) == (0, 3 * MINUTE, 4 * MINUTE)


def test_a_gap_ends_what_is_certain_and_breaks_a_run() -> None:
    bound = Bound("x", "pm10", 100, 80, duration_ms=MINUTE, max_gap_ms=3 * MINUTE)
    first, second = episodes(series(101, 102, None, None, None, None, 103, 104), bound)
    assert (first.ended_ms, first.ended_by) == (MINUTE, "gap")
    assert (second.began_ms, second.opened_ms, second.ended_ms) == (6 * MINUTE, 7 * MINUTE, None)


def test_a_limit_below_counts_what_falls_under_it() -> None:
    low = Bound("x", "water_pressure", 0.2, 0.25, above=False)
    (one,) = episodes(series(0.3, 0.19, 0.1, 0.22, 0.26), low)
    assert (one.peak, one.ended_ms) == (0.1, 4 * MINUTE)


def test_night_limits_hold_at_night_only() -> None:
    night = Bound("x", "noise", 55, 53, hours=(22, 6))
    hour = 3_600_000
    points = [Point(START - 8 * hour + i * hour, 60) for i in range(24)]  # local midnight to midnight
    first, second = episodes(points, night)
    assert (first.ended_ms, first.ended_by) == (points[6].at_ms, "clear")
    assert second.began_ms == points[22].at_ms


def test_a_daily_mean_needs_twenty_hours_and_a_finished_day() -> None:
    daily = Bound("x", "pm10", 150, 150, window_ms=86_400_000, max_gap_ms=2 * 86_400_000)
    hour, midnight = 3_600_000, START - 8 * 3_600_000
    day = [Point(midnight + i * hour, 160.0) for i in range(24)]
    assert episodes(day, daily) == []
    (one,) = episodes([*day, Point(midnight + 24 * hour, 0)], daily)
    assert (one.began_ms, one.peak) == (midnight + 24 * hour, 160)
    assert episodes([*day[:19], Point(midnight + 24 * hour, 0)], daily) == []


# --------------------------------------------------------------------------------------------- stored, in any order

MESSAGES = st.lists(
    st.tuples(st.integers(0, 70), st.sampled_from([50.0, 85.0, 101.0, 120.0, 130.0]), st.sampled_from("NNNNNND")),
    min_size=1, max_size=50,
)  # fmt: skip
LIMITS = st.sampled_from(
    [
        {"clear_value": 80.0},
        {"clear_value": 100.0, "duration_s": 120},
        {"clear_value": 80.0, "duration_s": 180, "max_gap_s": 240},
        {"clear_value": 80.0, "max_gap_s": 120},
        {"clear_value": 90.0, "window_s": 300, "max_gap_s": 900},
        {"clear_value": 100.0, "window_s": 600, "max_gap_s": 1200, "duration_s": 600},
    ]
)


@pytest.fixture
def device(app: Flask, cast: Cast) -> Device:
    with transaction():
        made, _secret = register_device(SYSTEM, project=cast.project(), name="dust-1", kind="dust", at=NOW)
    return made


def clean() -> None:
    """Leave the device and nothing measured."""
    with transaction():
        for model in (Alarm, Track, Correction, Reading, Hour, Head, Channel, Limit):
            db.session.execute(delete(model))
        registry.forget()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(messages=MESSAGES, limit=LIMITS, data=st.data())
def test_shuffled_doubled_and_late_readings_give_the_episodes_of_the_ordered_series(
    device: Device,
    cast: Cast,
    messages: list[tuple[int, float, str]],
    limit: dict[str, float],
    data: st.DataObject,
) -> None:
    clean()
    with transaction():
        made = set_limit(
            SYSTEM, project=cast.project(), quantity="settlement", value=100, at=datetime.fromtimestamp(0, UTC),
            basis="专项方案", zh="试", en="t", **limit,
        )  # fmt: skip
        bound = registry.as_bound(made)
    first_kept: dict[int, tuple[float, str]] = {}
    sent = data.draw(st.permutations(messages + data.draw(st.lists(st.sampled_from(messages), max_size=10))))
    while sent:
        size = data.draw(st.integers(1, 12))
        piece, sent = sent[:size], sent[size:]
        samples = [Sample("p17", "dust-1", "settlement", START + i * MINUTE, v, flag) for i, v, flag in piece]
        for sample in samples:
            first_kept.setdefault(sample.at_ms, (sample.value, sample.flag))
        with transaction():
            record(samples, at=NOW)
        if data.draw(st.booleans()):
            registry.drop()  # a restart remembers nothing
            db.session.expunge_all()
    ordered = [Point(at, value) for at, (value, flag) in sorted(first_kept.items()) if flag == "N"]
    assert standing() == episodes(ordered, bound)
    assert db.session.scalar(select(db.func.count()).select_from(Reading)) == len(first_kept)


def standing() -> list[Episode]:
    """Return the alarms that stand, as episodes, by their beginning."""
    stmt = select(Alarm).where(Alarm.withdrawn_at.is_(None)).order_by(Alarm.began_ms)
    return [
        Episode(each.began_ms, each.opened_ms, each.cleared_ms, each.ended_by, each.peak, each.peak_ms)
        for each in db.session.scalars(stmt)
    ]
