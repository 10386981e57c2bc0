"""Rules of complaints: routes, promised days, codes, the resident's part of a timeline."""

from datetime import date
from itertools import product

import pytest

from inspect_app.complaints.rules import routing
from inspect_app.complaints.rules.categories import CATEGORIES, offered
from inspect_app.complaints.rules.emergencies import EMERGENCIES
from inspect_app.complaints.rules.life import FOR_THE_RESIDENT, OWN_MOVES, WORKFLOW
from inspect_app.complaints.rules.promises import is_late, promised
from inspect_app.projects.rules import ELEMENT_KINDS

ROLES = {"owner": "o", "contractor": "c", "property": "p", "street": "s", "utility": "u"}


@pytest.mark.parametrize(
    ("duty", "covered", "building", "route", "party"),
    [
        ("works", False, True, "works", "c"),
        ("works", True, False, "works", "c"),
        ("part", True, False, "warranty", "c"),
        ("utility", True, False, "warranty", "c"),
        ("part", False, True, "building", "c"),
        ("part", False, False, "expired", "p"),
        ("utility", False, False, "utility", "u"),
        ("fairness", False, False, "fairness", "o"),
    ],
)
def test_each_case_goes_to_the_party_of_its_row(
    duty: str, covered: bool, building: bool, route: str, party: str
) -> None:
    row = routing.route_for(duty, covered, building)
    assert (row.key, routing.accountable(row, ROLES)) == (route, party)


def test_a_party_is_found_whatever_the_case_as_long_as_the_project_has_one() -> None:
    duties = {each.duty for each in CATEGORIES.values()}
    for duty, covered, building in product(duties, (True, False), (True, False)):
        row = routing.route_for(duty, covered, building)
        assert row.key != "desk"
        for role in ROLES:
            assert routing.accountable(row, {role: "only"}) == "only"
        assert routing.accountable(row, {"designer": "d"}) == "d"
        assert routing.accountable(row, {}) is None


def test_a_notice_is_promised_within_fifteen_days_and_a_decision_within_sixty() -> None:
    received = date(2026, 3, 2)
    found = promised("notice", received, "110114")
    assert found is not None
    assert (found[1], found[0].verified) == (date(2026, 3, 17), True)
    decision = promised("decision", received, "110114")
    assert decision is not None
    assert decision[1] == date(2026, 5, 1)


def test_the_hotline_promises_only_where_a_region_has_a_rule() -> None:
    friday = date(2026, 3, 6)
    shandong = promised("hotline", friday, "370102")
    assert shandong is not None
    assert shandong[1] == date(2026, 3, 13)
    assert promised("hotline", friday, "110114") is None
    assert promised("notice", date(2022, 4, 30), "110114") is None


def test_no_day_is_named_that_cannot_be_counted() -> None:
    found = promised("hotline", date(2026, 3, 6), "370102", years={})
    assert found is not None
    assert found[1] is None


@pytest.mark.parametrize(
    ("state", "late"),
    [("received", True), ("accepted", False), ("answered", False), ("closed", False), ("withdrawn", False)],
)
def test_a_promise_is_broken_only_while_its_step_is_not_done(state: str, late: bool) -> None:
    today = date(2026, 3, 18)
    assert is_late(state, today, date(2026, 3, 17), None, None) is late
    assert not is_late("received", date(2026, 3, 17), date(2026, 3, 17), None, None)
    assert is_late("accepted", date(2026, 5, 2), None, None, date(2026, 5, 1))
    assert is_late("accepted", date(2026, 5, 2), None, date(2026, 5, 1), date(2026, 6, 1))
    assert not is_late("answered", date(2026, 5, 2), None, date(2026, 5, 1), None)


def test_every_place_offers_its_own_kinds_of_problem_and_the_general_ones() -> None:
    general = [each for each in CATEGORIES.values() if not each.kinds]
    for kind in ELEMENT_KINDS:
        assert offered(kind)[-len(general) :] == tuple(general)
    assert "roof_leak" in {each.key for each in offered("roof")}
    assert "lift" not in {each.key for each in offered("roof")}
    assert len(offered(None)) == len(CATEGORIES)
    assert {kind for each in CATEGORIES.values() for kind in each.kinds} <= set(ELEMENT_KINDS)


def test_every_danger_names_a_number_to_call() -> None:
    assert set(EMERGENCIES) == {"gas", "electric", "flood", "falling"}
    assert all(each.calls and each.calls[-1].number in ("12345", "119") for each in EMERGENCIES.values())


def test_the_resident_reads_moves_but_neither_remarks_nor_looks_at_the_phone() -> None:
    assert {"complaint.remark", "complaint.see-phone"}.isdisjoint(FOR_THE_RESIDENT)
    assert {f"complaint.{each.name}" for each in WORKFLOW.moves} <= set(FOR_THE_RESIDENT)
    assert all(WORKFLOW.move(name) for name in OWN_MOVES)
