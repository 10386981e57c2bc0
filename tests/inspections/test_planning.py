"""Plans make their visits ahead of time, once; a change never touches what was."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.jobs import JOBS, run_due
from inspect_app.core.permits import SYSTEM
from inspect_app.inspections import actions
from inspect_app.inspections.models import Plan, Visit
from tests import make
from tests.cast import Cast
from tests.make import NOW, later

WEEK = [date(2026, 5, 11), date(2026, 5, 18), date(2026, 5, 25)]


def days(plan: Plan, state: str = "planned") -> list[date]:
    stmt = select(Visit.due_on).where(Visit.plan_id == plan.id, Visit.state == state)
    return sorted(db.session.scalars(stmt))


def extend(**later_by: float) -> int:
    with transaction():
        return actions.make_visits(SYSTEM, at=later(**later_by))


def change(plan: Plan, at: Any = NOW, **changes: Any) -> Plan:
    with transaction():
        return actions.change_plan(SYSTEM, plan, at=at, **changes)


def test_a_new_plan_has_its_visits_as_far_as_the_horizon(app: Flask, cast: Cast) -> None:
    plan = make.plan(cast.project(), assignee_id=cast.person("inspector").id)
    assert days(plan) == WEEK
    visits = db.session.scalars(select(Visit).order_by(Visit.due_on)).all()
    assert [each.number for each in visits] == [f"XJ-2026-00000{n}" for n in (1, 2, 3)]
    assert {each.assignee.name for each in visits} == {"inspector"}
    assert visits[0].template_version.frozen_at == NOW
    [entry] = journal.timeline("plan", plan.id)
    assert entry.verb == "plan.add"
    assert len(entry.data["visits"]) == 3


def test_making_visits_again_makes_none_and_a_later_day_only_the_next(app: Flask, cast: Cast) -> None:
    plan = make.plan(cast.project())
    assert extend() == 0
    assert extend(days=6) == 0
    assert extend(days=7) == 1
    assert extend(days=7) == 0
    assert days(plan)[-1] == date(2026, 6, 1)
    assert [each.verb for each in journal.timeline("plan", plan.id)] == ["plan.add", "plan.extend"]


def test_after_a_long_silence_the_visits_in_between_are_made_too(app: Flask, cast: Cast) -> None:
    plan = make.plan(cast.project())
    extend(days=60)
    steps = days(plan)
    assert len(steps) > 10
    assert steps[-1] > later(days=65).date()
    assert date(2026, 6, 19) not in steps  # Dragon Boat Festival is no working day


def test_a_plan_that_begins_on_a_day_off_begins_on_the_next_working_day(app: Flask, cast: Cast) -> None:
    plan = make.plan(cast.project(), since=date(2026, 5, 16), every=1, horizon_days=8)
    assert days(plan) == [date(2026, 5, 18), date(2026, 5, 19)]


def test_a_plan_of_the_past_makes_no_visits_that_nobody_could_have_made(app: Flask, cast: Cast) -> None:
    assert days(make.plan(cast.project(), since=date(2026, 1, 5))) == WEEK


def test_a_plan_ends_on_its_last_day_and_a_completed_project_gets_no_visits(app: Flask, cast: Cast) -> None:
    plan = make.plan(cast.project(), until=date(2026, 5, 20))
    assert days(plan) == WEEK[:2]
    assert extend(days=30) == 0
    other = make.plan(cast.project("p18"), name="另一计划")
    with transaction():
        journal.move(SYSTEM, other.project, "complete", at=NOW)
    assert extend(days=30) == 0


def test_a_changed_interval_leaves_today_and_the_past_alone(app: Flask, cast: Cast) -> None:
    plan = make.plan(cast.project())
    change(plan, every=2)
    assert days(plan) == [
        date(2026, 5, 11), date(2026, 5, 13), date(2026, 5, 15), date(2026, 5, 19), date(2026, 5, 21),
        date(2026, 5, 25),
    ]  # fmt: skip
    assert days(plan, "cancelled") == [date(2026, 5, 18)]
    entry = journal.timeline("plan", plan.id)[-1]
    assert entry.verb == "plan.change"
    assert (len(entry.data["cancelled"]), entry.data["kept"], len(entry.data["visits"])) == (1, 1, 4)
    assert extend() == 0


def test_changing_there_and_back_restores_the_same_visits(app: Flask, cast: Cast) -> None:
    plan = make.plan(cast.project())
    before = set(db.session.scalars(select(Visit.id)))
    change(plan, every=2)
    change(plan, every=5)
    assert days(plan) == WEEK
    standing = select(Visit.id).where(Visit.state == "planned")
    assert set(db.session.scalars(standing)) == before


def test_other_hands_and_another_checklist_reach_the_coming_visits_only(app: Flask, cast: Cast) -> None:
    plan = make.plan(cast.project(), assignee_id=cast.person("inspector").id)
    other = make.checklist({**make.LIST, "zh": "另一份"}, key="other")
    change(plan, assignee_id=cast.person("supervisor").id, template_id=other.template_id)
    visits = db.session.scalars(select(Visit).order_by(Visit.due_on)).all()
    assert [each.assignee.name for each in visits] == ["inspector", "supervisor", "supervisor"]
    assert [each.template_version_id == other.id for each in visits] == [False, True, True]


def test_a_stopped_plan_keeps_today_and_resumes_from_tomorrow(app: Flask, cast: Cast) -> None:
    plan = make.plan(cast.project())
    change(plan, active=False)
    assert days(plan) == WEEK[:1]
    assert extend(days=20) == 0
    change(plan, at=later(days=30), active=True)
    assert days(plan)[1:] == [date(2026, 6, 11), date(2026, 6, 18)]


def test_a_visit_a_person_cancelled_stays_cancelled_when_the_plan_changes(app: Flask, cast: Cast) -> None:
    plan = make.plan(cast.project())
    visit = db.session.scalars(select(Visit).where(Visit.due_on == WEEK[1])).one()
    with transaction():
        actions.move(SYSTEM, visit, "cancel", {"reason": "停工"}, at=NOW)
    change(plan, name="改名")
    assert days(plan, "cancelled") == [WEEK[1]]
    assert extend() == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("every", 0), ("horizon_days", 91), ("until", date(2026, 5, 1)), ("template_id", "none"),
        ("assignee_id", "nobody"), ("party_id", "nobody"), ("name", " "),
    ],
)  # fmt: skip
def test_a_refused_plan_names_the_field_and_leaves_nothing(
    app: Flask, cast: Cast, field: str, value: object
) -> None:
    with pytest.raises(Problem) as refused:
        make.plan(cast.project(), **{field: value})
    assert list(refused.value.errors) == [field]
    assert db.session.scalars(select(Plan)).all() == []


def test_a_plan_of_a_year_without_published_holidays_is_refused_loudly(app: Flask, cast: Cast) -> None:
    with pytest.raises(Problem) as refused:
        make.plan(cast.project(), since=date(2031, 1, 6))
    assert "2031" in refused.value.words("zh")


def test_only_what_can_be_changed_is_changed(app: Flask, cast: Cast) -> None:
    plan = make.plan(cast.project())
    with pytest.raises(Problem) as refused:
        change(plan, since=date(2026, 6, 1))
    assert list(refused.value.errors) == ["since"]


def test_a_visit_nobody_made_is_marked_after_three_working_days_and_once(app: Flask, cast: Cast) -> None:
    visit = make.visit(cast.project())
    for after, marked in ((3, 0), (4, 1), (5, 0)):
        with transaction():
            assert actions.miss_late(SYSTEM, at=later(days=after)) == marked
    assert (visit.state, visit.missed_at) == ("missed", later(days=4))
    assert [each.verb for each in journal.timeline("visit", visit.id)] == ["visit.add", "visit.miss"]


def test_the_daily_jobs_do_their_work_once_for_each_day(app: Flask, cast: Cast) -> None:
    plan = make.plan(cast.project())
    at = later(days=7)
    for name in ("inspections.make_visits", "inspections.miss_late"):
        assert run_due(JOBS[name], at)
        assert not run_due(JOBS[name], at)
    assert days(plan) == [*WEEK[1:], date(2026, 6, 1)]
    assert days(plan, "missed") == WEEK[:1]


def test_a_visit_is_cancelled_with_a_reason_and_restored_but_never_finished_by_hand(
    app: Flask, cast: Cast
) -> None:
    visit = make.visit(cast.project())
    with transaction():
        actions.move(cast.supervisor, visit, "cancel", {"reason": "下雨"}, at=NOW)
    with transaction():
        actions.move(cast.supervisor, visit, "restore", {}, at=later(hours=1))
    assert visit.state == "planned"
    with pytest.raises(Problem) as refused, transaction():
        actions.move(cast.supervisor, visit, "finish", {}, at=NOW)
    assert list(refused.value.errors) == ["submission"]


def test_a_visit_cannot_be_arranged_for_yesterday(app: Flask, cast: Cast) -> None:
    with pytest.raises(Problem) as refused:
        make.visit(cast.project(), due_on=NOW.date() - timedelta(days=1))
    assert list(refused.value.errors) == ["due_on"]
