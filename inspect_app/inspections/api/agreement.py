"""How far second inspections agree with first ones, for machines of the authority."""

from typing import Any

from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint
from inspect_app.inspections import queries
from inspect_app.inspections.api.visits import bp
from inspect_app.inspections.schemas.agreement import ReportOut


@endpoint(bp, "/agreement", permit="agreement.read", out=ReportOut)
def agreement(actor: Actor) -> Any:
    """Show agreement in the caller's divisions: the whole, by item, by first inspector, by month."""
    return queries.doubles.report(actor)
