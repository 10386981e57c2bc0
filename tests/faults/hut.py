"""The whole program as a small site runs it: SQLite and the embedded broker, on a disk of its own that can be full."""

import json
import os
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil

from inspect_app import create_app
from inspect_app.config import Settings
from inspect_app.core import migrate
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.readings import actions
from tests import cast as casting
from tests import running
from tests.brokers import PATIENCE
from tests.faults.conftest import wait_for
from tests.ports import free_port
from tests.running import Program

NAME, SITE = "dust-01", "p17"
_VALUES = """SELECT r.at_ms, r.value FROM readings r JOIN channels c ON c.id = r.channel_id
             WHERE c.quantity = 'pm25' AND r.at_ms >= ? AND r.at_ms < ?"""


@dataclass
class Hut:
    """The running program, its folder, and the secret of its one device."""

    home: Path
    secret: str
    mqtt_port: int
    up: Program = field(init=False)

    def ask(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Read from the database, whoever else writes it."""
        with sqlite3.connect(
            f"file:{self.home}/inspect.db?mode=ro", uri=True, timeout=PATIENCE
        ) as connection:
            found = connection.execute(statement, values).fetchall()
        connection.close()
        return found

    def stored(self, begin: int, count: int) -> dict[int, float]:
        """Return the readings of these messages that are stored, by number."""
        return {at - begin: value for at, value in self.ask(_VALUES, begin, begin + count)}

    def device(self, payloads: list[str], rate: float, patience: float = 2 * PATIENCE) -> dict[str, Any]:
        """Return what a client needs to speak as the device."""
        known = {"username": f"{SITE}_{NAME}", "secret": self.secret, "port": self.mqtt_port}
        topic = f"site/{SITE}/device/{NAME}/telemetry"
        return {**known, "topic": topic, "payloads": payloads, "rate": rate, "patience": patience}

    def part(self, word: str) -> psutil.Process:
        """Return a process below the tree by the last word of its command line, or by its name."""
        return next(each for each in self.up.children() if word in (each.name(), _last(each)))

    def kill(self, word: str) -> None:
        """Kill -9 a part and wait until another is there."""
        wait_for(lambda: self._other(word, 0), f"{word} runs")
        part = self.part(word)
        part.kill()
        wait_for(lambda: self._other(word, part.pid), f"{word} is started again")

    def _other(self, word: str, pid: int) -> bool:
        try:
            return self.part(word).pid != pid
        except (StopIteration, psutil.NoSuchProcess):
            return False

    def is_sound(self) -> bool:
        """Say whether SQLite finds nothing wrong with its file."""
        return self.ask("PRAGMA integrity_check") == [("ok",)]


def _last(process: psutil.Process) -> str:
    try:
        return (process.cmdline() or [""])[-1]
    except psutil.Error:
        return ""


def readings(count: int) -> tuple[int, list[str]]:
    """Return the first moment and `count` messages of one value each: number n, n ms later."""
    begin = int((now() - timedelta(hours=1)).timestamp() * 1000)
    return begin, [json.dumps({"at": begin + n, "values": {"pm25": n % 50}}) for n in range(count)]


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """Mount a disk of that size in memory; only root may, so a build machine runs these as root."""
    place = Path(tempfile.mkdtemp(prefix="inspect-disk-"))
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0700", "tmpfs", str(place)]
    done = subprocess.run(mount, check=False, capture_output=True, text=True)
    assert done.returncode == 0, f"a disk that can be full is mounted by root: {done.stderr}"
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)
        place.rmdir()


def furnish(home: Path, database: str = "") -> str:
    """Make a database with the cast and one device in it; return the device's secret."""
    app = create_app(Settings(data_dir=str(home), database_url=database), web=False, clock=False)
    with app.app_context():
        migrate.upgrade()
    casting.settle(app)
    with app.app_context():
        project = casting.Cast().project(SITE)
        with transaction():
            made = actions.register_device(SYSTEM, project=project, name=NAME, kind="dust", at=now())
        db.session.remove()
        db.engine.dispose()
    return made[1]


@contextmanager
def inhabited(home: Path) -> Iterator[tuple[Hut, ExitStack]]:
    """Yield the running program, and what ends it: closed early, it may be started again on the same data."""
    hut = Hut(home, furnish(home), free_port())
    with ExitStack() as ends:
        start(hut, ends)
        yield hut, ends


def start(hut: Hut, ends: ExitStack) -> None:
    """Start the program on the data it has, at the same address for devices."""
    # Synced before it is acknowledged, as it comes out of the box.
    settings = {"MQTT_PORT": str(hut.mqtt_port), "LOG_LEVEL": "warning", "BROKER_SYNC": "always"}
    hut.up = ends.enter_context(running.program(hut.home, "up", **settings))


@contextmanager
def full(home: Path) -> Iterator[None]:
    """Fill the disk to its last byte, and give the room back in the end."""
    ballast = home / "ballast"
    with ballast.open("wb", buffering=0) as file:
        while True:
            try:
                file.write(bytes(1 << 16))
            except OSError:
                break
        os.fsync(file.fileno())
    time.sleep(0.05)
    try:
        yield
    finally:
        ballast.unlink()
