"""Notes and passages of gates as lists: of a project, and as far as an actor may see."""

from collections.abc import Collection

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from inspect_app.core.db import db
from inspect_app.core.journal import Entry
from inspect_app.core.permits import Actor
from inspect_app.gates.models import GateNote, GatePassage
from inspect_app.gates.rules import GATES
from inspect_app.projects.queries import in_sight


def visible(actor: Actor) -> Select[GateNote]:
    """Return the notes on gates an actor may see."""
    stmt = select(GateNote).join(GateNote.project).where(in_sight(actor, wide=True))
    return stmt.options(contains_eager(GateNote.project), joinedload(GateNote.element))


def note(actor: Actor, note_id: str) -> Select[GateNote]:
    """Return the query for one note the actor may see."""
    return visible(actor).where(GateNote.id == note_id)


def listed(actor: Actor, *, kind: str = "", gate: str = "", project_id: str = "") -> Select[GateNote]:
    """Return the notes of a filter, the newest first."""
    stmt = visible(actor).order_by(GateNote.at.desc(), GateNote.id)
    if kind:
        stmt = stmt.where(GateNote.kind == kind)
    if gate:
        stmt = stmt.where(GateNote.gate == gate)
    return stmt.where(GateNote.project_id == project_id) if project_id else stmt


def passages(project_id: str) -> list[GatePassage]:
    """Return what went through the gates in a project, in the order of the gates and of time."""
    rows = db.session.scalars(
        select(GatePassage).where(GatePassage.project_id == project_id)
        .options(joinedload(GatePassage.element)).order_by(GatePassage.at, GatePassage.id)
    )  # fmt: skip
    order = list(GATES)
    return sorted(rows, key=lambda each: order.index(each.gate))


def passed(gate: str, project_ids: Collection[str]) -> set[str]:
    """Return which of these projects went through a gate of the whole project."""
    stmt = select(GatePassage.project_id).where(
        GatePassage.gate == gate, GatePassage.element_id.is_(None), GatePassage.project_id.in_(project_ids)
    )
    return set(db.session.scalars(stmt))


def history(project_id: str) -> list[Entry]:
    """Return what was said and passed at the gates of a project, the newest first."""
    mine = Entry.project_id == project_id, Entry.thing_kind.in_(("gate", "gate_note"))
    return list(db.session.scalars(select(Entry).where(*mine).order_by(Entry.seq.desc())))
