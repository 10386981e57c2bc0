"""Inserting what may be there already: only what is new counts."""

from flask import Flask

from inspect_app.core.db import db, insert_ignore, transaction
from inspect_app.core.jobs import JobRun
from tests import make


def test_only_new_rows_are_counted(app: Flask) -> None:
    first, second = ({"job": name, "due_at": make.NOW, "ran_at": make.NOW} for name in ("a", "b"))
    with transaction():
        assert insert_ignore(JobRun) == 0
        assert insert_ignore(JobRun, first) == 1
        assert insert_ignore(JobRun, first) == 0
        assert insert_ignore(JobRun, first, second) == 1
    assert db.session.get(JobRun, ("b", make.NOW)) is not None
