"""Seasons of heat and cold, first days that differ, parts that begin anew: the worked cases and what the rulebook says."""

from datetime import date

import pytest

from inspect_app.core.rulebook import ask, rule
from inspect_app.warranty import rules
from inspect_app.warranty.rules import local
from inspect_app.warranty.rules.seasons import season_starts

BEIJING, HENAN, SHANDONG, SHANGHAI = "110114", "410100", "370902", "310101"
REPAIRED, CHECKED = date(2028, 6, 1), date(2028, 6, 5)


def test_cold_is_counted_in_seasons_of_its_own():
    assert rules.season_end(date(2026, 6, 10), 2, BEIJING, "cooling") == date(2027, 9, 15)
    assert rules.effective_period("W-HVAC", BEIJING, date(2026, 6, 16), kind="cooling").ends_on == date(
        2028, 9, 15
    )
    assert not rules.season(BEIJING, "cooling").verified


def test_a_season_starts_once_a_year_and_not_on_the_day_itself():
    assert season_starts(BEIJING, date(2026, 11, 15), date(2028, 11, 15)) == [
        date(2027, 11, 15),
        date(2028, 11, 15),
    ]


@pytest.mark.parametrize(
    ("region", "first"), [(BEIJING, CHECKED), (HENAN, REPAIRED)], ids=["from the check", "from the repair"]
)
def test_a_repaired_part_has_the_whole_period_again_where_local_law_says_so(region, first):
    found, starts_on, term = local.restarted("W-WP", region, repaired_on=REPAIRED, checked_on=CHECKED)
    assert starts_on == first
    assert term.ends_on == first.replace(year=2033)
    assert found.basis


def test_a_longer_agreement_holds_for_the_repaired_part_too():
    _rule, _first, term = local.restarted("W-WP", HENAN, repaired_on=REPAIRED, checked_on=CHECKED, contract=8)
    assert term.ends_on == date(2036, 6, 1)


def test_without_a_local_rule_the_clock_simply_goes_on():
    assert local.restarted("W-WP", SHANGHAI, repaired_on=REPAIRED, checked_on=CHECKED) is None
    assert local.restart(BEIJING, date(2015, 12, 31)) is None


def test_the_first_day_is_the_acceptance_or_a_later_local_event():
    accepted, later = date(2026, 9, 1), date(2026, 11, 10)
    assert local.begins_on("W-WP", SHANGHAI, accepted, delivered_on=later)[0] == accepted
    assert local.begins_on("W-WP", BEIJING, accepted, delivered_on=later)[0] == later
    assert local.begins_on("W-HVAC", SHANDONG, accepted, in_service_on=later)[0] == later
    assert local.begins_on("W-WP", SHANDONG, accepted, in_service_on=later)[0] == accepted
    assert local.begins_on("W-WP", BEIJING, accepted, delivered_on=date(2026, 8, 1))[0] == accepted


@pytest.mark.parametrize(
    "key",
    ["warranty.period", "warranty.restart", "warranty.beginning", "warranty.return-visits", "warranty.retention",
     "warranty.liability-period", "warranty.release", "warranty.promise"],
)  # fmt: skip
def test_each_rule_answers_its_own_example_with_steps_in_both_languages(app, key):
    asked = rule(key)
    told = ask(asked, dict(asked.example), date(2026, 6, 1))
    assert told["steps"]
    assert all(each["zh"] and each["en"] for each in told["steps"])
    assert "verified" in told


def test_a_waterproofing_term_is_explained_to_the_day(app):
    given = {"code": "W-WP", "accepted_on": "2022-08-31", "region": HENAN, "contract": 3}
    told = ask(rule("warranty.period"), given, date(2026, 6, 1))
    assert told["result"]["ends_on"] in ("2027-08-31", date(2027, 8, 31))
    assert "第四十条" in str(told)
