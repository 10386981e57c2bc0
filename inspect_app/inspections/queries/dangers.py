"""Reads of dangers reported on site."""

from sqlalchemy import select

from inspect_app.core.db import db
from inspect_app.defects.models import Defect
from inspect_app.inspections.models import Danger

Place = tuple[str | None, str | None]


def of_visit(visit_id: str) -> list[Danger]:
    """Return what was reported during a visit, in the order it came."""
    stmt = select(Danger).where(Danger.visit_id == visit_id).order_by(Danger.received_at, Danger.id)
    return list(db.session.scalars(stmt))


def place_of(danger: Danger) -> Place:
    """Return at which item or finding, and at which element."""
    return danger.item_key or danger.extra_id, danger.element_id


def defects_at(visit_id: str) -> dict[Place, Defect]:
    """Return the defect of each item or finding that was reported as a danger: it is raised already."""
    return {place_of(each): each.defect for each in of_visit(visit_id)}
