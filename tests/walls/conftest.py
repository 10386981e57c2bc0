"""The walls are tried on three sites full of rows, put back as they were before each test."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from inspect_app.core.db import db
from tests.rows import Kept
from tests.walls import fuzz
from tests.walls.town import Town, build


@dataclass
class Settled:
    """The app, the town's rows, and the town's marks."""

    app: Flask
    kept: Kept
    town: Town


@pytest.fixture(scope="session")
def settled(prepared: tuple[Flask, Kept]) -> Settled:
    """The town, built once for this worker."""
    app, cast_only = prepared
    with app.app_context():
        cast_only.put_back()
        town = build()
        db.session.rollback()
        kept = Kept()
        db.session.remove()
    return Settled(app, kept, town)


@pytest.fixture
def app(settled: Settled) -> Iterator[Flask]:
    """The app in its context, with the town in its tables."""
    with settled.app.app_context():
        settled.kept.put_back()
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
    return settled.kept.put_back


@pytest.fixture(scope="session")
def ground(settled: Settled) -> fuzz.Ground:
    """The town with a fourth site in the middle of its work, built once for this worker."""
    with settled.app.app_context():
        settled.kept.put_back()
        secret = fuzz.build()
        db.session.rollback()
        kept = Kept()
        db.session.remove()
    return fuzz.Ground(settled.app, kept, secret)


@pytest.fixture
def afresh(ground: fuzz.Ground, app: Flask) -> Callable[[], None]:
    """Put the tables back as the fuzzers begin with, again and again."""
    ground.kept.put_back()
    return ground.kept.put_back
