"""What a tablet must not lose: photos and submissions on its disk, each with its state, until a receipt settles it."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

_SCHEMA: Final = """CREATE TABLE IF NOT EXISTS item (
    place INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('photo', 'submission')),
    state TEXT NOT NULL DEFAULT 'on_device' CHECK (state IN ('on_device', 'sent', 'sealed', 'refused')),
    content TEXT NOT NULL,
    payload BLOB NOT NULL,
    receipt BLOB CHECK ((receipt IS NOT NULL) = (state IN ('sealed', 'refused')))
)"""

log = logging.getLogger(__name__)


class AlreadySubmitted(ValueError):
    """Another content was submitted under this id before; the first is kept."""


class Receipt(msgspec.Struct, frozen=True):
    """The server's word for one item: for a submission by its id, for a photo by its SHA-256.

    `content` is the SHA-256 of the canonical submission, or of the photo's bytes.
    """

    id: str
    status: Literal["received", "refused"]
    at: str | int | None = None
    content: str | None = None
    signature: str | None = None
    problem: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many items are in which state; only sealed ones need this tablet no more."""

    on_device: int = 0
    sent: int = 0
    sealed: int = 0
    refused: int = 0

    @property
    def open(self) -> int:
        return self.on_device + self.sent


class Outbox:
    """Photos and submissions on disk, each with its state; every call is one transaction, synced to the disk."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._open() as db:
            db.execute(_SCHEMA)

    def add(self, item_id: str, kind: str, content: str, payload: bytes) -> None:
        """Keep one item; the same again is nothing new, and one that was refused may be handed in corrected."""
        with self._open() as db:
            found = db.execute("SELECT content, state FROM item WHERE id = ?", (item_id,)).fetchone()
            if found and found[1] != "refused":
                if found[0] != content:
                    raise AlreadySubmitted(f"{item_id} was submitted with other content")
                return
            db.execute("DELETE FROM item WHERE id = ?", (item_id,))
            row = (item_id, kind, content, payload)
            db.execute("INSERT INTO item (id, kind, content, payload) VALUES (?, ?, ?, ?)", row)

    def counts(self) -> Counts:
        with self._open() as db:
            return Counts(**dict(db.execute("SELECT state, count(*) FROM item GROUP BY state").fetchall()))

    def unsettled(self, kind: str) -> list[str]:
        with self._open() as db:
            rows = db.execute(
                "SELECT id FROM item WHERE kind = ? AND state IN ('on_device', 'sent') ORDER BY place",
                (kind,),
            ).fetchall()
        return [row[0] for row in rows]

    def payload(self, item_id: str) -> bytes:
        with self._open() as db:
            return bytes(db.execute("SELECT payload FROM item WHERE id = ?", (item_id,)).fetchone()[0])

    def receipt(self, item_id: str) -> Receipt | None:
        with self._open() as db:
            found = db.execute("SELECT receipt FROM item WHERE id = ?", (item_id,)).fetchone()
        return msgspec.json.decode(found[0], type=Receipt) if found and found[0] else None

    def mark_sent(self, item_id: str) -> None:
        with self._open() as db:
            db.execute("UPDATE item SET state = 'sent' WHERE id = ? AND state = 'on_device'", (item_id,))

    def settle(self, receipt: Receipt, raw: bytes) -> None:
        """Seal or refuse what the receipt names; a receipt for another content settles nothing, sealed is final."""
        state = "sealed" if receipt.status == "received" else "refused"
        named = "id = ? AND state != 'sealed' AND content = ifnull(?, CASE ? WHEN 'refused' THEN content END)"
        with self._open() as db:
            changed = db.execute(
                f"UPDATE item SET state = ?, receipt = ?, payload = CASE WHEN ? = 'sealed' AND kind = 'photo'"  # noqa: S608 -- fixed text
                f" THEN x'' ELSE payload END WHERE {named}",
                (state, raw, state, receipt.id, receipt.content, state),
            ).rowcount
        if not changed:
            log.info("a receipt for %s settles nothing here", receipt.id)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        # One connection a call: any thread may ask, and nothing is left open when the process ends.
        with closing(sqlite3.connect(self._path, timeout=10, isolation_level=None)) as db:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            with db:
                db.execute("BEGIN IMMEDIATE")
                yield db
