"""Targeted inspections: arranged because of something another room knows, once, and taken back while nobody made them."""

from datetime import datetime, timedelta

from sqlalchemy import select

from inspect_app.checklists.queries import latest
from inspect_app.core import arranging, journal
from inspect_app.core.arranging import Arranger, Found, Wish
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.journal import Entry
from inspect_app.core.permits import SYSTEM, Actor
from inspect_app.inspections.actions.visiting import add_visit, move
from inspect_app.inspections.models import Visit
from inspect_app.inspections.queries.visits import visible
from inspect_app.projects.models import Project


def arrange(wish: Wish, at: datetime) -> None:
    """Arrange the visit of a source, once; one the platform cancelled is restored. No checklist any more: no visit."""
    standing = _of(wish.source_kind, wish.source_id)
    if standing is not None:
        if standing.state == "cancelled" and _cancelled_by_rule(standing):
            move(SYSTEM, standing, "restore", {}, at=at)
        return
    project = db.session.get_one(Project, wish.project_id)
    party = project.party(wish.role) if wish.role else None
    if latest(wish.template_id) is None:
        return
    add_visit(
        SYSTEM, project=project, template_id=wish.template_id,
        due_on=local_day(at + timedelta(hours=wish.within_hours)), party_id=party.id if party else None,
        source_kind=wish.source_kind, source_id=wish.source_id, at=at,
    )  # fmt: skip


def take_back(source_kind: str, source_id: str, reason: str, at: datetime) -> str:
    """Cancel the visit of a source that nobody has made; one that was made stays as it is."""
    one = _of(source_kind, source_id)
    if one is None or one.state not in ("planned", "missed"):
        return ""
    move(SYSTEM, one, "cancel", {"reason": reason}, at=at)
    return "withdrawn"


def _of(source_kind: str, source_id: str) -> Visit | None:
    stmt = select(Visit).where(Visit.source_kind == source_kind, Visit.source_id == source_id)
    return db.session.scalar(stmt.with_for_update(of=Visit))


def _cancelled_by_rule(one: Visit) -> bool:
    last: Entry = [each for each in journal.timeline("visit", one.id) if each.verb == "visit.cancel"][-1]
    return last.actor_kind == "system"


def _find(actor: Actor, source_kind: str, source_id: str) -> list[Found]:
    stmt = visible(actor).where(Visit.source_kind == source_kind, Visit.source_id == source_id)
    return [(f"/visits/{each.id}", each.number) for each in db.session.scalars(stmt)]


arranging.register(Arranger(arrange, take_back, _find))
