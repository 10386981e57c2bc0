"""What follows on other tickets when one is settled, and on a lot of material that was rejected or used in a repair."""

from sqlalchemy import select

from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.journal import Entry, on
from inspect_app.core.permits import SYSTEM
from inspect_app.defects import actions
from inspect_app.defects.models import Defect, Request
from inspect_app.defects.queries import UNFINISHED
from inspect_app.materials import actions as materials
from inspect_app.materials import queries as lots
from inspect_app.materials.models import MaterialLot
from inspect_app.materials.rules import CLAUSES, KINDS, USABLE


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


@on("material.reject")
def raise_for_what_was_built_in(entry: Entry) -> None:
    """Raise one ticket for a lot that was built in before it was rejected: what to do there is decided on the ticket."""
    lot = db.session.get_one(MaterialLot, entry.thing_id)
    if not lot.used:
        return
    kind, places = KINDS[lot.kind], [each.element for each in lot.used]
    actions.raise_defect(
        SYSTEM, project=lot.project, title=f"{lot.number} {lot.name}不合格，已用于工程"[:200],
        description=f"{lot.reason}\n使用部位：{'；'.join(each.path for each in places)}",
        element_id=places[0].id if len(places) == 1 else None, severity="serious" if kind.watched else "general",
        clause=CLAUSES["test"], liable_party_id=lot.party_id, source_kind="material", source_id=lot.id, at=entry.at,
    )  # fmt: skip


@on("defect.rectify")
def record_lot_of_the_plan(entry: Entry) -> None:
    """Record where the lot of the approved plan went, once the repair is reported done."""
    defect = db.session.get_one(Defect, entry.thing_id)
    plan = select(Request).where(
        Request.defect_id == defect.id, Request.kind == "plan", Request.state == "granted", Request.lot != ""
    )
    last = db.session.scalar(plan.order_by(Request.asked_at.desc(), Request.id.desc()).limit(1))
    lot = lots.numbered(SYSTEM, defect.project_id, last.lot) if last else None
    if lot is None or lot.state != USABLE or lot.accepted_at is None or defect.element_id is None:
        return
    day = max(local_day(entry.at), local_day(lot.accepted_at))
    materials.use(SYSTEM, lot, [defect.element_id], used_on=day, note=defect.number, at=entry.at)
