"""Reads of entries for the reactions and jobs: by source, by what is still to be settled or to take effect."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Select, exists, select

from inspect_app.core.db import db
from inspect_app.credit.models import CreditEntry
from inspect_app.credit.queries.scope import AGAIN
from inspect_app.credit.rules.life import WORKFLOW
from inspect_app.defects.models import Defect


def unsettled() -> Select[CreditEntry]:
    """Return the entries whose points still follow the days overdue."""
    lasting = CreditEntry.settled_at.is_(None), CreditEntry.state.not_in(WORKFLOW.finals())
    stmt = select(CreditEntry).where(*lasting, CreditEntry.source_kind == "defect")
    return stmt.order_by(CreditEntry.id).with_for_update(skip_locked=True, of=CreditEntry)


def sources(entries_: Iterable[CreditEntry]) -> dict[str, Defect]:
    """Return the tickets that entries come from, by their id."""
    wanted = [each.source_id for each in entries_ if each.source_kind == "defect"]
    return {each.id: each for each in db.session.scalars(select(Defect).where(Defect.id.in_(wanted)))}


def of_source(source_kind: str, source_id: str) -> Select[CreditEntry]:
    """Return the entries a source gave, the first one first."""
    stmt = select(CreditEntry).where(
        CreditEntry.source_kind == source_kind, CreditEntry.source_id == source_id
    )
    return stmt.order_by(CreditEntry.id)


def fallen_away(source_kind: str, source_id: str, party_id: str, event: str) -> CreditEntry | None:
    """Return the last entry of a party that was withdrawn because its source fell away; None when it stands."""
    theirs = of_source(source_kind, source_id).where(
        CreditEntry.party_id == party_id, CreditEntry.event == event
    )
    last = db.session.scalar(theirs.order_by(None).order_by(CreditEntry.occasion.desc()).limit(1))
    return last if last is not None and last.gone == "source" else None


def came_again(defect: Defect) -> bool:
    """Say whether the party had the same trouble at the same place put right within 90 days before.

    The same is the same clause at the same element: of a ticket without them nobody can tell.
    """
    if not defect.clause or defect.element_id is None:
        return False
    same = (
        Defect.id != defect.id, Defect.liable_party_id == defect.liable_party_id, Defect.state == "closed",
        Defect.element_id == defect.element_id, Defect.clause == defect.clause, Defect.kind == defect.kind,
        Defect.closed_at >= defect.raised_at - AGAIN, Defect.closed_at <= defect.raised_at,
    )  # fmt: skip
    return bool(db.session.scalar(select(exists(select(Defect.id).where(*same)))))


def unopposed(day: date) -> Select[CreditEntry]:
    """Return the proposed entries whose time to object has passed."""
    stmt = select(CreditEntry).where(CreditEntry.state == "proposed", CreditEntry.object_by < day)
    return stmt.order_by(CreditEntry.id).with_for_update(skip_locked=True, of=CreditEntry)


def late_until(defect: Defect, at: datetime) -> datetime:
    """Return up to when a ticket was late: its fix while that stands, else `at`."""
    fixed = defect.state in ("rectified", "closed") and defect.rectified_at is not None
    return defect.rectified_at if fixed and defect.rectified_at else at
