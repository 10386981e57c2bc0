"""The figures of the draw: weights with floor and ceiling, odds that follow from them, nobody forgotten, even units."""

from collections import Counter
from datetime import date

import pytest

from inspect_app.core.canonical import content_hash
from inspect_app.inspections.rules.draw import ALWAYS, Frozen, Inspector, Site, draw, list_hash
from inspect_app.inspections.rules.draw_seal import LEAST_ALIKE, nonce, recognisable, sealed_id
from inspect_app.inspections.rules.draw_units import how_many, pick, seed_of_units, units_hash
from inspect_app.inspections.rules.draw_weights import (
    CEILING,
    FLOOR,
    LONGEST_WAIT,
    MOST_WAITED,
    Risk,
    odds,
    share_of,
    weight,
)
from inspect_app.inspections.rules.recusal import Fact, barred, bars

DAY = date(2026, 5, 11)


@pytest.mark.parametrize(
    ("risk", "tickets"),
    [(Risk("A"), 1), (Risk("B"), 2), (Risk("C"), 4), (Risk("D"), 6), (Risk("D", listed=True), 9), (Risk(), 2),
     (Risk("A", waited=2), 3), (Risk("A", waited=99), 1 + MOST_WAITED), (Risk("D", listed=True, waited=9), CEILING)],
)  # fmt: skip
def test_a_worse_grade_and_a_longer_wait_weigh_more_between_floor_and_ceiling(risk, tickets):
    assert FLOOR <= weight(risk) == tickets <= CEILING


@pytest.mark.parametrize(
    ("count", "share", "taken"), [(0, 5, 0), (1, 5, 1), (20, 5, 1), (21, 5, 2), (100, 5, 5), (7, 100, 7)]
)
def test_a_share_is_rounded_up_and_takes_at_least_one(count, share, taken):
    assert share_of(count, share) == taken


def test_the_odds_of_equal_weights_are_the_share_and_all_odds_sum_to_what_is_taken():
    assert odds([1] * 10, 3) == pytest.approx([0.3] * 10)
    assert odds([5, 1], 2) == [1, 1]
    assert odds([5, 1], 0) == [0, 0]
    found = odds([1, 2, 4, 6, 9] * 8, 7)
    assert sum(found) == pytest.approx(7)
    assert found[:5] == sorted(found[:5])
    with pytest.raises(ValueError, match="take"):
        odds([1], 2)


def test_the_published_odds_are_what_happens():
    weights = [1, 2, 4, 6, 9] * 8
    sites = tuple(Site(f"s{number}", weight=each) for number, each in enumerate(weights))
    listed, rounds = Frozen("CQ-1", "x", sites, (), {"": 7}), 500
    found = Counter(each.site for number in range(rounds) for each in draw(listed, str(number)))
    for kind in range(5):
        happened = sum(found[f"s{number}"] for number in range(kind, 40, 5)) / 8 / rounds
        assert happened == pytest.approx(odds(weights, 7)[kind], abs=0.025)


def test_no_site_is_forgotten():
    grades = ["A", "A", "B", "A", "C", "D"]
    waited, times = [0] * 60, Counter()
    for month in range(LONGEST_WAIT + 1):
        due = {f"s{n}" for n in range(60) if waited[n] >= LONGEST_WAIT}
        sites = tuple(
            Site(f"s{n}", ALWAYS if f"s{n}" in due else "", weight(Risk(grades[n % 6], waited=waited[n])))
            for n in range(60)
        )
        listed = Frozen("CQ", "x", sites, (), {"": 5, ALWAYS: len(due)})
        taken = {each.site for each in draw(listed, f"month {month}")}
        times.update(taken)
        waited = [0 if f"s{n}" in taken else waited[n] + 1 for n in range(60)]
    assert sum(1 for n in range(60) if not times[f"s{n}"]) / 60 == 0
    drawn = {grade: sum(times[f"s{n}"] for n in range(60) if grades[n % 6] == grade) for grade in "AD"}
    assert drawn["D"] / 10 > drawn["A"] / 30


