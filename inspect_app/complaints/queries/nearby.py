"""Known cases near a place, as anybody may see them: counted, without words, names or doors."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from inspect_app.complaints.models import Complaint, Supporter
from inspect_app.complaints.queries.cases import UNFINISHED
from inspect_app.complaints.rules.nearness import MOST_SHOWN, NEAR, nearness, public_place
from inspect_app.core.codes import opens
from inspect_app.core.db import db
from inspect_app.projects.models import Element


@dataclass(frozen=True, slots=True)
class Known:
    """An open case near by: its id, kind, building, day, state, and how many households joined it."""

    id: str
    category: str
    near: str
    place: str
    filed_at: datetime
    state: str
    supporters: int


def nearby(project_id: str, element: Element | None, category: str | None = None) -> list[Known]:
    """Return the open cases near a place, of one category where it is given; the nearest first, only a few."""
    path = element.path if element else ""
    stmt = select(Complaint).where(Complaint.project_id == project_id, Complaint.state.in_(UNFINISHED))
    if category:
        stmt = stmt.where(Complaint.category == category)
    stmt = stmt.outerjoin(Complaint.element)
    stmt = stmt.where(
        Element.path.startswith(public_place(path), autoescape=True)
        if path
        else Complaint.element_id.is_(None)
    )
    rows = db.session.scalars(
        stmt.options(joinedload(Complaint.element)).order_by(Complaint.filed_at.desc()).limit(200)
    ).unique()
    found = [(near, each) for each in rows if (near := nearness(path, each.where))]
    order = list(NEAR)
    found.sort(key=lambda pair: order.index(pair[0]))
    shown = found[:MOST_SHOWN]
    counted = supporters([each.id for _near, each in shown])
    return [
        Known(
            each.id, each.category, near, public_place(each.where), each.filed_at, each.state,
            counted.get(each.id, 0),
        )
        for near, each in shown
    ]  # fmt: skip


def supporters(complaint_ids: list[str]) -> dict[str, int]:
    """Return how many neighbours joined each of these complaints."""
    if not complaint_ids:
        return {}
    stmt = select(Supporter.complaint_id, func.count()).where(Supporter.complaint_id.in_(complaint_ids))
    rows = db.session.execute(stmt.group_by(Supporter.complaint_id))
    return {row[0]: row[1] for row in rows}


def joined(number: str, code: str, key: str) -> Supporter | None:
    """Return the supporter that number and code open; an unknown number costs what a wrong code does."""
    found = db.session.scalar(select(Supporter).where(Supporter.number == number.strip().upper()[:20]))
    fits = opens("complaint", code, found.code_seal if found else "", key)
    return found if fits else None
