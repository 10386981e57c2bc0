"""Minutes rolled up: whatever order readings came in, and whenever they were rolled up, a curve says what they say."""

from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from threading import Barrier

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.readings.actions import Sample, record, register_device, registry, roll_minutes
from inspect_app.readings.models import Channel, Correction, Head, Hour, MinuteRoll, Reading
from inspect_app.readings.queries import curves
from inspect_app.readings.queries.rolls import by_minute, minutes_of
from inspect_app.readings.rules.curve import Bucket
from inspect_app.readings.rules.episodes import HOUR_MS
from inspect_app.readings.rules.rolls import MINUTE_MS, Minutes, packed
from tests.cast import Cast
from tests.make import NOW

START = int(NOW.timestamp() * 1000) // HOUR_MS * HOUR_MS - 8 * HOUR_MS
#: what is sent: second of six hours, value, flag
SENT = st.lists(
    st.tuples(
        st.integers(0, 6 * 3600 - 1) | st.integers(7150, 7250) | st.integers(10_790, 10_810),
        st.sampled_from([-3.5, 0.0, 61.25, 80.0]),
        st.sampled_from("NNNNNND"),
    ),
    min_size=1,
    max_size=40,
)


def recomputed(readings: list[tuple[int, float]], width: int) -> list[Bucket]:
    """Return the buckets of readings the plain way."""
    found = []
    for _number, rows in groupby(sorted(readings), key=lambda row: row[0] // width):
        inside = list(rows)
        values = [value for _at, value in inside]
        found.append(Bucket(inside[0][0], inside[-1][0], min(values), max(values)))
    return found


@pytest.fixture
def device(app: Flask, cast: Cast) -> None:
    with transaction():
        register_device(SYSTEM, project=cast.project(), name="dust-1", kind="dust", at=NOW)


def clean() -> None:
    """Leave the device and nothing measured."""
    with transaction():
        for model in (MinuteRoll, Correction, Reading, Hour, Head, Channel):
            db.session.execute(delete(model))
        registry.forget()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=SENT, data=st.data())
def test_minutes_are_those_of_the_readings_shuffled_doubled_late_or_told_otherwise(
    device: None, sent: list[tuple[int, float, str]], data: st.DataObject
) -> None:
    clean()
    kept: dict[int, tuple[float, str]] = {}
    left = data.draw(st.permutations(sent + data.draw(st.lists(st.sampled_from(sent), max_size=8))))
    while left:
        size = data.draw(st.integers(1, 12))
        piece, left = left[:size], left[size:]
        samples = [Sample("p17", "dust-1", "settlement", START + s * 1000, v, flag) for s, v, flag in piece]
        for sample in samples:
            kept.setdefault(sample.at_ms, (sample.value, sample.flag))
        with transaction():
            record(samples, at=NOW)
        if data.draw(st.booleans()):
            with transaction():
                roll_minutes()
        if data.draw(st.booleans()):
            registry.drop()  # a restart remembers nothing
            db.session.expunge_all()
        first, last = (START + data.draw(st.integers(0, 6 * 3_600_000)) for _edge in range(2))
        normal = [(at, value) for at, (value, flag) in kept.items() if flag == "N"]
        (channel_id,) = db.session.scalars(select(Channel.id))
        for begin, end in ((START, START + 6 * HOUR_MS), (min(first, last), max(first, last))):
            found = minutes_of(db.session, channel_id, begin, end)
            inside = [row for row in normal if begin <= row[0] <= end]
            assert found.joined() == recomputed(inside, MINUTE_MS)
            assert found.joined(7 * MINUTE_MS) == recomputed(inside, 7 * MINUTE_MS)


