"""Corrections for people: those of a project, and one with what counts, its curve and the decision."""

from typing import Any

from flask import render_template, request
from marshmallow import EXCLUDE

from inspect_app.core import journal
from inspect_app.core.clock import now
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale
from inspect_app.core.moves import buttons, page_moves
from inspect_app.core.permits import Actor
from inspect_app.core.timeline import as_lines
from inspect_app.core.web import find, page, paged, require
from inspect_app.projects import queries as projects
from inspect_app.readings.api.corrections import found_correction, move_correction
from inspect_app.readings.pages.site import WORDS, bp
from inspect_app.readings.queries.corrections import corrections, counting, fill_counts, first_told
from inspect_app.readings.rules.curve import around
from inspect_app.readings.rules.righting import CORRECTION
from inspect_app.readings.schemas.corrections import CORRECTIONS, STATES, CorrectionsIn


@page(bp, "/projects/<string:id>/corrections", permit="correction.list", on_thing=True)
def correction_list(actor: Actor, id: str) -> Any:
    """List what devices of a project told again with another value, those to be decided first."""
    project = find(projects.one(actor, id))
    require(actor, "correction.list", project)
    query = CorrectionsIn().load(request.args.to_dict(), unknown=EXCLUDE)
    found = corrections(actor, project.id, query["state"])
    rows = paged(found, number=query["page"], table=CORRECTIONS, fill=fill_counts)
    shown = {"project": project, "page": rows, "state": query["state"], "life": CORRECTION, "states": STATES}
    return render_template("readings/corrections.html", link=f"?state={query['state']}&", **shown, **WORDS)


@page(bp, "/corrections/<string:id>", permit="correction.read", on_thing=True)
def correction_page(actor: Actor, id: str) -> Any:
    """Show a correction."""
    return _show(actor, id)


def _show(actor: Actor, id: str, form: Form | None = None) -> Any:
    one = found_correction(actor, id)
    require(actor, "correction.read", one)
    value, flag = counting(one)
    shown = {
        "one": one, "form": form, "value": value, "flag": flag, "first": first_told(one), "life": CORRECTION,
        "moves": buttons(actor, one), "lines": as_lines(reversed(journal.timeline("correction", one.id)), locale()),
        "chart": around(one.at_ms, one.at_ms, int(now().timestamp() * 1000)),
    }  # fmt: skip
    return render_template("readings/correction.html", **shown, **WORDS)


page_moves(
    bp, CORRECTION, found_correction, move_correction, _show, "/corrections/<string:id>", name="correction"
)
