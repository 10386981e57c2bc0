"""Acts on plans: make and change one; what is past stays as it was."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.errors import field_problem
from inspect_app.core.permits import Actor
from inspect_app.identity.models import Person
from inspect_app.inspections.actions import filling
from inspect_app.inspections.actions.visiting import check_hands, newest
from inspect_app.inspections.models import Plan
from inspect_app.inspections.rules import (
    GRACE_WORKING_DAYS,
    HANDS,
    HORIZON_DAYS,
    KINDS,
    MOST_BEFORE,
    MOST_EVERY,
    MOST_GRACE,
    MOST_HORIZON,
    SHIFTS,
    normal_rule,
)
from inspect_app.projects.models import Project

_CHANGEABLE = (
    "name", "template_id", "every", "rule", "shift", "months", "opens_before", "grace", "hands", "tuned", "people_ids",
    "horizon_days", "until", "assignee_id", "party_id", "active",
)  # fmt: skip
#: changes after which the due days are counted anew
_AFRESH = {"every", "rule", "shift", "months", "tuned", "active"}


def add_plan(
    actor: Actor, *, project: Project, name: str, template_id: str, since: date, at: datetime,
    every: int | None = None, rule: str | None = None, shift: str = "next", months: Iterable[int] = (),
    opens_before: int | None = None, grace: int = GRACE_WORKING_DAYS, hands: str = "one", tuned: bool = False,
    people_ids: Iterable[str] = (), kind: str = "patrol", horizon_days: int = HORIZON_DAYS,
    until: date | None = None, assignee_id: str | None = None, party_id: str | None = None,
) -> Plan:  # fmt: skip
    """Make a plan, and its visits as far as its horizon reaches."""
    today = local_day(at)
    plan = Plan(
        project=project, name=name.strip(), kind=kind, template_id=template_id, every=every,
        rule=normal_rule(rule) if rule else None, shift=shift, months=sorted(set(months)), opens_before=opens_before,
        grace=grace, hands=hands, tuned=tuned, horizon_days=horizon_days, since=since, until=until,
        counted_from=max(since, today), assignee_id=assignee_id, party_id=party_id, created_at=at,
        people=_people(people_ids, assignee_id),
    )  # fmt: skip
    with db.session.no_autoflush:
        _check(plan)
    filling.first_open_day(plan)  # says loudly that the year's holidays are not known
    db.session.add(plan)
    db.session.flush()
    made = filling.extend(plan, at)
    told: dict[str, Any] = {
        "name": plan.name,
        "since": since.isoformat(),
        "visits": [each.id for each in made],
    }
    told |= {"rule": plan.rule} if plan.rule else {"every": every}
    journal.record(actor, "plan.add", plan, at=at, data=told)
    return plan


def change_plan(actor: Actor, plan: Plan, *, at: datetime, **changes: Any) -> Plan:
    """Change a plan from tomorrow on; visits of today and before stay as they are.

    Coming visits that no longer fit are cancelled (a tablet may hold them already), the others follow.
    """
    unknown = set(changes) - set(_CHANGEABLE)
    if unknown:
        raise field_problem(min(unknown), "此项不能更改", "this cannot be changed")
    with db.session.no_autoflush:  # the checks ask the database: it must not refuse the row before they do
        changed = _set(plan, _settled(changes))
        _check(plan)
    if not plan.tuned:
        plan.tuned_every, plan.monthly_full, plan.tuning = None, False, None
    dropped, kept, made = filling.replan(
        plan, at, afresh=bool(_AFRESH & set(changed)), new_rule="rule" in changed
    )
    told = {name: filling.written(value) for name, value in changed.items()}
    told |= {
        "cancelled": [each.id for each in dropped],
        "kept": len(kept),
        "visits": [each.id for each in made],
    }
    journal.record(actor, "plan.change", plan, at=at, data=told)
    return plan


def _settled(changes: dict[str, Any]) -> dict[str, Any]:
    found = dict(changes)
    if found.get("rule"):
        found |= {"rule": normal_rule(found["rule"]), "every": None}
    elif found.get("every"):
        found["rule"] = None
    if "months" in found:
        found["months"] = sorted(set(found["months"] or ()))
    if "people_ids" in found:
        found["people_ids"] = sorted(set(found["people_ids"] or ()))
    return found


def _set(plan: Plan, values: dict[str, Any]) -> dict[str, Any]:
    before = {name: getattr(plan, name) for name in values if name != "people_ids"}
    changed = {
        name: value for name, value in values.items() if name != "people_ids" and before[name] != value
    }
    for name, value in changed.items():
        setattr(plan, name, value)
    if "people_ids" in values:
        held = sorted(each.id for each in plan.people)
        plan.people = _people(values["people_ids"], plan.assignee_id)
        if sorted(each.id for each in plan.people) != held:
            changed["people"] = [each.name for each in plan.people]
    return changed


def _people(ids: Iterable[str], assignee_id: str | None) -> list[Person]:
    wanted = set(ids)
    if not wanted:
        return []
    if assignee_id:
        wanted.add(assignee_id)
    stmt = select(Person).where(Person.id.in_(wanted), Person.closed_at.is_(None)).order_by(Person.name)
    with db.session.no_autoflush:
        found = list(db.session.scalars(stmt))
    if len(found) != len(wanted):
        raise field_problem(
            "people_ids", "没有这个人员，或账号已停用", "no such person, or the account is closed"
        )
    return found


def _check(plan: Plan) -> None:
    if not plan.name or len(plan.name) > 120:
        raise field_problem("name", "必填，最多 120 个字符", "needed, at most 120 characters")
    if plan.kind not in KINDS:
        raise field_problem("kind", "应为 spot 或 patrol", "must be spot or patrol")
    if not 1 <= plan.horizon_days <= MOST_HORIZON:
        raise field_problem("horizon_days", f"应为 1 到 {MOST_HORIZON} 天", f"1 to {MOST_HORIZON} days")
    if plan.until and plan.until < plan.since:
        raise field_problem("until", "不能早于开始日期", "not before its first day")
    _check_rhythm(plan)
    _check_window(plan)
    newest(plan.template_id)
    check_hands(plan.assignee_id, plan.party_id)
    if plan.hands == "all" and not plan.people:
        raise field_problem(
            "people_ids", "要求每个人确认时，请选出这些人", "name the people who each have to confirm"
        )


def _check_rhythm(plan: Plan) -> None:
    if (plan.rule is None) == (plan.every is None):
        raise field_problem("rule", "间隔工作日与重复规则须填其一", "either working days between or a rule")
    if plan.every is not None and not 1 <= plan.every <= MOST_EVERY:
        raise field_problem("every", f"应为 1 到 {MOST_EVERY} 个工作日", f"1 to {MOST_EVERY} working days")
    if plan.tuned and plan.every is None:
        raise field_problem(
            "tuned", "只有按工作日间隔的计划可以自动调整", "only a plan of every so many working days"
        )
    if plan.shift not in SHIFTS:
        raise field_problem("shift", "应为 next、previous 或 skip", "must be next, previous or skip")
    if not all(1 <= each <= 12 for each in plan.months):
        raise field_problem("months", "月份应为 1 到 12", "months are 1 to 12")


def _check_window(plan: Plan) -> None:
    if plan.opens_before is not None and not 0 <= plan.opens_before <= MOST_BEFORE:
        raise field_problem("opens_before", f"应为 0 到 {MOST_BEFORE} 天", f"0 to {MOST_BEFORE} days")
    if not 0 <= plan.grace <= MOST_GRACE:
        raise field_problem("grace", f"应为 0 到 {MOST_GRACE} 个工作日", f"0 to {MOST_GRACE} working days")
    if plan.hands not in HANDS:
        raise field_problem("hands", "应为 one 或 all", "must be one or all")
