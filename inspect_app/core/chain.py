"""The journal's chain: each entry is sealed with its predecessor's hash, so that any change or gap is found."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.core.db import BigKey, Model, db, insert_ignore, transaction
from inspect_app.core.journal import Entry

#: what stands before the first entry
BEGINNING = "0" * 64
BATCH = 500
#: batches of one beat of the clock: reactions and jobs must not wait for a long backlog
MOST_BATCHES = 10


class Head(Model):
    """The one row that says how far the chain has got; whoever seals holds it."""

    __tablename__ = "journal_head"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    link: Mapped[int] = mapped_column(BigKey)
    hash: Mapped[str] = mapped_column(String(64))


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing that is wrong: where in the chain, which entry (None: one that is missing), and how."""

    link: int
    seq: int | None
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the whole chain found: entries in order, its end, entries not sealed yet, the fault."""

    checked: int
    head: str
    unsealed: int
    fault: Fault | None


def link_hash(before: str, link: int, entry: Entry) -> str:
    """Return the hash of an entry at its place: all that was recorded, not how far its reactions have got."""
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    told = [
        before, link, entry.seq, at, entry.actor_kind, entry.actor_id, entry.actor_name, entry.verb,
        entry.thing_kind, entry.thing_id, entry.project_id, entry.data,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(told, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def seal() -> int:
    """Seal what is waiting, at most so many batches; return how many entries."""
    sealed = 0
    for _each in range(MOST_BATCHES):
        done = _seal_batch()
        sealed += done
        if done < BATCH:
            break
    return sealed


def _seal_batch() -> int:
    db.session.rollback()
    waiting = select(Entry).where(Entry.link.is_(None)).order_by(Entry.seq).limit(BATCH)
    if db.session.scalar(waiting.with_only_columns(Entry.seq).limit(1)) is None:
        return 0
    with transaction():
        insert_ignore(Head, {"id": 1, "link": 0, "hash": BEGINNING})
        # The row is held until the commit: two clocks seal one after the other.
        head = db.session.scalars(
            select(Head).with_for_update().execution_options(populate_existing=True)
        ).one()
        entries = list(db.session.scalars(waiting))
        for entry in entries:
            head.link += 1
            head.hash = link_hash(head.hash, head.link, entry)
            entry.link, entry.hash = head.link, head.hash
    return len(entries)


def tip() -> tuple[int, str]:
    """Return the number and hash of the last sealed entry, as the database keeps them."""
    head = db.session.get(Head, 1)
    return (head.link, head.hash) if head else (0, BEGINNING)


def holds(link: int, hash_: str) -> bool:
    """Say whether the chain has this hash at this place, as it had when somebody noted it."""
    found = db.session.scalar(select(Entry.hash).where(Entry.link == link))
    return found == hash_ if link else hash_ == BEGINNING


def waiting() -> tuple[int, datetime | None]:
    """Return how many entries are not sealed yet, and when the oldest of them was written."""
    row = db.session.execute(select(func.count(), func.min(Entry.at)).where(Entry.link.is_(None))).one()
    return int(row[0]), row[1]


def verify(noted: Mapping[int, str]) -> Verdict:
    """Compute the whole chain again; `noted` are hashes by place that were kept outside the database."""
    link, hash_, fault = 0, BEGINNING, None
    for entry in _sealed():
        fault = _wrong(entry, link, hash_, noted)
        if fault:
            break
        link, hash_ = link + 1, str(entry.hash)
    unsealed = waiting()[0]
    return Verdict(link, hash_, unsealed, fault or _cut(link, hash_, noted))


def _wrong(entry: Entry, last: int, before: str, noted: Mapping[int, str]) -> Fault | None:
    place = last + 1
    if entry.link != place:
        return Fault(place, None, "gap", f"entry {place} of the chain is missing; the next is {entry.link}")
    if entry.hash != link_hash(before, place, entry):
        return Fault(
            place, entry.seq, "changed", f"entry {place} of the chain was changed after it was written"
        )
    if noted.get(place, entry.hash) != entry.hash:
        words = f"the chain was written anew: at {place} it no longer has the hash that was noted"
        return Fault(place, entry.seq, "rewritten", words)
    return None


def _cut(link: int, hash_: str, noted: Mapping[int, str]) -> Fault | None:
    beyond = max((each for each in noted if each > link), default=0)
    if beyond:
        return Fault(link + 1, None, "cut", f"the chain ends at {link}; {beyond} entries had been noted")
    if (link, hash_) != tip():
        return Fault(link + 1, None, "cut", f"the chain ends at {link}, the database had sealed {tip()[0]}")
    return None


def _sealed() -> Iterator[Entry]:
    last = -1
    while True:
        db.session.expunge_all()
        stmt = select(Entry).where(Entry.link > last).order_by(Entry.link).limit(BATCH)
        entries = list(db.session.scalars(stmt))
        yield from entries
        if len(entries) < BATCH:
            return
        last = int(entries[-1].link or 0)
