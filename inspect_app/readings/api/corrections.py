"""Corrections for machines: those of a project, one with what counts now, and the moves that decide about it."""

from collections.abc import Mapping
from typing import Any

from inspect_app.core.clock import now
from inspect_app.core.moves import api_moves
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find, paged, require
from inspect_app.projects import queries as projects
from inspect_app.readings import actions
from inspect_app.readings.api.readings import bp
from inspect_app.readings.models import Correction
from inspect_app.readings.queries.corrections import correction, corrections
from inspect_app.readings.rules.righting import CORRECTION
from inspect_app.readings.schemas.corrections import CorrectionOut, CorrectionPage, CorrectionsIn


@endpoint(
    bp, "/projects/<string:id>/corrections", permit="correction.list", query=CorrectionsIn, out=CorrectionPage,
    on_thing=True,
)  # fmt: skip
def correction_list(actor: Actor, query: dict[str, Any], id: str) -> Any:
    """List what devices of a project told again with another value, those to be decided first."""
    project = find(projects.one(actor, id))
    require(actor, "correction.list", project)
    return paged(corrections(actor, project.id, query["state"]), number=query["page"])


@endpoint(bp, "/corrections/<string:id>", permit="correction.read", out=CorrectionOut, on_thing=True)
def correction_whole(actor: Actor, id: str) -> Correction:
    """Show a correction with the value that counts and the one told first."""
    one = found_correction(actor, id)
    require(actor, "correction.read", one)
    return one


def found_correction(actor: Actor, id: str) -> Correction:
    """Return a correction of a device the actor may see, or 404."""
    return find(correction(actor, id))


def move_correction(actor: Actor, one: Correction, name: str, values: Mapping[str, Any]) -> Correction:
    """Take a move of a correction now."""
    return actions.move_correction(actor, one, name, values, at=now())


api_moves(bp, CORRECTION, found_correction, move_correction, CorrectionOut, below="/corrections")
