"""Dangers told by tablets from the site, before the checklist is done."""

from typing import Any

from inspect_app.core.clock import now
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, require
from inspect_app.inspections import actions
from inspect_app.inspections.api.visits import bp, found
from inspect_app.inspections.models import Danger
from inspect_app.inspections.schemas.dangers import DangerIn, DangerOut


@endpoint(bp, "/visits/<string:id>/dangers", permit="danger.report", method="POST", body=DangerIn, out=DangerOut,
          on_thing=True)  # fmt: skip
def report(actor: Actor, values: dict[str, Any], id: str) -> Danger:
    """Report a danger seen on site: a major hazard is raised at once; the same again is the same report."""
    one = found(actor, id)
    require(actor, "danger.report", one)
    return actions.report_danger(actor, one, **values, at=now())
