"""Projects for people: the list, a project's page, and the forms that set it up."""

from typing import Any

import segno
from flask import Blueprint, flash, redirect, render_template, request

from inspect_app.core import journal, nav, place
from inspect_app.core.db import db
from inspect_app.core.files import signed_url
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale, t
from inspect_app.core.moves import buttons, page_moves
from inspect_app.core.permits import Actor, may
from inspect_app.core.timeline import as_lines
from inspect_app.core.web import find, page, paged, require
from inspect_app.identity.queries import parties
from inspect_app.identity.rules import PARTY_KINDS
from inspect_app.projects import queries
from inspect_app.projects.api import begin, found, grow, hang, join, take, take_down
from inspect_app.projects.models import Element, Project
from inspect_app.projects.rules import ELEMENT_KINDS, FIVE, STEPS, WORKFLOW, Step
from inspect_app.projects.schemas import PROJECTS, ElementIn, NothingIn, ProjectIn, SetPartyIn, SheetForm

bp = Blueprint("projects", __name__)
nav.add("/projects", "项目", "Projects", verb="project.list", order=10)
#: links that higher rooms put on a project's page: (path below it, Chinese, English, verb)
LINKS: list[tuple[str, str, str, str]] = [
    ("/sheets", "图纸", "Drawings", "sheet.list"),
    ("/labels", "部位码", "Element codes", "project.read"),
]
#: what an element's code opens for whoever scans it, set by a higher room: an address with {site} and {element}
CODES: list[str] = []


@page(bp, "/projects", permit="project.list")
def projects(actor: Actor) -> Any:
    """List the projects."""
    shown = {
        "page": paged(queries.visible(actor), table=PROJECTS),
        "workflow": WORKFLOW,
        "may_add": may(actor, "project.add"),
        "may_add_party": may(actor, "party.add"),
        "may_add_person": may(actor, "person.add"),
    }
    return render_template("projects/list.html", **shown)


@page(bp, "/projects/new", permit="project.add", methods=("GET", "POST"))
def add_project(actor: Actor) -> Any:
    """Add a project."""
    form = Form(ProjectIn)
    project = form.act(lambda values: begin(actor, values))
    if project is None:
        return render_template("projects/new.html", form=form), form.status
    flash(t("项目已建立。接着添加参建单位和楼栋。", "Project added. Next: its parties and buildings."))
    return redirect(f"/projects/{project.id}/edit" if may(actor, "project.edit", project) else "/projects")


@page(bp, "/projects/<string:id>", permit="project.read", on_thing=True)
def project(actor: Actor, id: str) -> Any:
    """Show a project."""
    return _show(actor, id)


def _show(actor: Actor, id: str, form: Form | None = None) -> Any:
    project = found(actor, id)
    require(actor, "project.read", project)
    shown = {
        "project": project,
        "state": WORKFLOW.state(project.state),
        "kinds": ELEMENT_KINDS,
        "roles": PARTY_KINDS,
        "elements": db.session.scalars(queries.tree(id)).all(),
        "moves": buttons(actor, project),
        "links": [each for each in LINKS if may(actor, each[3], project)],
        "may_edit": may(actor, "project.edit", project),
        "steps": _steps(actor, project),
        "lines": as_lines(reversed(journal.timeline("project", id)), locale()),
        "form": form,
    }
    return render_template("projects/show.html", **shown)


def _steps(actor: Actor, project: Project) -> list[tuple[Step, bool, bool]]:
    """Return the first steps as (step, done, may I) to whoever may take any, while a needed one is not done."""
    done = queries.steps_done(project) if project.state in ("planned", "building") else {s.act for s in STEPS}
    steps = [(each, each.act in done, may(actor, each.verb, project)) for each in STEPS]
    waiting = any(each.needed and not ready for each, ready, _mine in steps)
    return steps if waiting and any(mine for *_rest, mine in steps) else []


@page(bp, "/projects/<string:id>/edit", permit="project.edit", on_thing=True, methods=("GET", "POST"))
def edit(actor: Actor, id: str) -> Any:
    """Set up the parties and the building tree of a project."""
    project = found(actor, id)
    require(actor, "project.edit", project)
    return _edit(actor, id)


