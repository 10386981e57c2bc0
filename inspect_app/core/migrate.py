"""Brings the tables to a known revision and back: alembic with our own folder of numbered migrations."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata, produce_migrations, render_python_code
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from inspect_app import folder
from inspect_app.core.db import Fen, UtcTime, db


def scripts() -> ScriptDirectory:
    """Return the migrations, oldest first by their number."""
    place = str(folder("migrations"))
    return ScriptDirectory(place, version_locations=[place], file_template="%%(rev)s")


def upgrade(target: str = "head") -> None:
    """Bring the database up to `target`; each migration is one transaction."""
    found = scripts()
    _run(found, lambda revision, _context: found._upgrade_revs(target, revision))  # noqa: SLF001 - alembic's own command does so


def downgrade(target: str) -> None:
    """Bring the database down to `target` ('base': no tables at all)."""
    found = scripts()
    _run(found, lambda revision, _context: found._downgrade_revs(target, revision))  # noqa: SLF001 - as above


def _run(found: ScriptDirectory, steps: Any) -> None:
    with (
        EnvironmentContext(Config(), found, fn=steps) as environment,
        _alone(),
        db.engine.connect() as connection,
    ):
        environment.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            transaction_per_migration=True,
        )
        with environment.begin_transaction():
            environment.run_migrations()


@contextmanager
def _alone() -> Iterator[None]:
    """Let two hosts that start together on one PostgreSQL migrate one after the other: the second finds it done."""
    if db.engine.dialect.name != "postgresql":
        yield
        return
    with db.engine.begin() as gate:
        gate.execute(text("SELECT pg_advisory_xact_lock(hashtext('inspect-app migrations'))"))
        yield


def drift() -> list[Any]:
    """Return what differs between the database and the tables declared in code (nothing, when all is well)."""
    with db.engine.connect() as connection:
        return list(compare_metadata(_compared(connection), db.metadata))


def _compared(connection: Connection, **options: Any) -> MigrationContext:
    """Return what a comparison starts from: the tables of the database, but not those that are a part of another."""
    parts = set[str | None]()
    if connection.dialect.name == "postgresql":
        parts.update(connection.scalars(text("SELECT relname FROM pg_class WHERE relispartition")))

    def told(name: str | None, kind: str, _parents: Any) -> bool:
        return kind != "table" or name not in parts

    return MigrationContext.configure(connection, opts={"include_name": told, **options})


def draft(name: str, tables: Collection[str] | None = None) -> Path:
    """Write the migration that brings the database to the declared tables (or these alone), to be read.

    It speaks plain SQLAlchemy: a migration must mean the same when our own types have changed.
    """

    def included(_thing: Any, table: str | None, kind: str, *_rest: Any) -> bool:
        return kind != "table" or tables is None or table in tables

    options = {"render_as_batch": True, "include_object": included, "render_item": _plain}
    with db.engine.connect() as connection:
        made = produce_migrations(_compared(connection, **options), db.metadata)
    text = _TEMPLATE.format(
        name=name,
        below=repr(scripts().get_current_head()),
        up=_code(made.upgrade_ops, options),
        down=_code(made.downgrade_ops, options),
    )
    path = folder("migrations") / f"{name}.py"
    path.write_text(text, encoding="utf-8")
    (folder("migrations") / "HEAD").write_text(f"{name}\n", encoding="utf-8")
    return path


def _code(steps: Any, options: dict[str, Any]) -> str:
    return str(render_python_code(steps, render_as_batch=True, render_item=options["render_item"]))


def _plain(kind: str, thing: Any, _context: Any) -> str | bool:
    if kind == "type" and isinstance(thing, UtcTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, Fen):
        return "sa.BigInteger()"
    return False


_TEMPLATE = '''"""{name}."""

import sqlalchemy as sa
from alembic import op

revision = "{name}"
down_revision = {below}


def upgrade() -> None:
    """Bring the tables up to this revision."""
    {up}


def downgrade() -> None:
    """Take them back."""
    {down}
'''
