"""The terms in force, the days they end, and the worked cases of law and practice."""

from datetime import date

import pytest

from inspect_app.acceptance.rules import letter
from inspect_app.projects.rules import ELEMENT_KINDS
from inspect_app.warranty import rules
from inspect_app.warranty.rules import effective_period, ends_on, season_end

BEIJING, HENAN, QINGDAO, ZIBO = "110114", "410100", "370202", "370303"


@pytest.mark.parametrize(
    ("accepted", "last"),
    [
        (date(2022, 8, 31), date(2027, 8, 31)),
        (date(2024, 2, 29), date(2029, 2, 28)),
        (date(2019, 12, 31), date(2024, 12, 31)),
    ],
)
def test_waterproofing_ends_on_the_corresponding_day_five_years_on(accepted, last):
    assert effective_period("W-WP", BEIJING, accepted).ends_on == last


def test_a_local_rule_and_a_letter_below_the_decree_have_no_effect():
    term = effective_period("W-WP", HENAN, date(2026, 5, 11), contract=3)
    assert term.period.years == 5
    assert "第四十条" in term.period.basis


def test_the_longer_local_term_of_insulation_counts_without_any_contract():
    assert effective_period("W-INS", QINGDAO, date(2026, 5, 11)).period.years == 10
    assert effective_period("W-INS", ZIBO, date(2026, 5, 11)).period.years == 10
    assert effective_period("W-INS", BEIJING, date(2026, 5, 11)).period.years == 5


def test_a_longer_letter_counts_and_is_named_as_the_basis():
    term = effective_period("W-MEP", BEIJING, date(2026, 5, 11), contract=3)
    assert (term.period.years, term.period.basis) == (3, rules.LETTER)


@pytest.mark.parametrize(
    ("start", "region", "last"),
    [
        (date(2026, 6, 10), BEIJING, date(2028, 3, 15)),
        (date(2026, 11, 15), BEIJING, date(2028, 3, 15)),
        (date(2026, 11, 16), BEIJING, date(2029, 3, 15)),
        (date(2026, 1, 20), BEIJING, date(2028, 3, 15)),
        (date(2026, 6, 10), QINGDAO, date(2028, 4, 5)),
        (date(2026, 6, 10), "230103", date(2028, 4, 20)),
    ],
)
def test_heating_is_covered_for_two_whole_seasons_of_its_region(start, region, last):
    assert season_end(start, 2, region) == last
    assert effective_period("W-HVAC", region, start).ends_on == last


def test_a_season_nobody_has_checked_is_marked_so():
    assert not effective_period("W-HVAC", BEIJING, date(2026, 6, 10)).verified
    assert effective_period("W-WP", BEIJING, date(2026, 6, 10)).verified


def test_what_only_the_design_or_the_contract_says_has_no_end_until_it_is_said():
    assert effective_period("W-STR", BEIJING, date(2026, 5, 11)).ends_on is None
    assert effective_period("W-STR", BEIJING, date(2026, 5, 11), contract=50).ends_on == date(2076, 5, 11)
    assert rules.length_words("W-STR", 0) == ("设计使用年限", "design service life")
    assert rules.length_words("W-OTH", 0)[1] == "as contracted"
    assert rules.length_words("W-HVAC", 2)[1] == "2 heating seasons"


def test_an_unknown_class_is_refused():
    with pytest.raises(ValueError, match="W-XX"):
        effective_period("W-XX", BEIJING, date(2026, 5, 11))


def test_a_last_day_on_a_holiday_moves_on_once_the_year_is_published():
    national_day = ends_on(date(2024, 10, 1), letter.Period("W-MEP", "x", years=2))
    assert national_day == date(2026, 10, 1)
    assert rules.moved(national_day) == date(2026, 10, 8)
    assert rules.moved(date(2031, 10, 1)) == date(2031, 10, 1)
    assert rules.moved(None) is None


def test_the_last_day_itself_is_covered_and_the_next_is_not():
    assert rules.runs(date(2027, 8, 31), date(2027, 8, 31))
    assert not rules.runs(date(2027, 8, 31), date(2027, 9, 1))
    assert rules.runs(None, date(2099, 1, 1))
    assert rules.days_left(date(2027, 8, 31), date(2027, 8, 30)) == 1


def test_every_kind_of_element_is_a_container_or_has_a_class_with_a_national_rule():
    containers = {"building", "stairwell", "floor", "household", "site"}
    assert set(ELEMENT_KINDS) == containers | set(letter.CLASS_OF)
    for code in set(letter.CLASS_OF.values()):
        assert any(each.region == "" for each in letter.periods(code, BEIJING, date(2026, 5, 11)))


def test_every_figure_names_its_basis():
    assert all(each.basis for each in (*letter.PERIODS, *rules.SEASONS))
