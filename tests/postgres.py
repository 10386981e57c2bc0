"""One PostgreSQL server with its data in a temporary folder: start, stop, kill, and fresh databases in it."""

import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from tests.ports import free_port

SERVER_USER = "postgres"  # initdb refuses to work for root
PLACES = ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "opt/homebrew/opt/postgresql*/bin")
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
#: as deploy/patroni.yml has it for a machine of 8 GB
ROOMY = {
    "shared_buffers": "2GB",
    "max_wal_size": "16GB",
    "checkpoint_timeout": "15min",
    "wal_compression": "on",
}
COMMON = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "120",
    "shared_buffers": "64MB",
    "timezone": "UTC",
    "log_min_messages": "warning",
}


@dataclass(frozen=True, slots=True)
class Postgres:
    """One PostgreSQL with its data in a temporary folder and a port of its own."""

    folder: str
    port: int
    durable: bool
    roomy: bool = False

    def url(self, database: str = "postgres") -> str:
        """Return the SQLAlchemy address of one of its databases."""
        return f"postgresql+psycopg://{SERVER_USER}@127.0.0.1:{self.port}/{database}"

    def create(self, name: str, template: str = "template1") -> str:
        """Make a database, by copying `template`, and return its address."""
        self._run("CREATE DATABASE {} TEMPLATE {}", name, template)
        return self.url(name)

    def drop(self, name: str) -> None:
        """Remove a database and throw out whoever is connected to it."""
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    @contextmanager
    def database(self, name: str, template: str = "template1") -> Iterator[str]:
        """Yield the address of a fresh database that is gone afterwards: one for each test worker."""
        self.drop(name)
        try:
            yield self.create(name, template)
        finally:
            self.drop(name)

    def template(self, name: str, build: Callable[[str], None]) -> str:
        """Make sure that a template `name` exists, built once by `build(address)` for all workers; return its name."""
        with locked(Path(self.folder, "template.door")):
            if not self.has(name):
                self.drop(f"{name}_new")
                build(self.create(f"{name}_new"))
                self._run("ALTER DATABASE {} RENAME TO {}", f"{name}_new", name)
        return name

    def has(self, name: str) -> bool:
        """Is there a database of this name?"""
        with self._connect() as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
        return found is not None

    def start(self) -> None:
        """Start it and wait until it answers; after a kill this includes its recovery."""
        if self.pid() is None:
            # A killed server that nobody has reaped yet looks alive to PostgreSQL, which would refuse to start.
            Path(self.folder, "data", "postmaster.pid").unlink(missing_ok=True)
        kind = ({} if self.durable else HASTY) | (ROOMY if self.roomy else {})
        settings = COMMON | kind | {"port": str(self.port)}
        options = " ".join(f"-c {key}='{value}'" for key, value in settings.items())
        self._control("start", "-t", "60", "-l", f"{self.folder}/log", "-o", options)

    def stop(self, mode: str = "fast") -> None:
        """Stop it in an orderly way (`fast`), or without a checkpoint (`immediate`)."""
        if self.pid() is not None:
            self._control("stop", "-t", "60", "-m", mode)

    def restart(self) -> None:
        """Stop and start it on the same port with the same data."""
        self.stop()
        self.start()

    def kill(self) -> None:
        """Kill -9 it with all its processes and wait until they are gone; `start` brings it back."""
        pid = self.pid()
        if pid is None:
            return
        main = psutil.Process(pid)
        family = [main, *main.children(recursive=True)]
        for process in family:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGKILL)
        until(lambda: not any(alive(process.pid) for process in family), seconds=30)

    def pid(self) -> int | None:
        """Return the process id of the running server, or None."""
        try:
            pid = int(Path(self.folder, "data", "postmaster.pid").read_text(encoding="ascii").split()[0])
        except (FileNotFoundError, IndexError):
            return None
        return pid if alive(pid) else None

    def _control(self, verb: str, *arguments: str) -> None:
        _as_server_user(self.folder, "pg_ctl", verb, "-w", "-D", f"{self.folder}/data", *arguments)

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user=SERVER_USER, dbname="postgres", autocommit=True
        )

    def _run(self, statement: str, *names: str) -> None:
        with self._connect() as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def new_server(*, durable: bool, roomy: bool = False, folder: str = "") -> Postgres:
    """Make the data folder and start a server on it; who calls this stops it."""
    folder = folder or tempfile.mkdtemp(prefix="inspect-pg-")
    if os.geteuid() == 0:
        shutil.chown(folder, SERVER_USER)
    _as_server_user(
        folder, "initdb", "-D", f"{folder}/data", "-U", SERVER_USER, "-A", "trust", "-E", "UTF8",
        "--locale=C", "--no-sync",
    )  # fmt: skip
    for attempt in range(5):
        server = Postgres(folder=folder, port=free_port(), durable=durable, roomy=roomy)
        try:
            server.start()
        except RuntimeError:
            if (
                attempt == 4
            ):  # the port was taken four times between asking and using: something else is wrong
                shutil.rmtree(folder, ignore_errors=True)
                raise
        else:
            return server
    raise AssertionError


def _as_server_user(folder: str, program: str, *arguments: str) -> None:
    prefix = ["runuser", "-u", SERVER_USER, "--"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*prefix, binary(program), *arguments],
        cwd=folder, env=os.environ | {"LC_ALL": "C"}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        log = Path(folder, "log")
        tail = log.read_text(encoding="utf-8", errors="replace")[-2000:] if log.exists() else ""
        raise RuntimeError(f"{program} failed: {done.stdout}{tail}")


def binary(program: str) -> str:
    folders = [str(path) for place in PLACES for path in sorted(Path("/").glob(place), reverse=True)]
    found = shutil.which(program, path=os.pathsep.join([os.environ.get("PATH", ""), *folders]))
    if found is None:
        raise RuntimeError(f"{program} is not here: .ci/system-parts installs PostgreSQL")
    return found


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of a file: one process at a time."""
    with path.open("a") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        yield


def alive(pid: int) -> bool:
    """Does this process run? One that ended and waits to be reaped does not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def until(true: Callable[[], bool], *, seconds: float) -> None:
    """Wait for something to become true, at most so many seconds."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {seconds} s")
        time.sleep(0.02)
