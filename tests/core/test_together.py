"""Statements sent together: each as if it were sent by itself, and what is refused as it is refused elsewhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from inspect_app import create_app
from inspect_app.config import Settings
from inspect_app.core.db import db, opened, transaction
from inspect_app.core.refusals import is_gone
from inspect_app.core.together import Statement, together
from tests.conftest import ON_POSTGRES
from tests.servers import postgres

ADD = "INSERT INTO registry (id, version) VALUES (7, 40)"
ASK = Statement("SELECT id, version FROM registry WHERE id = 7")


@pytest.fixture
def mark(app: Flask) -> str:
    """Return how a value is marked in the words of this database."""
    return "%s" if ON_POSTGRES else "?"


def test_each_sees_what_was_done_before_it_and_answers_with_its_rows(app: Flask, mark: str) -> None:
    raised = Statement(f"UPDATE registry SET version = version + {mark} WHERE id = 7", (2,))
    with transaction():
        assert together() == []
        assert together(Statement(ADD), ASK, raised, ASK) == [[], [(7, 40)], [], [(7, 42)]]
        assert together(ASK) == [[(7, 42)]]
        db.session.rollback()
    assert together(ASK) == [[]]


def test_what_is_refused_is_said_as_elsewhere_and_nothing_after_it_is_done(app: Flask, mark: str) -> None:
    again = Statement(f"INSERT INTO registry (id, version) VALUES ({mark}, {mark})", (7, 138123456))
    with pytest.raises(IntegrityError) as refused, transaction():
        together(Statement(ADD), again, Statement("DELETE FROM registry"))
    assert "138123456" not in str(refused.value)
    assert not is_gone(refused.value)
    with transaction():
        together(Statement(ADD))  # the connection is as good as before
    assert together(ASK) == [[(7, 40)]]
    with transaction():
        together(Statement("DELETE FROM registry WHERE id = 7"))
    with pytest.raises(DBAPIError), transaction():
        together(Statement(ADD), Statement("SELECT nothing FROM nowhere"), ASK)
    assert together(ASK) == [[]]


def test_whoever_listens_hears_of_each(app: Flask, queries: list[str]) -> None:
    with transaction():
        queries.clear()
        together(Statement(ADD), ASK)
        db.session.rollback()
    assert queries[-2:] == [ADD, ASK.words]


@pytest.fixture
def served(shared: Path, worker_id: str, tmp_path: Path) -> Iterator[list[object]]:
    """In the context of a service on PostgreSQL; return the connections that are given up while the test runs."""
    with postgres(run=shared) as server, server.database(f"together_{worker_id}") as url:
        service = create_app(Settings(data_dir=str(tmp_path), database_url=url, secret_key="k" * 32))
        with opened(service):
            seen: list[object] = []
            event.listen(db.engine, "invalidate", lambda connection, *_: seen.append(connection))
            yield seen


def test_a_connection_that_the_server_ended_is_given_up_and_the_next_is_new(served: list[object]) -> None:
    pid = db.session.scalar(text("SELECT pg_backend_pid()"))
    with db.engine.connect() as other:
        other.execute(text("SELECT pg_terminate_backend(:pid, 10000)"), {"pid": pid})
    with pytest.raises(OperationalError) as gone:
        together(Statement("SELECT 1"), Statement("SELECT 2"))
    db.session.rollback()
    assert is_gone(gone.value)
    assert len(served) == 1
    assert together(Statement("SELECT 3")) == [[(3,)]]


def test_a_server_that_only_reads_any_more_is_left(served: list[object]) -> None:
    db.session.execute(text("SET TRANSACTION READ ONLY"))
    with pytest.raises(DBAPIError) as left:
        together(Statement("CREATE TABLE written (id int)"), Statement("SELECT 1"))
    assert is_gone(left.value)
    assert len(served) == 1
