"""Months of readings for people: which are due for cold files and what holds them, and the files there are."""

from typing import Any

from flask import render_template

from inspect_app.core import nav
from inspect_app.core.clock import now
from inspect_app.core.errors import Problem
from inspect_app.core.permits import Actor
from inspect_app.core.place import setting
from inspect_app.core.web import page, paged
from inspect_app.readings import schemas
from inspect_app.readings.models import ColdMonth
from inspect_app.readings.pages.site import bp
from inspect_app.readings.queries import months, sighted, whole
from inspect_app.readings.queries.held import due
from inspect_app.readings.rules.months import KEEPINGS

nav.add("/cold-months", "历史读数", "Cold months", verb="month.list", order=86, rare=True)


@page(bp, "/cold-months", permit="month.list")
def cold_months(actor: Actor) -> Any:
    """List the cold files of the sites in sight, each looked at, and the months that are due."""
    shown = {
        "page": paged(months(actor), table=schemas.MONTHS), "due": due(now(), sighted(actor)), "fault": _fault,
        "keepings": KEEPINGS, "switched_on": setting("cold") == "True",
    }  # fmt: skip
    return render_template("readings/cold_months.html", **shown)


def _fault(cold: ColdMonth) -> Any:
    """Return in both languages what is wrong with a file, nothing where it is whole."""
    try:
        whole.checked(cold)
    except Problem as problem:
        return problem.detail["fault"]
    return None
