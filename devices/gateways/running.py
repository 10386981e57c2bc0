"""Runs one kind of gateway: its store, its way to the platform, and what fills the store, until it is told to stop."""

import fcntl
import json
import logging
import signal
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from devices.gateways.config import Config
from devices.gateways.forwarder import Forwarder, now_ms
from devices.gateways.loading import BadConfig, secret
from devices.gateways.store import DAY_MS, Store

KINDS: Final = ("hj212", "modbus", "csv", "push")
#: fills the store until told to stop
Fill = Callable[[Config, Store, threading.Event], None]

log = logging.getLogger(__name__)


def run(config: Config, beside: Path, kind: str, fill: Fill, stop: threading.Event) -> None:
    """Forward what lies on the disk and let `fill` bring more; raise BadConfig where it cannot begin."""
    if getattr(config, kind) is None:
        raise BadConfig(f"the file has no table [{kind}]")
    word = secret(config, beside)
    ca_file = str(beside / config.platform.ca_file) if config.platform.ca_file else None
    with _alone(_place(config, beside, kind)) as path:
        try:
            store = Store(path, config.store.most_mb << 20)
        except sqlite3.DatabaseError as wrong:
            raise BadConfig(
                f"{path} cannot be read ({wrong}): move it away to begin anew, and keep it"
            ) from wrong
        forwarder = Forwarder(
            store, config.platform.url, config.platform.name, word,
            client_id=f"{config.platform.name}-{kind}", ca_file=ca_file,
        )  # fmt: skip
        sending = threading.Thread(target=forwarder.run, args=(stop,), name="forwarder")
        sending.start()
        try:
            fill(config, store, stop)
        finally:
            stop.set()
            sending.join(30)
            store.close()


def until_told() -> threading.Event:
    """Return what SIGTERM and SIGINT set."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def _place(config: Config, beside: Path, kind: str) -> Path:
    return beside / config.store.folder / f"{kind}.sqlite"


@contextmanager
def _alone(path: Path) -> Iterator[Path]:
    """Hold the store for this process; the kernel gives it back however the process ends."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.with_suffix(".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise BadConfig(f"{path}: another gateway is running on this store") from taken
        yield path


def standing(config: Config, beside: Path) -> dict[str, dict[str, Any]]:
    """Return how each kind of gateway that has a store stands; moments in RFC 3339."""
    found: dict[str, dict[str, Any]] = {}
    for kind in KINDS:
        path = _place(config, beside, kind)
        if path.is_file():
            store = Store(path, config.store.most_mb << 20)
            found[kind] = _standing(store)
            store.close()
    return found


def _standing(store: Store) -> dict[str, Any]:
    one, at = store.standing(), now_ms()
    word, since = store.words().get("platform", ("never connected", 0))
    return {
        "platform": word,
        "platform_since": _moment(since or None),
        "waiting": one.waiting,
        "oldest": _moment(one.oldest_ms),
        "megabytes": round(one.size / (1 << 20), 3),
        "most_megabytes": one.most_bytes >> 20,
        "lasts_days": _lasts(one.size, one.most_bytes, one.oldest_ms, at),
        "waiting_by_topic": store.waiting_by_topic(),
        **dict.fromkeys(("taken", "sent", "dropped"), 0),
        **store.counts(),
    }


def _lasts(size: int, most: int, oldest_ms: int | None, at: int) -> float | None:
    """Return for how many days the store holds what comes, at the pace of what waits; None for less than an hour."""
    if oldest_ms is None or at - oldest_ms < DAY_MS // 24:
        return None
    return round(most / size * (at - oldest_ms) / DAY_MS, 1)


def _moment(ms: int | None) -> str | None:
    return None if ms is None else datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="seconds")


def _shown(value: object) -> object:
    return json.dumps(value) if isinstance(value, dict) else "-" if value is None else value


def as_text(found: dict[str, dict[str, Any]]) -> str:
    """Write the standing for a person."""
    if not found:
        return "no gateway has run here yet"
    lines = []
    for kind, told in found.items():
        lines.append(kind)
        lines += [f"  {name:17} {_shown(value)}" for name, value in told.items()]
    return "\n".join(lines)
