"""What the fault tests share: the whole program on a durable PostgreSQL, and how its records are counted."""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from tests import running
from tests.brokers import PATIENCE
from tests.faults import ledger
from tests.ports import free_port
from tests.postgres import Postgres
from tests.running import Program
from tests.servers import ROOT, postgres


@dataclass
class Town:
    """The running program with the demonstration's people, its database server, and chance that can be repeated."""

    up: Program
    server: Postgres
    url: str
    known: dict[str, Any]
    chance: random.Random

    def ask(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Read from the database."""
        with self.connect() as connection:
            return connection.execute(statement, values).fetchall()

    def connect(self) -> psycopg.Connection[tuple[Any, ...]]:
        """Return a connection of our own; what it locks stays locked until it is closed."""
        return psycopg.connect(self.url.replace("+psycopg", ""))

    def kill(self, word: str, *others: psutil.Process) -> None:
        """Kill -9 a part of the program, and others at once; wait until its parent has started it again."""
        part = self._part(word)
        assert part, f"{word} does not run"
        for each in (part, *others):
            with suppress(psutil.NoSuchProcess):  # a broker that hung for long was killed by its intake
                each.kill()
        wait_for(lambda: self._part(word) not in (None, part), f"{word} is started again")

    def _part(self, word: str) -> psutil.Process | None:
        for each in psutil.Process(self.up.process.pid).children():
            with suppress(psutil.NoSuchProcess):  # a zombie not yet taken leave of
                if each.cmdline()[-1:] == [word]:
                    return each
        return None

    def token(self, account: str) -> str:
        """Log one of the demonstration's people in."""
        return self.up.token(account, self.known["password"])


def wait_for(true: Callable[[], object], what: str, told: Callable[[], object] = str) -> float:
    """Wait for something to become true; return how long it took. In vain, `told` says what there was instead."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < PATIENCE, f"not within {PATIENCE} s: {what} {told()}"
        time.sleep(0.02)
    return time.monotonic() - began


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The whole program on PostgreSQL with fsync on, seeded with the demonstration's people and devices."""
    home = tmp_path_factory.mktemp("town")
    seed = int(os.environ.get("INSPECT_TEST_SEED") or random.randrange(10**6))
    print(f"seed {seed}")
    with (
        postgres(durable=True) as server,
        server.database("town") as url,
        running.program(
            home, "up", DATABASE_URL=url, LOG_LEVEL="warning", TABLET_PORT=str(free_port())
        ) as up,
    ):
        argv = [sys.executable, "-m", "inspect_app.cli", "demo-seed"]
        subprocess.run(argv, env=up.environ, check=True, capture_output=True)
        known = json.loads((home / "demo.json").read_text(encoding="utf-8"))
        yield Town(up, server, url, known, random.Random(seed))


@dataclass
class Client:
    """A running client with a ledger."""

    process: subprocess.Popen[bytes]
    path: Path

    def read(self) -> tuple[set[int], set[int]]:
        """Return the numbers sent and acknowledged so far."""
        return ledger.read(self.path)

    def told(self) -> str:
        """Say how far it has got, for a test that waits in vain."""
        sent, kept = self.read()
        return f"sent {len(sent)}, acknowledged {len(kept)}, ended with {self.process.poll()}"

    def finish(self, seconds: float = 300) -> tuple[set[int], set[int]]:
        """Wait for its end; return the numbers sent and acknowledged."""
        assert self.process.wait(seconds) == 0
        return self.read()


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Callable[..., Client]]:
    """`client("mqtt", payloads=…, rate=…, …)` starts a client with a ledger."""
    started: list[Client] = []

    def start(over: str, **spec: Any) -> Client:
        name = tmp_path / f"{over}-{len(started)}"
        name.with_suffix(".json").write_text(json.dumps({"over": over, "patience": 2 * PATIENCE, **spec}))
        files = [str(name.with_suffix(".json")), str(name.with_suffix(".ledger"))]
        process = subprocess.Popen([sys.executable, "-m", "tests.faults.ledger", *files], cwd=ROOT)
        started.append(Client(process, name.with_suffix(".ledger")))
        return started[-1]

    yield start
    for each in started:
        each.process.kill()
        each.process.wait()
