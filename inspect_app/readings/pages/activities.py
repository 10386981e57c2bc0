"""Activities for people: those of a site with a form that starts one, and one with what corrects it."""

from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template

from inspect_app.core import journal
from inspect_app.core.calendar import CHINA
from inspect_app.core.clock import now
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale, t
from inspect_app.core.moves import buttons, page_moves
from inspect_app.core.permits import Actor, may
from inspect_app.core.timeline import as_lines
from inspect_app.core.web import find, page, paged, require
from inspect_app.projects import queries as projects
from inspect_app.readings import actions
from inspect_app.readings.api.activities import found_activity, move_activity
from inspect_app.readings.models.activities import Activity
from inspect_app.readings.pages.site import WORDS, bp, the_project
from inspect_app.readings.queries.activities import activities
from inspect_app.readings.rules.activities import ACTIVITIES, ACTIVITY, AMENDS, RULES
from inspect_app.readings.schemas.activities import ACTIVITY_TABLE, ActivityIn

_SHOWN = {"life": ACTIVITY, "winds": RULES}


@page(bp, "/projects/<string:id>/activities", permit="activity.list", on_thing=True)
def activity_list(actor: Actor, id: str) -> Any:
    """List the activities of a site, those under way first, with the form that starts one."""
    return _list(actor, id, Form(ActivityIn))


def _list(actor: Actor, id: str, form: Form) -> Any:
    project = find(projects.one(actor, id))
    require(actor, "activity.list", project)
    rows = paged(activities(actor, project.id), table=ACTIVITY_TABLE)
    kinds = [(key, t(zh, en)) for key, (zh, en, _basis) in ACTIVITIES.items()]
    shown = {
        "project": project, "page": rows, "form": form, "choices": kinds, **_SHOWN,
        "may_start": may(actor, "activity.start", project), "may_move": {each.id: buttons(actor, each) for each in rows.rows},
    }  # fmt: skip
    return render_template("readings/activities.html", **shown, **WORDS)


@page(
    bp,
    "/projects/<string:id>/activities",
    permit="activity.start",
    on_thing=True,
    methods=("POST",),
)
def start_activity(actor: Actor, id: str) -> Any:
    """Start an activity."""
    require(actor, "activity.start", find(projects.one(actor, id)))
    form = Form(ActivityIn)
    done = form.act(
        lambda typed: actions.start_activity(actor, project=the_project(actor, id), **typed, at=now())
    )
    if done is None:
        return _list(actor, id, form), form.status
    flash(t("已登记。作业期间按该作业的限值判定。", "Recorded: its limits hold while it is under way."))
    return redirect(f"/projects/{id}/activities")


@page(bp, "/activities/<string:id>", permit="activity.read", on_thing=True)
def activity(actor: Actor, id: str) -> Any:
    """Show an activity."""
    return _show(actor, id)


def _show(actor: Actor, id: str, form: Form | None = None) -> Any:
    one = found_activity(actor, id)
    require(actor, "activity.read", one)
    lines = as_lines(reversed(journal.timeline("activity", one.id)), locale())
    shown = {"one": one, "form": form, "moves": _moves(actor, one), "lines": lines, **_SHOWN}
    return render_template("readings/activity.html", **shown, **WORDS)


def _moves(actor: Actor, one: Activity) -> list[dict[str, Any]]:
    """Return the moves as the template draws them: who corrects times begins with those there are."""
    told = {"began_at": one.began_at, "ended_at": one.ended_at}
    times = {name: moment for name, moment in told.items() if moment}
    drawn = buttons(actor, one)
    for move in drawn:
        for field in move["fields"]:
            if move["name"] in AMENDS and field["name"] in times:
                field["value"] = _typed(times[field["name"]])
    return drawn


def _typed(moment: datetime) -> str:
    local = moment.astimezone(CHINA).replace(tzinfo=None)
    return local.isoformat(timespec="seconds" if local.second else "minutes")


page_moves(bp, ACTIVITY, found_activity, move_activity, _show, "/activities/<string:id>", name="activity")
