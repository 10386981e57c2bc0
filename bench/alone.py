"""The database alone: the same rows into the same table with its key, as fast as the driver can bring them."""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import psycopg
from sqlalchemy import select
from sqlalchemy.engine import make_url

from bench.stage import Stage
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.readings.actions.store import make_channel
from inspect_app.readings.models import Device

BATCH = 2000  # the most that intake commits together
BEGIN_MS = 1_000_000_000_000
COLUMNS = "channel_id, at_ms, value, flag, received_ms"
Row = tuple[int, int, float, str, int]


def rows(stage: Stage, many: int, number: int) -> float:
    """Write `many` rows that are not there yet, a commit for each batch; return rows a second."""
    channels = _channels(stage)
    batches = list(_batches(channels, many, BEGIN_MS + number * 10_000_000))
    begun = time.monotonic()
    if stage.url.startswith("sqlite"):
        _executemany(stage, batches)
    else:
        _copy(stage, batches)
    return many / (time.monotonic() - begun)


def _channels(stage: Stage) -> list[int]:
    # A quantity the devices do not send: its rows and those of intake never meet.
    with stage.app.app_context(), transaction():
        devices = db.session.scalars(select(Device.id).order_by(Device.name)).all()
        return [make_channel(each, "battery", now()) for each in devices]


def _batches(channels: Sequence[int], many: int, begin: int) -> Iterator[list[Row]]:
    listed = [
        (channels[n % len(channels)], begin + n // len(channels), 52.3, "N", begin) for n in range(many)
    ]
    for start in range(0, many, BATCH):
        yield listed[start : start + BATCH]


def _copy(stage: Stage, batches: Sequence[Sequence[Row]]) -> None:
    address = make_url(stage.url)
    place = {"host": address.host, "port": address.port, "user": address.username, "dbname": address.database}
    with psycopg.connect(**place) as connection:
        for batch in batches:
            lines = [f"{a}\t{b}\t{c!r}\t{d}\t{e}\n" for a, b, c, d, e in batch]
            with connection.cursor().copy(f"COPY readings ({COLUMNS}) FROM STDIN") as copy:
                copy.write("".join(lines))
            connection.commit()


def _executemany(stage: Stage, batches: Sequence[Sequence[Row]]) -> None:
    connection = sqlite3.connect(Path(str(make_url(stage.url).database)), isolation_level=None, timeout=15)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    for batch in batches:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(f"INSERT INTO readings ({COLUMNS}) VALUES (?, ?, ?, ?, ?)", batch)
        connection.execute("COMMIT")
    connection.close()
