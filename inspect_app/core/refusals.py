"""What the database refused, said without the values it refused: they may be names and phone numbers."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine, ExceptionContext


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
