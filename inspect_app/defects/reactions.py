"""What follows on other tickets when one is settled: those joined to it, its sub-tickets, its links."""

from sqlalchemy import select

from inspect_app.core.db import db
from inspect_app.core.journal import Entry, on
from inspect_app.core.permits import SYSTEM
from inspect_app.defects import actions
from inspect_app.defects.models import Defect
from inspect_app.defects.queries import UNFINISHED


@on("defect.confirm")
def settle_joined(entry: Entry) -> None:
    """Close the tickets joined to one that was closed; whoever raised them learns it as of any other."""
    joined = select(Defect).where(Defect.joined_into_id == entry.thing_id, Defect.state == "joined")
    for each in db.session.scalars(joined.order_by(Defect.id)).all():
        actions.move(SYSTEM, each, "confirm", {}, at=entry.at)


@on("defect.void")
@on("defect.join")
@on("defect.reassign")
def void_subs(entry: Entry) -> None:
    """Void the sub-tickets of a ticket that is none any more, or whose party is no longer liable."""
    subs = select(Defect).where(Defect.parent_id == entry.thing_id, Defect.state.in_(UNFINISHED))
    for each in db.session.scalars(subs.order_by(Defect.id)).all():
        if each.state == "rectified":
            actions.move(SYSTEM, each, "return", {"reason": "上级工单已不再办理"}, at=entry.at)
        actions.move(SYSTEM, each, "void", {"reason": "上级工单已不再办理"}, at=entry.at)


@on("defect.confirm")
@on("defect.void")
@on("defect.join")
@on("defect.reassign")
def end_links(entry: Entry) -> None:
    """End the links of a ticket that is settled, or whose liable party has changed."""
    actions.end_links(SYSTEM, db.session.get_one(Defect, entry.thing_id), at=entry.at)
