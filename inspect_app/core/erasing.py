"""Takes photos and sounds away for good: marked in the transaction that decides it, gone from the disk with the next clearing."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Column, delete, exists, select

from inspect_app.core.db import Model, db
from inspect_app.core.file_shelf import drop, lying
from inspect_app.core.files import StoredFile
from inspect_app.core.sounds import Sound, SpokenNote

#: tables whose rows are worked out from a photo and are nobody's reason to keep it
DERIVED: list[type[Model]] = []


def references(but: Collection[str] = ()) -> list[Column[str]]:
    """Return the columns that name a photo, but those of derived tables and of the tables named."""
    passed = {*but, *(each.__tablename__ for each in DERIVED)}
    return [
        column
        for table in db.metadata.sorted_tables
        if table.name not in passed
        for column in table.columns
        if any(key.target_fullname == "files.sha256" for key in column.foreign_keys)
    ]


def mark_photo(name: str, at: datetime) -> None:
    """Mark a photo as taken away, and what its camera claimed and what was worked out from it with it."""
    row = db.session.get(StoredFile, name, with_for_update=True)
    if row is not None and row.erased_at is None:
        row.erased_at, row.lat, row.lon = at, None, None
        for each in DERIVED:
            db.session.execute(delete(each).where(each.__table__.columns["sha256"] == name))


def mark_sound(name: str, at: datetime) -> None:
    """Mark a sound as taken away unless a note still speaks it."""
    row = db.session.get(Sound, name, with_for_update=True)
    spoken = db.session.scalar(select(exists().where(SpokenNote.sha256 == name)))
    if row is not None and row.erased_at is None and not spoken:
        row.erased_at = at


def clear_marked() -> int:
    """Remove the bytes of what is marked; return of how many. Killed in between, the next one goes on."""
    gone = 0
    kinds: tuple[Any, ...] = (StoredFile, Sound)
    for model in kinds:
        marked = db.session.scalars(select(model.sha256).where(model.erased_at.is_not(None))).all()
        # Of those of earlier nights nothing lies anywhere: no row of theirs is held.
        for name in filter(lying, marked):
            row = db.session.get(model, name, with_for_update=True, populate_existing=True)
            if row is not None and row.erased_at is not None:
                for variant in lying(name):
                    drop(name, variant)
                gone += 1
    return gone
