"""Migrations: one line of them, up and down with data in the tables, on the database of this run."""

from pathlib import Path

import pytest
from sqlalchemy import func, inspect, select, table

from inspect_app import create_app, folder
from inspect_app.config import Settings
from inspect_app.core import migrate, revision
from inspect_app.core.db import db
from tests import cast
from tests.conftest import ON_POSTGRES
from tests.servers import postgres

FILES = sorted(path.stem for path in folder("migrations").glob("[0-9]*.py"))


@pytest.fixture
def empty(tmp_path, tmp_path_factory, worker_id):
    """The app on an empty database of its own."""
    if not ON_POSTGRES:
        yield from _app(tmp_path, f"sqlite:///{tmp_path / 'empty.db'}")
        return
    base = tmp_path_factory.getbasetemp()
    run = base.parent if worker_id != "master" else base
    with postgres(run=run) as server, server.database(f"empty_{worker_id}") as url:
        yield from _app(tmp_path, url)


def _app(home, url):
    app = create_app(Settings(data_dir=str(home / "data"), database_url=url, secret_key="k" * 32))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def counts() -> dict[str, int]:
    names = set(inspect(db.engine).get_table_names()) - {"alembic_version"}
    found = {name: db.session.scalar(select(func.count()).select_from(table(name))) for name in names}
    db.session.rollback()
    return found


def test_the_migrations_are_one_numbered_line_and_head_names_the_newest():
    line = [each.revision for each in reversed(list(migrate.scripts().walk_revisions()))]
    assert line == FILES
    assert [name[:4] for name in FILES] == [f"{number:04d}" for number in range(1, len(FILES) + 1)]
    assert Path(folder("migrations") / "HEAD").read_text(encoding="utf-8").strip() == FILES[-1]


def test_the_migrated_database_is_the_one_the_code_declares(empty):
    assert revision.current() == "base"
    migrate.upgrade()
    assert revision.current() == revision.head() == FILES[-1]
    assert migrate.drift() == []


def checks() -> dict[tuple[str, str | None], str]:
    found = inspect(db.engine).get_multi_check_constraints()
    return {
        (name, each["name"]): " ".join(each["sqltext"].split())
        for (_schema, name), held in found.items()
        for each in held
    }


def test_the_checks_of_the_migrated_database_are_those_the_code_declares(empty):
    db.metadata.create_all(db.engine)
    declared = checks()
    db.metadata.drop_all(db.engine)
    migrate.upgrade()
    assert len(declared) > 50
    assert checks() == declared


def test_down_and_up_again_step_by_step_keeps_the_rows_of_the_other_tables(empty):
    migrate.upgrade()
    cast.settle(empty)
    before = counts()
    assert before["journal"] > 20
    assert before["elements"] == 8
    for target in [*reversed(FILES[:-1]), "base"]:
        migrate.downgrade(target)
        left = counts()
        assert left == {name: before[name] for name in left}
        assert revision.current() == target
    assert counts() == {}
    for target in FILES:
        migrate.upgrade(target)
        assert revision.current() == target
    assert migrate.drift() == []


def test_upgrading_twice_changes_nothing(empty):
    migrate.upgrade()
    cast.settle(empty)
    before = counts()
    migrate.upgrade()
    assert counts() == before
