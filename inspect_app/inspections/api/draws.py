"""Draws for machines: those of an officer, and what everybody may read without an account."""

from collections.abc import Mapping
from typing import Any

from inspect_app.core.clock import now
from inspect_app.core.fields import PageIn
from inspect_app.core.moves import api_moves
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find, paged, require
from inspect_app.inspections import actions, queries
from inspect_app.inspections.api.visits import bp
from inspect_app.inspections.models import Draw
from inspect_app.inspections.rules.draw_life import DRAW
from inspect_app.inspections.schemas.drawing import DrawIn, DrawOut, DrawPage, ShareOut


@endpoint(bp, "/draws/", permit="draw.list", query=PageIn, out=DrawPage)
def draws(actor: Actor, query: dict[str, Any]) -> Any:
    """List the draws of the caller's division, newest first."""
    return paged(queries.draws.draws(actor), number=query["page"])


@endpoint(
    bp, "/draws/", permit="draw.add", method="POST", body=DrawIn, out=DrawOut, status=201, on_thing=True
)
def add_draw(actor: Actor, values: dict[str, Any]) -> Draw:
    """Prepare a draw."""
    given = {each["project_id"]: [each["tickets"], each["reason"]] for each in values.pop("weights")}
    return prepare(actor, {**values, "weights": given})


def prepare(actor: Actor, values: dict[str, Any]) -> Draw:
    """Prepare a draw of a division the actor answers for."""
    require(actor, "draw.add", Draw(region=values["region"]))
    return actions.prepare_draw(actor, **values, at=now())


@endpoint(bp, "/draws/<string:id>", permit="draw.read", out=DrawOut, on_thing=True)
def draw(actor: Actor, id: str) -> Draw:
    """Show a draw."""
    one = found_draw(actor, id)
    require(actor, "draw.read", one)
    return one


def found_draw(actor: Actor, id: str) -> Draw:
    """Return a draw the actor may see, or 404."""
    return find(queries.draws.draw(actor, id))


def take_draw(actor: Actor, one: Draw, name: str, values: Mapping[str, Any]) -> Draw:
    """Take a move of the draw now."""
    return actions.move_draw(actor, one, name, values, at=now())


api_moves(bp, DRAW, found_draw, take_draw, DrawOut, below="/draws")


@endpoint(bp, "/fairness", permit="draw.list", out=ShareOut(many=True))
def fairness(actor: Actor) -> Any:
    """Tell for each site how often it was to be expected in a draw, and how often it was."""
    return queries.fairness.shares(actor)


@endpoint(bp, "/draw/<string:number>", permit="draw.look", gives={"application/json": {"type": "object"}})
def look(_actor: Actor, number: str) -> Any:
    """Give out a published draw: the file that `verify-draw` and the stand-alone script check."""
    return queries.draws.public_document(find(queries.draws.by_number(number)))
