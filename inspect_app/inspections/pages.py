"""Inspections for people: today, visits, the checklist on a tablet, the record it becomes, and plans."""

from contextlib import suppress
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request

from inspect_app.checklists import queries as checklists
from inspect_app.checklists import rules as lists
from inspect_app.core import journal, nav
from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.fields import SHA256
from inspect_app.core.files import signed_url, store_photo
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale, t
from inspect_app.core.ids import uuid7
from inspect_app.core.keys import own_key
from inspect_app.core.moves import buttons, page_moves
from inspect_app.core.permits import Actor, may
from inspect_app.core.timeline import as_lines
from inspect_app.core.web import find, page, paged, require
from inspect_app.defects import queries as defects
from inspect_app.defects.rules import WORKFLOW as DEFECT
from inspect_app.inspections import actions, queries, schemas
from inspect_app.inspections.api import found, take
from inspect_app.inspections.models import Visit
from inspect_app.inspections.rules import KINDS, VERDICTS, WORKFLOW, body_from_form, form_field
from inspect_app.projects import queries as projects
from inspect_app.projects.models import Project
from inspect_app.projects.pages import LINKS

bp = Blueprint("inspections", __name__)
nav.add("/today", "今日检查", "Today", verb="visit.today", order=5)
nav.add("/visits", "检查任务", "Visits", verb="visit.list", order=20)
nav.add("/plans", "检查计划", "Plans", verb="plan.list", order=22)
LINKS.append(("/plans/new", "制定检查计划", "Make an inspection plan", "plan.add"))
LINKS.append(("/visits/new", "安排一次抽检", "Arrange a spot check", "visit.add"))
BOTH = ("GET", "POST")
WORDS = {"kinds": KINDS, "verdicts": VERDICTS, "workflow": WORKFLOW, "lists": lists, "picture": signed_url}


@page(bp, "/today", permit="visit.today")
def today(actor: Actor) -> Any:
    """Show an inspector's day."""
    mine = request.args.get("whose") != "all"
    day = local_day(now())
    shown = {"list": queries.day(actor, day, mine=mine), "date": day, "mine": mine}
    return render_template("inspections/today.html", **shown, **WORDS)


@page(bp, "/visits", permit="visit.list")
def visits(actor: Actor) -> Any:
    """List the visits."""
    asked, project_id = request.args.get("state", "all"), request.args.get("project", "")
    state = asked if asked in queries.STATES else "all"
    shown = {
        "page": paged(queries.listed(actor, state=state, project_id=project_id)), "project_id": project_id,
        "chosen": state, "may_add": may(actor, "visit.add"),
        "projects": db.session.scalars(projects.visible(actor)).all(),
    }  # fmt: skip
    return render_template("inspections/visits.html", **shown, **WORDS)


@page(bp, "/visits/<string:id>", permit="visit.read", on_thing=True)
def visit(actor: Actor, id: str) -> Any:
    """Show a visit."""
    return _show(actor, id)


def _show(actor: Actor, id: str, form: Form | None = None) -> Any:
    one = found(actor, id)
    require(actor, "visit.read", one)
    entries = journal.timeline("visit", one.id)
    if one.submission:
        entries += journal.timeline("submission", one.submission.id)
    unfinished = defects.listed(actor, defects.Filter(project_id=one.project_id), now())
    shown = {
        "visit": one, "state": WORKFLOW.state(one.state), "moves": buttons(actor, one), "form": form,
        "item_count": sum(1 for _ in lists.items(one.template_version.content)),
        "may_fill": may(actor, "submission.receive", one) and one.state in ("planned", "missed"),
        "sees_plan": one.plan is not None and may(actor, "plan.read", one.plan),
        "open_defects": db.session.scalars(unfinished.limit(5)).unique().all(),
        "defect": DEFECT, "lines": as_lines(reversed(entries), locale()), "today": local_day(now()),
    }  # fmt: skip
    return render_template("inspections/visit.html", **shown, **WORDS)


page_moves(bp, WORKFLOW, found, take, _show, "/visits/<string:id>")


@page(bp, "/visits/<string:id>/checklist", permit="submission.receive", on_thing=True, methods=BOTH)
def fill(actor: Actor, id: str) -> Any:
    """Fill in the checklist of a visit."""
    one = found(actor, id)
    require(actor, "submission.receive", one)
    start = {"id": uuid7(), "started_at": now().isoformat()}
    form = Form(schemas.form_schema(one.template_version.content), start)
    receipt = form.act(lambda values: _submit(actor, id, values))
    if receipt is None:
        return _checklist(actor, one, form), form.status
    flash(t("检查表已收到并签发回执。", "The checklist is received; here is its receipt."), "good")
    return redirect(f"/submissions/{receipt.id}")


