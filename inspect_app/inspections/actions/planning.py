"""Acts on plans and visits: make, change, extend, cancel, and mark what was missed."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from inspect_app.checklists.actions import freeze
from inspect_app.checklists.models import TemplateVersion
from inspect_app.checklists.queries import latest
from inspect_app.core import journal
from inspect_app.core.calendar import add_working_days, local_day
from inspect_app.core.db import db
from inspect_app.core.errors import field_problem
from inspect_app.core.ids import next_number
from inspect_app.core.permits import Actor
from inspect_app.identity.models import Party, Person
from inspect_app.inspections.models import Plan, Visit
from inspect_app.inspections.rules import (
    HORIZON_DAYS,
    KINDS,
    MOST_EVERY,
    MOST_HORIZON,
    dues,
    missed_before,
    next_working_day,
)
from inspect_app.projects.models import Project

_CHANGEABLE = ("name", "template_id", "every", "horizon_days", "until", "assignee_id", "party_id", "active")


def add_plan(
    actor: Actor, *, project: Project, name: str, template_id: str, every: int, since: date, at: datetime,
    kind: str = "patrol", horizon_days: int = HORIZON_DAYS, until: date | None = None,
    assignee_id: str | None = None, party_id: str | None = None,
) -> Plan:  # fmt: skip
    """Make a plan, and its visits as far as its horizon reaches."""
    today = local_day(at)
    plan = Plan(
        project=project, name=name.strip(), kind=kind, template_id=template_id, every=every,
        horizon_days=horizon_days, since=since, until=until, counted_from=max(since, today),
        assignee_id=assignee_id, party_id=party_id, created_at=at,
    )  # fmt: skip
    _check(plan)
    next_working_day(plan.counted_from)  # says loudly that the year's holidays are not known
    db.session.add(plan)
    db.session.flush()
    made = _extend(plan, at)
    told = {
        "name": plan.name,
        "every": every,
        "since": since.isoformat(),
        "visits": [each.id for each in made],
    }
    journal.record(actor, "plan.add", plan, at=at, data=told)
    return plan


def change_plan(actor: Actor, plan: Plan, *, at: datetime, **changes: Any) -> Plan:
    """Change a plan from tomorrow on; visits of today and before stay as they are.

    Coming visits that no longer fit are cancelled (a tablet may hold them already), the others follow.
    """
    unknown = set(changes) - set(_CHANGEABLE)
    if unknown:
        raise field_problem(min(unknown), "此项不能更改", "this cannot be changed")
    changed = {name: value for name, value in changes.items() if getattr(plan, name) != value}
    for name, value in changed.items():
        setattr(plan, name, value)
    with db.session.no_autoflush:  # the checks ask the database: it must not refuse the row before they do
        _check(plan)
    dropped, kept, made = _replan(plan, at, afresh=bool({"every", "active"} & set(changed)))
    told = {name: _written(value) for name, value in changed.items()}
    told |= {
        "cancelled": [each.id for each in dropped],
        "kept": len(kept),
        "visits": [each.id for each in made],
    }
    journal.record(actor, "plan.change", plan, at=at, data=told)
    return plan


def _written(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _check(plan: Plan) -> None:
    if not plan.name or len(plan.name) > 120:
        raise field_problem("name", "必填，最多 120 个字符", "needed, at most 120 characters")
    if plan.kind not in KINDS:
        raise field_problem("kind", "应为 spot 或 patrol", "must be spot or patrol")
    if not 1 <= plan.every <= MOST_EVERY:
        raise field_problem("every", f"应为 1 到 {MOST_EVERY} 个工作日", f"1 to {MOST_EVERY} working days")
    if not 1 <= plan.horizon_days <= MOST_HORIZON:
        raise field_problem("horizon_days", f"应为 1 到 {MOST_HORIZON} 天", f"1 to {MOST_HORIZON} days")
    if plan.until and plan.until < plan.since:
        raise field_problem("until", "不能早于开始日期", "not before its first day")
    _newest(plan.template_id)
    _check_hands(plan.assignee_id, plan.party_id)


def _newest(template_id: str) -> TemplateVersion:
    version = latest(template_id)
    if version is None:
        raise field_problem("template_id", "没有这份检查表", "no such checklist")
    return version


def _check_hands(assignee_id: str | None, party_id: str | None) -> None:
    person = db.session.get(Person, assignee_id) if assignee_id else None
    if assignee_id and (person is None or person.closed_at):
        raise field_problem(
            "assignee_id", "没有这个人员，或账号已停用", "no such person, or the account is closed"
        )
    if party_id and db.session.get(Party, party_id) is None:
        raise field_problem("party_id", "没有这个单位", "no such party")


def make_visits(actor: Actor, *, at: datetime) -> int:
    """Make the visits of all plans as far as their horizons reach; return how many were new."""
    running = select(Plan).join(Plan.project).where(Plan.active, Project.state != "completed")
    made = 0
    for plan in db.session.scalars(running.order_by(Plan.id).with_for_update(of=Plan)).all():
        visits = _extend(plan, at)
        if visits:
            told = {"visits": [each.id for each in visits]}
            journal.record(actor, "plan.extend", plan, at=at, data=told)
        made += len(visits)
    return made


def _extend(plan: Plan, at: datetime) -> list[Visit]:
    counted = (Visit.plan_id == plan.id, Visit.due_on >= plan.counted_from, ~Visit.by_plan)
    last = db.session.scalar(select(func.max(Visit.due_on)).where(*counted))
    start = last or plan.counted_from
    return _fill(plan, dues(start, plan.every, _end(plan, at), after=last is not None), at)


def _fill(plan: Plan, days: Iterable[date], at: datetime) -> list[Visit]:
    held = set(db.session.scalars(select(Visit.due_on).where(Visit.plan_id == plan.id)))
    return [_visit_of(plan, day, at) for day in days if day not in held]


def _end(plan: Plan, at: datetime) -> date:
    horizon = local_day(at) + timedelta(days=plan.horizon_days)
    return min(horizon, plan.until) if plan.until else horizon


def _replan(plan: Plan, at: datetime, *, afresh: bool) -> tuple[list[Visit], list[Visit], list[Visit]]:
    today = local_day(at)
    coming = select(Visit).where(Visit.plan_id == plan.id, Visit.due_on > today).order_by(Visit.due_on)
    visits = list(db.session.scalars(coming.with_for_update(of=Visit)))
    if afresh:
        plan.counted_from = _from_now(plan, today)
    fitting = _fitting(plan, visits, afresh, at)
    dropped = [each for each in visits if each.state == "planned" and each.due_on not in fitting]
    for visit in dropped:
        journal.carry(visit, "cancel", at=at)
        visit.by_plan = True
    kept = [each for each in visits if each.due_on in fitting and (each.state == "planned" or each.by_plan)]
    for visit in kept:
        if visit.by_plan:
            journal.carry(visit, "restore", at=at)
            visit.by_plan = False
        _follow(visit, plan, at)
    db.session.flush()
    if not plan.active:
        return dropped, kept, []
    return dropped, kept, _fill(plan, sorted(fitting), at) if afresh else _extend(plan, at)


def _from_now(plan: Plan, today: date) -> date:
    past = (Visit.plan_id == plan.id, Visit.due_on <= today, ~Visit.by_plan)
    last = db.session.scalar(select(func.max(Visit.due_on)).where(*past))
    tomorrow = today + timedelta(days=1)
    return max(plan.since, tomorrow, add_working_days(last, plan.every) if last else plan.since)


def _fitting(plan: Plan, visits: list[Visit], afresh: bool, at: datetime) -> set[date]:
    if not plan.active:
        return set()
    if afresh:
        return set(dues(plan.counted_from, plan.every, _end(plan, at)))
    return {each.due_on for each in visits if plan.until is None or each.due_on <= plan.until}


def _follow(visit: Visit, plan: Plan, at: datetime) -> None:
    visit.assignee_id, visit.party_id = plan.assignee_id, plan.party_id
    visit.template_version = freeze(_newest(plan.template_id), at=at)


def _visit_of(plan: Plan, day: date, at: datetime) -> Visit:
    hands = {"assignee_id": plan.assignee_id, "party_id": plan.party_id}
    version = _newest(plan.template_id)
    return _visit(plan.project, version, day, at, plan_id=plan.id, kind=plan.kind, **hands)


def _visit(project: Project, version: TemplateVersion, day: date, at: datetime, **rest: Any) -> Visit:
    number = next_number("XJ", local_day(at).year)
    visit = Visit(
        number=number,
        project=project,
        template_version=freeze(version, at=at),
        due_on=day,
        created_at=at,
        **rest,
    )
    db.session.add(visit)
    db.session.flush()
    return visit


def add_visit(
    actor: Actor, *, project: Project, template_id: str, due_on: date, at: datetime, kind: str = "spot",
    assignee_id: str | None = None, party_id: str | None = None,
) -> Visit:  # fmt: skip
    """Arrange one visit outside any plan."""
    if kind not in KINDS:
        raise field_problem("kind", "应为 spot 或 patrol", "must be spot or patrol")
    if due_on < local_day(at):
        raise field_problem("due_on", "不能早于今天", "not before today")
    _check_hands(assignee_id, party_id)
    hands = {"assignee_id": assignee_id, "party_id": party_id}
    visit = _visit(project, _newest(template_id), due_on, at, kind=kind, **hands)
    told = {"number": visit.number, "due_on": due_on.isoformat(), "kind": kind}
    journal.record(actor, "visit.add", visit, at=at, data=told)
    return visit


def move(actor: Actor, visit: Visit, name: str, values: Mapping[str, Any], *, at: datetime) -> Visit:
    """Take one of the visit's declared moves; only a submission finishes it."""
    visit.WORKFLOW.take(visit.state, name)
    if name == "finish":
        raise field_problem("submission", "提交检查表后自动完成", "it is finished by its submission")
    visit.by_plan = False
    journal.move(actor, visit, name, at=at, data=values)
    return visit


def miss_late(actor: Actor, *, at: datetime) -> int:
    """Mark the visits that nobody made within the days of grace; return how many."""
    late = select(Visit).where(Visit.state == "planned", Visit.due_on < missed_before(local_day(at)))
    found = db.session.scalars(late.order_by(Visit.id).with_for_update(skip_locked=True, of=Visit)).all()
    for visit in found:
        journal.move(actor, visit, "miss", at=at, data={"due_on": visit.due_on.isoformat()})
    return len(found)
