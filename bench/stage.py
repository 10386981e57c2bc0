"""What is measured, set up for it: databases with people and devices in them, and the project's own processes."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from flask import Flask
from sqlalchemy import select, text

from bench.wires import LogIn
from devices import topics
from inspect_app import create_app
from inspect_app.config import Settings
from inspect_app.core import migrate
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.projects.models import Project
from inspect_app.readings.actions import register_device
from inspect_app.readings.queries import username
from tests import cast
from tests.servers import postgres

ROOT = Path(__file__).resolve().parent.parent
SITE = "p17"
KEY = "k" * 32


class NotHere(RuntimeError):
    """Something that cannot be measured on this machine or with this version, and why."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A database with the cast and some devices in it, its server, and the folder of the service that uses it."""

    app: Flask
    url: str
    home: Path
    devices: tuple[LogIn, ...]
    server: psutil.Process | None = None

    def ask(self, statement: str, **values: object) -> int:
        """Return the one number that a question to the database gives."""
        with self.app.app_context(), db.engine.connect() as connection:
            return int(connection.execute(text(statement), values).scalar() or 0)


@contextmanager
def scratch() -> Iterator[Path]:
    """Yield a folder that is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="inspect-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def on_sqlite(devices: int = 0) -> Iterator[Stage]:
    """Yield a furnished SQLite database on disk."""
    with scratch() as home:
        yield from _furnished(f"sqlite:///{home / 'inspect.db'}", home, devices, None)


@contextmanager
def on_postgres(devices: int = 0) -> Iterator[Stage]:
    """Yield a furnished database of a PostgreSQL that keeps what it has committed."""
    if shutil.which("pg_ctl") is None and not list(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")):
        raise NotHere("PostgreSQL is not installed")
    with scratch() as home, postgres(durable=True, roomy=True) as server, server.database("bench") as url:
        yield from _furnished(url, home, devices, server.pid())


def _furnished(url: str, home: Path, devices: int, server: int | None) -> Iterator[Stage]:
    app = create_app(Settings(data_dir=str(home), database_url=url, secret_key=KEY, log_level="error"))
    with app.app_context():
        migrate.upgrade()
        db.create_all()  # what is declared but not yet in a migration
    cast.settle(app)
    try:
        process = psutil.Process(server) if server else None
        yield Stage(app, url, home, tuple(_register(app, devices)), process)
    finally:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def _register(app: Flask, many: int) -> Iterator[LogIn]:
    with app.app_context(), transaction():
        project = db.session.scalars(select(Project).where(Project.site == SITE)).one()
        for number in range(many):
            name = f"dust-{number:04}"
            _, secret = register_device(SYSTEM, project=project, name=name, kind="dust", at=now())
            yield LogIn(username(SITE, name), secret, topics.build(SITE, name))


@contextmanager
def running(word: str, stage: Stage, **settings: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Run one of the project's own processes on this stage; it is stopped afterwards as its tree stops it."""
    given = {"DATA_DIR": str(stage.home), "DATABASE_URL": stage.url, "SECRET_KEY": KEY, **settings}
    environ = {name: value for name, value in os.environ.items() if not name.startswith("INSPECT_")}
    environ |= {f"INSPECT_{name}": value for name, value in given.items()}
    with (stage.home / f"{word}.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "inspect_app.cli", word],
            cwd=ROOT, env=environ, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def last_words(stage: Stage, word: str) -> str:
    """Return the end of what a process of the stage said."""
    return (stage.home / f"{word}.log").read_text(errors="replace")[-800:]
