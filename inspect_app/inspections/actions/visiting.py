"""Acts on visits: arrange one, take its moves, settle when it was made, and say why it was late."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select

from inspect_app.checklists.actions import freeze
from inspect_app.checklists.models import TemplateVersion
from inspect_app.checklists.queries import latest
from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.ids import next_number
from inspect_app.core.permits import Actor
from inspect_app.identity.models import Party, Person
from inspect_app.inspections.models import Plan, Submission, Visit, VisitPerson
from inspect_app.inspections.queries.site import calendar_of, site_of
from inspect_app.inspections.rules import (
    CAUSES,
    GRACE_WORKING_DAYS,
    KINDS,
    asks_for_cause,
    closes_on,
    missed_before,
    opens_on,
    timing,
)
from inspect_app.projects.models import Project


def newest(template_id: str) -> TemplateVersion:
    """Return the newest version of a checklist; Problem when there is none."""
    version = latest(template_id)
    if version is None:
        raise field_problem("template_id", "没有这份检查表", "no such checklist")
    return version


def check_hands(assignee_id: str | None, party_id: str | None) -> None:
    """Refuse a person or party that is not there, or whose account is closed."""
    person = db.session.get(Person, assignee_id) if assignee_id else None
    if assignee_id and (person is None or person.closed_at):
        raise field_problem(
            "assignee_id", "没有这个人员，或账号已停用", "no such person, or the account is closed"
        )
    if party_id and db.session.get(Party, party_id) is None:
        raise field_problem("party_id", "没有这个单位", "no such party")


def visit_of(plan: Plan, day: date, at: datetime) -> Visit:
    """Make the visit of a plan on a day."""
    hands = {"assignee_id": plan.assignee_id, "party_id": plan.party_id}
    visit = _visit(plan.project, newest(plan.template_id), day, at, plan_id=plan.id, kind=plan.kind, **hands)
    name_people(visit, plan)
    set_window(visit, plan)
    return visit


def name_people(visit: Visit, plan: Plan) -> None:
    """Give a visit the people its plan names."""
    visit.hands = plan.hands
    held, wanted = {each.person_id for each in visit.named}, {each.id for each in plan.people}
    visit.named = [each for each in visit.named if each.person_id in wanted] + [
        VisitPerson(person_id=each) for each in sorted(wanted - held)
    ]


def set_window(visit: Visit, plan: Plan) -> None:
    """Write into a visit from when to when it may be made."""
    visit.opens_on = opens_on(visit.due_on, plan.opens_before)
    visit.closes_on = closes_on(visit.due_on, plan.grace, site_of(plan))


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
    assignee_id: str | None = None, party_id: str | None = None, source_kind: str | None = None,
    source_id: str | None = None,
) -> Visit:  # fmt: skip
    """Arrange one visit outside any plan; `source_kind` and `source_id` say what it comes of, where not of a person."""
    if kind not in KINDS:
        raise field_problem("kind", "应为 spot 或 patrol", "must be spot or patrol")
    if due_on < local_day(at):
        raise field_problem("due_on", "不能早于今天", "not before today")
    check_hands(assignee_id, party_id)
    hands = {"assignee_id": assignee_id, "party_id": party_id}
    source = {"source_kind": source_kind, "source_id": source_id}
    visit = _visit(project, newest(template_id), due_on, at, kind=kind, **hands, **source)
    visit.closes_on = closes_on(due_on, GRACE_WORKING_DAYS, calendar_of(project.id))
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
    today = local_day(at)
    # Visits from before windows were kept have none: three working days are theirs.
    over = or_(Visit.closes_on < today, Visit.closes_on.is_(None) & (Visit.due_on < missed_before(today)))
    late = select(Visit).where(Visit.state == "planned", over)
    found = db.session.scalars(late.order_by(Visit.id).with_for_update(skip_locked=True, of=Visit)).all()
    for visit in found:
        journal.move(actor, visit, "miss", at=at, data={"due_on": visit.due_on.isoformat()})
    return len(found)


def settle(actor: Actor, visit: Visit, submission: Submission, *, at: datetime) -> None:
    """Keep where in its window a visit was made, by the day the work on site ended, and who has done their part."""
    # A visit from before windows were kept, or of a draw, has the usual days of grace.
    closes = visit.closes_on or closes_on(visit.due_on, GRACE_WORKING_DAYS, calendar_of(visit.project_id))
    visit.timing = timing(local_day(submission.finished_at), visit.opens_on, visit.due_on, closes)
    for each in visit.named:
        if actor.kind == "person" and each.person_id == actor.id and each.confirmed_at is None:
            each.confirmed_at = at


def confirm(actor: Actor, visit: Visit, *, at: datetime) -> Visit:
    """Say as one of the people named that what was found is so; once is enough."""
    mine = next((each for each in visit.named if each.person_id == actor.id), None)
    if visit.state != "done" or mine is None:
        raise Problem(
            "conflict", zh="检查完成后，由指定人员确认。", en="Once it is done, the people named confirm it."
        )
    if mine.confirmed_at is None:
        mine.confirmed_at = at
        journal.record(actor, "visit.confirm", visit, at=at, data={"number": visit.number})
    return visit


def explain(actor: Actor, visit: Visit, *, cause: str, note: str, at: datetime) -> Visit:
    """Say why a visit was missed or late; said again, the journal keeps what was said before."""
    if cause not in CAUSES:
        raise field_problem("cause", "请选择原因", "choose why")
    if cause == "other" and not note.strip():
        raise field_problem("note", "选“其他”时请写明", "say what, when it is something else")
    if not asks_for_cause(visit.state, visit.timing):
        raise Problem(
            "conflict",
            zh="这次检查没有逾期，不需要说明。",
            en="This visit was not late: nothing is to be said.",
        )
    visit.cause, visit.cause_note = cause, note.strip()
    told = {"number": visit.number, "cause": cause, "note": visit.cause_note}
    journal.record(actor, "visit.explain", visit, at=at, data=told)
    return visit
