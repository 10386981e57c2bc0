"""Reads of a complaint's photos: the copies anybody may see, what waits for a decision, where copies were given on."""

from dataclasses import dataclass, replace

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from inspect_app.complaints.models import Redaction
from inspect_app.complaints.queries.cases import tickets
from inspect_app.complaints.rules.redaction import UNDECIDED
from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.projects.queries import in_sight
from inspect_app.warranty.queries.claims import of_source

#: roles that decide what of a photo is shown
DECIDING = ("street", "authority")
PHOTO_STATES = ("undecided", "all")


@dataclass(frozen=True, slots=True)
class Shown:
    """A complaint's photos: the copies to show, and how many nobody has decided on or somebody withheld."""

    copies: list[str]
    undecided: int
    withheld: int


def photos_of(complaint_id: str) -> list[Redaction]:
    """Return the photos of a complaint in the order they came."""
    stmt = select(Redaction).where(Redaction.complaint_id == complaint_id)
    return list(db.session.scalars(stmt.order_by(Redaction.position, Redaction.id)))


def shown(complaint_id: str) -> Shown:
    """Return what of a complaint's photos may be seen without a look."""
    rows = photos_of(complaint_id)
    return Shown(
        [each.copy_sha256 for each in rows if each.copy_sha256],
        sum(each.state in UNDECIDED for each in rows),
        sum(each.state == "withheld" for each in rows),
    )


def undecided(complaint_id: str) -> Select[Redaction]:
    """Return the query for the photos of a complaint that nobody has decided on."""
    return select(Redaction).where(Redaction.complaint_id == complaint_id, Redaction.state.in_(UNDECIDED))


def to_decide(actor: Actor, state: str = "undecided") -> Select[Redaction]:
    """Return the photos of the projects whose photos this person decides on, the longest waiting first."""
    deciding = tuple(each for each in actor.grants if each.role in DECIDING)
    stmt = select(Redaction).join(Redaction.project).options(contains_eager(Redaction.project))
    stmt = stmt.options(joinedload(Redaction.complaint))
    stmt = stmt.where(in_sight(replace(actor, grants=deciding)))
    if state == "undecided":
        stmt = stmt.where(Redaction.state.in_(UNDECIDED))
    return stmt.order_by(Redaction.filed_at, Redaction.id)


def count_undecided(actor: Actor) -> int:
    """Return how many photos wait for this person's decision."""
    counted = to_decide(actor).order_by(None).with_only_columns(func.count(), maintain_column_froms=True)
    return db.session.scalar(counted) or 0


def photo(actor: Actor, key: str) -> Select[Redaction]:
    """Return the query for one photo this person decides on."""
    return to_decide(actor, "all").where(Redaction.id == key)


def given_on(complaint_id: str) -> list[tuple[str, str]]:
    """Return the kind and id of what was made of a complaint and shows its photos: tickets and a claim."""
    defects = [("defect", each.id) for each in db.session.scalars(tickets(complaint_id))]
    claims = db.session.scalars(of_source("complaint", complaint_id))
    return [*defects, *(("claim", each.id) for each in claims)]
