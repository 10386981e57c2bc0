"""Audit findings for people: the list, one of them with its proof, and the form that enters one."""

from typing import Any
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request

from inspect_app.core import journal, nav
from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.files import attachments, signed_url
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale, t
from inspect_app.core.moves import buttons, page_moves
from inspect_app.core.permits import Actor, may
from inspect_app.core.timeline import as_lines
from inspect_app.core.web import page, paged, require
from inspect_app.dossier import actions, queries
from inspect_app.dossier.api import found, found_finding, take_finding
from inspect_app.dossier.pages.dossier import bp
from inspect_app.dossier.rules.lives import BODIES, FINDING
from inspect_app.dossier.schemas import AUDIT_FINDINGS, FindingForm
from inspect_app.projects import queries as projects

nav.add("/audit-findings", "审计督查", "Audit findings", verb="audit-finding.list", order=78, rare=True)
_WORDS = {"workflow": FINDING, "bodies": BODIES}


@page(bp, "/audit-findings", permit="audit-finding.list")
def audit_findings(actor: Actor) -> Any:
    """List the audit findings of a filter that lives in the address."""
    typed = {name: request.args.get(name, "") for name in ("state", "project_id")}
    state = typed["state"] if typed["state"] in queries.FINDING_STATES else "open"
    today = local_day(now())
    project = db.session.scalar(projects.one(actor, typed["project_id"])) if typed["project_id"] else None
    kept = {name: value for name, value in typed.items() if value}
    wanted = queries.findings(actor, on=today, state=state, project_id=typed["project_id"])
    shown = {
        "page": paged(wanted, table=AUDIT_FINDINGS), "state": state, "project": project, "project_id": typed["project_id"],
        "projects": db.session.scalars(projects.visible(actor)).all(), "today": today,
        "link": f"?{urlencode(kept)}&" if kept else "?",
        "may_enter": project is not None and may(actor, "audit-finding.enter", project),
    }  # fmt: skip
    return render_template("dossier/findings.html", **shown, **_WORDS)


@page(
    bp, "/projects/<string:id>/audit-findings/new", permit="audit-finding.enter", methods=("GET", "POST"), on_thing=True,
    name="enter_finding",
)  # fmt: skip
def enter_finding(actor: Actor, id: str) -> Any:
    """Enter what an audit found in a project."""
    project = found(actor, id)
    require(actor, "audit-finding.enter", project)
    form = Form(FindingForm, {"found_on": local_day(now()).isoformat()})
    made = form.act(lambda values: actions.enter_finding(actor, found(actor, id), values, at=now()))
    if made is None:
        shown = {"project": found(actor, id), "form": form, **_WORDS}
        return render_template("dossier/finding_new.html", **shown), form.status
    flash(t(f"已登记：{made.number}", f"Entered: {made.number}"), "good")
    return redirect(f"/audit-findings/{made.id}")


@page(bp, "/audit-findings/<string:id>", permit="audit-finding.read", on_thing=True)
def audit_finding(actor: Actor, id: str) -> Any:
    """Show an audit finding."""
    return _show(actor, id)


def _show(actor: Actor, id: str, form: Form | None = None) -> Any:
    one = found_finding(actor, id)
    require(actor, "audit-finding.read", one)
    shown = {
        "finding": one, "project": one.project, "form": form, "moves": buttons(actor, one), "today": local_day(now()),
        "opened": request.path.rpartition("/moves/")[2] if form and "/moves/" in request.path else "",
        "photos": [
            {"url": signed_url(each.sha256, "public"), "thumb": signed_url(each.sha256), "at": each.at}
            for each in attachments("audit-finding", one.id)
        ],
        "lines": as_lines(reversed(journal.timeline("audit-finding", one.id)), locale()),
    }  # fmt: skip
    return render_template("dossier/finding.html", **shown, **_WORDS)


page_moves(
    bp, FINDING, found_finding, take_finding, _show, "/audit-findings/<string:id>", name="finding_move"
)
