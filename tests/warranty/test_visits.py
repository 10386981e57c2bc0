"""Return visits as they come: planned once however the clock runs, drawn so that anybody can draw again, counted."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from inspect_app.core import jobs, journal
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.permits import SYSTEM
from inspect_app.inspections.rules.draw_units import how_many, pick, seed_of_units, units_hash
from inspect_app.projects import actions as projects
from inspect_app.warranty import actions
from inspect_app.warranty.models import Claim, ReturnVisit
from inspect_app.warranty.queries import visits as queries
from tests import make
from tests.make import NOW

JOB = "warranty.plan_return_visits"


@pytest.fixture
def project(cast):
    stairwell = cast.element("1号楼 / 1单元")
    with transaction():
        for number in range(20):
            projects.add_element(
                SYSTEM, cast.project(), kind="household", name=f"{101 + number}", parent=stairwell, at=NOW
            )
    make.certificate(cast.project())
    return cast.project()


def run(*days):
    for each in days:
        jobs.run_due(jobs.JOBS[JOB], NOW + timedelta(days=each))


def rows():
    return list(db.session.scalars(select(ReturnVisit).order_by(ReturnVisit.due_on, ReturnVisit.key)))


def test_each_visit_is_planned_once_60_days_ahead(project):
    run(20)
    assert rows() == []
    run(33, 34, 35)
    assert [each.key for each in rows()] == ["month-3"]
    run(35, 160)
    assert [each.key for each in rows()] == ["month-3", "flood-2026", "month-6"]


def test_anybody_can_draw_the_households_again(project):
    run(35)
    one = rows()[0]
    number, content = one.certificate.number, one.certificate.content
    seed = seed_of_units(units_hash(one.units), f"{number}:month-3", content)
    assert one.seed == seed
    assert len(one.units) == 20
    assert one.sample == pick(one.units, seed, how_many(20, "gb50300"))


def test_a_visit_nobody_made_is_missed_and_one_made_late_says_so(project):
    run(35)
    late = answered(rows()[0])
    with transaction():
        actions.move_visit(SYSTEM, late, "finish", {"note": "总体正常"}, at=NOW + timedelta(days=92 + 15))
    run(160)
    run(260)
    found = queries.facts(rows())
    assert (found["late"], found["missed"]) == (1, 2)
    run(260)
    assert queries.facts(rows()) == found
    assert queries.satisfaction(rows()) == (len(late.sample), len(late.sample) - 1, 0)


def answered(visit, bad=""):
    asked = {"leak": "good", "wet_room": "good", "pipes": "good", "power": "good", "finish": "none"}
    with transaction():
        for number, unit in enumerate(visit.sample):
            said = {**asked, **({bad: "bad"} if bad else {})}
            actions.answer_visit(
                SYSTEM, visit, element_id=unit, away=number == 0, satisfaction=None if number == 0 else 2,
                answers={} if number == 0 else said, at=NOW + timedelta(days=92),
            )  # fmt: skip
    return visit


def test_a_visit_ends_when_every_household_drawn_is_on_record(project):
    run(35)
    with pytest.raises(Problem) as refused, transaction():
        actions.move_visit(SYSTEM, rows()[0], "finish", {}, at=NOW)
    assert "户没有记录" in refused.value.words("zh")


@pytest.mark.parametrize(
    ("values", "field"), [({"element_id": "none"}, "element_id"), ({"answers": {"leak": "good"}}, "answers")]
)
def test_a_household_not_drawn_or_half_answered_is_refused_by_name(project, values, field):
    run(35)
    given = {"element_id": rows()[0].sample[0], "satisfaction": 3, **values}
    with pytest.raises(Problem) as refused, transaction():
        actions.answer_visit(SYSTEM, rows()[0], **given, at=NOW)
    assert field in refused.value.field_words("zh")


def test_a_fault_told_at_the_door_becomes_a_claim_once(project):
    run(35)
    one = answered(rows()[0], bad="leak")
    while journal.react():
        pass
    answered(one, bad="leak")
    while journal.react():
        pass
    made = db.session.scalars(select(Claim)).all()
    assert len(made) == len(one.sample) - 1
    assert {each.source_kind for each in made} == {"return_visit"}
    assert all("渗漏" in each.words for each in made)
