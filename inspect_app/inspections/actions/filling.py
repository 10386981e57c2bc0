"""From plans to visits: what falls due is made once, what no longer fits is dropped, what is past stays."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import extract, func, select

from inspect_app.checklists.actions import freeze
from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.inspections.actions.visiting import name_people, newest, set_window, visit_of
from inspect_app.inspections.models import Plan, Visit
from inspect_app.inspections.queries.site import rhythm_of, site_of
from inspect_app.inspections.rules import dues
from inspect_app.projects.models import Project

Change = tuple[list[Visit], list[Visit], list[Visit]]


def written(value: Any) -> Any:
    """Return a value as the journal keeps it."""
    return value.isoformat() if isinstance(value, date) else value


def first_open_day(plan: Plan) -> date:
    """Return the first day a plan may fall due; Unpublished when that cannot be known."""
    return site_of(plan).add(plan.counted_from - timedelta(days=1), 1)


def make_visits(actor: Actor, *, at: datetime) -> int:
    """Make the visits of all plans as far as their horizons reach; return how many were new."""
    running = select(Plan).join(Plan.project).where(Plan.active, Project.state != "completed")
    made = 0
    for plan in db.session.scalars(running.order_by(Plan.id).with_for_update(of=Plan)).all():
        visits = extend(plan, at)
        if visits:
            told = {"visits": [each.id for each in visits]}
            journal.record(actor, "plan.extend", plan, at=at, data=told)
        made += len(visits)
    return made


def extend(plan: Plan, at: datetime) -> list[Visit]:
    """Make the visits that are still lacking up to the horizon, those of a long silence too."""
    if plan.rule:
        first = max(
            plan.counted_from, (plan.filled_to or plan.counted_from - timedelta(days=1)) + timedelta(days=1)
        )
        return _fill(plan, _by_rule(plan, first, at), at)
    counted = (Visit.plan_id == plan.id, Visit.due_on >= plan.counted_from, ~Visit.by_plan)
    last = db.session.scalar(select(func.max(Visit.due_on)).where(*counted))
    days = dues(
        last or plan.counted_from, plan.step or 1, _end(plan, at), after=last is not None, site=site_of(plan)
    )
    return _fill(plan, days, at)


def _by_rule(plan: Plan, first: date, at: datetime) -> list[date]:
    found = rhythm_of(plan).days(first, _end(plan, at), site_of(plan))
    # A day once decided is not decided again: a closure entered later never makes a visit of the past.
    plan.filled_to = max(plan.filled_to or found.known_to, found.known_to)
    return found.days


def _fill(plan: Plan, days: Iterable[date], at: datetime) -> list[Visit]:
    held = set(db.session.scalars(select(Visit.due_on).where(Visit.plan_id == plan.id)))
    made = []
    for day in days:
        if day not in held:
            visit = visit_of(plan, day, at)
            visit.full = plan.monthly_full and not _has_full(plan, day)
            made.append(visit)
    db.session.flush()
    return made


def _has_full(plan: Plan, day: date) -> bool:
    month = (extract("year", Visit.due_on) == day.year, extract("month", Visit.due_on) == day.month)
    stmt = select(Visit.id).where(Visit.plan_id == plan.id, Visit.full, Visit.state != "cancelled", *month)
    return db.session.scalar(stmt.limit(1)) is not None


def _end(plan: Plan, at: datetime) -> date:
    horizon = local_day(at) + timedelta(days=plan.horizon_days)
    return min(horizon, plan.until) if plan.until else horizon


def replan(plan: Plan, at: datetime, *, afresh: bool, new_rule: bool = False) -> Change:
    """Bring the visits from tomorrow on to what the plan says now: those dropped, kept, and made.

    `afresh` counts the days anew, `new_rule` from tomorrow (its count and its intervals begin again).
    """
    today = local_day(at)
    coming = select(Visit).where(Visit.plan_id == plan.id, Visit.due_on > today).order_by(Visit.due_on)
    visits = list(db.session.scalars(coming.with_for_update(of=Visit)))
    if (new_rule and plan.rule) or (afresh and not plan.rule):
        plan.counted_from = _from_now(plan, today)
    fitting = _fitting(plan, visits, afresh, at)
    dropped = [each for each in visits if each.state == "planned" and each.due_on not in fitting]
    for visit in dropped:
        journal.carry(visit, "cancel", at=at)
        visit.by_plan, visit.full = True, False
    kept = [each for each in visits if each.due_on in fitting and (each.state == "planned" or each.by_plan)]
    for visit in kept:
        if visit.by_plan:
            journal.carry(visit, "restore", at=at)
            visit.by_plan = False
        _follow(visit, plan, at)
    db.session.flush()
    if not plan.active:
        return dropped, kept, []
    return dropped, kept, _fill(plan, sorted(fitting), at) if afresh or plan.rule else extend(plan, at)


def _from_now(plan: Plan, today: date) -> date:
    tomorrow = max(plan.since, today + timedelta(days=1))
    past = (Visit.plan_id == plan.id, Visit.due_on <= today, ~Visit.by_plan)
    last = db.session.scalar(select(func.max(Visit.due_on)).where(*past))
    if plan.rule or last is None:
        return tomorrow
    return max(tomorrow, site_of(plan).add(last, plan.step or 1))


def _fitting(plan: Plan, visits: list[Visit], afresh: bool, at: datetime) -> set[date]:
    if not plan.active:
        return set()
    if plan.rule:
        today = local_day(at)
        plan.filled_to = max(plan.filled_to or today, today)
        return set(_by_rule(plan, today + timedelta(days=1), at))
    if afresh:
        return set(dues(plan.counted_from, plan.step or 1, _end(plan, at), site=site_of(plan)))
    return {each.due_on for each in visits if plan.until is None or each.due_on <= plan.until}


def _follow(visit: Visit, plan: Plan, at: datetime) -> None:
    visit.assignee_id, visit.party_id = plan.assignee_id, plan.party_id
    visit.template_version = freeze(newest(plan.template_id), at=at)
    name_people(visit, plan)
    set_window(visit, plan)
    visit.full = visit.full or (plan.monthly_full and not _has_full(plan, visit.due_on))
