"""Gates for people: a project's way from plan to handover with every line, and the list of what was overridden."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, current_app, flash, redirect, render_template, request

from inspect_app.core import nav
from inspect_app.core.citing import cited
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.files import signed_url
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale, t
from inspect_app.core.moves import page_moves
from inspect_app.core.permits import Actor, acts_as, may
from inspect_app.core.timeline import as_lines
from inspect_app.core.web import GUARDED, page, paged
from inspect_app.gates import actions, queries
from inspect_app.gates.api import ALL, found, shown, speak, take, the_project
from inspect_app.gates.permits import OVERRIDERS, withdraws
from inspect_app.gates.rules import GATES, KINDS, LIFE, STATES, Line, Standing, line_of, may_be_said
from inspect_app.gates.schemas import NOTES, PassIn, SayIn
from inspect_app.projects import pages as project_pages
from inspect_app.projects import queries as projects
from inspect_app.projects.models import Element, Project

bp = Blueprint("gates", __name__)
nav.add("/gates", "关口说明", "Gate notes", verb="gate.list", order=49, rare=True)
project_pages.LINKS.insert(0, ("/gates", "关口", "Gates", "gate.read"))
#: kinds of elements a gate is shown for on a project's page
_PARTS = ("building", "site", "outdoor", "road")


@page(bp, "/gates", permit="gate.list")
def notes(actor: Actor) -> Any:
    """List what was said to lines of gates: a filter that lives in the address."""
    typed = {name: request.args.get(name, "") for name in ("kind", "gate", "project_id")}
    kind = typed["kind"] if typed["kind"] in KINDS else ""
    gate = typed["gate"] if typed["gate"] in GATES else ""
    kept = {name: value for name, value in typed.items() if value}
    rows = paged(queries.listed(actor, kind=kind, gate=gate, project_id=typed["project_id"]), table=NOTES)
    return render_template(
        "gates/list.html", page=rows, kind=kind, gate=gate, project_id=typed["project_id"], gates=GATES, kinds=KINDS,
        states=STATES, life=LIFE, line_of=line_of, projects=db.session.scalars(projects.visible(actor)).all(),
        link=f"?{urlencode(kept)}&" if kept else "?",
    )  # fmt: skip


@page(bp, "/projects/<string:id>/gates", permit="gate.read", on_thing=True)
def of_project(actor: Actor, id: str) -> Any:
    """Show a project's gates, or those of one of its elements."""
    return _show(actor, the_project(actor, id, "gate.read"))


def _show(actor: Actor, project: Project, form: Form | None = None) -> Any:
    element = _chosen(project, form)
    gates = shown(actor, project, element.id if element else "")
    gone = queries.passages(project.id)
    states = {
        "project": project, "gates": gates, "states": STATES, "kinds": KINDS, "form": form, "element": element,
        "passed": {each.gate: each for each in gone if each.element_id == (element.id if element else None)},
        "elements": [each for each in project.elements if each.kind in _PARTS],
        "opens": lambda path: _opens(actor, project, path), "offers": lambda one: _offers(actor, project, one),
        "may_pass": lambda gate: bool(gate.passers) and acts_as(*gate.passers)(actor, project),
        "may_withdraw": lambda said: withdraws(actor, said.by, project),
        "url": lambda sha: signed_url(sha, "public"), "thumb": signed_url, "mend": lambda line: _mend(actor, line, project),
        "cite": lambda clause: cited(clause, locale()), "failed": form.values if form else {}, "all": ALL,
        "overrides": acts_as(*OVERRIDERS)(actor, project),
        "history": as_lines(queries.history(project.id), locale()),
    }  # fmt: skip
    return render_template("gates/show.html", **states), form.status if form else 200


def _chosen(project: Project, form: Form | None) -> Element | None:
    typed = form.values.get("element_id") if form else None
    key = typed or request.args.get("element_id", "")
    return next((each for each in project.elements if each.id == key), None)


def _offers(actor: Actor, project: Project, one: Standing) -> list[tuple[str, str]]:
    """Return what this person may say to a line as it stands."""
    if one.said:
        return []
    confirms, overrides = one.line.confirms, acts_as(*OVERRIDERS)(actor, project)
    mine = {"overridden"} if overrides else set()
    if confirms and acts_as(*confirms)(actor, project):
        mine |= {"confirmed", "not_applicable"}
    return [
        (key, t(*words)) for key, words in KINDS.items()
        if key in mine and may_be_said(one.line, one.answer.state, key)
    ]  # fmt: skip


def _mend(actor: Actor, line: Line, project: Project) -> str:
    path = line.mend.format(id=project.id)
    return path if _opens(actor, project, path) else ""


def _opens(actor: Actor, project: Project, path: str) -> bool:
    """Say whether a list, or a page of this project, opens for somebody; of a single thing the rooms have said so."""
    if not path:
        return False
    endpoint, found_in = current_app.url_map.bind("").match(path.partition("?")[0].partition("#")[0])
    within = path.startswith(f"/projects/{project.id}")
    if found_in and not within:
        return True
    return may(actor, GUARDED[endpoint], project if within else None)


@page(
    bp, "/projects/<string:id>/gates/notes", permit="gate.say", methods=("POST",), on_thing=True, name="say"
)
def say(actor: Actor, id: str) -> Any:
    """Say something to a line of a gate."""
    the_project(actor, id, "gate.say")
    form = Form(SayIn)
    made = form.act(lambda values: speak(actor, the_project(actor, id, "gate.say"), values))
    if made is None:
        return _show(actor, the_project(actor, id, "gate.say"), form)
    flash(t("已记入说明", "Put on record"), "good")
    return redirect(_back(id, made.gate, made.element_id))


@page(
    bp,
    "/projects/<string:id>/gates/passages",
    permit="gate.pass",
    methods=("POST",),
    on_thing=True,
    name="go_through",
)
def go_through(actor: Actor, id: str) -> Any:
    """Let a project, or an element of it, through a gate."""
    the_project(actor, id, "gate.pass")
    form = Form(PassIn)
    made = form.act(
        lambda values: actions.go_through(actor, the_project(actor, id, "gate.pass"), values, at=now())
    )
    if made is None:
        return _show(actor, the_project(actor, id, "gate.pass"), form)
    flash(t(f"已通过：{GATES[made.gate].zh}", f"Passed: {GATES[made.gate].en}"), "good")
    return redirect(_back(id, made.gate, made.element_id))


def _back(project_id: str, gate: str, element_id: str | None) -> str:
    return f"/projects/{project_id}/gates{f'?element_id={element_id}' if element_id else ''}#{gate}"


@page(bp, "/gates/notes/<string:id>", permit="gate.read", on_thing=True)
def note(actor: Actor, id: str) -> Any:
    """Show where a note stands: at its line on the project's page."""
    one = found(actor, id)
    the_project(actor, one.project_id, "gate.read")
    return redirect(_back(one.project_id, one.gate, one.element_id))


def _again(actor: Actor, id: str, form: Form | None = None) -> Any:
    one = found(actor, id)
    shown_page, _status = _show(actor, the_project(actor, one.project_id, "gate.read"), form)
    return shown_page


page_moves(bp, LIFE, found, take, _again, "/gates/notes/<string:id>")