def _submit(actor: Actor, id: str, values: dict[str, Any]) -> actions.Receipt:
    one = found(actor, id)
    content, errors = one.template_version.content, dict[str, list[Any]]()
    places = {each.path: each.id for each in one.project.elements}
    body = body_from_form(content, values, places, errors)
    if errors:
        raise Problem("bad-input", errors=errors)
    known = {"id": values["id"], "visit": one.id, "template": one.template_version_id, "place": None}
    moments = {"started_at": values["started_at"], "finished_at": values["finished_at"] or now().isoformat()}
    try:
        return actions.submit(actor, {**body, **known, **moments}, at=now())
    except Problem as refused:
        refused.errors = {form_field(body, name): words for name, words in refused.errors.items()}
        raise


def _checklist(actor: Actor, one: Visit, form: Form) -> str:
    shown = {
        "visit": one, "content": one.template_version.content, "form": form, "elements": one.project.elements,
        "own_name": actor.name, "photos": _photos_of(one) if form.submitted else {},
    }  # fmt: skip
    return render_template("inspections/checklist.html", **shown, **WORDS)


def _photos_of(one: Visit) -> dict[str, list[str]]:
    """Return the photos of a form that was refused, kept so that nobody need take them again."""
    kept: dict[str, list[str]] = {}
    for name in (f"photos-{each['key']}" for each in lists.items(one.template_version.content)):
        shas = [each for each in request.form.getlist(name) if SHA256.fullmatch(each)]
        for upload in (each for each in request.files.getlist(name) if each.filename):
            upload.seek(0)
            with suppress(Problem), transaction():
                shas.append(store_photo(upload.read()))
        kept[name] = shas
    return kept


@page(bp, "/submissions/<string:id>", permit="submission.read", on_thing=True)
def submission(actor: Actor, id: str) -> Any:
    """Show a submission: what was found, the defects it opened, and its receipt."""
    one = find(queries.submission(actor, id))
    require(actor, "submission.read", one)
    opened = queries.defects_of(one.answers)
    shown = {
        "submission": one, "visit": one.visit, "photos": queries.photos_of(one.answers),
        "known": lists.items_by_key(one.visit.template_version.content),
        "public_key": own_key().public, "opened": opened, "defect": DEFECT, "receipt": actions.receipt_of(one),
        "sees": queries.in_sight_of(actor, opened.values()),
        "lines": as_lines(reversed(journal.timeline("submission", one.id)), locale()),
    }  # fmt: skip
    return render_template("inspections/submission.html", **shown, **WORDS)


@page(bp, "/plans", permit="plan.list")
def plans(actor: Actor) -> Any:
    """List the plans."""
    shown = {"page": paged(queries.plans(actor)), "may_add": may(actor, "plan.add")}
    return render_template("inspections/plans.html", **shown, **WORDS)


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
    start = {"kind": "patrol", "every": 5, "horizon_days": 14, "since": local_day(now()).isoformat()}
    form = Form(schemas.PlanIn, start)
    plan = form.act(lambda values: actions.add_plan(actor, project=_project(actor, id), **values, at=now()))
    if plan is None:
        return _asked("plan_new", form, _project(actor, id))
    flash(t("计划已制定，检查任务已生成。", "The plan is made, and its visits with it."), "good")
    return redirect(f"/plans/{plan.id}")


def _project(actor: Actor, id: str) -> Project:
    return find(projects.one(actor, id))


def _asked(name: str, form: Form, project: Project, **more: Any) -> Any:
    choices = {
        "templates": db.session.scalars(checklists.newest()).all(),
        "people": db.session.scalars(queries.inspectors(project)).all(),
        "parties": [each.party for each in project.parties if each.role in ("supervisor", "owner")],
    }
    shown = {"form": form, "project": project, **choices, **more, **WORDS}
    return render_template(f"inspections/{name}.html", **shown), form.status


@page(bp, "/plans/<string:id>", permit="plan.read", on_thing=True)
def plan(actor: Actor, id: str) -> Any:
    """Show a plan with its visits."""
    one = find(queries.plan(actor, id))
    require(actor, "plan.read", one)
    shown = {
        "plan": one, "visits": paged(queries.visits_of(id)), "may_change": may(actor, "plan.change", one),
        "lines": as_lines(reversed(journal.timeline("plan", id)), locale()),
    }  # fmt: skip
    return render_template("inspections/plan.html", **shown, **WORDS)


@page(bp, "/plans/<string:id>/edit", permit="plan.change", on_thing=True, methods=BOTH)
def change_plan(actor: Actor, id: str) -> Any:
    """Change a plan from tomorrow on."""
    one = find(queries.plan(actor, id))
    require(actor, "plan.change", one)
    names = ("name", "template_id", "every", "horizon_days", "until", "assignee_id", "party_id", "active")
    form = Form(schemas.PlanChange, {name: getattr(one, name) for name in names})
    done = form.act(
        lambda values: actions.change_plan(actor, find(queries.plan(actor, id)), at=now(), **values)
    )
    if done is None:
        return _asked("plan_edit", form, find(queries.plan(actor, id)).project, plan_id=id)
    flash(t("计划已调整，明天起生效。", "The plan is changed from tomorrow on."), "good")
    return redirect(f"/plans/{id}")


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
