"""The warranty calendar: of a project, and of everything a firm or an office has before it."""

from itertools import groupby
from typing import Any

from flask import render_template

from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.permits import Actor
from inspect_app.core.web import find, page, require, whole
from inspect_app.projects import queries as projects
from inspect_app.warranty.pages.asking import bp
from inspect_app.warranty.queries.calendar import KINDS, Day, calendar
from inspect_app.warranty.schemas.tables import CALENDAR


@page(
    bp,
    "/projects/<string:id>/warranty/calendar",
    permit="warranty.read",
    on_thing=True,
    name="project_calendar",
)
def of_project(actor: Actor, id: str) -> Any:
    """Show what comes within a year in the warranty of a project."""
    project = find(projects.one(actor, id))
    require(actor, "warranty.read", project)
    return _shown(calendar(actor, local_day(now()), project.id), project=project)


@page(bp, "/warranty-calendar", permit="warranty.calendar", name="calendar")
def of_all(actor: Actor) -> Any:
    """Show what comes within a year in every warranty the caller sees."""
    return _shown(calendar(actor, local_day(now())), project=None)


def _shown(days: list[Day], **more: Any) -> Any:
    listed = whole(days, CALENDAR)
    months = [
        (month, list(rows))
        for month, rows in groupby(listed.rows, key=lambda each: each.on.strftime("%Y-%m"))
    ]
    return render_template(
        "warranty/calendar.html", months=months, page=listed, kinds=KINDS, today=local_day(now()), **more
    )
