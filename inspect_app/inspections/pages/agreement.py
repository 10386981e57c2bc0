"""How far second inspections agree with first ones, for the officer who answers for the inspectors."""

from typing import Any

from flask import render_template

from inspect_app.core.permits import Actor
from inspect_app.core.web import page
from inspect_app.inspections import queries
from inspect_app.inspections.pages.visits import bp
from inspect_app.inspections.rules import agreement as rules
from inspect_app.inspections.rules import doubling


@page(bp, "/agreement", permit="agreement.read")
def agreement(actor: Actor) -> Any:
    """Show per item, per first inspector and per month how far both agree, with the working."""
    shown = {"report": queries.doubles.report(actor), "rules": rules, "share": doubling}
    return render_template("inspections/agreement.html", **shown)
