"""The daily beat of credit: points follow the days overdue, unopposed entries take effect, the blacklist is kept."""

from datetime import datetime

from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.jobs import daily
from inspect_app.core.permits import SYSTEM
from inspect_app.credit import actions, queries
from inspect_app.credit.actions import blacklisting
from inspect_app.credit.rules.catalogue import days_late
from inspect_app.inspections import actions as inspections
from inspect_app.inspections import queries as planned
from inspect_app.inspections.rules.frequency import worst


@daily("04:20")
def follow_overdue(at: datetime) -> None:
    """Bring the points of overdue tickets to the days overdue."""
    entries = list(db.session.scalars(queries.unsettled()))
    tickets = queries.sources(entries)
    for each in entries:
        defect = tickets[each.source_id]
        days = days_late(defect.due_at, queries.late_until(defect, at))
        actions.follow_days(SYSTEM, each, days=days, at=at)


@daily("04:40")
def take_effect(at: datetime) -> None:
    """Let proposed entries take effect whose time to object has passed."""
    for each in db.session.scalars(queries.unopposed(local_day(at))):
        actions.move(SYSTEM, each, "confirm", {}, at=at)


@daily("04:50")
def retune_plans(at: datetime) -> None:
    """Let the plans that opted in follow the worst grade of their project's contractors and what lies open there."""
    for project in db.session.scalars(planned.tuned_projects()).unique().all():
        builders = [each.party_id for each in project.parties if each.role == "contractor"]
        scores = queries.scores(builders, local_day(at))
        grade = worst([each.grade.letter for each in scores.values()])
        on_list = bool(queries.listed(builders, local_day(at)))
        inspections.retune(SYSTEM, project, grade=grade, at=at, blacklisted=on_list)


@daily("04:45")
def review_blacklist(at: datetime) -> None:
    """Let those leave the blacklist whose time is over, and lengthen it for a new grave case."""
    blacklisting.review(SYSTEM, at=at)
