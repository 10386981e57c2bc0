"""Plans by rule over time: closures, changes and long silences never rewrite the past nor double a visit."""

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
from inspect_app.inspections import actions, queries
from inspect_app.inspections.actions import filling
from inspect_app.inspections.models import Plan, Visit
from tests import make
from tests.cast import Cast
from tests.make import NOW, later

MONDAYS = "FREQ=WEEKLY;BYDAY=MO"


def ruled(cast: Cast, rule: str = MONDAYS, **values: Any) -> Plan:
    return make.plan(cast.project(), every=None, rule=rule, **values)


def days(plan: Plan, state: str = "planned") -> list[date]:
    stmt = select(Visit.due_on).where(Visit.plan_id == plan.id, Visit.state == state)
    return sorted(db.session.scalars(stmt))


def past(plan: Plan, before: date) -> list[tuple[Any, ...]]:
    stmt = select(Visit.id, Visit.due_on, Visit.state, Visit.opens_on, Visit.closes_on, Visit.assignee_id)
    return sorted(
        tuple(row) for row in db.session.execute(stmt.where(Visit.plan_id == plan.id, Visit.due_on <= before))
    )


def close(cast: Cast, since: date, until: date, at: Any = NOW) -> Any:
    with transaction():
        return actions.add_closure(
            SYSTEM, project=cast.project(), since=since, until=until, reason="春节停工", at=at
        )


def test_a_plan_by_rule_has_its_visits_as_far_as_the_horizon(app: Flask, cast: Cast) -> None:
    plan = ruled(cast, "freq=weekly;byday=mo,th")
    assert plan.rule == "FREQ=WEEKLY;BYDAY=MO,TH"
    assert days(plan) == [date(2026, 5, n) for n in (11, 14, 18, 21, 25)]
    [entry] = journal.timeline("plan", plan.id)
    assert entry.data["rule"] == plan.rule


def test_making_visits_again_makes_none(app: Flask, cast: Cast) -> None:
    plan = ruled(cast)
    with transaction():
        assert actions.make_visits(SYSTEM, at=later(days=6)) == 0
        assert actions.make_visits(SYSTEM, at=later(days=7)) == 1
        assert actions.make_visits(SYSTEM, at=later(days=7)) == 0
    assert days(plan)[-1] == date(2026, 6, 1)


def test_after_months_of_silence_the_clock_catches_up_without_doubles(
    app: Flask, cast: Cast, monkeypatch: Any
) -> None:
    first, second = ruled(cast), make.plan(cast.project("p18"), rule=MONDAYS, every=None)
    at, job = later(days=120), JOBS["inspections.make_visits"]
    real = filling.extend

    def killed(plan: Plan, moment: Any) -> list[Visit]:
        if plan.id == max(first.id, second.id):
            raise KeyboardInterrupt
        return real(plan, moment)

    monkeypatch.setattr(filling, "extend", killed)
    with pytest.raises(KeyboardInterrupt):
        run_due(job, at)
    monkeypatch.undo()
    db.session.rollback()
    assert days(first) == days(second) == [date(2026, 5, 11), date(2026, 5, 18), date(2026, 5, 25)]
    assert run_due(job, at)
    assert not run_due(job, at)
    with transaction():
        assert actions.make_visits(SYSTEM, at=at) == 0
    expected = (
        queries.rhythm_of(first).days(NOW.date(), at.date() + timedelta(days=14), queries.site_of(first)).days
    )
    assert days(first) == days(second) == expected
    assert len(expected) > 15


def test_a_clock_that_never_stopped_and_one_that_did_make_the_same_visits(app: Flask, cast: Cast) -> None:
    daily, once = (
        ruled(cast, "FREQ=MONTHLY;BYMONTHDAY=1,15", shift="previous"),
        ruled(cast, "FREQ=MONTHLY;BYMONTHDAY=1,15", shift="previous"),
    )
    for n in range(1, 60):
        with transaction():
            filling.extend(db.session.get_one(Plan, daily.id), later(days=n))
    with transaction():
        filling.extend(db.session.get_one(Plan, once.id), later(days=59))
    assert days(daily) == days(once)
    assert len(days(daily)) >= 4


def test_a_changed_rule_never_rewrites_the_past(app: Flask, cast: Cast) -> None:
    plan, today = ruled(cast), later(days=9).date()
    before = past(plan, today)
    with transaction():
        actions.change_plan(
            SYSTEM, plan, at=later(days=9), rule="FREQ=WEEKLY;BYDAY=FR", grace=5, opens_before=1
        )
    assert past(plan, today) == before
    assert [each for each in days(plan) if each > today] == [date(2026, 5, 22), date(2026, 5, 29)]
    assert days(plan, "cancelled") == [date(2026, 5, 25)]
    assert db.session.scalars(select(Visit).where(Visit.due_on == date(2026, 5, 22))).one().opens_on == date(
        2026, 5, 21
    )


