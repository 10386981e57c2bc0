"""The made-up site is the same for the same seed, keeps to physics, and says of every wrong reading that it is wrong."""

import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices import topics
from devices.codecs import Readings, decode
from devices.demo.boxes import BOXES
from devices.simulator.air import DAY, World, wet
from devices.simulator.kinds import KINDS
from devices.simulator.misbehaving import Wish, misbehaving, wishes
from devices.simulator.misbehaving import given as settled
from devices.simulator.sites import WHOLE_SITE
from devices.simulator.told import Box, Told, behaving, payload, told_values
from devices.simulator.ways import WAYS
from inspect_app.readings.rules import DEVICE_KINDS
from inspect_app.readings.rules.episodes import Point
from inspect_app.readings.rules.limits import RULES, as_bound
from inspect_app.readings.rules.quantities import QUANTITIES

FROM_MS = 1_782_835_200_000  # 2026-07-01 00:00 in China
DAY_MS = 86_400_000
WORLD = World(7)
VALUE_WAYS = {"moved", "twin", "spray", "flat", "spike", "unit"}
CLOCK_WAYS = {"skew", "drift", "jump"}


def day_of(box: Box, world: World = WORLD, every_s: float = 900, days: int = 1) -> list[Told]:
    return list(behaving(world, box, FROM_MS, FROM_MS + days * DAY_MS, every_s))


def wrong(box: Box, asked: tuple[Wish, ...], world: World = WORLD, days: int = 3) -> list[Told]:
    told = behaving(world, box, FROM_MS, FROM_MS + days * DAY_MS, 900)
    return list(misbehaving(world, box, WHOLE_SITE, settled(world.seed, WHOLE_SITE, asked), told))


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_measures_what_it_says_within_bounds_and_the_same_for_the_same_seed(kind: str) -> None:
    box, known = Box(f"{kind}-01", kind), KINDS[kind]
    assert known.registered in DEVICE_KINDS
    told = day_of(box, every_s=450)
    for one in told:
        assert tuple(one.values) == known.quantities
        for name, value in one.values.items():
            assert QUANTITIES[name].least <= value <= QUANTITIES[name].most
    found = decode("telemetry", topics.parse(topics.build("p17", box.name)), payload(told))
    assert isinstance(found, Readings)
    assert [(row[0], row[1], row[2]) for row in found.device_values] == [
        (one.at_ms, name, value) for one in told for name, value in one.values.items()
    ]
    assert payload(day_of(box, every_s=450)) == payload(told)
    assert told_values(WORLD, box, told[77].at_ms) == told[77].values  # nothing that was asked before matters
    assert payload(day_of(box, World(8), 450)) != payload(told)


def test_two_runs_over_one_stretch_tell_the_same_readings() -> None:
    box = Box("dust-01", "dust")
    whole = day_of(box)
    later = list(behaving(WORLD, box, FROM_MS + 7_777_777, FROM_MS + DAY_MS, 900))
    assert later == whole[-len(later) :]


def test_the_site_keeps_to_physics() -> None:
    crane = day_of(Box("crane-01", "crane"), every_s=10)
    assert 40 < max(one.values["moment_rate"] for one in crane) < 100
    for before, after in itertools.pairwise(crane):
        assert abs(after.values["height"] - before.values["height"]) < 25  # no hook flies
    for one in crane:
        load, radius = one.values["load"], one.values["radius"]
        assert one.values["moment_rate"] == pytest.approx(100 * load * radius / 80, abs=0.5)
    volumes = [one.values["water_volume"] for one in day_of(Box("water-01", "water"), days=9)]
    assert volumes == sorted(volumes)
    assert 50 < volumes[-1] - volumes[0] < 130
    held = {
        kind: {
            (one.at_ms - FROM_MS) // 900_000: one.values["water_pressure"]
            for one in day_of(Box("pipe-01", kind))
        }
        for kind in ("pipe", "leaking-pipe")
    }
    assert abs(held["pipe"][37] - held["pipe"][41]) < 0.01  # 09:15 to 10:15
    assert held["leaking-pipe"][41] < held["leaking-pipe"][37] - 0.1
    noise = [one.values["noise"] for one in day_of(Box("noise-01", "noise"))]
    assert max(noise[:20]) < 52 < max(noise[36:44])
    pond = day_of(Box("ponding-01", "ponding"), days=40, every_s=3600)
    deep = max(pond, key=lambda one: one.values["water_depth"])
    assert deep.values["water_depth"] > 20
    assert wet(WORLD.seed, deep.at_ms / 1000, 12) > 5
    assert min(one.values["water_depth"] for one in pond) == 0


