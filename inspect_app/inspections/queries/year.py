"""The plan of a year in the columns public plans have: category, item, objects, ratio, frequency, months, body."""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select

from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.inspections.models import Plan, Visit
from inspect_app.inspections.queries.plans import plans
from inspect_app.inspections.queries.site import rhythm_of, site_of
from inspect_app.inspections.rules.rule_words import Words, rhythm_words
from inspect_app.projects.models import Project
from inspect_app.projects.queries import in_sight


@dataclass(slots=True)
class YearRow:
    """One line of the plan of a year: the plans alike in kind, checklist, rhythm and body, together."""

    kind: str
    item: Words
    frequency: Words
    body: str
    #: project id -> name, the objects
    objects: dict[str, str] = field(default_factory=dict)
    plans: list[str] = field(default_factory=list)
    months: set[int] = field(default_factory=set)
    visits: int = 0
    of: int = 0

    @property
    def percent(self) -> float:
        """Return the ratio: how many of a hundred projects not completed are objects of this line."""
        return round(100 * len(self.objects) / self.of, 1) if self.of else 0.0


def year_rows(actor: Actor, year: int, today: date) -> list[YearRow]:
    """Return the plan of a year over the projects an actor may see, one line for plans that are alike."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    found: dict[tuple[str, ...], YearRow] = {}
    total = _going(actor)
    for plan in db.session.scalars(
        plans(actor).order_by(None).order_by(Plan.kind, Plan.template_id, Plan.id)
    ).unique():
        days = _days(plan, first, last, today)
        if days:
            row = found.setdefault(_key(plan), _row(plan, total))
            row.objects[plan.project_id] = plan.project.name
            row.plans.append(plan.id)
            row.months |= {each.month for each in days}
            row.visits += len(days)
    return list(found.values())


def _going(actor: Actor) -> int:
    stmt = (
        select(func.count())
        .select_from(Project)
        .where(in_sight(actor, wide=True), Project.state != "completed")
    )
    return db.session.scalar(stmt) or 0


def _key(plan: Plan) -> tuple[str, ...]:
    return (
        plan.kind,
        plan.template_id,
        *rhythm_words(plan.rule, plan.step),
        plan.party_id or "",
        plan.assignee_id or "",
    )


def _row(plan: Plan, total: int) -> YearRow:
    who = plan.party or plan.assignee
    item = (plan.template.zh, plan.template.en)
    return YearRow(plan.kind, item, rhythm_words(plan.rule, plan.step), who.name if who else "", of=total)


def _days(plan: Plan, first: date, last: date, today: date) -> set[date]:
    """Return the days with visits, and from today on those that will come, as far as holidays are known or not."""
    held = select(Visit.due_on).where(
        Visit.plan_id == plan.id, Visit.due_on.between(first, last), Visit.state != "cancelled"
    )
    days = set(db.session.scalars(held))
    if plan.active and plan.project.state != "completed" and last > today:
        days |= set(rhythm_of(plan).days(max(first, today), last, site_of(plan, guess=True)).days)
    return days
