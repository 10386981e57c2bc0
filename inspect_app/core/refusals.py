"""What the database refused, said without the values it refused: they may be names and phone numbers."""

from typing import Any

from sqlalchemy import event, exc
from sqlalchemy.engine import Connection, Engine, ExceptionContext

# PEP 249's names for a database that cannot be reached or does not work, whoever raises them: SQLAlchemy, or the
# driver where it is used directly.
_GONE = {"OperationalError", "InterfaceError"}
# https://www.postgresql.org/docs/current/errcodes-appendix.html: read_only_sql_transaction
_READ_ONLY = "25006"


def hide_values(engine: Engine) -> None:
    """Make every error of this engine speak of tables and constraints only, wherever it is written down.

    PostgreSQL puts the row into its DETAIL and the value into messages of class 22; `hide_parameters` keeps
    neither out. SQLite names the constraint or the columns and nothing else.
    """

    @event.listens_for(engine, "handle_error")
    def spoken(context: ExceptionContext) -> None:
        words = named(context.original_exception)
        if words is None:
            return
        context.original_exception.args = (words,)
        if context.sqlalchemy_exception is not None:
            context.sqlalchemy_exception.args = (words,)


def leave_standbys(engine: Engine) -> None:
    """Drop a connection whose server only reads: it led and has become a standby, and the next one finds who leads."""

    @event.listens_for(engine, "handle_error")
    def failed(context: ExceptionContext) -> None:
        if _only_reads(context.original_exception):
            context.is_disconnect = True


def refused(connection: Connection, error: Exception) -> Exception:
    """Return what the driver, used directly, refused as SQLAlchemy says it: without values, its connection dropped if gone."""
    dialect: Any = connection.dialect
    if not isinstance(error, dialect.dbapi.Error):
        return error
    gone = _only_reads(error) or dialect.is_disconnect(error, connection.connection.driver_connection, None)
    if words := named(error):
        error.args = (words,)
    if gone:
        connection.invalidate(error)
    base = dialect.dbapi.Error
    said: Exception = exc.DBAPIError.instance(
        None, None, error, base, hide_parameters=True, connection_invalidated=gone, dialect=dialect
    )
    return said


def _only_reads(error: BaseException) -> bool:
    return getattr(error, "sqlstate", None) == _READ_ONLY


def is_gone(error: BaseException) -> bool:
    """Say whether an error means that the database is gone or full or gave no connection, and not that it refused something."""
    if isinstance(error, exc.TimeoutError) or (
        isinstance(error, exc.DBAPIError) and error.connection_invalidated
    ):
        return True
    return any(kind.__name__ in _GONE for kind in type(error).__mro__)


def named(error: BaseException | None) -> str | None:
    """Return the error with table, column and constraint; None where its own words hold no value."""
    diagnosis: Any = getattr(error, "diag", None)
    state = getattr(diagnosis, "sqlstate", None)
    if state is None:
        return None
    about = ("table", "column", "constraint", "datatype")
    where = [f"{name} {value}" for name in about if (value := getattr(diagnosis, f"{name}_name"))]
    # Class 22: the value itself stands in the first sentence.
    said = [] if state.startswith("22") else [diagnosis.message_primary or ""]
    return " · ".join([f"{type(error).__name__} {state}", *where, *said])
