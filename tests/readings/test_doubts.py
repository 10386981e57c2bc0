"""What is doubted of readings, held against the made-up site's own truth; and the grades that follow."""

from collections import defaultdict
from datetime import UTC, date, datetime
from functools import cache

import pytest

from devices.simulator.air import World
from devices.simulator.misbehaving import given, misbehaving, wishes
from devices.simulator.told import WHOLE, Box, behaving
from inspect_app.readings.rules.doubt_figures import HOUR_MS, REACH_MS
from inspect_app.readings.rules.doubts import Told, found, whole_hours
from inspect_app.readings.rules.grades import (
    GRADES,
    REASONS,
    Paper,
    Span,
    Stay,
    joined,
    of_papers,
    of_stays,
    reasons_at,
    worst,
)
from inspect_app.readings.rules.limits import local_ms
from inspect_app.readings.rules.quantities import QUANTITIES

FROM_MS = 1_782_835_200_000  # 2026-07-01 00:00 in China
DAYS = 2
BOXES = (Box("dust-01", "dust"), Box("dust-02", "dust"), Box("noise-01", "noise"), Box("noise-02", "noise"),
         Box("weather-01", "weather"))  # fmt: skip
#: a reading, and the misbehaviours that touched it
Rows = list[tuple[Told, set[str]]]


@cache
def told(seed: int, box: str, asked: str) -> dict[str, Rows]:
    """Return what one box tells of each quantity, in order of time, with the truth beside each reading."""
    world = World(seed)
    one = next(each for each in BOXES if each.name == box)
    rows: defaultdict[str, dict[int, tuple[Told, set[str]]]] = defaultdict(dict)
    stream = behaving(world, one, FROM_MS, FROM_MS + DAYS * 24 * HOUR_MS, 120)
    for message in misbehaving(world, one, BOXES, given(seed, BOXES, wishes(asked)), stream):
        for quantity, value in () if message.lost else message.values.items():
            why = {way for name, way in message.why if name in (quantity, WHOLE)}
            reading = Told(message.at_ms, value, message.sent_ms)
            rows[quantity].setdefault(message.at_ms, (reading, why))
    return {quantity: [held[at] for at in sorted(held)] for quantity, held in rows.items()}


def doubts(seed: int, box: str, quantity: str, asked: str) -> tuple[Rows, list[Span]]:
    mine = told(seed, box, asked)
    damp = [row for row, _why in mine.get("humidity", ())]
    kind = box.rpartition("-")[0]
    others = [
        [row for row, _why in told(seed, each.name, asked)[quantity]]
        for each in BOXES
        if each.kind == kind and each.name != box
    ]
    rows = mine[quantity]
    return rows, found(quantity, [row for row, _why in rows], 0, 2**60, damp, others)


@pytest.mark.parametrize(
    ("way", "amount", "box", "quantities", "precision", "recall"),
    [
        ("flat", "", "dust-01", "pm10 pm25 tsp temperature humidity", 0.97, 0.97),
        ("flat", "", "noise-01", "noise noise_max", 0.97, 0.99),
        ("flat", "", "weather-01", "wind_speed temperature", 0.95, 0.97),
        ("spike", "", "dust-01", "pm10 pm25 tsp temperature humidity", 0.98, 0.85),
        ("spike", "", "noise-01", "noise noise_max", 0.98, 0.95),
        ("spike", "", "weather-01", "wind_speed wind_gust", 0.98, 0.85),
        ("spray", "", "dust-01", "pm10 pm25 tsp", 0.97, 0.85),
        ("twin", "", "noise-01", "noise", 0.99, 0.95),
        ("unit", "", "dust-01", "pm10 pm25", 0.99, 0.99),
        ("skew", "=-600", "noise-01", "noise", 0.99, 0.98),
        ("skew", "=420", "noise-01", "noise", 0.99, 0.99),
        ("jump", "", "noise-01", "noise", 0.95, 0.95),
    ],
)
def test_what_misbehaves_is_found_and_what_does_not_is_left_alone(
    way: str, amount: str, box: str, quantities: str, precision: float, recall: float
) -> None:
    expected = {
        "unit": {"implausible"},
        "skew": {"clock"},
        "jump": {"clock"},
        "spike": {"spike", "implausible"},
    }
    marked, true, both = 0, 0, 0
    for seed in (11,):
        for quantity in quantities.split():
            rows, spans = doubts(seed, box, quantity, f"{way}@{box}{amount}")
            known, reasons = QUANTITIES[quantity], expected.get(way, {way})
            for row, why in rows:
                beyond = not known.least <= row.value <= known.most  # the intake flags it as a fault
                hit = beyond or bool(reasons & set(reasons_at(spans, row.at_ms)))
                marked, true, both = marked + hit, true + (way in why), both + (hit and way in why)
    print(f"{way}{amount} {box}: precision {both / marked:.3f}, recall {both / true:.3f} of {true} readings")
    assert both >= precision * marked
    assert both >= recall * true > 0


@pytest.mark.parametrize("asked", ["", "late,reorder,duplicate,drop", "skew=-180"])
def test_a_site_that_behaves_is_not_doubted_nor_one_whose_messages_come_late(asked: str) -> None:
    for box, quantities in (("dust-01", "pm10 humidity"), ("noise-01", "noise")):
        for quantity in quantities.split():
            rows, spans = doubts(11, box, quantity, asked)
            doubted = sum(bool(reasons_at(spans, row.at_ms)) for row, _why in rows)
            assert doubted <= 0.002 * len(rows), (box, quantity, {each.reason for each in spans})


