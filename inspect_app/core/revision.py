"""Which migration the database stands at and which is the newest, asked without loading what migrates."""

from sqlalchemy import inspect, text

from inspect_app import folder
from inspect_app.core.db import db

_BASE = "base"
_TABLE = "alembic_version"


def head() -> str:
    """Return the name of the newest migration."""
    return (folder("migrations") / "HEAD").read_text(encoding="utf-8").strip()


def current() -> str:
    """Return the migration the database stands at ('base' for an empty one)."""
    with db.engine.connect() as connection:
        if not inspect(connection).has_table(_TABLE):
            return _BASE
        found = connection.execute(text(f"SELECT version_num FROM {_TABLE}")).scalar()  # noqa: S608 -- a constant
        return str(found or _BASE)
