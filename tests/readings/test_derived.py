"""How often, how fast, how long nothing, what at once: against a plain second reckoning, in any order, and tried before."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.readings.actions import Sample, record, register_device, registry, set_limit
from inspect_app.readings.actions.silence import tell_silences
from inspect_app.readings.actions.trying import try_limit
from inspect_app.readings.models import Alarm, Channel, Correction, Device, Head, Hour, Limit, Reading, Track
from inspect_app.readings.rules.derived import all_episodes, derive, met, silences
from inspect_app.readings.rules.episodes import Bound, Condition, Episode, Point
from tests.cast import Cast
from tests.readings.test_episodes import standing

MINUTE, DAY = 60_000, 86_400_000
START = 1_775_000_000_000 // DAY * DAY
NOW = datetime.fromtimestamp(START / 1000 + 86_400 * 3, UTC)
EPOCH = datetime.fromtimestamp(0, UTC)


def at(minutes: int) -> int:
    return START + minutes * MINUTE


def test_a_day_is_over_its_count_from_the_first_time_too_many_until_the_next_day() -> None:
    mean = {"window_ms": 15 * MINUTE, "max_gap_ms": 2 * DAY}
    bound = Bound("x", "tsp", 1000, 1000, measure="count", per_ms=DAY, times=3, **mean)
    midnight = START + 16 * 60 * MINUTE  # in Shanghai
    points = [Point(midnight + i * 15 * MINUTE, 1200.0 if i in (4, 5, 40, 41) else 300.0) for i in range(200)]
    (one,) = all_episodes(points, bound)
    # the third mean over the limit ends after its quarter of an hour; the first of the next day ends it
    assert (one.began_ms - midnight, one.peak) == (41 * 15 * MINUTE, 4)
    assert one.ended_ms == midnight + DAY


def test_a_fall_is_measured_from_the_most_of_the_window() -> None:
    bound = Bound("x", "water_pressure", 0.02, 0.02, measure="fall", per_ms=10 * MINUTE)
    held = [Point(at(i), 0.6 - 0.001 * i) for i in range(30)]  # 0.010 in ten minutes
    assert all_episodes(held, bound) == []
    (one,) = all_episodes([*held, Point(at(30), 0.5)], bound)
    assert (one.began_ms, one.peak) == (at(30), pytest.approx(0.08))


def test_silence_is_counted_from_the_time_allowed_to_the_next_value() -> None:
    bound = Bound("x", "noise", 30, 30, measure="silence")
    told = [at(0), at(30), at(61), at(70)]
    assert silences(told, bound, at(80)) == [Episode(at(60), at(60), at(61), "clear", 31, at(61))]
    assert silences(told, bound, at(101))[-1] == Episode(at(100), at(100), None, "", 30, at(100))


def test_wind_while_the_crane_works_counts_only_as_long_as_both_are_known() -> None:
    wind, crane = Condition("wind_speed", 10.8, inclusive=True), Condition("load_rate", 5, near=False)
    bound = Bound(
        "x", "wind_speed", 10.8, 10.8, measure="met", per_ms=10 * MINUTE, times=2, conditions=(wind, crane)
    )
    winds = [Point(at(i), 12.0 if i >= 3 else 4.0) for i in range(30)]
    (one,) = all_episodes(winds, bound, [[[Point(at(5), 40.0)]]])
    # from the lift, until what the crane said last is too old
    assert (one.began_ms, one.ended_ms) == (at(5), at(16))


# ------------------------------------------------------------------------------------ a second, plain reckoning

VALUES = st.sampled_from([50.0, 85.0, 101.0, 120.0, 130.0])
SERIES = st.dictionaries(st.integers(0, 90), VALUES, max_size=40).map(
    lambda found: [Point(at(i), value) for i, value in sorted(found.items())]
)


def plainly(points: list[Point], bound: Bound) -> list[Point]:
    """Return what is judged at each moment, looked up anew for each."""
    found = []
    for index, point in enumerate(points):
        upto = points[: index + 1]
        if bound.measure == "count":
            firsts = [
                each
                for number, each in enumerate(upto)
                if each.value > bound.value
                and (
                    number == 0
                    or upto[number - 1].value <= bound.value
                    or each.at_ms - upto[number - 1].at_ms > bound.max_gap_ms
                )
            ]
            figure: float = sum(each.at_ms > point.at_ms - bound.per_ms for each in firsts)
        else:
            inside = [each.value for each in upto if each.at_ms >= point.at_ms - bound.per_ms]
            figure = point.value - min(inside) if bound.measure == "rise" else max(inside) - point.value
        found.append(Point(point.at_ms, figure))
    return found


@given(points=SERIES, measure=st.sampled_from(["count", "rise", "fall"]), per=st.integers(1, 40))
def test_windows_are_those_of_a_plain_second_reckoning(points: list[Point], measure: str, per: int) -> None:
    bound = Bound(
        "x", "settlement", 100, 100, measure=measure, per_ms=per * MINUTE, times=2, max_gap_ms=5 * MINUTE
    )
    assert derive(points, bound) == plainly(points, bound)


@given(one=SERIES, two=SERIES, three=SERIES, age=st.integers(1, 20))
def test_conditions_met_are_those_of_a_plain_second_reckoning(
    one: list[Point], two: list[Point], three: list[Point], age: int
) -> None:
    conditions = (Condition("settlement", 100), Condition("tilt", 60, above=False))
    bound = Bound(
        "x", "settlement", 100, 100, measure="met", per_ms=age * MINUTE, times=2, conditions=conditions
    )

    def newest(points: list[Point], moment: int) -> list[float]:
        told = [each.value for each in points if moment - age * MINUTE <= each.at_ms <= moment]
        return told[-1:]

    found = [
        Point(moment, float(any(v > 100 for v in newest(one, moment)) + any(v < 60 for s in (two, three) for v in newest(s, moment))))
        for moment in sorted({each.at_ms for each in (*one, *two, *three)})
        if newest(one, moment)
    ]  # fmt: skip
    assert met([[one], [two, three]], bound) == found


# ------------------------------------------------------------------------------------------- stored, in any order

LIMITS = st.sampled_from(
    [
        {"measure": "count", "times": 2, "per_s": 900, "max_gap_s": 240},
        {"measure": "count", "times": 2, "per_s": 86_400, "window_s": 300, "max_gap_s": 86_400},
        {"measure": "rise", "value": 40.0, "clear_value": 20.0, "per_s": 600, "duration_s": 60},
        {"measure": "fall", "value": 60.0, "per_s": 300, "max_gap_s": 300},
        {"measure": "met", "per_s": 300, "max_gap_s": 600},
        {"measure": "met", "per_s": 180, "times": 1, "duration_s": 120},
        {"measure": "silence", "value": 6.0},
        {"duration_s": 120, "clear_value": 80.0, "max_gap_s": 240},
        {"window_s": 300, "clear_value": 90.0, "max_gap_s": 900},
    ]
)
MESSAGES = st.lists(
    st.tuples(st.sampled_from(["settlement", "settlement", "tilt"]), st.integers(0, 70), st.sampled_from([50.0, 85.0, 130.0])),
    min_size=1, max_size=30,
)  # fmt: skip


@pytest.fixture
def device(app: Flask, cast: Cast) -> Device:
    with transaction():
        made, _secret = register_device(
            SYSTEM, project=cast.project(), name="pit-1", kind="structure", at=NOW
        )
        register_device(SYSTEM, project=cast.project(), name="pit-2", kind="structure", at=NOW)
    return made


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(messages=MESSAGES, limit=LIMITS, data=st.data())
def test_any_order_gives_the_episodes_of_the_whole_series_and_trying_the_limit_before_foretells_them(
    device: Device,
    cast: Cast,
    messages: list[tuple[str, int, float]],
    limit: dict[str, object],
    data: st.DataObject,
) -> None:
    with transaction():
        for model in (Alarm, Track, Correction, Reading, Hour, Head, Channel, Limit):
            db.session.execute(delete(model))
        others = [{"quantity": "tilt", "value": 60.0, "above": True, "inclusive": False, "near": False}]
        more = {"value": 100.0, "basis": "方案", "zh": "试", "en": "t", **limit}
        if limit.get("measure") == "met":
            more["conditions"] = others
        made = set_limit(SYSTEM, project=cast.project(), quantity="settlement", at=EPOCH, **more)  # type: ignore[arg-type]
        bound = registry.as_bound(made)
    sent = data.draw(st.permutations(messages + data.draw(st.lists(st.sampled_from(messages), max_size=6))))
    kept: dict[str, dict[int, float]] = {"settlement": {}, "tilt": {}}
    while sent:
        size = data.draw(st.integers(1, 9))
        piece, sent = sent[:size], sent[size:]
        samples = [
            Sample("p17", "pit-1", q, at(i), v)
            if q == "settlement"
            else Sample("p17", "pit-2", q, at(i), v / 2)
            for q, i, v in piece
        ]
        for each in samples:
            kept[each.quantity].setdefault(each.at_ms, each.value)
        with transaction():
            record(samples, at=NOW)
        if data.draw(st.booleans()):
            registry.drop()
            db.session.expunge_all()
    with transaction():
        tell_silences(NOW)
    series = {q: [Point(*each) for each in sorted(found.items())] for q, found in kept.items()}
    now_ms = int(NOW.timestamp() * 1000)
    if bound.measure == "silence":
        expected = silences([each.at_ms for each in series["settlement"]], bound, now_ms)
    else:
        expected = all_episodes(series["settlement"], bound, [[series["tilt"]]])
    assert standing() == expected
    tried = try_limit(cast.project(), bound, START - DAY, now_ms)
    assert [episode for each in tried for episode in each.episodes] == expected
    assert all(each.complete for each in tried)


def test_a_limit_of_one_stage_holds_only_while_the_project_is_in_it(device: Device, cast: Cast) -> None:
    with transaction():
        for name in ("building", "completed"):
            set_limit(
                SYSTEM,
                project=cast.project(),
                quantity="tilt",
                value=3.0,
                at=EPOCH,
                basis="方案",
                zh=name,
                stage=name,
            )
    with transaction():
        record([Sample("p17", "pit-1", "tilt", int(NOW.timestamp() * 1000), 5.0)], at=NOW)
    state = cast.project().state
    expected = [state] if state in ("building", "completed") else []
    assert db.session.scalars(select(Alarm.zh)).all() == expected
