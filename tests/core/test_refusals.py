"""What the database refuses reaches no log with its values, and is told from a database that is gone."""

import sqlite3
import traceback

import psycopg
import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from inspect_app.core.db import db, transaction
from inspect_app.core.refusals import is_gone
from inspect_app.identity.models import Person
from tests.cast import Cast

PHONE, NAME, KIND = "13812345678", "王小明", "nonsense"


def _written(error: BaseException) -> str:
    return "".join(traceback.format_exception(error)) + str(getattr(error, "orig", ""))


def test_a_broken_unique_key_names_itself_and_not_the_value(
    app: Flask, cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    with app.test_request_context("/api/people"):
        person = cast.person("contractor_a")
        account, since = person.account, person.created_at
        with pytest.raises(IntegrityError) as caught, transaction():
            db.session.add(Person(account=account, name=NAME, phone=PHONE, password="x", created_at=since))
        reply = app.make_response(app.handle_user_exception(caught.value))
    logged = capsys.readouterr().out
    said = _written(caught.value) + logged
    assert reply.status_code == 409
    assert "refused by the database" in logged
    assert "account" in said
    assert NAME not in said
    assert PHONE not in said
    assert account not in said


def test_a_broken_check_names_itself_and_not_the_row(app: Flask, cast: Cast) -> None:
    party = cast.party("property")
    with pytest.raises(IntegrityError) as caught, transaction():
        party.name, party.phone, party.kind = NAME, PHONE, KIND
    said = _written(caught.value)
    assert "ck_parties_kind" in said
    assert NAME not in said
    assert PHONE not in said
    assert KIND not in said


def test_a_value_of_the_wrong_kind_is_not_repeated(app: Flask) -> None:
    if db.engine.dialect.name == "sqlite":
        statement, error = "SELECT abs(-9223372036854775808)", "overflow"
    else:
        statement, error = f"SELECT CAST('{PHONE}' AS integer)", "22003"
    with pytest.raises(DBAPIError) as caught:
        db.session.execute(text(statement))
    assert error in str(caught.value.orig)
    assert PHONE not in str(caught.value.orig)
    db.session.rollback()


@pytest.mark.parametrize(
    ("error", "gone"),
    [
        (OperationalError("INSERT", {}, Exception("server closed the connection")), True),
        (sqlite3.OperationalError("database or disk is full"), True),  # SQLite's driver, used directly
        (
            psycopg.errors.AdminShutdown("terminating connection"),
            True,
        ),  # PostgreSQL's, in the middle of a COPY
        (PoolTimeout("QueuePool limit of size 10 overflow 30 reached"), True),
        (IntegrityError("INSERT", {}, Exception("duplicate key")), False),
        (psycopg.errors.NumericValueOutOfRange("out of range"), False),
        (ValueError("a naive moment"), False),
        (TimeoutError("a camera did not answer"), False),
    ],
)
def test_a_database_that_is_gone_is_told_from_one_that_refuses(
    app: Flask, error: Exception, gone: bool
) -> None:
    assert is_gone(error) is gone
    with app.test_request_context("/api/people"):
        reply = app.make_response(app.handle_user_exception(error))
    assert (reply.status_code == 503) is gone
    assert reply.headers.get("Retry-After") == ("5" if gone else None)