def test_an_hour_is_rolled_up_once_and_again_after_a_late_reading(device: None) -> None:
    def came(*seconds: int) -> None:
        with transaction():
            record([Sample("p17", "dust-1", "pm10", START + s * 1000, 60.0 + s % 7) for s in seconds], at=NOW)

    def rolled() -> tuple[int, int]:
        with transaction():
            done = roll_minutes()
        return done, db.session.scalar(select(func.count()).select_from(Hour).where(Hour.rolled)) or 0

    came(*range(0, 7100, 5))
    assert rolled() == (1, 1)  # the second hour may still get readings that are not late
    came(7200)
    assert rolled() == (1, 2)
    came(7199, 3, 5)
    assert rolled() == (2, 2)
    came(5)  # what is there already changes nothing
    assert rolled() == (0, 2)


def test_late_readings_and_the_clock_at_one_moment_leave_no_wrong_minute(app: Flask, device: None) -> None:
    def came(*seconds: int, value: float = 60.0) -> None:
        with transaction():
            record([Sample("p17", "dust-1", "pm10", START + s * 1000, value) for s in seconds], at=NOW)

    came(*range(0, 3601, 60))
    (channel_id,) = db.session.scalars(select(Channel.id))
    db.session.rollback()
    ready = Barrier(2)

    def send() -> None:
        with app.app_context():
            ready.wait()
            for second in range(1, 20):
                came(second, value=60.0 + second)

    def roll() -> None:
        with app.app_context():
            ready.wait()
            for _turn in range(19):
                with transaction():
                    roll_minutes()

    with ThreadPoolExecutor(2) as pool:
        for each in [pool.submit(send), pool.submit(roll)]:
            each.result()
    wanted = [row[2] for row in by_minute(db.session, [(channel_id, START, START + HOUR_MS)])]
    assert wanted[0] == Bucket(START, START + 19_000, 60.0, 79.0)
    assert minutes_of(db.session, channel_id, START, START + HOUR_MS - 1).joined() == wanted
    with transaction():
        roll_minutes()
    assert minutes_of(db.session, channel_id, START, START + HOUR_MS - 1).joined() == wanted


@pytest.mark.parametrize("minutes", [[], [(0, 0)], [(0, 59_999), (59, 3_599_999)]])
def test_what_is_packed_is_what_comes_out(minutes: list[tuple[int, int]]) -> None:
    found = [Bucket(START + number * MINUTE_MS, START + last, -0.125, 1e300) for number, last in minutes]
    assert Minutes([(START, packed(found))]).joined() == found


def test_a_curve_says_what_it_was_read_from_and_keeps_every_peak_and_gap(
    device: None, queries: list[str]
) -> None:
    begin = START - 20 * HOUR_MS
    samples = [
        Sample("p17", "dust-1", "pm10", begin + n * 10_000, 60.0) for n in range(360 * 24) if n // 360 != 9
    ]
    samples[2000] = samples[2000]._replace(value=777.0)
    with transaction():
        record(samples, at=NOW)
        roll_minutes()
    (channel_id,) = db.session.scalars(select(Channel.id))

    def seen(hours: float, points: int) -> tuple[str, int, bool, int]:
        end = begin + int(hours * HOUR_MS)
        found = curves.buckets(db.session, channel_id, begin, end - 1, points)
        steps = [
            after.first_ms - one.last_ms for one, after in zip(found.buckets, found.buckets[1:], strict=False)
        ]
        peak = any(one.most == 777.0 for one in found.buckets)
        return found.grain, found.width_ms, peak, sum(step > 50 * MINUTE_MS for step in steps)

    assert seen(1, 1000) == ("value", 0, False, 0)
    assert seen(3, 1000) == ("value", 32_433, False, 0)
    assert seen(24, 1000) == ("minute", 5 * MINUTE_MS, True, 1)
    assert seen(24, 60) == ("hour", 2 * HOUR_MS, True, 1)
    queries.clear()
    # Twenty-three hours with something in them are more than a curve of thirty points shows value by value.
    assert seen(24, 30) == ("hour", 3 * HOUR_MS, True, 0)
    assert len(queries) == 1
