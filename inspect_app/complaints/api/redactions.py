"""Photos of complaints for machines: what waits for a decision, and the decision."""

from collections.abc import Mapping
from typing import Any

from inspect_app.complaints import actions, queries
from inspect_app.complaints.api.cases import bp
from inspect_app.complaints.models import Redaction
from inspect_app.complaints.rules.redaction import REDACTION
from inspect_app.complaints.schemas import PhotoFilterIn, RedactionOut, RedactionPage
from inspect_app.core.clock import now
from inspect_app.core.moves import api_moves
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find, paged, require


@endpoint(bp, "/redactions", permit="redaction.list", query=PhotoFilterIn, out=RedactionPage)
def redactions(actor: Actor, query: dict[str, Any]) -> Any:
    """List the photos of complaints whose showing the caller decides on, the longest waiting first."""
    return paged(queries.to_decide(actor, query["state"]), number=query["page"])


@endpoint(bp, "/redactions/<string:id>", permit="redaction.read", out=RedactionOut, on_thing=True)
def redaction(actor: Actor, id: str) -> Redaction:
    """Show a photo with what a program would cover."""
    one = photo_found(actor, id)
    require(actor, "redaction.read", one)
    return one


def photo_found(actor: Actor, id: str) -> Redaction:
    """Return a photo the actor decides on, or 404."""
    return find(queries.photo(actor, id))


def decide(actor: Actor, one: Redaction, name: str, values: Mapping[str, Any]) -> Redaction:
    """Take a move of the photo now."""
    return actions.decide_photo(actor, one, name, values, at=now())


api_moves(bp, REDACTION, photo_found, decide, RedactionOut, below="/redactions")
