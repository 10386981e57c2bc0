"""Warranty for people: the clocks of a project, the residents' question, and the poster that leads to it."""

from typing import Any

import segno
from flask import Blueprint, flash, redirect, render_template, request

from inspect_app.acceptance.models import kind_of
from inspect_app.acceptance.queries import documents, standing
from inspect_app.core import place
from inspect_app.core.calendar import local_day
from inspect_app.core.citing import cited
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale, t
from inspect_app.core.permits import Actor, may
from inspect_app.core.web import find, page, paged, require
from inspect_app.projects import pages as project_pages
from inspect_app.projects import queries as projects
from inspect_app.projects.models import Element, Project
from inspect_app.projects.rules import ELEMENT_KINDS
from inspect_app.warranty import actions, queries, rules
from inspect_app.warranty.rules.promises import URGENCIES
from inspect_app.warranty.schemas import AgreeIn

bp = Blueprint("warranty", __name__)
project_pages.LINKS.append(("/warranty", "保修", "Warranty", "warranty.read"))
project_pages.CODES.append("/warranty/{site}?element={element}")
#: where a resident reports a fault, added by higher rooms: (address with {site} and {element}, Chinese, English)
REPORT: list[tuple[str, str, str]] = [("/claims/new?site={site}&element={element}", "报修", "Claim a repair")]


@page(bp, "/projects/<string:id>/warranty", permit="warranty.read", on_thing=True)
def of_project(actor: Actor, id: str) -> Any:
    """Show the warranty of every element of a project."""
    return of_project_again(actor, id)


def of_project_again(actor: Actor, id: str, form: Form | None = None) -> Any:
    """Return the page of a project's warranty, with what was wrong in a form sent from it."""
    project = find(projects.one(actor, id))
    require(actor, "warranty.read", project)
    today = local_day(now())
    shown = {
        "project": project, "clocks": queries.clocks(id), "certificate": standing(id),
        "classes": rules.CLASSES, "words": rules.length_words, "repair": rules.REPAIR, "cite": _cite,
        "left": lambda clock: rules.days_left(clock.last_day, today), "soon": rules.NEAR_END.days,
        "parts": queries.repaired_parts(id), "agreements": queries.agreements(id),
        "may_agree": may(actor, "warranty.agree", project), "notice": queries.notice(id),
        "may_notify": may(actor, "warranty.notify", project) and actions.has_news(project), "form": form,
    }  # fmt: skip
    return render_template("warranty/project.html", **shown), form.status if form else 200


@page(
    bp,
    "/projects/<string:id>/warranty/agree",
    permit="warranty.agree",
    methods=("GET", "POST"),
    on_thing=True,
)
def agree(actor: Actor, id: str) -> Any:
    """Record a longer term that the parties agreed on in a paper handed in."""
    project = find(projects.one(actor, id))
    require(actor, "warranty.agree", project)
    form = Form(AgreeIn)
    made = form.act(lambda values: actions.agree(actor, find(projects.one(actor, id)), **values, at=now()))
    if made is not None:
        flash(t("已登记，保修期按更长者计算", "Recorded: the longer term holds"), "good")
        return redirect(f"/projects/{id}/warranty")
    clocks = queries.clocks(id)
    papers = [each for each in documents(id) if each.withdrawn_at is None]
    shown = {
        "project": project, "form": form,
        "codes": [(code, t(*words)) for code, words in rules.CLASSES.items() if any(each.code == code for each in clocks)],
        "elements": [(each.element_id, each.element.path) for each in clocks],
        "papers": [(each.id, f"{each.title or t(kind_of(each).zh, kind_of(each).en)} · {each.dated_on}") for each in papers],
    }  # fmt: skip
    return render_template("warranty/agree.html", **shown), form.status


@page(bp, "/warranty", permit="warranty.ask")
def where(_actor: Actor) -> Any:
    """Ask which community, of whoever comes without the poster's code."""
    name = request.args.get("name", "").strip()[:40]
    shown = {"name": name, "page": paged(queries.communities(name), size=12)}
    return render_template("warranty/community.html", **shown)


@page(bp, "/warranty/<string:code>", permit="warranty.ask")
def ask(_actor: Actor, code: str) -> Any:
    """Answer "am I covered?": first which building, then which part, then the answer."""
    project = find(queries.by_code(code))
    nodes = list(db.session.scalars(projects.tree(project.id)))
    picked = {each.id: each for each in nodes}.get(request.args.get("element", ""))
    if picked is not None and picked.kind in rules.CLASS_OF:
        return _answer(project, picked)
    building = picked.path.split(" / ")[0] if picked else ""
    offered = _parts(nodes, building) if building else _buildings(nodes)
    choices = [
        (each.id, each.path.removeprefix(f"{building} / "), t(*ELEMENT_KINDS[each.kind])) for each in offered
    ]
    shown = {"project": project, "picked": picked, "choices": choices, "notice": queries.notice(project.id)}
    return render_template("warranty/ask.html", **shown)


def _buildings(nodes: list[Element]) -> list[Element]:
    """The tops of the tree that hold something with a warranty."""
    tops = {each.path.split(" / ")[0] for each in nodes if each.kind in rules.CLASS_OF}
    return [each for each in nodes if each.path in tops]


def _parts(nodes: list[Element], building: str) -> list[Element]:
    return [each for each in nodes if each.kind in rules.CLASS_OF and each.path.startswith(f"{building} / ")]


def _answer(project: Project, element: Element) -> Any:
    found = queries.cover(project.id, element.id, local_day(now()))
    report = [(url.format(site=project.site, element=element.id), zh, en) for url, zh, en in REPORT]
    shown = {
        "project": project, "element": element, "found": found, "classes": rules.CLASSES, "report": report,
        "excluded": rules.EXCLUDED, "kinds": ELEMENT_KINDS, "today": local_day(now()), "cite": _cite,
        "dangers": [each for each in URGENCIES.values() if each.danger],
        "charge": projects.in_charge([element.id]).get(element.id),
    }  # fmt: skip
    return render_template("warranty/answer.html", **shown)


def _cite(basis: str) -> str:
    return cited(basis, locale())


@page(bp, "/warranty/<string:code>/poster", permit="warranty.ask")
def poster(_actor: Actor, code: str) -> Any:
    """Show a sheet to hang in the stairwell, with the code that leads to the question."""
    project = find(queries.by_code(code))
    address = f"{place.address()}/warranty/{project.site}"
    code_svg = segno.make(address, error="m", micro=False).svg_inline(scale=8, border=2, omitsize=True)
    return render_template("warranty/poster.html", project=project, qr=code_svg, address=address)