def test_in_a_hundred_thousand_drawn_units_every_unit_has_the_same_odds():
    units = [f"u{number}" for number in range(20)]
    listed, found = units_hash(units), Counter()
    for visit in range(20_000):
        found.update(pick(units, seed_of_units(listed, str(visit)), 5))
    assert sum(found.values()) == 100_000
    # Drawn without putting back: the variance is smaller by (1 - 5/20), so chi-square is divided by it.
    chi = sum((found[each] - 5000) ** 2 / 5000 for each in units) / (1 - 5 / 20)
    assert chi < 43.8, "19 degrees of freedom, one in a thousand"


def test_the_order_of_the_units_changes_nothing_and_another_list_is_another_draw():
    units = [f"u{number}" for number in range(9)]
    assert units_hash(units) == units_hash(units[::-1])
    seed = seed_of_units(units_hash(units), "v")
    assert pick(units, seed, 3) == pick(units[::-1], seed, 3)
    assert seed != seed_of_units(units_hash(units[:8]), "v")
    assert seed != seed_of_units(units_hash(units), "v", "drawn")


@pytest.mark.parametrize(
    ("count", "sample", "asked", "taken"),
    [(0, "gb50300", None, 0), (1, "gb50300", None, 1), (90, "gb50300", None, 5), (500, "gb2828", None, 50),
     (1, "gb2828", None, 1), (8, "number", 3, 3), (8, "number", 30, 8)],
)  # fmt: skip
def test_how_many_units_are_looked_at_follows_the_standard_asked_for(count, sample, asked, taken):
    assert how_many(count, sample, asked) == taken
    with pytest.raises(ValueError, match="sample"):
        how_many(5, "guess")


def test_a_site_can_be_known_by_its_class_when_few_are_like_it():
    alike = [{"stratum": "", "weight": 1, "needs": []}] * LEAST_ALIKE
    assert not recognisable({"sites": alike})
    assert recognisable({"sites": [*alike, {"stratum": "", "weight": 9, "needs": []}]})
    assert not recognisable({"sites": [*alike, {"stratum": "always", "weight": 9, "needs": []}]})


def test_the_bytes_that_are_hashed_are_the_canonical_ones():
    people = (Inspector("乙", ("燃气",), 2, {"é": "interest", "z": "employer"}), Inspector("甲"))
    sites = (Site("z\u2028", "在建", 3, ("lift",)), Site('a"\\'))
    document = Frozen("CQ-1", "彩票", sites, people, {"在建": 1}, left_out={"x": "y"}).document()
    assert list_hash(document) == content_hash(document)


def test_an_id_tells_nothing_and_proves_its_name():
    # printf 'SSJ-1\n某小区\nXM-1\nab' | sha256sum | cut -c-32
    assert sealed_id("SSJ-1", "某小区", "XM-1", "ab") == "a2dbbb7ea94c493f4fb9b06325efb23f"
    assert (
        nonce("00" * 32, "site", "a") != nonce("00" * 32, "inspector", "a") != nonce("01" * 32, "site", "a")
    )


@pytest.mark.parametrize(
    ("fact", "held"),
    [
        (Fact("p", "interest", project="x"), True),
        (Fact("p", "interest", project="y"), False),
        (Fact("p", "interest", party="firm", until=date(2026, 5, 10)), False),
        (Fact("p", "interest", party="firm", since=date(2026, 5, 12)), False),
        (Fact("p", "employer", party="firm"), True),
        (Fact("p", "employer", party="firm", until=date(2023, 5, 11)), True),
        (Fact("p", "employer", party="firm", until=date(2023, 5, 10)), False),
        (Fact("p", "employer", party="other"), False),
    ],
)
def test_a_former_employer_bars_for_three_years_and_an_interest_while_it_lasts(fact, held):
    assert bars(fact, "x", {"firm"}, DAY) is held
    assert barred([fact], "x", {"firm"}, ["q"], DAY) == {
        "q": "last-visit",
        **({"p": fact.kind} if held else {}),
    }


@pytest.mark.parametrize(
    ("aql", "taken"), [("0.40", 32), ("1.0", 50), ("2.5", 50), ("0.10", 125), ("65", 20)]
)
def test_how_many_units_are_looked_at_follows_the_limit_chosen(aql, taken):
    assert how_many(500, "gb2828", aql=aql) == taken
    with pytest.raises(ValueError, match="aql"):
        how_many(500, "gb2828", aql="3")
