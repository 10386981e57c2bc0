"""A project's acceptance for people: what it lacks, whose turn it is to sign, what was handed in."""

from typing import Any

from flask import Blueprint, redirect, render_template, request

from inspect_app.acceptance import actions, queries
from inspect_app.acceptance.api import found, take, the_project
from inspect_app.acceptance.models import Acceptance, kind_of
from inspect_app.acceptance.pages import steps
from inspect_app.acceptance.rules import ACCEPTANCE, CERTIFICATE, ORDER, papers
from inspect_app.acceptance.rules.facts import Line
from inspect_app.acceptance.rules.gate import is_clear
from inspect_app.core import journal, nav, todo
from inspect_app.core.citing import cited
from inspect_app.core.clock import now
from inspect_app.core.fields import Schema
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale, t
from inspect_app.core.moves import page_moves
from inspect_app.core.permits import Actor, may
from inspect_app.core.timeline import as_lines
from inspect_app.core.web import page, require
from inspect_app.identity.rules import PARTY_KINDS
from inspect_app.projects import pages as project_pages
from inspect_app.projects.models import Project

bp = Blueprint("acceptance", __name__)
nav.add("/certificates", "合格证书", "Certificates", verb="certificate.list", order=50)
todo.add(queries.todos)
project_pages.LINKS.append(("/acceptance", "竣工验收", "Acceptance", "acceptance.read"))


@page(bp, "/projects/<string:id>/acceptance", permit="acceptance.read", on_thing=True)
def of_project(actor: Actor, id: str) -> Any:
    """Show how far a project's acceptance is and what it still lacks."""
    project = the_project(actor, id, "acceptance.read")
    return whole(actor, project, queries.latest(project.id))


@page(bp, "/acceptances/<string:id>", permit="acceptance.read", on_thing=True)
def acceptance(actor: Actor, id: str) -> Any:
    """Show an acceptance."""
    return _show(actor, id)


def _show(actor: Actor, id: str, form: Form | None = None) -> Any:
    one = found(actor, id)
    require(actor, "acceptance.read", one)
    return whole(actor, one.project, one, form)


def whole(actor: Actor, project: Project, one: Acceptance | None, form: Form | None = None) -> Any:
    """Return the page of a project's acceptance."""
    handed_in = queries.documents(project.id)
    certificate = queries.standing(project.id)
    stands = certificate is not None and certificate.state != "revoked"
    over = one is None or one.state == "issued"
    lines = () if stands else queries.gate(project, now(), to=actor)
    shown = {
        "project": project,
        "one": one,
        "state": ACCEPTANCE.state(one.state) if one else None,
        "lines": lines,
        "cite": lambda clause: cited(clause, locale()),
        "mend": lambda line: _mend(actor, project, line),
        "certificate": certificate,
        "standing": CERTIFICATE.state(certificate.state) if certificate else None,
        "may_begin": over and not stands and may(actor, "acceptance.begin", project),
        "moves": steps.moves(actor, one, is_clear(lines)) if one else [],
        **steps.shown(one, project),
        "form": form,
        "opened": request.path.rpartition("/moves/")[2] if form else "",
        "order": [(role, t(*PARTY_KINDS[role]), project.party(role)) for role in ORDER],
        "signed": {each.role: each for each in one.signed} if one else {},
        "documents": handed_in,
        "kind_of": kind_of,
        "counts": {each.id for each in queries.in_force(handed_in).values()}
        | {each.document_id for each in queries.delegations(project.id)},
        "may_hand_in": may(actor, "document.add", project),
        "may_withdraw": lambda document: not stands and may(actor, "document.withdraw", document),
        "history": as_lines(reversed(journal.timeline("acceptance", one.id)), locale()) if one else [],
    }  # fmt: skip
    return render_template("acceptance/show.html", **shown)


def _mend(actor: Actor, project: Project, line: Line) -> str:
    url = line.requirement.mend.format(id=project.id)
    if "/documents/new" in url:
        kind = papers.BY_KEY[url.rpartition("=")[2]]
        hands_in = any(project.party_ids(role) & actor.party_ids(role) for role in kind.roles)
        return url if hands_in else ""
    if url.startswith("/visits"):
        return url if may(actor, "visit.list") else ""
    return url if not url.endswith("/edit") or may(actor, "project.edit", project) else ""


@page(
    bp,
    "/projects/<string:id>/acceptance",
    permit="acceptance.begin",
    methods=("POST",),
    on_thing=True,
    name="begin",
)
def begin(actor: Actor, id: str) -> Any:
    """Begin to prepare a project's acceptance."""
    form = Form(Schema)
    project = the_project(actor, id, "acceptance.begin")
    made = form.act(
        lambda _values: actions.begin(actor, the_project(actor, id, "acceptance.begin"), at=now())
    )
    return redirect(f"/acceptances/{made.id}") if made else (whole(actor, project, None, form), form.status)


page_moves(bp, ACCEPTANCE, found, take, _show, "/acceptances/<string:id>")