@pytest.mark.parametrize(
    ("box", "quantity", "asked"),
    [("dust-01", "pm10", "spray@dust-01,flat@dust-01"), ("noise-01", "noise", "twin@noise-01,spike@noise-01,jump@noise-01")],
)  # fmt: skip
def test_hour_by_hour_with_its_reach_the_same_is_found_as_over_the_whole(
    box: str, quantity: str, asked: str
) -> None:
    rows, whole = doubts(11, box, quantity, asked)
    mine, damp = [row for row, _why in rows], [row for row, _why in told(11, box, asked).get("humidity", ())]
    other = [row for row, _why in told(11, box.replace("01", "02"), asked)[quantity]]

    def near(series: list[Told], hour: int) -> list[Told]:
        return [row for row in series if hour - REACH_MS <= row.at_ms < hour + HOUR_MS + REACH_MS]

    begin = min(row.at_ms for row in mine) // HOUR_MS * HOUR_MS
    pieces = [
        span
        for hour in range(begin, mine[-1].at_ms + 1, HOUR_MS)
        for span in found(
            quantity, near(mine, hour), hour, hour + HOUR_MS, near(damp, hour), [near(other, hour)]
        )
    ]
    assert {each.reason for each in whole} >= {each.partition("@")[0] for each in asked.split(",")} - {"jump"}
    assert sorted(pieces) == sorted(whole)
    assert len(joined(whole)) <= len(whole)


@pytest.mark.parametrize(
    ("arrives_each_ms", "late_ms", "doubted"),
    [(1000, 600_000, 1800), (10, 2_400_000, 0), (50, 2_400_000, 0), (1000, 0, 0)],
    ids=["a clock ten minutes slow", "half an hour kept, sent at once", "kept, sent in its turn", "in time"],
)
def test_a_reading_each_second_is_doubted_for_its_clock_not_for_a_network_that_was_away(
    arrives_each_ms: int, late_ms: int, doubted: int
) -> None:
    rows = [Told(1000 * n, float(n % 7), late_ms + arrives_each_ms * n) for n in range(1800)]
    spans = [each for each in found("slew", rows, 0, 2**60) if each.reason == "clock"]
    assert sum(each.from_ms <= row.at_ms < each.to_ms for each in spans for row in rows) == doubted


def test_what_came_changes_hours_only_within_the_reach() -> None:
    first, last = whole_hours(FROM_MS + 1, FROM_MS + 2)
    assert (first, last) == (FROM_MS - 4 * HOUR_MS, FROM_MS + 5 * HOUR_MS)


def paper(recorded: int, done: str, until: str) -> Paper:
    return Paper(datetime(2026, 1, recorded, tzinfo=UTC), date.fromisoformat(done), date.fromisoformat(until))


@pytest.mark.parametrize(
    ("papers", "day", "reason"),
    [
        ([], "2026-03-01", "uncalibrated"),
        ([paper(1, "2026-02-01", "2026-02-28")], "2026-01-31", "uncalibrated"),
        ([paper(1, "2026-02-01", "2026-02-28")], "2026-02-28", None),
        ([paper(1, "2026-02-01", "2026-02-28")], "2026-03-01", "overdue"),
        (
            [paper(1, "2026-02-01", "2026-02-28"), paper(2, "2026-03-02", "2026-04-01")],
            "2026-03-01",
            "overdue",
        ),
        ([paper(1, "2026-02-01", "2026-02-28"), paper(2, "2026-03-02", "2026-04-01")], "2026-03-02", None),
        # One typed wrong and recorded again: the later word counts.
        (
            [paper(1, "2026-02-01", "2036-02-28"), paper(2, "2026-02-01", "2026-02-28")],
            "2026-03-01",
            "overdue",
        ),
    ],
)
def test_a_certificate_holds_from_its_first_to_its_last_day(
    papers: list[Paper], day: str, reason: str | None
) -> None:
    at_ms = local_ms(date.fromisoformat(day))
    spans = of_papers(papers, at_ms - 90 * 24 * HOUR_MS, at_ms + 1)
    assert reasons_at(spans, at_ms) == ([reason] if reason else [])
    assert reasons_at(of_papers(papers, at_ms, at_ms + 1), at_ms) == ([reason] if reason else [])


@pytest.mark.parametrize(
    ("stays", "reason"),
    [
        ([], "unplaced"), ([Stay(0, None, "accepted")], None), ([Stay(0, None, "installed")], "unplaced"),
        ([Stay(0, None, "failed")], "failed"), ([Stay(0, 50, "accepted")], "away"),
        ([Stay(0, 50, "accepted"), Stay(120, None, "accepted")], "away"), ([Stay(120, None, "accepted")], "unplaced"),
        ([Stay(0, 50, "failed"), Stay(50, None, "accepted")], None),
    ],
)  # fmt: skip
def test_a_place_counts_while_the_device_stands_there(stays: list[Stay], reason: str | None) -> None:
    assert reasons_at(of_stays(stays, 100, 101), 100) == ([reason] if reason else [])


def test_the_worst_reason_makes_the_grade_and_each_reason_has_words_and_a_remedy() -> None:
    assert [worst(each) for each in ([], ["unplaced"], ["unplaced", "flat"], ["flat", "flagged"])] == [
        *GRADES
    ]
    assert reasons_at([], 5, "M") == ["flagged"]
    assert all(each.zh and each.en and each.do_zh and each.do_en for each in REASONS.values())
    parts = [Span("flat", 0, 10, 2.0), Span("flat", 10, 20, 3.0), Span("flat", 999_999, None)]
    assert joined(parts) == [Span("flat", 0, 20, 3.0), Span("flat", 999_999, None)]
