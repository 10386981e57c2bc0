"""What a functional test asks for and how it is judged: every case worked out by hand, boundaries exact."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from inspect_app.asking import load
from inspect_app.core import rulebook
from inspect_app.core.errors import Problem
from inspect_app.projects.rules import ELEMENT_KINDS
from inspect_app.trials.rules import GROUPS, KINDS, REQUIRED, Found, Gauge, judge, typed
from inspect_app.trials.rules.drawing import drawn

D = Decimal
DAY = date(2026, 5, 11)
FINE = Gauge("YL-031", "JD-118", DAY, D("1.6"), D("0.0001"))


def curve(*points: tuple[int, str]) -> tuple[tuple[D, D], ...]:
    return tuple((D(at), D(value)) for at, value in points)


def outcome(kind: str, **more: Any) -> str:
    given = {"on": DAY, "seen": "no", "gauge": FINE, "working": D("0.5"), **more}
    return judge(KINDS[kind], Found(**given)).outcome


TEN = curve((0, "0.75"), (600, "0.73"))
HOUR = (0, "0.75"), (3600, "0.70")


@pytest.mark.parametrize(
    ("kind", "points", "said"),
    [
        ("water_metal", ((0, "0.75"), (600, "0.73")), "pass"),  # a fall of exactly 0.02
        ("water_metal", ((0, "0.75"), (600, "0.7299")), "fail"),
        ("water_metal", ((0, "0.75"), (600, "0.72")), "fail"),  # vector T-2: 0.03
        ("water_metal", ((0, "0.7499"), (600, "0.7499")), "unclear"),  # 1.5 × 0.5 not reached
        ("water_metal", ((0, "0.75"), (599, "0.75")), "unclear"),  # a second too short
        ("water_metal", ((0, "0.75"), (300, "0.72")), "fail"),  # too short, but fallen too far already
        ("water_metal", ((0, "0.75"), (300, "0.735"), (400, "0.74"), (600, "0.74")), "unclear"),  # added to
        ("water_metal", ((-60, "0.3"), (-30, "0.6"), (0, "0.76"), (600, "0.74"), (900, "0.1")), "pass"),  # pumped, let off
        ("water_plastic", (*HOUR, (3700, "0.575"), (10900, "0.545")), "pass"),  # 0.05, then 1.15 × 0.5 with 0.03
        ("water_plastic", (*HOUR, (3700, "0.575"), (10900, "0.5449")), "fail"),
        ("water_plastic", (*HOUR, (3700, "0.575"), (10899, "0.575")), "unclear"),
        ("water_plastic", HOUR, "unclear"),  # its second stage was never made
        ("water_plastic", ((0, "0.75"), (3600, "0.6999")), "fail"),
        ("heating_metal", ((0, "0.6"), (600, "0.58")), "pass"),  # working + 0.1
        ("heating_plastic", ((0, "0.7"), (3600, "0.65"), (3700, "0.575"), (10900, "0.545")), "pass"),
        ("gas_strength", ((0, "0.75"), (1800, "0.75")), "pass"),
        ("gas_medium", ((0, "0.5"), (7200, "0.4999")), "fail"),  # no fall at all
    ],
)  # fmt: skip
def test_pressure_is_judged_to_the_last_digit(
    kind: str, points: tuple[tuple[int, str], ...], said: str
) -> None:
    assert outcome(kind, curve=curve(*points)) == said


@pytest.mark.parametrize(
    ("working", "level"),
    [("0.5", "0.75"), ("0.4", "0.6"), ("0.3999", "0.6"), ("0.2", "0.6"), ("0.41", "0.615")],
)
def test_the_test_pressure_is_one_and_a_half_times_and_never_below_its_floor(
    working: str, level: str
) -> None:
    assert KINDS["water_metal"].edition("110114", DAY).stages[0].level(D(working)) == D(level)


@pytest.mark.parametrize(
    "gauge",
    [
        None,
        Gauge("YL-031", "JD-118", date(2026, 5, 10), D("1.6"), D("0.01")),  # past its verification by a day
        Gauge("YL-031", "JD-118", DAY, D("1.6"), D("0.02")),  # too coarse
        Gauge("YL-031", "JD-118", DAY, D("0.74"), D("0.01")),  # does not reach the pressure
        Gauge("YL-031", "", DAY, D("1.6"), D("0.01")),
        Gauge("YL-031", "JD-118", None, D("1.6"), D("0.01")),
    ],
)
def test_a_gauge_that_cannot_be_trusted_judges_nothing_and_a_leak_seen_fails_all_the_same(
    gauge: Gauge | None,
) -> None:
    fallen = curve((0, "0.75"), (600, "0.5"))
    assert outcome("water_metal", curve=TEN, gauge=gauge) == "unclear"
    assert outcome("water_metal", curve=fallen, gauge=gauge) == "unclear"
    assert outcome("water_metal", curve=TEN, gauge=gauge, seen="yes") == "fail"


@pytest.mark.parametrize(("gap", "said"), [(60, "pass"), (61, "unclear")])
def test_a_gap_in_a_recorded_curve_leaves_it_unjudged(gap: int, said: str) -> None:
    points = [(at, "0.75") for at in range(0, 301, 30)] + [
        (300 + gap + at, "0.75") for at in range(0, 400, 30)
    ]
    assert outcome("water_metal", curve=curve(*points), whole=True) == said
    assert outcome("water_metal", curve=curve(*points), whole=False) == "pass"


@pytest.mark.parametrize(
    ("kind", "more", "said"),
    [
        ("roof_pond", {"given": {"hours": D(24), "depth": D(20)}}, "pass"),
        ("roof_pond", {"given": {"hours": D("23.9"), "depth": D(20)}}, "unclear"),
        ("roof_pond", {"given": {"hours": D(24), "depth": D(19)}}, "unclear"),
        ("roof_pond", {"given": {"hours": D(24)}}, "unclear"),
        ("roof_pond", {"given": {"hours": D(24)}, "on": date(2023, 3, 31)}, "pass"),  # no depth before GB 55030
        ("roof_pond", {"given": {"hours": D(3), "depth": D(20)}, "seen": "yes"}, "fail"),
        ("roof_spray", {"given": {"hours": D(2)}, "seen": ""}, "unclear"),
        ("window_spray", {"given": {"hours": D(1)}}, "pass"),
        ("insulation_pull", {"values": (D("0.10"), D("0.12"), D("0.11"))}, "pass"),
        ("insulation_pull", {"values": (D("0.10"), D("0.12"), D("0.099"))}, "fail"),
        ("insulation_pull", {"values": (D("0.10"), D("0.12"))}, "unclear"),
        ("tile_pull", {"values": (D("0.3"), D("0.45"), D("0.45"))}, "pass"),  # mean exactly 0.4, one below
        ("tile_pull", {"values": (D("0.3"), D("0.45"), D("0.449"))}, "fail"),
        ("tile_pull", {"values": (D("0.299"), D("0.5"), D("0.5"))}, "fail"),
        ("tile_pull", {"values": (D("0.39"), D("0.39"), D("0.6"))}, "fail"),
        ("anchor_aerated", {"values": (D("0.30"),) * 3}, "pass"),
        ("earth_repeated", {"values": (D("10"),), "gauge": Gauge("E", "C", DAY, D(100), D("0.1"))}, "pass"),
        ("earth_repeated", {"values": (D("10.1"),), "gauge": Gauge("E", "C", DAY, D(100), D("0.1"))}, "fail"),
        ("insulation_resistance", {"values": (D("0.5"),)}, "pass"),
        ("drain_ball", {"given": {"bore": D(99), "ball": D(66), "pipes": D(6), "passed": D(6)}}, "pass"),
        ("drain_ball", {"given": {"bore": D(99), "ball": D("65.9"), "pipes": D(6), "passed": D(6)}}, "unclear"),
        ("drain_ball", {"given": {"bore": D(99), "ball": D(66), "pipes": D(6), "passed": D(5)}}, "fail"),
        ("drain_fill", {"given": {"soaked": D(15), "watched": D(5), "fell": D(0)}}, "pass"),
        ("drain_fill", {"given": {"soaked": D(15), "watched": D(5), "fell": D(1)}}, "fail"),
        # Bore 400 mm: 1.25 × 20 = 25 m³/(24 h·km); over 48 m in 30 min that is exactly 25 litres.
        ("sewer_closed", {"given": {"bore": D(400), "length": D(48), "minutes": D(30), "water": D(25)}}, "pass"),
        ("sewer_closed", {"given": {"bore": D(400), "length": D(48), "minutes": D(30), "water": D("25.01")}}, "fail"),
        ("sewer_closed", {"given": {"bore": D(400), "length": D(48), "minutes": D(29), "water": D(20)}}, "unclear"),
    ],
)  # fmt: skip
def test_water_pull_off_balls_and_resistance_are_judged_at_their_bounds(
    kind: str, more: dict[str, Any], said: str
) -> None:
    assert outcome(kind, **more) == said


def test_nothing_measured_is_never_passed() -> None:
    for kind in KINDS:
        assert outcome(kind) == "unclear"
        assert outcome(kind, seen="yes") == "fail"


def test_the_catalogue_speaks_of_elements_and_demands_there_are() -> None:
    assert {one for each in KINDS.values() for one in each.elements} <= set(ELEMENT_KINDS)
    assert {each.group for each in KINDS.values()} == set(GROUPS)
    for element, demands in REQUIRED.items():
        possible = {each.group for each in KINDS.values() if element in each.elements}
        assert set(demands) <= possible
    assert not any(
        one.verified for key in ("gas_medium", "drain_ball", "tile_pull") for one in KINDS[key].editions
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("s,MPa\n0,0.75\n600,0.73", [(0, "0.75"), (600, "0.73")]),
        ("9:00 0.75\n9:10:30 0.73", [(0, "0.75"), (630, "0.73")]),
        ("60\t0.75\n\n90 0.73", [(0, "0.75"), (30, "0.73")]),
    ],
)
def test_a_curve_is_read_as_it_was_typed(text: str, said: list[tuple[int, str]]) -> None:
    assert typed.curve(text) == [(D(at), D(value)) for at, value in said]


@pytest.mark.parametrize(
    "text", ["0 0.7\n60 x", "0 0.7\n60", "60 0.7\n60 0.7", "0 0.7\n60 NaN", "0 0.7\n60 1e9", "0 0.7\n-1 0.7"]
)
def test_a_curve_that_cannot_be_read_names_its_line(text: str) -> None:
    with pytest.raises(Problem) as refused:
        typed.curve(text)
    assert "curve" in refused.value.errors


def test_a_picture_keeps_the_lowest_point_and_breaks_at_a_gap() -> None:
    points = [(at, "0.75") for at in range(3000)]
    points[1500] = (1500, "0.6")
    stages = KINDS["water_metal"].edition("", DAY).stages
    whole = drawn(curve(*points), stages, D("0.5"), whole=True)
    assert whole is not None
    lowest = max(float(each.split(",")[1]) for each in whole.lines[0].split())
    assert lowest > whole.stages[0].y
    assert len(whole.lines[0].split()) < 700
    broken = drawn(curve(*points[:100], *points[400:]), stages, D("0.5"), whole=True)
    assert broken is not None
    assert len(broken.lines) == 2


def test_anybody_may_ask_for_the_figures() -> None:
    load()
    said = rulebook.ask(rulebook.rule("tests.pressure-trial"), {"kind": "water_metal", "working": 0.5}, DAY)
    assert (said["result"], said["verified"]) == ({"pressure": 0.75, "minutes": 10, "drop": 0.02}, True)
    said = rulebook.ask(rulebook.rule("tests.measured-trial"), {"kind": "earth_repeated"}, DAY)
    assert said["result"]["most"] == 10
