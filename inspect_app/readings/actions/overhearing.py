"""Readings that came by HTTP, handed to the intake, which alone speaks to those who listen at the broker."""

from collections.abc import Sequence

from sqlalchemy import delete, insert, select

from inspect_app.core import log
from inspect_app.core.db import db
from inspect_app.core.listening import Told
from inspect_app.readings.models import Overheard

#: readings that wait at most, so that nothing piles up where no intake runs
MOST_WAITING = 20_000


def leave(told: Sequence[Told]) -> None:
    """Leave new readings for the intake, the newest where there is no room for all; the log says how many had none."""
    waiting = select(Overheard.id)
    first = db.session.scalar(waiting.order_by(Overheard.id).limit(1))
    last = db.session.scalar(waiting.order_by(Overheard.id.desc()).limit(1))
    room = MOST_WAITING - (last - first + 1 if first and last else 0)
    kept = sorted(told, key=lambda each: each.at_ms)[-room:] if room > 0 else []
    if len(kept) < len(told):
        log.warning("no room for readings to be told; is an intake running?", untold=len(told) - len(kept))
    if kept:
        db.session.execute(insert(Overheard), [each._asdict() for each in kept])


def anything() -> bool:
    """Say whether something waits: most often nothing does, and that is seen without a lock."""
    return db.session.scalar(select(Overheard.id).limit(1)) is not None


def take(most: int) -> list[Told]:
    """Take out the oldest that wait, at most `most`; of several intakes each takes others."""
    oldest = select(Overheard.id).order_by(Overheard.id).limit(most).with_for_update(skip_locked=True)
    stmt = delete(Overheard).where(Overheard.id.in_(oldest.scalar_subquery())).returning(Overheard)
    rows = sorted(db.session.scalars(stmt), key=lambda each: each.id)
    return [Told(*(getattr(row, name) for name in Told._fields)) for row in rows]
