"""A kept connection that the server has ended is noticed before it is used, and one in use is not asked each time."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from psycopg.pq import Format
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import OperationalError

from inspect_app.core import connections
from tests.servers import postgres


@pytest.fixture
def url(shared: Path, worker_id: str) -> Iterator[str]:
    with postgres(run=shared) as server, server.database(f"ping_{worker_id}") as url:
        yield url


def after_the_server_ended_it(engine: Engine, other: Engine) -> int:
    with engine.connect() as one, engine.connect() as two:
        pids = [each.execute(text("SELECT pg_backend_pid()")).scalar_one() for each in (one, two)]
    time.sleep(2 * connections._STILL)
    with other.connect() as admin:
        admin.execute(text("SELECT pg_terminate_backend(x, 10000) FROM unnest(:pids) x"), {"pids": pids})
    # Both, though only one was asked: the others are dropped with it.
    with engine.connect() as one, engine.connect() as two:
        return sum(each.execute(text("SELECT 1")).scalar_one() for each in (one, two))


def test_connections_the_server_ended_are_replaced_before_they_are_used(url: str) -> None:
    asked, unasked, other = (create_engine(url) for _ in range(3))
    connections.ping_when_still(asked)
    assert after_the_server_ended_it(asked, other) == 2
    with pytest.raises(OperationalError):
        after_the_server_ended_it(unasked, other)
    for each in (asked, unasked, other):
        each.dispose()


def test_one_in_use_is_asked_once_it_has_lain_still(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    engine, pings = create_engine(url), []
    connections.ping_when_still(engine)
    monkeypatch.setattr(engine.dialect, "do_ping", pings.append)
    monkeypatch.setattr(connections, "_STILL", 3600)
    for _ in range(5):
        engine.connect().close()
    assert not pings
    monkeypatch.setattr(connections, "_STILL", 0)
    for _ in range(5):
        engine.connect().close()
    assert len(pings) == 5
    engine.dispose()


def test_an_answer_comes_in_bytes_where_it_is_asked_for_and_is_the_same(url: str) -> None:
    engine, forms = create_engine(url), []
    connections.answer_in_bytes(engine)
    event.listen(engine, "after_cursor_execute", lambda _c, cursor, *_rest: forms.append(cursor.format))
    asked = "SELECT %s::bytea, 9007199254740993, 0.1::float8, NULL, true", (bytes(range(256)),)
    with engine.connect() as one:
        plain = one.exec_driver_sql(*asked).one()
        bytewise = one.exec_driver_sql(*asked, execution_options=connections.IN_BYTES).one()
        assert tuple(plain) == tuple(bytewise) == (bytes(range(256)), 2**53 + 1, 0.1, None, True)
        assert one.exec_driver_sql(*asked).one() == plain
    assert forms == [Format.TEXT, Format.BINARY, Format.TEXT]
    engine.dispose()
