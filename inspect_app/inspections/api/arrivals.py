"""Drawn visits for tablets: what is still sealed, arriving on site, giving one back, the units drawn."""

from typing import Any

from inspect_app.core.clock import now
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find, require
from inspect_app.inspections import actions, queries
from inspect_app.inspections.api.visits import bp, found
from inspect_app.inspections.models import Seal, UnitDraw
from inspect_app.inspections.schemas.drawing import ArriveIn, ReplaceIn, SealOut, UnitsIn, UnitsOut


@endpoint(bp, "/sealed", permit="visit.today", out=SealOut(many=True))
def sealed(actor: Actor) -> Any:
    """List the caller's drawn tasks whose target is not told yet."""
    return queries.seals.waiting(actor)


@endpoint(bp, "/visits/<string:id>/arrive", permit="visit.arrive", method="POST", body=ArriveIn, out=SealOut,
          on_thing=True)  # fmt: skip
def arrive(actor: Actor, values: dict[str, Any], id: str) -> Seal:
    """Open a sealed target on site."""
    one = own_seal(actor, "visit.arrive", id)
    return actions.arrive(actor, one, at=now(), **values)


def own_seal(actor: Actor, verb: str, id: str) -> Seal:
    """Return the seal of a visit the actor was drawn for, or 404."""
    one = find(queries.seals.seal_of(actor, id))
    require(actor, verb, one)
    return one


@endpoint(bp, "/visits/<string:id>/replace", permit="visit.replace", method="POST", body=ReplaceIn, out=SealOut,
          on_thing=True)  # fmt: skip
def replace(actor: Actor, values: dict[str, Any], id: str) -> Seal:
    """Give a drawn visit back: whoever is next in the draw's own order takes it."""
    one = own_seal(actor, "visit.replace", id)
    return actions.replace(actor, one, at=now(), **values)


@endpoint(bp, "/visits/<string:id>/units", permit="visit.draw-units", method="POST", body=UnitsIn, out=UnitsOut,
          on_thing=True)  # fmt: skip
def draw_units(actor: Actor, values: dict[str, Any], id: str) -> UnitDraw:
    """Draw which elements of a kind are looked at; asked again, the same come back."""
    one = found(actor, id)
    require(actor, "visit.draw-units", one)
    return actions.draw_units_of(actor, one, at=now(), **values)


@endpoint(bp, "/visits/<string:id>/units", permit="visit.read", out=UnitsOut(many=True), on_thing=True)
def units(actor: Actor, id: str) -> Any:
    """List the units drawn for a visit."""
    one = found(actor, id)
    require(actor, "visit.read", one)
    return [row for row, _elements in queries.seals.units_of(one.id)]
