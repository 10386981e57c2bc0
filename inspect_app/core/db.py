"""The database: session, column types, naming, and the only place that commits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, ColumnElement, DateTime, Dialect, Integer, MetaData, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapper
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.orm.interfaces import EXT_SKIP
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlalchemy.types import TypeDecorator

from inspect_app.core import later
from inspect_app.core.connections import answer_in_bytes, ping_when_still
from inspect_app.core.errors import Problem
from inspect_app.core.refusals import hide_values, leave_standbys

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
# SQLite gives an automatic key only to a column declared INTEGER.
BigKey = BigInteger().with_variant(Integer, "sqlite")
Done = TypeVar("Done")
_AFTER = "once committed"
_writing: ContextVar[bool] = ContextVar("writing", default=False)


class Base(DeclarativeBase):
    """The declarative root: every table's metadata with the house's constraint names."""

    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Base)

if TYPE_CHECKING:

    class Model(Base):
        """What every table inherits from."""

        __abstract__ = True
else:
    Model = db.Model


#: table -> the loading (`later.under_way`) that brought it
_brought: dict[Mapper[Any], int] = {}


@event.listens_for(Mapper, "instrument_class")
def _note(mapper: Mapper[Any], _class: type) -> None:
    _brought[mapper] = later.under_way()


@event.listens_for(Mapper, "before_mapper_configured", retval=True)
def _wait_for_the_rest(mapper: Mapper[Any], _class: type) -> object:
    # While one thread loads further rooms another may open an alarm, at which SQLAlchemy ties all tables it knows
    # to each other: one that is there before its neighbour would fail, and with it every table until a restart.
    elsewhere = later.elsewhere()
    return EXT_SKIP if elsewhere and _brought.get(mapper) == elsewhere else None


class UtcTime(TypeDecorator[datetime]):
    """A moment in UTC; a naive value is refused, for it means a different moment to each reader."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Refuse naive moments, store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive moment was given to the database")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Give back aware UTC (SQLite forgets the zone)."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Fen(TypeDecorator[int]):
    """Money as whole fen; anything that is not an int is refused."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: int | None, _dialect: Dialect) -> int | None:
        """Refuse floats and booleans."""
        if value is not None and type(value) is not int:
            raise ValueError("money is whole fen")
        return value


@contextmanager
def transaction() -> Iterator[None]:
    """Open the one writing transaction of a request, message or job; commit at the end or nothing at all."""
    db.session.rollback()  # ends the read snapshot, so that SQLite need not upgrade a stale one
    db.session.info.pop(_AFTER, None)
    token = _writing.set(True)
    try:
        yield
        db.session.commit()
        for work in db.session.info.pop(_AFTER, ()):
            work()
    except StaleDataError as stale:
        db.session.rollback()
        raise Problem("changed-meanwhile") from stale
    except Problem as problem:
        if problem.keep:
            db.session.commit()
        db.session.rollback()
        raise
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _writing.reset(token)


def once_committed(work: Callable[[], None]) -> None:
    """Do `work`, which must not fail, when the running transaction is committed; never when it is not."""
    db.session.info.setdefault(_AFTER, []).append(work)


def acted(work: Callable[[], Done]) -> Done:
    """Do `work` in one transaction; once more when a unique key says that another did the same at that moment.

    The second time it finds what the other stored, and answers as it answers any repetition.
    """
    try:
        with transaction():
            return work()
    except IntegrityError:
        with transaction():
            return work()


def insert_ignore(model: type[Base], *rows: dict[str, Any]) -> int:
    """Insert rows, passing over those whose key exists; return how many were new. Of many: `rows.put_rows`."""
    if not rows:
        return 0
    maker = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    # Counted by what comes back: the row count of such an insert is -1 on PostgreSQL.
    key = model.__mapper__.primary_key[0]
    statement = maker(model).values(list(rows)).on_conflict_do_nothing().returning(key)
    return len(db.session.execute(statement).all())


def refresh_statistics() -> None:
    """Let SQLite count again what its tables hold, so that it chooses the right index; PostgreSQL does by itself.

    A connection takes the figures up when it is opened.
    """
    if db.engine.dialect.name == "sqlite":
        db.session.execute(text("PRAGMA analysis_limit = 1000"))
        db.session.execute(text("ANALYZE"))


def setup(app: Flask, url: str) -> None:
    """Bind the database to the app."""
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = _options(url)
    db.init_app(app)
    with app.app_context():
        hide_values(db.engine)
        leave_standbys(db.engine)
        if db.engine.dialect.name == "sqlite":
            _tune_sqlite(db.engine)
        else:
            ping_when_still(db.engine)
            answer_in_bytes(db.engine)


@contextmanager
def opened(app: Flask) -> Iterator[None]:
    """Open the app's context for a command, and leave no connection open behind it."""
    with app.app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()


def _options(url: str) -> dict[str, Any]:
    # Values stay out of error messages, and so out of the logs: they may be passwords' hashes or phone numbers.
    if url.startswith("sqlite"):
        # A kept statement takes about 100 kB, and 500 may be kept: on the one machine a SQLite serves, too much.
        return {"hide_parameters": True, "connect_args": {"timeout": 15}, "query_cache_size": 100}
    return {
        "hide_parameters": True,
        "pool_size": 10,
        "max_overflow": 30,
        "pool_timeout": 10,
    }


def _tune_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        # FULL: with NORMAL a power cut takes acknowledged commits (0 of 500 kept when measured).
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=15000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


def holds(column: SQLCoreOperations[str], words: str) -> ColumnElement[bool]:
    """Return the condition that a text holds these words, capital letters or not."""
    # Folding the case of every row costs more than all the rest of the question; Chinese has none to fold.
    find = column.contains if words.lower() == words.upper() else column.icontains
    return find(words, autoescape=True)
