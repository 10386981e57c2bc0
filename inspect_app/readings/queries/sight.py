"""What of a site's readings an actor may see: all of it, or the devices of the parts its party took over."""

from dataclasses import replace

from sqlalchemy import ColumnElement, and_, false, or_

from inspect_app.core.permits import Actor
from inspect_app.projects.queries import charged_to, in_sight, narrow_grants
from inspect_app.readings.models import Device
from inspect_app.readings.permits import SEERS, TAKERS


def sighted(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on Project that the actor may see its readings."""
    return in_sight(replace(actor, grants=tuple(each for each in actor.grants if each.role in SEERS)))


def taken(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on Device and Project that the device's part was handed over to a party of the actor's."""
    mine = [
        and_(in_sight(alone), charged_to([party], Device.element_id))
        for party, alone in narrow_grants(actor)
        if alone.grants[0].role in TAKERS
    ]
    return or_(*mine) if mine else false()
