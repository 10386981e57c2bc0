"""Sessions, credentials and keys that are no longer, or never were, good."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from inspect_app.core.db import db, transaction
from inspect_app.identity.models import Session
from inspect_app.identity.queries import fingerprint
from tests.cast import PASSWORD, Cast, secret_of
from tests.rows import all_rows

Clients = Callable[[str], FlaskClient]


def test_an_ended_or_expired_session_opens_nothing(cast: Cast, browser: Clients, caller: Clients) -> None:
    past = datetime(2020, 1, 1, tzinfo=UTC)
    for column in (Session.ended_at, Session.expires_at):
        for kind, client in (("token", caller("owner")), ("web", browser("owner"))):
            path = "/api/me"
            assert client.get(path).status_code == 200
            with transaction():
                mine = Session.secret == fingerprint(secret_of("owner", kind))
                db.session.execute(update(Session).where(mine).values({column: past}))
            assert client.get(path).status_code == 401
            with transaction():
                db.session.execute(
                    update(Session)
                    .where(mine)
                    .values(ended_at=None, expires_at=datetime(2099, 1, 1, tzinfo=UTC))
                )


def test_the_secret_of_one_kind_of_session_is_none_of_the_other(app: Flask) -> None:
    client = app.test_client()
    for secret in (secret_of("admin", "web"), "", " ", "\x7f", "x" * 10_000):
        assert client.get("/api/me", headers={"Authorization": f"Bearer {secret}"}).status_code == 401
    with client.session_transaction() as session:
        session["key"] = secret_of("admin", "token")
    assert client.get("/api/me").status_code == 401


@pytest.mark.parametrize(
    "value",
    [
        "Basic",
        "Basic !!!",
        "Basic AAAA",
        "Basic AHg6AA==",
        "Bearer",
        "Digest x",
        "Basic /////w==",
        "\xff",
        "Bearer \xff\xfe",
    ],
)
def test_odd_credentials_are_no_credentials(app: Flask, value: str) -> None:
    for path, expected in (("/api/me", {401, 400}), ("/projects", {302, 400})):
        reply = app.test_client().get(path, headers={"Authorization": value})
        assert reply.status_code in expected, (path, reply.text)
        assert app.test_client().post("/login", headers={"Authorization": value}).status_code in (400, 422)


def test_a_repeated_key_with_other_content_is_refused(cast: Cast, caller: Clients) -> None:
    body = {"project_id": cast.project().id, "title": "一"}
    headers = {"Idempotency-Key": "k-1"}
    first = caller("supervisor").post("/api/defects/", json=body, headers=headers)
    again = caller("supervisor").post("/api/defects/", json=body, headers=headers)
    other = caller("supervisor").post("/api/defects/", json={**body, "title": "二"}, headers=headers)
    foreign = caller("officer").post("/api/defects/", json={**body, "title": "二"}, headers=headers)
    assert (first.status_code, again.json["id"], other.status_code) == (201, first.json["id"], 409)
    assert foreign.status_code == 201
    assert (
        caller("supervisor")
        .post("/api/defects/", json=body, headers={"Idempotency-Key": "k" * 201})
        .status_code
        == 422
    )


def test_a_secret_told_once_is_kept_nowhere(cast: Cast, caller: Clients) -> None:
    path = f"/api/projects/{cast.project().id}/devices"
    headers = {"Idempotency-Key": "k-2"}
    told = [
        caller("supervisor").post(path, json={"name": "x-9", "kind": "dust"}, headers=headers).json["secret"]
    ]
    told.append(
        caller("")
        .post("/api/session", json={"account": "owner", "password": PASSWORD}, headers=headers)
        .json["token"]
    )
    kept = json.dumps(all_rows(), default=str)
    assert not [secret for secret in told if secret in kept]


def test_a_residents_phone_number_is_told_and_not_kept_with_the_reply(cast: Cast, caller: Clients) -> None:
    phone = "13812345678"
    body = {"site": "p17", "category": "roof_leak", "words": "顶楼漏水", "phone": phone}
    number = caller("").post("/api/complaints/", json=body).json["complaint"]["number"]
    path = f"/api/complaints/{caller('street').get(f'/api/complaints/{number}').json['id']}/phone"
    replies = [
        caller("street").post(path, json={"purpose": "ask"}, headers={"Idempotency-Key": "k-3"})
        for _each in range(2)
    ]
    assert [each.json for each in replies] == [{"phone": phone}] * 2
    assert phone not in json.dumps(all_rows()["repetitions"], default=str)
