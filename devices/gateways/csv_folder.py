"""Folders in which files of readings are left: each is taken whole once it is complete, or put aside with the reason."""

import hashlib
import logging
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from devices.codecs import Unreadable, Value, csv_rows
from devices.gateways.config import Config, Folder
from devices.gateways.forwarder import now_ms
from devices.gateways.messages import telemetry
from devices.gateways.store import Store
from devices.topics import Topic
from inspect_app.readings.rules.quantities import QUANTITIES

MOST_BYTES: Final = 64 << 20
DONE: Final = "done"
FAILED: Final = "failed"
_LINES: Final = 500
_TICK: Final = 1.0
_TOPIC: Final = Topic("-", "-", "csv")

log = logging.getLogger(__name__)


def serve_csv(config: Config, store: Store, stop: threading.Event) -> None:
    """Watch all folders until told to stop."""
    watched = [Watched(config, each, store) for each in (config.csv.folders if config.csv else [])]
    while not stop.is_set():
        for each in watched:
            each.look()
        stop.wait(_TICK)


class Watched:
    """One folder; a file is complete when size and time have not changed for a while."""

    def __init__(
        self, config: Config, folder: Folder, store: Store, clock: Callable[[], int] = now_ms
    ) -> None:
        self._topic, self._store, self._clock = config.topic(folder.device), store, clock
        self._device, self._place = folder.device, Path(folder.path)
        self._settled_ms = folder.settled_s * 1000
        self._seen: dict[str, tuple[int, int, int]] = {}

    def look(self) -> None:
        """Take what is complete; what cannot be taken now is looked at again."""
        try:
            files = sorted(each for each in self._place.iterdir() if self._is_one(each))
        except OSError as wrong:
            log.warning("%s: %s", self._place, wrong)
            return
        self._seen = {name: seen for name, seen in self._seen.items() if self._place / name in files}
        for each in files:
            try:
                if self._complete(each):
                    self._take(each)
            except (OSError, sqlite3.Error) as wrong:
                log.warning("%s: not taken now: %s", each, wrong)

    def _is_one(self, path: Path) -> bool:
        return path.suffix.lower() == ".csv" and not path.name.startswith((".", "~")) and path.is_file()

    def _complete(self, path: Path) -> bool:
        found, at = path.stat(), self._clock()
        size, time, since = self._seen.get(path.name, (-1, -1, at))
        if (size, time) != (found.st_size, found.st_mtime_ns):
            self._seen[path.name] = (found.st_size, found.st_mtime_ns, at)
            return False
        return at - since >= self._settled_ms

    def _take(self, path: Path) -> None:
        if path.stat().st_size > MOST_BYTES:
            self._aside(path, FAILED, f"larger than {MOST_BYTES >> 20} MB")
            return
        data = path.read_bytes()
        name = hashlib.sha256(data).hexdigest()
        if self._store.has_seen(self._device, name):
            self._aside(path, DONE, "taken before: the same content is kept once")
            return
        try:
            rows = _rows(data)
        except Unreadable as wrong:
            detail = ", ".join(f"{key}: {value}" for key, value in wrong.detail.items())
            self._aside(path, FAILED, f"{wrong}" + (f" ({detail})" if detail else ""))
            return
        # One transaction: a file is taken whole, and known by its content from then on.
        self._store.put(telemetry(self._topic, rows), self._clock(), seen=(self._device, name))
        self._aside(path, DONE, f"{len(rows)} values taken")

    def _aside(self, path: Path, where: str, words: str) -> None:
        folder = self._place / where
        folder.mkdir(exist_ok=True)
        name = f"{path.stem}-{self._clock()}{path.suffix}"
        (folder / f"{name}.txt").write_text(f"{path.name}: {words}\n", encoding="utf-8")
        path.replace(folder / name)
        log.log(logging.INFO if where == DONE else logging.WARNING, "%s: %s", path, words)


def _rows(data: bytes) -> list[Value]:
    """Read a file of any length in pieces the codec takes; raise Unreadable naming the line of the file."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError as wrong:
            raise Unreadable("file", "utf8") from wrong
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) < 2:
        raise Unreadable("file", "length", least=2, got=len(lines))
    rows: list[Value] = []
    for start in range(1, len(lines), _LINES):
        piece = lines[start : start + _LINES]
        rows += _piece(lines[0][1], piece)
    for name in sorted({row[1] for row in rows}):
        if name not in QUANTITIES:
            raise Unreadable(f"line {lines[0][0]}.{name}", "name")
    return rows


def _piece(header: str, piece: list[tuple[int, str]]) -> list[Value]:
    text = "\n".join([header, *(line for _, line in piece)])
    try:
        return csv_rows.decode(_TOPIC, text.encode(), None).device_values
    except Unreadable as wrong:
        word, _, rest = wrong.field.partition(" ")
        number, _, column = rest.partition(".")
        if word == "line" and number.isdigit() and 2 <= int(number) <= len(piece) + 1:
            place = f"line {piece[int(number) - 2][0]}" + (f".{column}" if column else "")
            raise Unreadable(place, wrong.rule, **wrong.detail) from wrong
        raise
