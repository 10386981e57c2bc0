"""What happened: audit trail, timeline on the page, and the queue that reactions run from."""

import traceback
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, Protocol

from sqlalchemy import JSON, BigInteger, Boolean, Index, String, Text, select, text, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.core import log
from inspect_app.core.clock import now
from inspect_app.core.db import BigKey, Model, UtcTime, db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.permits import SYSTEM, Actor
from inspect_app.core.rows import Put
from inspect_app.core.workflow import Move, Workflow

MOST_TRIES = 8
#: before the last try
LONGEST_REST = timedelta(minutes=2**MOST_TRIES)
Reaction = Callable[["Entry"], None]
_reactions: dict[str, list[Reaction]] = {}


class Living(Protocol):
    """A row with a declared life."""

    WORKFLOW: ClassVar[Workflow]
    id: Any
    state: Any


class Entry(Model):
    """One act: when, who, what was done to which thing, and its details. Never changed, never deleted.

    `link` and `hash` are its place in the chain, given by the clock a moment later (core/chain.py).
    """

    __tablename__ = "journal"
    seq: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UtcTime)
    actor_kind: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[str | None] = mapped_column(String(36))
    actor_name: Mapped[str] = mapped_column(String(120))
    verb: Mapped[str] = mapped_column(String(80), index=True)
    thing_kind: Mapped[str] = mapped_column(String(40))
    thing_id: Mapped[str] = mapped_column(String(80))
    project_id: Mapped[str | None] = mapped_column(String(36), index=True)
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # The queue: reactions to this entry still to be run, how often they were tried, and why they failed.
    pending: Mapped[bool] = mapped_column(Boolean, default=False)
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None] = mapped_column(UtcTime)
    failure: Mapped[str | None] = mapped_column(Text)
    #: place in the chain, without holes
    link: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    hash: Mapped[str | None] = mapped_column(String(64))
    __table_args__ = (
        Index("ix_journal_thing", "thing_kind", "thing_id", "seq"),
        Index(
            "ix_journal_pending", "pending", sqlite_where=text("pending"), postgresql_where=text("pending")
        ),
        Index(
            "ix_journal_unsealed",
            "seq",
            sqlite_where=text("link IS NULL"),
            postgresql_where=text("link IS NULL"),
        ),
    )

    @property
    def id(self) -> int:
        """Return its number, as other things have one."""
        return self.seq

    @property
    def told(self) -> tuple[str, str]:
        """Return which reaction failed last and what is said of it; both empty when none did."""
        reaction, _, rest = (self.failure or "").partition("\n")
        return reaction, rest.partition("\n")[0]


def on(verb: str) -> Callable[[Reaction], Reaction]:
    """Make a function of an entry run after each act of that verb: `@on("defect.raise")`."""

    def add(reaction: Reaction) -> Reaction:
        # Adding again (a second app in one process) must not run it twice.
        known = _reactions.setdefault(verb, [])
        if reaction not in known:
            known.append(reaction)
        return reaction

    return add


def record(
    actor: Actor,
    verb: str,
    thing: Any,
    *,
    at: datetime,
    data: Mapping[str, Any] | None = None,
    kind: str | None = None,
) -> Entry:
    """Write what was done to `thing` (a row with `id`, and `project_id` where it has one) and flush."""
    db.session.flush()  # gives `thing` its key and finds a broken row before the entry stands
    entry = Entry(**_entry(actor, verb, thing, at, data or {}, kind))
    db.session.add(entry)
    db.session.flush()
    return entry


def entries(actor: Actor, done: Iterable[tuple[str, Any, Mapping[str, Any]]], *, at: datetime) -> Put:
    """Return the rows of what was done to several things, as (verb, thing, data), for whoever has flushed and puts them."""
    return Put(Entry, [_entry(actor, verb, thing, at, data) for verb, thing, data in done])


def _entry(
    actor: Actor, verb: str, thing: Any, at: datetime, data: Mapping[str, Any], kind: str | None = None
) -> dict[str, Any]:
    return {
        "at": at, "actor_kind": actor.kind, "actor_id": actor.id, "actor_name": actor.name,
        "verb": verb, "thing_kind": kind or verb.partition(".")[0], "thing_id": str(thing.id),
        "project_id": getattr(thing, "project_id", None), "data": dict(data),
        # Whoever records need not know who reacts; the clock sorts out what nobody waits for.
        "pending": True,
    }  # fmt: skip


