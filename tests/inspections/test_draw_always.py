"""What is never left to the draw: a site with an open alarm or an open complaint is inspected without one."""

from datetime import timedelta

import pytest

from inspect_app.complaints import actions as complaints
from inspect_app.core.db import transaction
from inspect_app.core.permits import ANYONE
from inspect_app.inspections.queries.scope import candidates
from inspect_app.inspections.rules.draw import ALWAYS
from inspect_app.readings import actions as readings
from tests import drawing
from tests.cast import REGION
from tests.make import NOW

MS = int(NOW.timestamp() * 1000)
DAYS_AGO = 2 * 86_400_000


@pytest.fixture
def town(cast):
    """Many sites of which few are drawn, and inspectors for all of them."""
    drawing.sites(20)
    drawing.inspectors(6)
    return cast


def alarm(cast, site="p17"):
    """Let a dust meter stand above its limit for half an hour, two days ago."""
    with transaction():
        readings.register_device(
            cast.supervisor, project=cast.project(site), name="dust-1", kind="dust", at=NOW
        )
        readings.set_limit(
            cast.owner, project=cast.project(site), quantity="pm10", value=100.0, clear_value=90.0,
            zh="限值", en="limit", basis="合同", at=NOW - timedelta(days=9),
        )  # fmt: skip
    with transaction():
        samples = [
            readings.Sample(site, "dust-1", "pm10", MS - DAYS_AGO + k * 60_000, 500.0) for k in range(30)
        ]
        readings.record(samples, at=NOW)


def calm(site="p17"):
    with transaction():
        samples = [
            readings.Sample(site, "dust-1", "pm10", MS - DAYS_AGO + k * 60_000, 10.0) for k in range(30, 1500)
        ]
        readings.record(samples, at=NOW)


def complain(cast, site="p17"):
    with transaction():
        told = complaints.Told("roof_leak", words="顶楼漏水", phone="13812345678")
        return complaints.file_complaint(
            ANYONE, project=cast.project(site), told=told, once="a" * 32, key="k" * 32, at=NOW
        )[0]


def causes():
    return {each.project.site: each.causes for each in candidates(REGION, NOW) if each.causes}


def test_an_open_alarm_makes_a_visit_and_one_that_has_cleared_makes_none(town):
    assert causes() == {}
    alarm(town)
    assert causes() == {"p17": ("alarm",)}
    calm()
    assert causes() == {}


def test_an_open_complaint_makes_a_visit_and_one_that_is_settled_makes_none(town):
    complaint = complain(town)
    assert causes() == {"p17": ("complaint",)}
    with transaction():
        complaints.move(town.street, complaint, "withdraw", {}, at=NOW)
    assert causes() == {}


def test_whatever_the_chance_says_both_sites_are_taken_and_stand_in_no_stratum_of_the_draw(town):
    alarm(town)
    complain(town, "p18")
    made = drawing.draw(to="drawn", share=5)
    always = {each.visit.project.site: each for each in made.seals if each.place is None}
    assert {site: each.causes for site, each in always.items()} == {"p17": "alarm", "p18": "complaint"}
    assert all(each.visit.state == "planned" for each in always.values())
    assert made.document["take"][ALWAYS] == 2
    strata = {each["id"]: each["stratum"] for each in made.document["sites"]}
    assert all(strata[each.site] == ALWAYS for each in always.values())
    by_chance = [each for each in made.seals if each.place is not None]
    assert len(by_chance) == made.document["take"][""] == 1
    assert by_chance[0].visit.project.site not in ("p17", "p18")


def test_a_site_with_both_says_both(town):
    alarm(town)
    complain(town)
    made = drawing.draw(to="frozen")
    assert sorted(made.document["always"].values()) == ["alarm,complaint"]
