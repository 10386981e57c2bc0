"""Agreement of two inspectors on worked values, and which visits are made a second time."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_app.inspections.rules import doubling
from inspect_app.inspections.rules.agreement import LEAST_PAIRS, OUTCOMES, agreement
from inspect_app.inspections.rules.draw_units import seed_of_units, units_hash

#: (both pass, pass/fail, fail/pass, both fail) -> observed, by chance, kappa, reckoned by hand
WORKED = [
    ((20, 5, 10, 15), 0.70, 0.50, 0.40),
    ((45, 15, 25, 15), 0.60, 0.54, 0.1304),
    ((25, 35, 5, 35), 0.60, 0.46, 0.2593),
    ((10, 0, 0, 10), 1.00, 0.50, 1.00),
    ((0, 10, 10, 0), 0.00, 0.50, -1.00),
]


def pairs(pp, pf, fp, ff):
    return (
        [("pass", "pass")] * pp + [("pass", "fail")] * pf + [("fail", "pass")] * fp + [("fail", "fail")] * ff
    )


@pytest.mark.parametrize(("cells", "observed", "expected", "kappa"), WORKED)
def test_agreement_on_worked_values(cells, observed, expected, kappa):
    found = agreement(pairs(*cells))
    assert found.observed == pytest.approx(observed)
    assert found.expected == pytest.approx(expected)
    assert found.kappa == pytest.approx(kappa, abs=5e-5)


def test_three_outcomes_are_told_apart():
    # po = 7/10; margins 5, 3, 2 and 5, 4, 1: pe = (25 + 12 + 2) / 100
    found = agreement(
        [("pass", "pass")] * 4 + [("fail", "fail")] * 2 + [("na", "na")] + [("pass", "fail")]
        + [("fail", "pass")] + [("na", "fail")]
    )  # fmt: skip
    assert (found.n, found.same) == (10, 7)
    assert found.expected == pytest.approx(0.39)
    assert found.kappa == pytest.approx((0.7 - 0.39) / 0.61)


def test_the_working_shows_each_figure():
    told = " ".join(zh for zh, _en in agreement(pairs(20, 5, 10, 15)).steps)
    for figure in ("35 / 50 = 0.7000", "25×30 + 25×20", "= 0.5000", "= 0.4000"):
        assert figure in told


def test_where_both_always_say_the_same_one_thing_kappa_is_not_defined_and_without_pairs_nothing_is():
    same = agreement([("pass", "pass")] * 30)
    assert (same.observed, same.kappa, same.weak) == (1.0, None, False)
    assert (agreement([]).observed, agreement([]).kappa) == (None, None)


def test_few_pairs_condemn_no_item():
    bad = [("pass", "fail"), ("fail", "pass")]
    assert not agreement(bad).weak
    assert agreement(bad * LEAST_PAIRS).weak
    with pytest.raises(ValueError, match="pairs"):
        agreement([("pass", "maybe")])


@given(st.lists(st.tuples(st.sampled_from(OUTCOMES), st.sampled_from(OUTCOMES)), max_size=60))
def test_kappa_never_exceeds_one_and_it_matters_not_who_was_first(given_):
    found, turned = agreement(given_), agreement([(two, one) for one, two in given_])
    assert found.kappa is None or -1 - 1e-9 <= found.kappa <= 1 + 1e-9
    assert (found.n, found.same, found.kappa) == (turned.n, turned.same, turned.kappa)


def test_the_seed_is_that_of_the_unit_draws_and_the_receipts_are_in_it():
    visits = ["b", "a"]
    seed = doubling.seed_of_doubles(visits, "110114", ["r2", "r1"])
    assert seed == seed_of_units(units_hash(["a", "b"]), "110114", doubling.beyond(["r1", "r2"]))
    assert seed != doubling.seed_of_doubles(visits, "110114", ["r1", "r3"])


def test_over_many_draws_the_share_is_kept_and_every_visit_has_the_same_odds():
    visits, found, total = [f"v{n}" for n in range(10)], Counter(), 0
    for number in range(5000):
        taken = doubling.drawn(visits, doubling.seed_of_doubles(visits, "11", [str(number)]))
        found.update(taken)
        total += len(taken)
    assert 0.03 < total / 50_000 < 0.05
    chi = sum((found[each] - total / 10) ** 2 / (total / 10) for each in visits)
    assert chi < 27.9, "9 degrees of freedom, one in a thousand"


def test_of_a_hundred_exactly_four_and_a_share_beyond_three_to_five_is_refused():
    assert doubling.how_many(100, "seed") == 4
    assert doubling.how_many(0, "seed") == 0
    for share in (0.02, 0.06):
        with pytest.raises(ValueError, match="share"):
            doubling.how_many(10, "seed", share)


def test_nobody_is_drawn_from_nobody():
    assert doubling.second([], "seed", "v") is None
    assert doubling.second(["a", "b"], "seed", "v") == doubling.second(["b", "a"], "seed", "v")
