"""The neighbourhood page: how many complaints are open and closed, how long they take, what residents say."""

from typing import Any

from flask import Response, jsonify, render_template

from inspect_app.complaints import queries
from inspect_app.complaints.pages.case import WORDS, bp
from inspect_app.core.csv_out import safe_csv
from inspect_app.core.permits import Actor
from inspect_app.core.web import find, page
from inspect_app.projects.models import Project
from inspect_app.warranty.queries.visits import facts

#: return visits shown ahead
_SHOWN_AHEAD = 5


@page(bp, "/complaints/at/<string:site>", permit="complaint.neighbourhood")
def neighbourhood(_actor: Actor, site: str) -> Any:
    """Show a community's complaints to anybody, as figures."""
    project = find(queries.at_site(site))
    visits = queries.return_visits(project.id)
    shown = {
        "project": project, "found": queries.neighbourhood(project.id), "visits": facts(visits), **WORDS,
        "planned": [each for each in visits if each.state == "planned"][:_SHOWN_AHEAD],
    }  # fmt: skip
    return render_template("complaints/neighbourhood.html", **shown)


@page(bp, "/complaints/at/<string:site>.csv", permit="complaint.neighbourhood")
def neighbourhood_csv(_actor: Actor, site: str) -> Any:
    """Give the same figures as a table."""
    project = find(queries.at_site(site))
    rows = [each.row() for each in queries.neighbourhood(project.id).kinds]
    reply = Response(safe_csv(queries.COLUMNS, rows), mimetype="text/csv")
    reply.headers["Content-Disposition"] = f'attachment; filename="complaints-{_plain(project)}.csv"'
    return reply


@page(bp, "/complaints/at/<string:site>.json", permit="complaint.neighbourhood")
def neighbourhood_json(_actor: Actor, site: str) -> Any:
    """Give the same figures for machines."""
    project = find(queries.at_site(site))
    rows = [
        dict(zip(queries.COLUMNS, each.row(), strict=True))
        for each in queries.neighbourhood(project.id).kinds
    ]
    visits = [
        {
            "due_on": each.due_on.isoformat(),
            "kind": each.kind,
            "zh": each.zh,
            "en": each.en,
            "state": each.state,
        }
        for each in queries.return_visits(project.id)
    ]
    return jsonify({"community": project.community, "kinds": rows, "return_visits": visits})


def _plain(project: Project) -> str:
    return "".join(each for each in project.site if each.isascii() and (each.isalnum() or each == "-"))
