"""The walls are tried on three sites full of rows, put back as they were before each test."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select

from inspect_app.core.db import db
from tests.walls import fuzz
from tests.walls.town import Town, build

Rows = dict[str, list[dict[str, object]]]


@dataclass
class Settled:
    """The app, its rows once the town is built, and the town's marks."""

    app: Flask
    rows: Rows
    town: Town


def put_back(rows: Rows) -> None:
    """Make the tables hold exactly these rows."""
    with db.engine.begin() as connection:
        for table in reversed(db.metadata.sorted_tables):
            connection.execute(table.delete())
        for table in db.metadata.sorted_tables:
            if rows[table.name]:
                connection.execute(insert(table), rows[table.name])


def all_rows() -> Rows:
    """Return every row of every table."""
    with db.engine.connect() as connection:
        return {
            table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in db.metadata.sorted_tables
        }


@pytest.fixture(scope="session")
def settled(prepared: tuple[Flask, Rows]) -> Settled:
    """The town, built once for this worker."""
    app, cast_only = prepared
    with app.app_context():
        put_back(cast_only)
        town = build()
        db.session.rollback()
        rows = all_rows()
        db.session.remove()
    return Settled(app, rows, town)


@pytest.fixture
def app(settled: Settled) -> Iterator[Flask]:
    """The app in its context, with the town in its tables."""
    with settled.app.app_context():
        put_back(settled.rows)
        yield settled.app
        db.session.rollback()
        db.session.remove()


@pytest.fixture
def town(settled: Settled) -> Town:
    """The marks written in the town."""
    return settled.town


@pytest.fixture
def again(settled: Settled) -> Callable[[], Any]:
    """Put the tables back as they were, within a test."""
    return lambda: put_back(settled.rows)


@pytest.fixture(scope="session")
def ground(settled: Settled) -> fuzz.Ground:
    """The town with a fourth site in the middle of its work, built once for this worker."""
    with settled.app.app_context():
        put_back(settled.rows)
        secret = fuzz.build()
        db.session.rollback()
        rows = all_rows()
        db.session.remove()
    return fuzz.Ground(settled.app, rows, secret)


@pytest.fixture
def afresh(ground: fuzz.Ground, app: Flask) -> Callable[[], None]:
    """Put the tables back as the fuzzers begin with, again and again."""
    put_back(ground.rows)
    return lambda: put_back(ground.rows)
