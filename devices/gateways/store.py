"""What a gateway has taken and the platform has not: messages on disk, in the order they came."""

import logging
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS message (
    number INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL, topic TEXT NOT NULL, payload BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS part (
    whole TEXT NOT NULL, place INTEGER NOT NULL, at_ms INTEGER NOT NULL, payload BLOB NOT NULL,
    PRIMARY KEY (whole, place)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS seen (
    source TEXT NOT NULL, id TEXT NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY (source, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS word (name TEXT PRIMARY KEY, text TEXT NOT NULL, at_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS count (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
"""
#: what a message takes on disk beside its topic and payload
_OVERHEAD: Final = 40
_SIZE: Final = f"length(CAST(topic AS BLOB)) + length(payload) + {_OVERHEAD}"
#: parts of split telegrams that may wait for their others
MOST_PARTS: Final = 20_000
DAY_MS: Final = 86_400_000

log = logging.getLogger(__name__)
#: (topic, payload)
Message = tuple[str, bytes]


class Kept(NamedTuple):
    """One message as it lies on disk; `at_ms` is when the gateway took it."""

    number: int
    at_ms: int
    topic: str
    payload: bytes


class Standing(NamedTuple):
    """How full the store is; moments in ms since 1970, None where nothing waits."""

    waiting: int
    size: int
    most_bytes: int
    oldest_ms: int | None
    newest_ms: int | None


class Store:
    """A queue on disk that any thread may use; each call is one transaction, synced before it returns.

    It holds at most `most_bytes` of messages: beyond that the oldest go, are counted, and the log says so.
    """

    def __init__(self, path: Path, most_bytes: int) -> None:
        self.path, self._most = path, most_bytes
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.executescript(_SCHEMA)
        self._size = self._weigh()
        #: set whenever something new lies here
        self.arrived = threading.Event()

    def put(self, messages: Sequence[Message], at_ms: int, *, seen: tuple[str, str] | None = None) -> None:
        """Keep messages; they are on the disk when this returns. Raises sqlite3.Error when they are not.

        `seen` is (source, id) of what they were taken from, remembered in the same transaction.
        """
        with self._lock, self._transaction():
            self._insert(messages, at_ms)
            if seen:
                self._db.execute("INSERT OR REPLACE INTO seen VALUES (?, ?, ?)", (*seen, at_ms))
        self.arrived.set()

    def has_seen(self, source: str, id: str) -> bool:
        """Say whether something was taken from it before."""
        with self._lock:
            found = self._db.execute("SELECT 1 FROM seen WHERE source = ? AND id = ?", (source, id))
            return found.fetchone() is not None

    def put_part(self, whole: str, place: int, of: int, payload: bytes, at_ms: int) -> list[bytes]:
        """Keep one part of what comes in several; return all in their order once the last is there, else nothing."""
        with self._lock, self._transaction():
            if self._db.execute("SELECT count(*) FROM part").fetchone()[0] >= MOST_PARTS:
                raise sqlite3.OperationalError(f"{MOST_PARTS} parts wait for their others")
            row = (whole, place, at_ms, payload)
            self._db.execute("INSERT OR REPLACE INTO part VALUES (?, ?, ?, ?)", row)
            rows = self._db.execute(
                "SELECT place, payload FROM part WHERE whole = ? ORDER BY place", (whole,)
            )
            found = [bytes(each[1]) for each in rows if 1 <= each[0] <= of]
        return found if len(found) == of else []

    def put_whole(self, whole: str, messages: Sequence[Message], at_ms: int) -> None:
        """Keep what came of the parts, in their place."""
        with self._lock, self._transaction():
            self._insert(messages, at_ms)
            self._db.execute("DELETE FROM part WHERE whole = ?", (whole,))
        self.arrived.set()

    def stale_parts(self, before_ms: int) -> dict[str, list[bytes]]:
        """Return the parts whose others never came, by what they are parts of."""
        with self._lock:
            rows = self._db.execute(
                "SELECT whole, payload FROM part WHERE whole IN"
                " (SELECT whole FROM part GROUP BY whole HAVING max(at_ms) < ? LIMIT 100) ORDER BY whole, place",
                (before_ms,),
            ).fetchall()
        found: dict[str, list[bytes]] = {}
        for whole, payload in rows:
            found.setdefault(whole, []).append(bytes(payload))
        return found

    def after(self, number: int, most: int, without: Iterable[str] = ()) -> list[Kept]:
        """Return the oldest messages behind this number, passing over these topics."""
        held = sorted(without)
        marks = ", ".join("?" * len(held))
        with self._lock:
            rows = self._db.execute(
                "SELECT number, at_ms, topic, payload FROM message WHERE number > ?"  # noqa: S608 -- marks alone
                f" AND topic NOT IN ({marks}) ORDER BY number LIMIT ?",
                (number, *held, most),
            ).fetchall()
        return [Kept(each[0], each[1], each[2], bytes(each[3])) for each in rows]

    def delete(self, numbers: Sequence[int]) -> None:
        """Let go of what the platform has."""
        with self._lock, self._transaction():
            for number in numbers:
                self._size -= self._remove("number = ?", number)
            self._add("sent", len(numbers))

    def count(self, name: str, more: int = 1) -> None:
        """Add to a counter that outlives the process."""
        with self._lock, self._transaction():
            self._add(name, more)

    def counts(self) -> dict[str, int]:
        """Return all counters."""
        with self._lock:
            return dict(self._db.execute("SELECT name, value FROM count ORDER BY name").fetchall())

    def say(self, name: str, text: str, at_ms: int) -> None:
        """Leave a word for whoever asks how the gateway stands."""
        with self._lock, self._transaction():
            self._db.execute("INSERT OR REPLACE INTO word VALUES (?, ?, ?)", (name, text, at_ms))

    def words(self) -> dict[str, tuple[str, int]]:
        """Return the words left, each with its moment."""
        with self._lock:
            rows = self._db.execute("SELECT name, text, at_ms FROM word").fetchall()
        return {row[0]: (row[1], row[2]) for row in rows}

    def standing(self) -> Standing:
        """Return how much waits."""
        with self._lock:
            row = self._db.execute("SELECT count(*), min(at_ms), max(at_ms) FROM message").fetchone()
        return Standing(row[0], self._size, self._most, row[1], row[2])

    def waiting_by_topic(self) -> dict[str, int]:
        """Return how many messages wait under each topic."""
        with self._lock:
            return dict(self._db.execute("SELECT topic, count(*) FROM message GROUP BY topic").fetchall())

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.close()

    def _insert(self, messages: Sequence[Message], at_ms: int) -> None:
        for topic, payload in messages:
            self._db.execute(
                "INSERT INTO message (at_ms, topic, payload) VALUES (?, ?, ?)", (at_ms, topic, payload)
            )
            self._size += len(topic.encode()) + len(payload) + _OVERHEAD
        self._add("taken", len(messages))
        if self._size > self._most:
            self._make_room()

    def _make_room(self) -> None:
        rows = self._db.execute(f"SELECT number, {_SIZE} FROM message ORDER BY number")  # noqa: S608 -- fixed text
        last, dropped, over = 0, 0, self._size - self._most
        for number, size in rows:
            if over <= 0:
                break
            last, dropped, over = number, dropped + 1, over - size
        rows.close()
        self._size -= self._remove("number <= ?", last)
        self._add("dropped", dropped)
        log.error("the store is full (%d bytes): the %d oldest messages were dropped", self._most, dropped)

    def _remove(self, which: str, number: int) -> int:
        size = self._db.execute(f"SELECT sum({_SIZE}) FROM message WHERE {which}", (number,)).fetchone()[0]  # noqa: S608 -- fixed text
        self._db.execute(f"DELETE FROM message WHERE {which}", (number,))  # noqa: S608 -- as above
        return int(size or 0)

    def _add(self, name: str, more: int) -> None:
        if more:
            self._db.execute(
                "INSERT INTO count VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + excluded.value",
                (name, more),
            )

    def _weigh(self) -> int:
        return int(self._db.execute(f"SELECT sum({_SIZE}) FROM message").fetchone()[0] or 0)  # noqa: S608 -- as above

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            self._size = self._weigh()
            raise
