"""The notice of warranty matters for people: the owner issues it, anybody reads it."""

from typing import Any

from flask import flash, redirect

from inspect_app.acceptance.models import Certificate
from inspect_app.core import onward, vault
from inspect_app.core.clock import now
from inspect_app.core.errors import Problem
from inspect_app.core.fields import Schema
from inspect_app.core.forms import Form
from inspect_app.core.i18n import t
from inspect_app.core.permits import Actor, may
from inspect_app.core.web import find, page, require
from inspect_app.projects import queries as projects
from inspect_app.warranty import actions, queries
from inspect_app.warranty.pages.asking import bp, of_project_again


@page(
    bp,
    "/projects/<string:id>/warranty/notice",
    permit="warranty.notify",
    methods=("POST",),
    on_thing=True,
    name="issue_notice",
)
def issue(actor: Actor, id: str) -> Any:
    """Issue the notice of a project to its residents."""
    require(actor, "warranty.notify", find(projects.one(actor, id)))
    form = Form(Schema)
    made = form.act(lambda _values: actions.issue_notice(actor, find(projects.one(actor, id)), at=now()))
    if made is None:
        return of_project_again(actor, id, form)
    flash(
        t(
            f"已签发 {made.number}，可打印张贴或发给居民",
            f"{made.number} is issued: print it, hang it up, hand it out",
        ),
        "good",
    )
    return redirect(f"/projects/{id}/warranty")


@page(bp, "/warranty/<string:code>/notice", permit="warranty.ask", name="notice")
def notice(_actor: Actor, code: str) -> Any:
    """Give anybody the newest notice of a project, as it was issued."""
    found = queries.notice(find(queries.by_code(code)).id)
    if found is None:
        raise Problem("not-found")
    return vault.as_download(found.pdf_sha256, found.number)


def _of_certificate(actor: Actor, thing: Any) -> list[onward.Link]:
    """From a certificate to the notice, or to where it is issued."""
    if not isinstance(thing, Certificate) or thing.state != "valid":
        return []
    if queries.notice(thing.project_id) is not None:
        return [(f"/warranty/{thing.project.site}/notice", "保修事项告知书", "Notice to residents")]
    if may(actor, "warranty.notify", thing.project):
        return [
            (f"/projects/{thing.project_id}/warranty", "签发保修事项告知书", "Issue the notice to residents")
        ]
    return []


onward.add(_of_certificate)
