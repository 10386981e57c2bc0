"""Curves: peaks kept, gaps shown, and a change of pace not taken for a gap."""

from inspect_app.readings.rules.curve import Bucket, drawn, single

HOUR = 3_600_000


def gaps(moments, gap_ms=10_000):
    times, values = drawn(single([(at, 1.0) for at in moments]), gap_ms)
    return [round(at * 1000) for at, value in zip(times, values, strict=True) if value is None]


def test_a_silence_in_a_steady_stream_is_a_gap():
    steady = [n * 2000 for n in range(20)]
    later = [100_000 + n * 2000 for n in range(20)]
    assert gaps(steady + later) == [(38_000 + 100_000) // 2]


def test_hourly_history_before_a_stream_of_seconds_has_no_gaps_but_its_own():
    hourly = [n * HOUR for n in range(30) if n not in (10, 11, 12, 13)]
    stream = [29 * HOUR + n * 2000 for n in range(1, 40)]
    assert gaps(hourly + stream) == [(9 * HOUR + 14 * HOUR) // 2]


def test_two_silences_with_one_value_between_are_both_gaps():
    first = [n * 2000 for n in range(20)]
    moments = [*first, 500_000, *[1_000_000 + n * 2000 for n in range(20)]]
    assert len(gaps(moments)) == 2


def test_a_bucket_keeps_its_least_and_its_most():
    assert drawn([Bucket(0, 900, 1.0, 7.0)], 1000) == ([0.0, 0.9], [1.0, 7.0])


def test_nothing_and_a_single_value_are_drawn():
    assert drawn([], 1000) == ([], [])
    assert drawn([Bucket(0, 0, 5.0, 5.0)], 1000) == ([0.0], [5.0])
