"""The credit desk: what waits for a decision, and the form that enters a behaviour from a paper."""

from typing import Any

from flask import flash, redirect, render_template

from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.forms import Form
from inspect_app.core.i18n import t
from inspect_app.core.permits import Actor, may
from inspect_app.core.web import find, page, paged, require
from inspect_app.credit import actions, queries
from inspect_app.credit.pages.entries import WORDS, bp
from inspect_app.credit.rules import blacklist, catalogue
from inspect_app.credit.schemas import WAITING, EnterIn
from inspect_app.projects import pages as project_pages
from inspect_app.projects import queries as projects
from inspect_app.projects.models import Project

project_pages.LINKS.append(("/credit/enter", "记入信用", "Enter for credit", "credit.enter"))
project_pages.LINKS.append(("/credit/blacklist", "拟列黑名单", "Blacklist", "blacklisting.propose"))


@page(bp, "/credit/desk", permit="credit.desk")
def desk(actor: Actor) -> Any:
    """List the entries that wait: proposed, objected to, appealed, repair asked for."""
    listed = paged(queries.waiting(actor, local_day(now())), table=WAITING)
    shown = {
        "page": listed, "today": local_day(now()), "rules": blacklist,
        "suggested": [
            (each, may(actor, "blacklisting.propose", each.newest.project))
            for each in queries.suggestions(actor, local_day(now()))
        ],
    }  # fmt: skip
    return render_template("credit/desk.html", **shown, **WORDS)


@page(
    bp, "/projects/<string:id>/credit/enter", permit="credit.enter", methods=("GET", "POST"), on_thing=True,
    name="enter",
)  # fmt: skip
def enter(actor: Actor, id: str) -> Any:
    """Enter a behaviour of a party of a project, from a paper."""
    project = find(projects.one(actor, id))
    require(actor, "credit.enter", project)
    form = Form(EnterIn)
    made = form.act(
        lambda values: actions.enter(actor, project=find(projects.one(actor, id)), values=values, at=now())
    )
    if made is None:
        shown = {"project": project, "firms": firms(project), "form": form, "by_hand": catalogue.BY_HAND}
        return render_template("credit/enter.html", **shown, **WORDS), form.status
    flash(t("已拟记入，单位可提出异议", "Proposed; the party may object"), "good")
    return redirect(f"/credit/{made.id}")


def firms(project: Project) -> list[tuple[str, str]]:
    """Return the parties of a project that have a credit record, for a choice."""
    return list(
        {
            each.party_id: each.party.name for each in project.parties if each.party.kind in queries.FIRMS
        }.items()
    )
