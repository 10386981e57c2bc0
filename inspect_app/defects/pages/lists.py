"""The list of defects for people."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request
from marshmallow import EXCLUDE

from inspect_app.core import nav
from inspect_app.core.clock import now
from inspect_app.core.permits import Actor, may
from inspect_app.core.web import find, page, paged
from inspect_app.defects import queries, rules
from inspect_app.defects.schemas import DEFECTS, ListIn, late
from inspect_app.projects import pages as project_pages
from inspect_app.projects import queries as projects

bp = Blueprint("defects", __name__)
nav.add("/defects", "缺陷", "Defects", verb="defect.list", order=20)
project_pages.LINKS.append(("/defects", "缺陷", "Defects", "defect.list"))
WORDS = {"workflow": rules.WORKFLOW, "severities": rules.SEVERITIES, "kinds": rules.KINDS}


@page(bp, "/defects", permit="defect.list")
def defects(actor: Actor) -> Any:
    """List the defects of a filter that lives in the address."""
    typed = {name: value for name, value in request.args.items() if value}
    query = ListIn().load(typed, unknown=EXCLUDE)
    number, at = query.pop("page"), now()
    wanted = queries.Filter(**query)
    kept = {name: value for name, value in typed.items() if name in query}
    counts, held = queries.choices(actor, wanted, at)
    shown = {
        "page": paged(
            queries.listed(actor, wanted, at),
            number=number,
            total=counts["state"][wanted.state],
            table=DEFECTS,
        ),
        "wanted": wanted,
        "link": f"?{urlencode(kept)}&" if kept else "?",
        "narrowed": bool(kept),
        "counts": counts,
        "projects": held,
        "late": late,
        "may_raise": may(actor, "defect.raise"),
    }
    return render_template("defects/list.html", **shown, **WORDS)


@page(bp, "/projects/<string:id>/defects", permit="defect.list")
def of_project(actor: Actor, id: str) -> Any:
    """List the defects of a project."""
    return redirect(f"/defects?project_id={find(projects.one(actor, id)).id}")
