"""Plans, and visits arranged by hand."""

from typing import Any

from flask import flash, redirect, render_template, request

from inspect_app.checklists import queries as checklists
from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale, t
from inspect_app.core.permits import Actor, may
from inspect_app.core.timeline import as_lines
from inspect_app.core.web import find, page, paged, require
from inspect_app.inspections import actions, queries, schemas
from inspect_app.inspections.models import Plan
from inspect_app.inspections.pages.visits import BOTH, WORDS, bp
from inspect_app.inspections.rules import HANDS, SEASONS, SHIFTS, Rhythm, normal_rule
from inspect_app.inspections.rules.rule_text import WEEKDAYS
from inspect_app.inspections.rules.rule_words import month_words, preset_of, rhythm_words
from inspect_app.inspections.rules.windows import CAUSES
from inspect_app.inspections.schemas import tables
from inspect_app.projects import queries as projects
from inspect_app.projects.models import Project

PREVIEWED = 10
PLAN_WORDS = {
    **WORDS, "shifts": SHIFTS, "hands_words": HANDS, "seasons": SEASONS, "weekdays": WEEKDAYS, "facts": queries.FACTS,
    "rhythm_words": rhythm_words, "month_words": month_words, "causes": CAUSES,
}  # fmt: skip
_START = {
    "kind": "patrol", "rhythm": "every", "every": 5, "weeks": 1, "month_step": 1, "shift": "next", "grace": 3,
    "hands": "one", "horizon_days": 14,
}  # fmt: skip


@page(bp, "/plans", permit="plan.list")
def plans(actor: Actor) -> Any:
    """List the plans."""
    shown = {"page": paged(queries.plans(actor), table=tables.PLANS), "may_add": may(actor, "plan.add")}
    return render_template("inspections/plans.html", **shown, **PLAN_WORDS)


def _chooser(verb: str, below: str) -> None:
    def choose(actor: Actor) -> Any:
        """Ask which project it is for; with one there is nothing to ask."""
        seen = db.session.scalars(projects.visible(actor)).unique()
        fitting = [each for each in seen if may(actor, verb, each)]
        if len(fitting) == 1:
            return redirect(f"/projects/{fitting[0].id}{below}")
        return render_template("inspections/choose.html", projects=fitting, below=below)

    page(bp, below, permit=verb, name=f"choose_for_{verb.partition('.')[0]}")(choose)


_chooser("plan.add", "/plans/new")
_chooser("visit.add", "/visits/new")


@page(bp, "/projects/<string:id>/plans/new", permit="plan.add", on_thing=True, methods=BOTH)
def add_plan(actor: Actor, id: str) -> Any:
    """Make a plan."""
    require(actor, "plan.add", _project(actor, id))
    form = Form(schemas.PlanForm, {**_START, "since": local_day(now()).isoformat()})
    if "preview" in request.form:
        return _asked("plan_new", form, _project(actor, id), preview=_preview(form, id))
    plan = form.act(lambda values: actions.add_plan(actor, project=_project(actor, id), **values, at=now()))
    if plan is None:
        return _asked("plan_new", form, _project(actor, id))
    flash(t("计划已制定，检查任务已生成。", "The plan is made, and its visits with it."), "good")
    return redirect(f"/plans/{plan.id}")


def _preview(form: Form, project_id: str) -> list[Any] | None:
    """Return the next ten dates of what was typed, for a look before anything is done; None when it is wrong."""
    try:
        typed = form.load()
        rule = normal_rule(typed["rule"]) if typed["rule"] else None
    except Problem as problem:
        form.refuse(problem)
        return None
    today = local_day(now())
    first = max(typed.get("since") or today, today)
    rhythm = Rhythm(first, rule, typed["every"], typed["shift"], typed["until"])
    site = queries.calendar_of(project_id, tuple(typed["months"]), guess=True)
    return rhythm.next_days(first, PREVIEWED, site)


def _project(actor: Actor, id: str) -> Project:
    return find(projects.one(actor, id))


def _asked(name: str, form: Form, project: Project, **more: Any) -> Any:
    choices = {
        "templates": db.session.scalars(checklists.newest()).all(),
        "people": db.session.scalars(queries.inspectors(project)).all(),
        "parties": [each.party for each in project.parties if each.role in ("supervisor", "owner")],
    }
    shown = {"form": form, "project": project, "preview": None, **choices, **more, **PLAN_WORDS}
    return render_template(f"inspections/{name}.html", **shown), form.status


@page(bp, "/plans/<string:id>", permit="plan.read", on_thing=True)
def plan(actor: Actor, id: str) -> Any:
    """Show a plan with its visits."""
    one = find(queries.plan(actor, id))
    require(actor, "plan.read", one)
    today = local_day(now())
    counted = queries.by_plan(actor, plan_id=id)
    # Why an interval is what it is names what lies open: not for whoever makes a visit there again.
    blind = queries.doubles.hides(actor, one.project_id)
    entries = [each for each in journal.timeline("plan", id) if not (blind and each.verb == "plan.retune")]
    shown = {
        "plan": one, "visits": paged(queries.visits_of(id), table=tables.VISITS), "may_change": may(actor, "plan.change", one),
        "counted": counted[0] if counted else None, "blind": blind, "working": None if blind else one.tuning,
        "next_days": queries.rhythm_of(one).next_days(today, PREVIEWED, queries.site_of(one, guess=True)),
        "lines": as_lines(reversed(entries), locale()),
    }  # fmt: skip
    return render_template("inspections/plan.html", **shown, **PLAN_WORDS)


@page(bp, "/plans/<string:id>/edit", permit="plan.change", on_thing=True, methods=BOTH)
def change_plan(actor: Actor, id: str) -> Any:
    """Change a plan from tomorrow on."""
    one = find(queries.plan(actor, id))
    require(actor, "plan.change", one)
    form = Form(
        schemas.PlanChangeForm, stored=lambda: _as_typed(find(queries.plan(actor, id))), thing=("plan", id)
    )
    if "preview" in request.form:
        return _asked("plan_edit", form, one.project, plan_id=id, preview=_preview(form, one.project_id))
    done = form.act(
        lambda values: actions.change_plan(actor, find(queries.plan(actor, id)), at=now(), **values)
    )
    if done is None:
        return _asked("plan_edit", form, find(queries.plan(actor, id)).project, plan_id=id)
    flash(t("计划已调整，明天起生效。", "The plan is changed from tomorrow on."), "good")
    return redirect(f"/plans/{id}")


def _as_typed(one: Plan) -> dict[str, Any]:
    names = (
        "name", "template_id", "every", "shift", "months", "opens_before", "grace", "hands", "tuned", "horizon_days",
        "until", "assignee_id", "party_id", "active",
    )  # fmt: skip
    held = {name: getattr(one, name) for name in names}
    return {
        "weeks": 1,
        "month_step": 1,
        **held,
        **preset_of(one.rule),
        "people_ids": [each.id for each in one.people],
    }


@page(bp, "/projects/<string:id>/visits/new", permit="visit.add", on_thing=True, methods=BOTH)
def add_visit(actor: Actor, id: str) -> Any:
    """Arrange one visit."""
    require(actor, "visit.add", _project(actor, id))
    form = Form(schemas.VisitIn, {"kind": "spot", "due_on": local_day(now()).isoformat()})
    made = form.act(lambda values: actions.add_visit(actor, project=_project(actor, id), **values, at=now()))
    if made is None:
        return _asked("visit_new", form, _project(actor, id))
    flash(t("检查已安排。", "The visit is arranged."), "good")
    return redirect(f"/visits/{made.id}")