def move(
    actor: Actor, thing: Living, name: str, *, at: datetime, data: Mapping[str, Any] | None = None
) -> Move:
    """Take a declared move: check it starts here, set the state and its stamp, write the entry."""
    came_from, taken = thing.state, carry(thing, name, at=at)
    details = {**(data or {}), "from": came_from, "to": taken.target}
    record(actor, f"{thing.WORKFLOW.kind}.{name}", thing, at=at, data=details)
    return taken


def carry(thing: Living, name: str, *, at: datetime) -> Move:
    """Take a move that is part of an act on another thing, whose own entry tells of it."""
    taken = thing.WORKFLOW.take(thing.state, name)
    thing.state = taken.target
    if taken.stamp:
        setattr(thing, taken.stamp, at)
    return taken


def timeline(kind: str, thing_id: object) -> list[Entry]:
    """Return all entries of one thing, oldest first."""
    stmt = select(Entry).where(Entry.thing_kind == kind, Entry.thing_id == str(thing_id)).order_by(Entry.seq)
    return list(db.session.scalars(stmt))


def react(limit: int = 100) -> int:
    """Run the reactions of waiting entries, one transaction each; return how many were settled.

    A reaction that fails is counted, kept with its reason and tried again later (1, 2, 4 … minutes, at
    most `MOST_TRIES` times); it never blocks the entries behind it. An entry's effects and its `pending`
    mark commit together, so a kill at any moment runs it again whole or not at all.
    """
    _pass_over()
    settled = 0
    for seq in _waiting(limit):
        settled += _settle(seq)
    return settled


def _pass_over() -> None:
    """Take the entries nobody reacts to off the queue, all at once."""
    db.session.rollback()
    silent = Entry.pending, Entry.verb.not_in(_reactions)
    if db.session.scalar(select(Entry.seq).where(*silent).limit(1)) is None:
        return
    with transaction():
        db.session.execute(update(Entry).where(*silent).values(pending=False))


def _waiting(limit: int) -> list[int]:
    db.session.rollback()
    at = now()
    # Put off for longer than anything ever is: by a clock since set back.
    late = (Entry.next_try_at <= at) | (Entry.next_try_at > at + LONGEST_REST)
    due = Entry.next_try_at.is_(None) | late
    stmt = select(Entry.seq).where(Entry.pending, due).order_by(Entry.seq).limit(limit)
    return list(db.session.scalars(stmt))


def _settle(seq: int) -> int:
    running = ""
    try:
        with transaction():
            stmt = select(Entry).where(Entry.seq == seq, Entry.pending).with_for_update(skip_locked=True)
            entry = db.session.scalar(stmt)
            if entry is None:
                return 0
            for reaction in _reactions.get(entry.verb, ()):
                running = f"{reaction.__module__.split('.')[-2]}.{reaction.__name__}"
                reaction(entry)
            entry.pending, entry.failure = False, None
        return 1
    except Exception as failure:  # noqa: BLE001 - whatever it is, it is kept and tried again
        said = failure_words(failure)
        log.warning("reaction failed", seq=seq, reaction=running, error=said)
        whole = "".join(traceback.format_exception(failure))[-4000:]
        _note_failure(seq, f"{running}\n{said}\n{whole}")
        return 0


def failure_words(failure: Exception) -> str:
    """Return in one line what went wrong, without values of rows: an exception's own words may hold them."""
    if isinstance(failure, Problem):
        return f"{failure.slug}: {failure.words('zh')} / {failure.words('en')}"
    if isinstance(failure, SQLAlchemyError):
        # The engine has taken the values out (core/refusals.py); further lines are the statement.
        return f"{type(failure).__name__}: {str(failure).partition(chr(10))[0]}"
    place = traceback.extract_tb(failure.__traceback__)[-1]
    return f"{type(failure).__name__} · {Path(place.filename).name}:{place.lineno} {place.name}"


def run_again(actor: Actor, entry: Entry, *, at: datetime) -> Entry:
    """Put the reactions to an entry back into the queue, as if they had not been tried; the clock runs them."""
    record(
        actor,
        "reaction.run-again",
        entry,
        at=at,
        kind="reaction",
        data={"verb": entry.verb, "tries": entry.tries},
    )
    entry.pending, entry.tries, entry.next_try_at = True, 0, None
    return entry


def _note_failure(seq: int, reason: str) -> None:
    with transaction():
        entry = db.session.get_one(Entry, seq)
        entry.tries += 1
        entry.failure = reason
        entry.next_try_at = now() + timedelta(minutes=2 ** (entry.tries - 1))
        entry.pending = entry.tries < MOST_TRIES


__all__ = ["SYSTEM", "Entry", "Living", "carry", "move", "on", "react", "record", "run_again", "timeline"]
