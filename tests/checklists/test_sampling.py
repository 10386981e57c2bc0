"""Sample sizes and acceptance numbers, cell by cell where the standard prints them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_app.checklists.rules.sampling import (
    AQLS,
    DOUBLE,
    LETTERS,
    LEVELS,
    SEVERITIES,
    Lot,
    State,
    code_letter,
    double_plan,
    follow,
    general_item,
    least_sample,
    master_item,
    plan,
    single_plan,
)
from inspect_app.checklists.rules.sampling.gb2828 import SIZES, by_letter

#: GB/T 2828.1 tables 2-A and 2-B, letters B to L, AQL 0.65 to 10: sample and accepted number
PRINTED = {
    "normal": {
        "B": "20:0 13:0 8:0 5:0 3:0 2:0 5:1",
        "C": "20:0 13:0 8:0 5:0 3:0 8:1 5:1",
        "D": "20:0 13:0 8:0 5:0 13:1 8:1 8:2",
        "E": "20:0 13:0 8:0 20:1 13:1 13:2 13:3",
        "F": "20:0 13:0 32:1 20:1 20:2 20:3 20:5",
        "G": "20:0 50:1 32:1 32:2 32:3 32:5 32:7",
        "H": "80:1 50:1 50:2 50:3 50:5 50:7 50:10",
        "J": "80:1 80:2 80:3 80:5 80:7 80:10 80:14",
        "K": "125:2 125:3 125:5 125:7 125:10 125:14 125:21",
        "L": "200:3 200:5 200:7 200:10 200:14 200:21 125:21",
    },
    "tightened": {
        "A": "32:0 20:0 13:0 8:0 5:0 3:0 8:1",
        "B": "32:0 20:0 13:0 8:0 5:0 3:0 8:1",
        "C": "32:0 20:0 13:0 8:0 5:0 13:1 8:1",
        "D": "32:0 20:0 13:0 8:0 20:1 13:1 8:1",
        "E": "32:0 20:0 13:0 32:1 20:1 13:1 13:2",
        "F": "32:0 20:0 50:1 32:1 20:1 20:2 20:3",
        "G": "32:0 80:1 50:1 32:1 32:2 32:3 32:5",
        "H": "125:1 80:1 50:1 50:2 50:3 50:5 50:8",
        "J": "125:1 80:1 80:2 80:3 80:5 80:8 80:12",
        "K": "125:1 125:2 125:3 125:5 125:8 125:12 125:18",
        "L": "200:2 200:3 200:5 200:8 200:12 200:18 125:18",
    },
}
COLUMNS = ("0.65", "1.0", "1.5", "2.5", "4.0", "6.5", "10")
CELLS = [
    (severity, letter, aql, *map(int, cell.split(":")))
    for severity, rows in PRINTED.items()
    for letter, row in rows.items()
    for aql, cell in zip(COLUMNS, row.split(), strict=True)
]


@pytest.mark.parametrize(("severity", "letter", "aql", "n", "ac"), CELLS)
def test_every_printed_cell_of_the_master_tables_is_met(severity, letter, aql, n, ac):
    found = by_letter(letter, aql, severity)
    assert (found.n, found.ac, found.re) == (n, ac, ac + 1)


@given(st.sampled_from(LETTERS), st.sampled_from(AQLS), st.sampled_from(sorted(SEVERITIES)))
def test_every_cell_has_a_plan_that_can_be_followed(letter, aql, severity):
    found = by_letter(letter, aql, severity)
    assert found.n in SIZES
    assert 0 <= found.ac < found.re
    assert found.verified is (severity != "reduced")


@given(st.integers(2, 10**6), st.sampled_from(LEVELS))
def test_a_bigger_lot_never_has_an_earlier_letter(lot, level):
    assert LETTERS.index(code_letter(lot, level)) <= LETTERS.index(code_letter(lot + 1, level))


@pytest.mark.parametrize(
    ("lot", "aql", "severity", "numbers"),
    [
        (50, "1.0", "normal", (13, 0, 1)),
        (500, "2.5", "normal", (50, 3, 4)),
        (500, "2.5", "tightened", (50, 2, 3)),
    ],
)
def test_the_worked_cases_of_the_field(lot, aql, severity, numbers):
    found = plan(lot, aql, "II", severity)
    assert (found.n, found.ac, found.re) == numbers


def test_a_sample_as_big_as_the_lot_is_all_of_it():
    found = plan(10, "0.65")
    assert found.n == 10
    assert "全数" in found.basis


@pytest.mark.parametrize(
    ("lot", "least"),
    [(1, 1), (2, 2), (15, 2), (16, 3), (25, 3), (26, 5), (90, 5), (91, 8), (95, 8), (150, 8), (151, 13), (500, 20),
     (1200, 32), (3200, 50), (3201, 80), (600_000, 500)],
)  # fmt: skip
def test_the_least_sample_of_a_lot(lot, least):
    assert least_sample(lot).n == least


@given(st.integers(2, 3200))
def test_the_least_sample_is_level_one_of_the_other_standard(lot):
    letter = code_letter(lot, "I")
    assert least_sample(lot).n == SIZES[LETTERS.index(letter)]


@pytest.mark.parametrize(
    ("n", "bad", "serious", "verdict"),
    [(8, 2, 0, "accept"), (8, 3, 0, "reject"), (8, 1, 1, "reject"), (15, 4, 0, "accept"), (15, 5, 0, "reject"),
     (3, 1, 0, "reject"), (3, 0, 0, "accept")],
)  # fmt: skip
def test_a_general_item_is_judged_by_appendix_d(n, bad, serious, verdict):
    assert general_item(n, bad, serious) == verdict


def test_a_master_item_allows_nothing():
    assert (master_item(0), master_item(1)) == ("accept", "reject")


@given(st.integers(1, 124))
def test_the_accepted_number_never_falls_as_the_sample_grows(n):
    assert single_plan(n).ac <= single_plan(n + 1).ac <= single_plan(n).ac + 1


@pytest.mark.parametrize("n", DOUBLE)
def test_a_double_plan_decides_at_once_or_by_both_samples(n):
    found = double_plan(n)
    ac, re = found.first.ac, found.first.re
    assert (found.judge(ac), found.judge(re)) == ("accept", "reject")
    for bad in range(ac + 1, re):
        assert found.judge(bad) == "again"
        assert found.judge(bad, found.both.ac - bad) == "accept"
        assert found.judge(bad, min(n, found.both.re - bad)) == "reject"
    with pytest.raises(ValueError, match="more"):
        found.judge(ac, 0)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: least_sample(0),
        lambda: single_plan(126),
        lambda: double_plan(4),
        lambda: plan(1, "1.0"),
        lambda: plan(50, "3"),
        lambda: plan(50, "1.0", "IV"),
        lambda: plan(50, "1.0", "II", "lax"),
        lambda: general_item(8, 9),
        lambda: general_item(8, 1, 2),
        lambda: master_item(-1),
    ],
)
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=":"):
        wrong()


def lots(words):
    return [Lot(accepted=each == "A") for each in words]


@pytest.mark.parametrize(
    ("series", "severity"),
    [("AAAA", "normal"), ("RAAAR", "tightened"), ("RR", "tightened"), ("RAAAAR", "normal"), ("RRAAAAA", "normal"),
     ("RRAAAARAAAA", "tightened"), ("RRRARARARAR", "stopped"), ("RRRRRRRAAAAAAAA", "stopped")],
)  # fmt: skip
def test_inspection_becomes_tighter_and_eases_again(series, severity):
    assert follow(lots(series)).severity == severity


def test_reduced_inspection_needs_the_score_and_consent():
    good = [Lot(accepted=True, next_tighter=True)] * 10
    assert follow(good, reduced_agreed=True).severity == "reduced"
    assert follow(good).severity == "normal"
    assert follow(good[:9], reduced_agreed=True).severity == "normal"
    assert follow([*good, Lot(accepted=False)], reduced_agreed=True) == State(verified=False)
    assert follow([*good[:9], Lot(accepted=True), good[0]], reduced_agreed=True).score == 3
