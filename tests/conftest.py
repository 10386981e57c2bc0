"""Fixtures of all tests: the app on SQLite or PostgreSQL, the cast, and clients logged in as its people."""

import contextvars
import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from hypothesis import settings
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import event
from sqlalchemy.util import LRUCache

from inspect_app import create_app
from inspect_app.config import Settings
from inspect_app.core import migrate
from inspect_app.core.db import db
from tests import cast as casting
from tests.cast import Cast
from tests.chromium import chromium, playwright_of  # noqa: F401 -- fixtures for all
from tests.rows import Kept
from tests.servers import postgres

# The same examples in each run, and no stopwatch on any of them: a busy machine is no fault of ours.
settings.load_profile("ci")
ON_POSTGRES = os.environ.get("INSPECT_TEST_DATABASE") == "postgresql"


def pytest_collection_modifyitems(config: pytest.Config, items: list[Any]) -> None:
    """Leave to the run on SQLite what asks no database: it would say the same again on PostgreSQL."""
    _found_by_the_gate(items)
    if not ON_POSTGRES:
        return
    asks = [each for each in items if _asks_database(each)]
    config.hook.pytest_deselected(items=[each for each in items if not _asks_database(each)])
    items[:] = asks


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Name a case by its argument, not by its bytes: they may hold a moment, and workers must find the same names."""
    return argname if isinstance(val, bytes) else None


def pytest_collection_finish(session: pytest.Session) -> None:
    """Let the collector of garbage pass over what stays until the end: all that was loaded so far."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _found_by_the_gate(items: list[Any]) -> None:
    """Refuse a proof whose file does not spell its mark: the gate looks for the word before it loads any file."""
    words = {f"mark.{name}" for name in ("fault", "e2e", "slow")}
    proofs = {item.path for item in items if any(item.get_closest_marker(each[5:]) for each in words)}
    lost = [
        str(path) for path in proofs if not any(each in path.read_text(encoding="utf-8") for each in words)
    ]
    if lost:
        raise pytest.UsageError(f"the gate would not find the proofs of {', '.join(sorted(lost))}")


def _asks_database(item: Any) -> bool:
    if item.get_closest_marker("any_database"):
        return False
    return "database_url" in item.fixturenames or hasattr(item.module, "ON_POSTGRES")


class Client(FlaskClient):
    """A client whose requests get an app context and a database session of their own, as in the server."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Send the request; afterwards the test's own session reads what is stored now."""
        kwargs.setdefault("buffered", True)
        reply = contextvars.Context().run(super().open, *args, **kwargs)
        if has_app_context():  # not within a redirect that is followed: the outer call does it
            db.session.rollback()
        return reply


@pytest.fixture(scope="session")
def scratch() -> Iterator[Path]:
    """A folder for this worker's data, in memory where the system has it."""
    memory = Path("/dev/shm")
    place = tempfile.mkdtemp(prefix="inspect-", dir=memory if os.access(memory, os.W_OK) else None)
    yield Path(place)
    shutil.rmtree(place, ignore_errors=True)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder of this run, for all its workers."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if worker_id != "master" else base


@pytest.fixture(scope="session")
def database_url(scratch: Path, shared: Path, worker_id: str) -> Iterator[str]:
    """An empty database of this worker's own."""
    if not ON_POSTGRES:
        yield f"sqlite:///{scratch / 'test.db'}"
        return
    with postgres(run=shared) as server, server.database(f"inspect_{worker_id}") as url:
        yield url


@pytest.fixture(scope="session")
def prepared(database_url: str, scratch: Path, shared: Path) -> Iterator[tuple[Flask, Kept]]:
    """The app with its tables and the cast in them, and a copy of those rows."""
    app = create_app(Settings(data_dir=str(scratch / "data"), database_url=database_url, secret_key="k" * 32))
    app.test_client_class = Client
    app.config.update(TESTING=False, WTF_CSRF_ENABLED=False)
    # What no test asks about is done once: a worker goes every way there is, and what is sent to the database there
    # would not fit into the little that the service keeps; templates are compiled by one worker for both.
    (shared / "templates").mkdir(exist_ok=True)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(shared / "templates"))
    with app.app_context():
        db.engine.update_execution_options(compiled_cache=LRUCache(2000))
        migrate.upgrade()
    casting.settle(app)
    with app.app_context():
        kept = Kept()
    yield app, kept
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def app(prepared: tuple[Flask, Kept]) -> Iterator[Flask]:
    """The app in its context, with nothing but the cast in the database."""
    app, kept = prepared
    with app.app_context():
        kept.put_back()
        yield app
        db.session.rollback()
        db.session.remove()


@pytest.fixture
def cast(app: Flask) -> Cast:
    """The people of the cast as actors."""
    return Cast()


@pytest.fixture
def browser(app: Flask) -> Callable[[str], FlaskClient]:
    """`browser("supervisor")`: a client with that person's web session ("" for nobody)."""

    def as_person(name: str = "") -> FlaskClient:
        client = app.test_client()
        if name:
            with client.session_transaction() as session:
                session["key"] = casting.secret_of(name, "web")
        return client

    return as_person


@pytest.fixture
def caller(app: Flask) -> Callable[[str], FlaskClient]:
    """`caller("supervisor")`: an API client with that person's token ("" for nobody)."""

    def as_person(name: str = "") -> FlaskClient:
        client = app.test_client()
        if name:
            client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {casting.secret_of(name, 'token')}"
        return client

    return as_person


@pytest.fixture
def queries(app: Flask) -> Iterator[list[str]]:
    """Every SQL statement sent while the test runs; `queries.clear()` starts counting afresh."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)