def test_a_rule_stopped_and_started_again_makes_no_visits_of_the_days_between(app: Flask, cast: Cast) -> None:
    plan = ruled(cast)
    with transaction():
        actions.change_plan(SYSTEM, plan, at=NOW, active=False)
    with transaction():
        actions.change_plan(SYSTEM, plan, at=later(days=30), active=True)
    with transaction():
        actions.make_visits(SYSTEM, at=later(days=31))
    assert [each for each in days(plan) if each > date(2026, 5, 11)] == [date(2026, 6, 15), date(2026, 6, 22)]


def test_a_count_goes_on_when_other_things_change(app: Flask, cast: Cast) -> None:
    plan = ruled(cast, f"{MONDAYS};COUNT=3")
    with transaction():
        actions.change_plan(SYSTEM, plan, at=later(days=8), shift="skip", name="三次")
    with transaction():
        actions.make_visits(SYSTEM, at=later(days=40))
    assert days(plan) == [date(2026, 5, 11), date(2026, 5, 18), date(2026, 5, 25)]


def test_a_plan_changes_from_days_to_rule_and_back(app: Flask, cast: Cast) -> None:
    plan = make.plan(cast.project())
    with transaction():
        actions.change_plan(SYSTEM, plan, at=NOW, rule="FREQ=WEEKLY;BYDAY=WE")
    assert (plan.every, days(plan)[1:]) == (None, [date(2026, 5, 13), date(2026, 5, 20)])
    with transaction():
        actions.change_plan(SYSTEM, plan, at=NOW, every=5)
    assert (plan.rule, days(plan)) == (None, [date(2026, 5, 11), date(2026, 5, 18), date(2026, 5, 25)])


def test_a_closure_moves_coming_visits_and_a_withdrawn_one_brings_them_back(app: Flask, cast: Cast) -> None:
    plan, every = ruled(cast), make.plan(cast.project())
    closure = close(cast, date(2026, 5, 11), date(2026, 5, 20))
    assert days(plan) == [date(2026, 5, 11), date(2026, 5, 21), date(2026, 5, 25)]
    # After the visit of 11 May, five days that are worked: 21, 22, 25, 26, 27 May lie beyond the horizon.
    assert days(every) == [date(2026, 5, 11)]
    entry = journal.timeline("closure", closure.id)[-1]
    assert entry.data["reason"] == "春节停工"
    assert len(entry.data["cancelled"]) >= 1
    with transaction():
        actions.withdraw_closure(SYSTEM, closure, at=later(days=1))
    assert days(plan) == [date(2026, 5, 11), date(2026, 5, 18), date(2026, 5, 25)]
    with pytest.raises(Problem), transaction():
        actions.withdraw_closure(SYSTEM, closure, at=later(days=1))


def test_a_closure_entered_late_makes_no_visit_of_the_past(app: Flask, cast: Cast) -> None:
    plan = ruled(cast)
    before = past(plan, later(days=10).date())
    close(cast, date(2026, 5, 11), date(2026, 5, 30), at=later(days=10))
    with transaction():
        actions.make_visits(SYSTEM, at=later(days=11))
    assert past(plan, later(days=10).date()) == before


@pytest.mark.parametrize(
    ("since", "until", "field"),
    [(date(2026, 6, 2), date(2026, 6, 1), "until"), (date(2026, 5, 1), date(2026, 5, 11), "until"),
     (date(2026, 6, 1), date(2027, 6, 30), "until")],
)  # fmt: skip
def test_a_closure_that_cannot_be_is_refused(
    app: Flask, cast: Cast, since: date, until: date, field: str
) -> None:
    with pytest.raises(Problem) as refused:
        close(cast, since, until)
    assert field in refused.value.field_words("en")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"rule": "FREQ=HOURLY"}, "rule"), ({"rule": None}, "rule"), ({"shift": "sideways"}, "shift"),
        ({"months": [13]}, "months"), ({"opens_before": 99}, "opens_before"), ({"grace": -1}, "grace"),
        ({"hands": "all"}, "people_ids"), ({"hands": "some"}, "hands"), ({"tuned": True}, "tuned"),
        ({"people_ids": ["nobody"]}, "people_ids"), ({"every": 5}, "rule"),
    ],
)  # fmt: skip
def test_a_plan_that_cannot_be_is_refused(app: Flask, cast: Cast, given: dict[str, Any], field: str) -> None:
    with pytest.raises(Problem) as refused:
        make.plan(cast.project(), **{"every": None, "rule": MONDAYS, **given})
    assert field in refused.value.field_words("en")


def test_a_season_is_kept_to(app: Flask, cast: Cast) -> None:
    plan = ruled(cast, months=[6])
    assert days(plan) == []
    with transaction():
        actions.make_visits(SYSTEM, at=later(days=14))
    assert days(plan) == [date(2026, 6, 1), date(2026, 6, 8)]