def test_the_site_of_the_demonstration_stays_within_every_limit() -> None:
    bounds = [as_bound(each) for each in RULES]
    for box in BOXES:
        for one in behaving(World(17), box, FROM_MS, FROM_MS + 2 * DAY_MS, 120):
            for name, value in one.values.items():
                assert not any(
                    each.quantity == name and each.over(Point(one.at_ms, value)) for each in bounds
                )


@settings(max_examples=12, deadline=None)
@given(
    seed=st.integers(0, 2**40),
    box=st.sampled_from(WHOLE_SITE),
    names=st.sets(st.sampled_from(sorted(WAYS)), min_size=1),
)
def test_labels_are_exact_whatever_misbehaves_together(seed: int, box: Box, names: set[str]) -> None:
    world = World(seed)
    asked = tuple(Wish(name, WAYS[name].amount) for name in sorted(names))
    told = wrong(box, asked, world)
    assert told == wrong(box, asked, world)
    whole = day_of(box, world, days=3)
    assert {one.true_ms for one in told} == {one.true_ms for one in whole}  # what is lost is told of too
    assert [one.sent_ms for one in told] == sorted(one.sent_ms for one in told)
    for one in told:
        marks: dict[str, set[str]] = {}
        for quantity, way in one.why:
            marks.setdefault(quantity, set()).add(way)
        about = marks.pop("*", set())
        assert one.sent_ms >= one.true_ms
        assert (one.at_ms != one.true_ms) <= bool(about & CLOCK_WAYS)
        assert one.lost == ("drop" in about)
        assert (one.sent_ms > one.true_ms) <= bool(about & {"late", "reorder", "duplicate"})
        assert about | set().union(*marks.values()) <= names
        for name, value in one.values.items():
            touched = marks.get(name, set())
            assert touched <= VALUE_WAYS
            assert value == one.true_values[name] or touched
        decode("telemetry", topics.parse(topics.build("p17", box.name)), payload([one]))


@pytest.mark.parametrize("way", WAYS)
def test_each_way_does_what_it_is_called_for_and_leaves_the_rest_alone(way: str) -> None:
    box = Box("dust-01", "dust")
    told = wrong(box, (Wish(way, WAYS[way].amount, box.name),), days=8)
    touched = [one for one in told if one.why]
    assert touched
    assert way in ("skew", "drift", "twin") or len(touched) < len(told)
    first = touched[len(touched) // 2]
    if way == "spray":
        assert first.values["pm10"] < 0.2 * first.true_values["pm10"]
        assert first.values["humidity"] > first.true_values["humidity"]
    if way == "unit":
        assert first.values["pm25"] == pytest.approx(1000 * first.true_values["pm25"])
    if way == "spike":
        assert sum(first.values[name] != first.true_values[name] for name in first.values) == 1
    if way == "twin":
        assert first.values == told_values(WORLD, Box("dust-02", "dust"), first.true_ms)
    if way == "late":
        assert max(one.sent_ms - one.true_ms for one in told) > DAY * 500
    if way == "duplicate":
        assert len(told) > len({one.true_ms for one in told})


def test_all_is_each_way_once_by_seed() -> None:
    chosen_boxes = settled(3, WHOLE_SITE, wishes("all"))
    assert [each.way for each in chosen_boxes] == list(WAYS)
    assert chosen_boxes == settled(3, WHOLE_SITE, wishes("all"))
    assert chosen_boxes != settled(4, WHOLE_SITE, wishes("all"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("sleep", "no way to misbehave is called 'sleep'"), ("drop=2", "the amount (share) is a number from 0 to 1"),
        ("spike=x", "spike=x: the amount"), ("late=nan", "late=nan"), ("spray@noise-01", "spray@noise-01: can be of dust-01"),
        ("drop@nobody-01", "drop@nobody-01: can be of"),
    ],
)  # fmt: skip
def test_a_misbehaviour_that_cannot_be_is_named(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        settled(1, WHOLE_SITE, wishes(text))