def _edit(actor: Actor, id: str, form: Form | None = None, which: str = "") -> Any:
    project = found(actor, id)
    taken = {each.role for each in project.parties}
    shown = {
        "project": project, "form": form, "which": which, "kinds": ELEMENT_KINDS, "roles": PARTY_KINDS,
        "missing": [each for each in FIVE if each not in taken], "may_add_party": may(actor, "party.add"),
        "parties": db.session.scalars(parties()).all(), "elements": db.session.scalars(queries.tree(id)).all(),
    }  # fmt: skip
    return render_template("projects/edit.html", **shown), form.status if form else 200


@page(bp, "/projects/<string:id>/elements", permit="project.edit", on_thing=True, methods=("POST",))
def add_element(actor: Actor, id: str) -> Any:
    """Add an element to the building tree."""
    require(actor, "project.edit", found(actor, id))
    form = Form(ElementIn)
    if form.act(lambda values: grow(actor, found(actor, id), values)) is None:
        return _edit(actor, id, form, "element")
    flash(t("部位已添加。", "Element added."))
    return redirect(f"/projects/{id}/edit")


@page(bp, "/projects/<string:id>/parties", permit="project.edit", on_thing=True, methods=("POST",))
def set_party(actor: Actor, id: str) -> Any:
    """Add a party to the project."""
    require(actor, "project.edit", found(actor, id))
    form = Form(SetPartyIn)
    if form.act(lambda values: join(actor, found(actor, id), values)) is None:
        return _edit(actor, id, form, "party")
    flash(t("参建单位已更新。", "Parties updated."))
    return redirect(f"/projects/{id}/edit")


@page(bp, "/projects/<string:id>/sheets", permit="sheet.list", on_thing=True, methods=("GET", "POST"))
def sheets(actor: Actor, id: str) -> Any:
    """Show the drawings of a project, and add one."""
    one = found(actor, id)
    require(actor, "sheet.list", one)
    form = Form(SheetForm)
    if form.submitted:
        require(actor, "sheet.add", one)
    if form.act(lambda values: _hang(actor, id, values)) is not None:
        flash(
            t(
                "图纸已上传；平板下次“准备离线”时带上。",
                "Drawing added; tablets take it along when they prepare next.",
            ),
            "good",
        )
        return redirect(f"/projects/{id}/sheets")
    shown = {
        "project": one, "form": form, "picture": signed_url, "may_add": may(actor, "sheet.add", one),
        "sheets": db.session.scalars(queries.sheets(id, withdrawn=True)).unique().all(),
        "elements": db.session.scalars(queries.tree(id)).all(),
    }  # fmt: skip
    return render_template("projects/sheets.html", **shown), form.status


def _hang(actor: Actor, id: str, values: dict[str, Any]) -> Any:
    (sha256,) = values.pop("drawing")
    return hang(actor, found(actor, id), {**values, "sha256": sha256})


@page(bp, "/sheets/<string:id>/withdraw", permit="sheet.withdraw", on_thing=True, methods=("POST",))
def withdraw_sheet(actor: Actor, id: str) -> Any:
    """Withdraw a drawing."""
    one = find(queries.sheet(actor, id))
    require(actor, "sheet.withdraw", one)
    back = f"/projects/{one.project_id}/sheets"
    Form(NothingIn).act(lambda _values: take_down(actor, id))
    return redirect(back)


@page(bp, "/projects/<string:id>/labels", permit="project.read", on_thing=True)
def labels(actor: Actor, id: str) -> Any:
    """Show the codes of a project's elements, to print and hang: residents ask by them, tablets find their place."""
    one = found(actor, id)
    require(actor, "project.read", one)
    kinds = [each for each in ELEMENT_KINDS if each in queries.kinds(id)]
    wanted = request.args.get("kind", "")
    kind = wanted if wanted in kinds else (kinds[0] if kinds else "")
    slice_ = paged(queries.tree(id).where(Element.kind == kind), size=24)
    codes = {each.id: _code(one, each) for each in slice_.rows}
    shown = {
        "project": one,
        "kinds": ELEMENT_KINDS,
        "offered": kinds,
        "kind": kind,
        "page": slice_,
        "codes": codes,
    }
    return render_template("projects/labels.html", **shown)


def _code(project: Project, element: Element) -> str:
    path = (CODES or ["/projects/{project}"])[0].format(
        site=project.site, element=element.id, project=project.id
    )
    return str(
        segno.make(f"{place.address()}{path}", error="m", micro=False).svg_inline(border=2, omitsize=True)
    )


page_moves(bp, WORKFLOW, found, take, _show, "/projects/<string:id>")
