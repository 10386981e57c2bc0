"""Reads of material lots: what an actor may see, what was built in where, what waits for whom."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import contains_eager, selectinload

from inspect_app.core.db import db
from inspect_app.core.permits import Actor, may
from inspect_app.core.todo import Todo
from inspect_app.materials.models import MaterialLot, MaterialUse
from inspect_app.materials.rules import KINDS, WORKFLOW, fits
from inspect_app.projects.models import Element
from inspect_app.projects.queries import in_sight, narrow_grants

#: what `state` may be asked for: all on site that is not signed yet, everything, or one state
STATES = ("open", "all", *(each.name for each in WORKFLOW.states))
OPEN = ("entered", "sampled", "tested", "rejected")
#: moves that somebody waits for
_TURNS = (
    ("sample", "见证取样送检", "watch the sampling"),
    ("accept", "签认或判为不合格", "sign it for use or reject it"),
    ("pass", "登记复验结果", "record the test"),
    ("remove", "监督退场并登记", "see it off site"),
)
MOST_TODOS = 50


def visible(actor: Actor) -> Select[MaterialLot]:
    """Return the lots an actor may see: a project's, or those its own party brought."""
    parts = [in_sight(actor, wide=True), in_sight(actor, roles=("contractor",))]
    for party, alone in narrow_grants(actor):
        if alone.grants[0].role == "subcontractor":
            parts.append(and_(in_sight(alone), MaterialLot.party_id == party))
    return select(MaterialLot).join(MaterialLot.project).where(or_(*parts))


def one(actor: Actor, lot_id: str) -> Select[MaterialLot]:
    """Return the query for one lot the actor may see."""
    return _whole(visible(actor)).where(MaterialLot.id == lot_id)


def listed(
    actor: Actor, *, state: str = "all", kind: str = "", project_id: str = "", number: str = ""
) -> Select[MaterialLot]:
    """Return the lots of a filter, the newest first."""
    stmt = _whole(visible(actor)).order_by(MaterialLot.number.desc(), MaterialLot.id)
    if state == "open":
        stmt = stmt.where(MaterialLot.state.in_(OPEN))
    elif state != "all":
        stmt = stmt.where(MaterialLot.state == state)
    if kind:
        stmt = stmt.where(MaterialLot.kind == kind)
    if number:
        stmt = stmt.where(or_(MaterialLot.number == number, MaterialLot.maker_lot == number))
    return stmt.where(MaterialLot.project_id == project_id) if project_id else stmt


def _whole(stmt: Select[MaterialLot]) -> Select[MaterialLot]:
    return stmt.options(
        contains_eager(MaterialLot.project), selectinload(MaterialLot.party),
        selectinload(MaterialLot.uses).selectinload(MaterialUse.element),
    )  # fmt: skip


def built_in(
    actor: Actor, project_id: str, places: ColumnElement[bool], elements: Collection[str]
) -> list[tuple[MaterialLot, list[str]]]:
    """Return the lots that bear on trouble at these kinds of elements, with where among `places` each was built in.

    `places` is a condition on Element; without kinds every lot there counts.
    """
    there = (
        select(MaterialUse.lot_id).join(MaterialUse.element).where(MaterialUse.withdrawn_at.is_(None), places)
    )
    stmt = listed(actor, project_id=project_id).where(MaterialLot.id.in_(there))
    inside = set(db.session.scalars(select(Element.id).where(Element.project_id == project_id, places)))
    return [
        (lot, [each.element.path for each in lot.used if each.element_id in inside])
        for lot in db.session.scalars(stmt).unique()
        if not elements or fits(lot.kind, elements)
    ]


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """That a lot is built in somewhere: its number and kind, the path and kind of the element."""

    project_id: str
    number: str
    material: str
    path: str
    element: str


def standing(project_ids: Collection[str]) -> list[BuiltIn]:
    """Return where lots of these projects are built in."""
    stmt = (
        select(MaterialLot.project_id, MaterialLot.number, MaterialLot.kind, Element.path, Element.kind)
        .join(MaterialUse, MaterialUse.lot_id == MaterialLot.id)
        .join(Element, Element.id == MaterialUse.element_id)
        .where(MaterialLot.project_id.in_(project_ids), MaterialUse.withdrawn_at.is_(None))
        .order_by(MaterialLot.number, Element.path)
    )
    return [BuiltIn(*row) for row in db.session.execute(stmt)]


def numbered(actor: Actor, project_id: str, number: str) -> MaterialLot | None:
    """Return the lot of a number in a project, where the actor may see it."""
    return db.session.scalar(
        visible(actor).where(MaterialLot.project_id == project_id, MaterialLot.number == number)
    )


def todos(actor: Actor, _at: datetime) -> list[Todo]:
    """Return what a person has to do about material lots now."""
    rows = db.session.scalars(listed(actor, state="open").limit(MOST_TODOS)).unique()
    return [made for each in rows if (made := _todo(actor, each))]


def _todo(actor: Actor, lot: MaterialLot) -> Todo | None:
    open_ = {each.name for each in WORKFLOW.open_moves(lot.state) if may(actor, f"material.{each.name}", lot)}
    # One that is tested waits for its sample, one that is not for the signature.
    open_.discard("accept" if lot.state == "entered" and KINDS[lot.kind].tested else "sample")
    words = next(((zh, en) for name, zh, en in _TURNS if name in open_), None)
    if words is None:
        return None
    return Todo(f"/materials/{lot.id}", (f"{lot.number} {lot.name}",) * 2, lot.project.name, words, None)
