"""Apps connected to an account: begun with the password, listed, ended, and ended with the account."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from inspect_app.core import digest
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.journal import Entry
from inspect_app.identity import actions, queries
from inspect_app.identity.models import AppLogIn, NonceUse
from inspect_app.identity.rules import CONFIRMING, KEEP_LOG_INS, MOST_APPS
from tests.cast import PASSWORD, Cast

KEY = "k" * 32


def begin(cast: Cast, who: str = "inspector", label: str = "手机") -> tuple[str, str]:
    """Return name and secret of a new app log-in."""
    with transaction():
        app, secret = actions.begin_app(
            getattr(cast, who), cast.person(who), label=label, password=PASSWORD, key=KEY, at=now()
        )
        return app.name, secret


def shows(name: str, secret: str) -> bool:
    with transaction():
        return actions.prove_plainly(name, secret, key=KEY, at=now()).actor is not None


def test_an_app_is_connected_with_a_secret_nothing_keeps(app: Flask, cast: Cast) -> None:
    name, secret = begin(cast)
    assert actions.is_app(name)
    assert not actions.is_app("p17_tab-1")
    assert len(secret) >= 43
    row = db.session.scalars(select(AppLogIn)).one()
    kept = " ".join(str(each) for each in (row.name, row.label, row.salt))
    assert secret not in kept
    assert digest.kept_of(name, secret) not in kept
    assert shows(name, secret)
    assert not shows(name, secret[:-1])
    assert not shows("app-000000000000", secret)
    with transaction():  # the database alone opens nothing: the installation's key is needed
        assert actions.prove_plainly(name, secret, key="j" * 32, at=now()).actor is None


def test_connecting_asks_for_the_password_and_counts_wrong_ones(app: Flask, cast: Cast) -> None:
    tries = []
    for _each in range(CONFIRMING.failures + 1):
        with pytest.raises(Problem) as refused, transaction():
            actions.begin_app(
                cast.inspector, cast.person("inspector"), label="x", password="no", key=KEY, at=now()
            )
        tries.append(refused.value.slug)
    assert tries == ["bad-input"] * CONFIRMING.failures + ["too-many-tries"]
    assert db.session.scalars(select(AppLogIn)).all() == []


def test_one_person_has_so_many_apps_and_no_more(app: Flask, cast: Cast) -> None:
    for _each in range(MOST_APPS):
        begin(cast)
    with pytest.raises(Problem) as refused:
        begin(cast)
    assert refused.value.slug == "conflict"
    begin(cast, "supervisor")


def test_an_app_is_listed_and_disconnected_on_the_own_account_alone(
    app: Flask, cast: Cast, browser: Any
) -> None:
    name, secret = begin(cast, label="<b>旧手机</b>")
    key = db.session.scalars(select(AppLogIn.id)).one()
    assert name not in browser("supervisor").get("/account").text
    for person, status in (("supervisor", 404), ("admin", 404), ("", 401)):
        assert browser(person).post(f"/account/apps/{key}/end").status_code == status
    assert shows(name, secret)
    page = browser("inspector").get("/account").text
    assert "&lt;b&gt;旧手机" in page
    assert name in page
    assert browser("inspector").post(f"/account/apps/{key}/end").status_code == 302
    db.session.rollback()
    assert not shows(name, secret)
    assert browser("inspector").post(f"/account/apps/{key}/end").status_code == 404
    verbs = db.session.execute(select(Entry.verb, Entry.actor_name).where(Entry.thing_id == key)).all()
    assert verbs == [("app-log-in.begin", "inspector"), ("app-log-in.end", "inspector")]


def test_a_new_password_and_a_closed_account_end_every_app(app: Flask, cast: Cast) -> None:
    inspector, supervisor = begin(cast), begin(cast, "supervisor")
    with transaction():
        actions.change_password(
            cast.supervisor, cast.person("supervisor"), old=PASSWORD, new="another horse 43", at=now()
        )
    assert (shows(*inspector), shows(*supervisor)) == (True, False)
    with transaction():
        actions.close_person(cast.admin, cast.person("inspector"), at=now())
    assert not shows(*inspector)
    with transaction():
        actions.reopen_person(cast.admin, cast.person("inspector"), at=now())
    assert not shows(*inspector)


def test_used_nonces_and_old_log_ins_are_forgotten_after_their_time(app: Flask, cast: Cast) -> None:
    begin(cast)
    with transaction():
        actions.end_app(
            cast.inspector, db.session.scalars(queries.app_log_ins(cast.inspector)).one(), at=now()
        )
        db.session.add(NonceUse(nonce="n", count=1, at=now() - digest.NONCE_LASTS * 2))
        db.session.add(NonceUse(nonce="m", count=1, at=now()))
    with transaction():
        actions.forget(at=now())
    assert db.session.scalars(select(NonceUse.nonce)).all() == ["m"]
    assert len(db.session.scalars(select(AppLogIn)).all()) == 1
    with transaction():
        actions.forget(at=now() + KEEP_LOG_INS * 1.1)
    assert db.session.scalars(select(AppLogIn)).all() == []
