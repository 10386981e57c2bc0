"""Reads of draws: those an officer may see, and what of a draw is public at each moment."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import selectinload, undefer

from inspect_app.core import place
from inspect_app.core.permits import Actor
from inspect_app.inspections.models import Draw, Seal
from inspect_app.inspections.queries.seals import OFFICERS
from inspect_app.inspections.rules.draw_life import LIST_PUBLIC, RESULT_PUBLIC

_OVER = ("done", "cancelled")


def draws(actor: Actor) -> Select[Draw]:
    """Return the draws of the divisions an officer answers for, newest first."""
    own = [each for each in actor.grants if each.role in OFFICERS and not each.project_id]
    stmt = select(Draw).order_by(Draw.created_at.desc(), Draw.id)
    if any(each.role == "admin" and not each.region for each in own):
        return stmt
    return stmt.where(
        or_(*(Draw.region.startswith(each.region) for each in own if each.region), Draw.id.is_(None))
    )


def draw(actor: Actor, draw_id: str) -> Select[Draw]:
    """Return the query for one draw the officer may see, with all that was published or will be."""
    return _whole(draws(actor)).where(Draw.id == draw_id)


def published() -> Select[Draw]:
    """Return the draws whose list is frozen, newest first: everybody may know of them."""
    return select(Draw).where(Draw.state.in_(LIST_PUBLIC)).order_by(Draw.frozen_at.desc(), Draw.id)


def by_number(number: str) -> Select[Draw]:
    """Return the query for a published draw by the number it is known by."""
    return _whole(published()).where(Draw.number == number)


def _whole(stmt: Select[Draw]) -> Select[Draw]:
    loaded = selectinload(Draw.seals)
    seals = (loaded.joinedload(Seal.visit), loaded.selectinload(Seal.seats))
    return stmt.options(undefer(Draw.document), undefer(Draw.names), undefer(Draw.drawn), *seals)


def is_over(made: Draw) -> bool:
    """Say whether nothing of a draw needs to be hidden any more: it was drawn and all its visits are over."""
    return made.drawn is not None and all(each.visit.state in _OVER for each in made.seals)


def list_open(made: Draw) -> bool:
    """Say whether the list itself is public, and not only its hash."""
    return made.state in LIST_PUBLIC and (made.readable or is_over(made))


def public_document(made: Draw) -> dict[str, Any]:
    """Return what everybody may know of a draw now; from its list and its chance the rest can be computed.

    Sites and people are ids. Their names follow one by one: a site when its visit is over, a person when all of
    theirs are. A list in which somebody could know a site by its class is published when its visits are over.
    """
    told = _head(made)
    if list_open(made):
        told |= {"list": made.document, "names": _told_names(made)}
        if made.state in RESULT_PUBLIC and made.drawn is not None:
            told |= {"drawn": made.drawn, "replaced": _replaced(made)}
    return told


def _head(made: Draw) -> dict[str, Any]:
    spoken = made.state in RESULT_PUBLIC and made.chance is not None
    listed = made.document or {"sites": [], "inspectors": [], "left_out": {}}
    return {
        "number": made.number, "name": made.name, "state": made.state, "region": made.region,
        "list_hash": made.list_hash, "frozen_at": _iso(made.frozen_at), "entropy": made.entropy,
        "entropy_at": _iso(made.entropy_at), "opens_at": _iso(made.opens_at), "due_on": made.due_on.isoformat(),
        "share": made.share, "strata": made.strata, "sites": len(listed["sites"]),
        "inspectors": len(listed["inspectors"]), "left_out": len(listed["left_out"]),
        "chance": made.chance if spoken else None, "reference": made.reference if spoken else None,
        "seed": made.seed if spoken else None, "drawn_at": _iso(made.drawn_at) if spoken else None,
        "again_of": made.again_of.number if made.again_of else None, "reason": made.reason,
        "again": made.again.number if made.again else None, "list_open": list_open(made),
        "address": f"{place.address()}/draw/{made.number}",
    }  # fmt: skip


def _iso(moment: Any) -> str | None:
    return moment.isoformat() if moment else None


def _told_names(made: Draw) -> dict[str, dict[str, str]]:
    told = {key for seal in made.seals if seal.visit.state == "done" for key in [seal.site]}
    busy = {seat.known_as for seal in made.seals if seal.visit.state not in _OVER for seat in seal.seats}
    told |= {seat.known_as for seal in made.seals for seat in seal.seats if seat.known_as not in busy}
    fields = ("kind", "name", "known_as", "nonce")
    return {key: {name: made.names[key][name] for name in fields} for key in sorted(told)}


def _replaced(made: Draw) -> list[dict[str, Any]]:
    return [
        {"site": seal.site, "left": seat.known_as, "reason": seat.reason}
        for seal in made.seals if seal.visit.state in _OVER for seat in seal.seats if seat.left_at is not None
    ]  # fmt: skip


def chain_of(made: Draw) -> list[Draw]:
    """Return a draw with all that were made again of it and before it, the first one first."""
    first = made
    while first.again_of is not None:
        first = first.again_of
    found = [first]
    while found[-1].again is not None:
        found.append(found[-1].again)
    return found


def shortages(made: Draw) -> list[dict[str, Any]]:
    """Return the drawn sites whose team lacks people or skills."""
    return [each for each in made.drawn or () if each["missing"]]


def strata_of(made: Draw) -> list[tuple[str, int, int, int]]:
    """Return (stratum, sites, tickets, drawn) of the frozen list, by name."""
    sites: Iterable[dict[str, Any]] = (made.document or {}).get("sites", ())
    found: dict[str, list[int]] = {}
    for each in sites:
        row = found.setdefault(each["stratum"], [0, 0])
        row[0] += 1
        row[1] += each["weight"]
    take = (made.document or {}).get("take", {})
    return [(name, row[0], row[1], take.get(name, 0)) for name, row in sorted(found.items())]
