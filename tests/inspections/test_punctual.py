"""Late and missed are facts with reasons; of people named, each has to confirm; credit and risk set intervals."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.jobs import JOBS
from inspect_app.core.permits import SYSTEM
from inspect_app.inspections import actions, queries
from inspect_app.inspections.models import Plan, Visit
from tests import make
from tests.cast import Cast
from tests.make import NOW, later


def first_visit(plan: Plan) -> Visit:
    return db.session.scalars(
        select(Visit).where(Visit.plan_id == plan.id).order_by(Visit.due_on).limit(1)
    ).one()


def submit(visit: Visit, on: str, actor: Any = SYSTEM, **later_by: float) -> None:
    body = make.filled(visit, started_at=f"{on}T09:00:00+08:00", finished_at=f"{on}T09:40:00+08:00")
    with transaction():
        actions.submit(actor, body, at=later(**later_by))


@pytest.mark.parametrize(
    ("on", "timed"),
    [("2026-05-15", "early"), ("2026-05-18", "on_time"), ("2026-05-20", "late"), ("2026-05-22", "missed")],
)
def test_when_a_visit_was_made_is_kept_by_the_day_on_site(
    app: Flask, cast: Cast, on: str, timed: str
) -> None:
    plan = make.plan(cast.project(), since=date(2026, 5, 18), opens_before=2)
    visit = first_visit(plan)
    submit(visit, on, days=14)
    assert visit.timing == timed


def test_a_visit_is_missed_after_its_own_days_of_grace(app: Flask, cast: Cast) -> None:
    patient, strict = make.plan(cast.project(), grace=9), make.plan(cast.project(), grace=0)
    with transaction():
        assert actions.miss_late(SYSTEM, at=later(days=1)) == 1
    assert first_visit(strict).state == "missed"
    assert first_visit(patient).state == "planned"


def test_a_missed_visit_asks_why_and_is_counted_with_it(app: Flask, cast: Cast) -> None:
    inspector = cast.person("inspector")
    plan = make.plan(cast.project(), assignee_id=inspector.id)
    with transaction():
        actions.miss_late(SYSTEM, at=later(days=5))
    visit = first_visit(plan)
    [counted] = queries.by_plan(cast.supervisor)
    assert (counted.counts["missed"], counted.counts["unsaid"], counted.counts["waiting"]) == (1, 1, 2)
    with transaction():
        actions.explain(cast.inspector, visit, cause="weather", note="暴雨", at=later(days=6))
    for [counted] in (queries.by_plan(cast.supervisor), queries.by_person(cast.supervisor)):
        assert (counted.counts["missed"], counted.counts["unsaid"], counted.causes) == (1, 0, {"weather": 1})
    assert [
        each.id
        for each in db.session.scalars(queries.listed(cast.supervisor, fact="missed", person_id=inspector.id))
    ] == [visit.id]
    assert journal.timeline("visit", visit.id)[-1].data["note"] == "暴雨"
    assert queries.by_plan(cast.stranger) == queries.by_person(cast.stranger) == []


def test_a_reason_is_one_of_the_table_and_only_for_what_was_late(app: Flask, cast: Cast) -> None:
    visit = make.visit(cast.project())
    for cause, note in (("weather", ""), ("boredom", ""), ("other", " ")):
        with pytest.raises(Problem), transaction():
            actions.explain(SYSTEM, visit, cause=cause, note=note, at=NOW)
    assert visit.cause is None


def test_of_all_named_each_has_to_submit_or_confirm(app: Flask, cast: Cast) -> None:
    people = [cast.person(name).id for name in ("inspector", "officer", "supervisor")]
    plan = make.plan(cast.project(), hands="all", people_ids=people)
    visit = first_visit(plan)
    assert sorted(each.person_id for each in visit.named) == sorted(people)
    with pytest.raises(Problem), transaction():
        actions.confirm(cast.officer, visit, at=NOW)  # nothing is there to confirm yet
    submit(visit, "2026-05-11", cast.inspector, hours=1)
    waiting = {each.person.account for each in visit.named if each.confirmed_at is None}
    assert waiting == {"officer", "supervisor"}
    [counted] = queries.by_plan(cast.supervisor)
    assert counted.counts["unconfirmed"] == 1
    for name in ("officer", "supervisor", "supervisor"):
        with transaction():
            actions.confirm(getattr(cast, name), visit, at=later(hours=2))
    assert [each.verb for each in journal.timeline("visit", visit.id)].count("visit.confirm") == 2
    [counted] = queries.by_plan(cast.supervisor)
    assert counted.counts["unconfirmed"] == 0
    with pytest.raises(Problem), transaction():
        actions.confirm(cast.stranger, visit, at=NOW)


def test_whoever_is_named_sees_the_visit_among_their_own(app: Flask, cast: Cast) -> None:
    make.plan(cast.project(), assignee_id=cast.person("inspector").id, people_ids=[cast.person("officer").id])
    for name in ("inspector", "officer"):
        assert len(queries.day(getattr(cast, name), NOW.date()).due) == 1
    assert queries.day(cast.supervisor, NOW.date()).due == []


def test_a_plan_that_opted_in_follows_credit_and_open_risk(app: Flask, cast: Cast) -> None:
    project = cast.project()
    plan, other = make.plan(project, every=10, tuned=True, horizon_days=60), make.plan(project, every=10)
    with transaction():
        assert actions.retune(SYSTEM, project, grade="D", at=NOW) == 1
    with transaction():
        assert actions.retune(SYSTEM, project, grade="D", at=NOW) == 0
    assert (plan.every, plan.tuned_every, plan.monthly_full, other.tuned_every) == (10, 3, True, None)
    visits = db.session.scalars(
        select(Visit).where(Visit.plan_id == plan.id, Visit.state == "planned").order_by(Visit.due_on)
    ).all()
    full = [each.due_on.month for each in visits if each.full]
    assert full == sorted({each.due_on.month for each in visits})
    entry = journal.timeline("plan", plan.id)[-1]
    assert (entry.verb, entry.data["interval_before"], entry.data["interval"]) == ("plan.retune", 10, 3)
    with transaction():
        actions.change_plan(SYSTEM, plan, at=later(days=1), tuned=False)
    assert (plan.step, plan.monthly_full, plan.tuning) == (10, False, None)


def test_the_daily_job_reads_the_grade_of_the_contractor(app: Flask, cast: Cast) -> None:
    plan = make.plan(cast.project(), every=10, tuned=True)
    with transaction():
        JOBS["credit.retune_plans"].work(later(hours=20))
    db.session.refresh(plan)
    # No entries: base 100, grade A, half as often.
    assert (plan.tuned_every, plan.tuning and plan.tuning["grade"]) == (20, "A")
    make.defect(cast.project(), kind="hazard", severity="major")
    with transaction():
        JOBS["credit.retune_plans"].work(later(hours=44))
    db.session.refresh(plan)
    assert plan.tuned_every == 10
    today = later(hours=44).date()
    assert all(each.due_on <= today + timedelta(days=14) for each in db.session.scalars(select(Visit)))
