"""Guessing at a log-in: it is slowed wherever it comes from, and shuts nobody else out."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.identity.models import Failure, Session
from inspect_app.identity.rules import (
    CONFIRMING,
    KNOWN_FOR,
    LOG_IN_BY_ACCOUNT,
    LOG_IN_BY_ADDRESS,
    LOG_IN_HERE,
    LOG_IN_HERE_DAILY,
)
from tests.cast import PASSWORD, Cast, secret_of

Clients = Callable[[str], FlaskClient]
HOME, AWAY, STRANGER = "198.51.100.1", "198.51.100.2", "203.0.113.9"


def come(client: FlaskClient, account: str, password: str, address: str, **more: Any) -> int:
    """Try to log in on the page; return the status."""
    given = {"account": account, "password": password, **more}
    return client.post("/login", data=given, environ_overrides={"REMOTE_ADDR": address}).status_code


def call(client: FlaskClient, account: str, password: str, address: str) -> int:
    """Ask for a token; return the status."""
    given = {"account": account, "password": password}
    return client.post("/api/session", json=given, environ_overrides={"REMOTE_ADDR": address}).status_code


def later(**much: float) -> None:
    """Let time pass for what was counted and for who was seen."""
    with transaction():
        for each in db.session.scalars(select(Failure)):
            each.at -= timedelta(**much)
        db.session.execute(
            update(Session).where(Session.address != "").values(created_at=now() - timedelta(**much))
        )


def guess(browser: Clients, account: str, address: str, times: int) -> list[int]:
    client = browser("")
    return [come(client, account, f"guess {n}", address) for n in range(times)]


def guess_all_day(browser: Clients, account: str, address: str) -> list[int]:
    """Guess as often as one address may in a day; return the answers."""
    answers = []
    for _ in range(LOG_IN_HERE_DAILY.failures // LOG_IN_HERE.failures):
        answers += guess(browser, account, address, LOG_IN_HERE.failures)
        later(minutes=16)
    return answers


def test_a_stranger_cannot_shut_a_person_out_who_comes_from_another_address(browser: Clients) -> None:
    assert guess(browser, "owner", STRANGER, 8) == [401] * 5 + [429] * 3
    assert come(browser(""), "owner", PASSWORD, STRANGER) == 429
    assert come(browser(""), "owner", PASSWORD, HOME) == 302


def test_a_day_of_guessing_from_one_address_ends_and_shuts_nobody_else_out(browser: Clients) -> None:
    assert set(guess_all_day(browser, "owner", STRANGER)) == {401}
    assert come(browser(""), "owner", "one more", STRANGER) == 429
    assert come(browser(""), "owner", PASSWORD, HOME) == 302
    later(hours=24)
    assert come(browser(""), "owner", "one more", STRANGER) == 401


def test_whoever_mistypes_and_then_remembers_begins_anew(browser: Clients) -> None:
    client = browser("")
    for _ in range(3):
        assert [come(client, "owner", "typo", HOME) for _ in range(4)] == [401] * 4
        assert come(client, "owner", PASSWORD, HOME) == 302


def test_one_address_guesses_at_many_accounts_only_so_often(browser: Clients) -> None:
    answers = [come(browser(""), f"nobody{n}", "x", STRANGER) for n in range(LOG_IN_BY_ADDRESS.failures + 3)]
    assert answers == [401] * LOG_IN_BY_ADDRESS.failures + [429] * 3
    assert come(browser(""), "owner", PASSWORD, STRANGER) == 429
    assert come(browser(""), "owner", PASSWORD, HOME) == 302


def spent(account: str, times: int) -> None:
    """Write down failures from as many addresses, as the log-in itself does."""
    with transaction():
        for _ in range(times):
            db.session.add(Failure(key=f"account:{account}", at=now()))


def test_guessing_over_many_addresses_ends_where_the_account_was_never_seen(browser: Clients) -> None:
    addresses = [f"203.0.113.{n}" for n in range(LOG_IN_BY_ACCOUNT.failures // LOG_IN_HERE.failures)]
    answers = [each for address in addresses for each in guess(browser, "owner", address, 5)]
    assert answers == [401] * LOG_IN_BY_ACCOUNT.failures
    assert come(browser(""), "owner", PASSWORD, "192.0.2.1") == 429
    assert call(browser(""), "owner", PASSWORD, "192.0.2.2") == 429
    assert come(browser(""), "supervisor", PASSWORD, "192.0.2.1") == 302
    later(hours=24)
    assert come(browser(""), "owner", PASSWORD, "192.0.2.1") == 302


def test_a_known_address_is_slowed_and_not_shut_by_guesses_from_elsewhere(browser: Clients) -> None:
    assert call(browser(""), "owner", PASSWORD, HOME) == 201
    spent("owner", LOG_IN_BY_ACCOUNT.failures)
    assert come(browser(""), "owner", PASSWORD, AWAY) == 429
    assert guess(browser, "owner", HOME, 6) == [401] * 5 + [429]
    later(minutes=16)
    assert come(browser(""), "owner", PASSWORD, HOME) == 302


def test_a_known_device_comes_in_from_anywhere_even_beside_the_guesser(browser: Clients) -> None:
    phone = browser("")
    assert come(phone, "owner", PASSWORD, HOME) == 302
    spent("owner", LOG_IN_BY_ACCOUNT.failures)
    guess(browser, "owner", STRANGER, 6)
    guess(browser, "nobody", STRANGER, 6)
    assert come(browser(""), "owner", PASSWORD, STRANGER) == 429
    assert come(phone, "owner", PASSWORD, STRANGER) == 302
    assert [come(phone, "owner", "typo", f"192.0.2.{n}") for n in range(6)] == [401] * 5 + [429]


def test_a_device_is_known_to_the_accounts_that_were_on_it_and_to_no_other(browser: Clients) -> None:
    phone = browser("")
    assert come(phone, "owner", PASSWORD, HOME) == 302
    spent("supervisor", LOG_IN_BY_ACCOUNT.failures)
    assert come(phone, "supervisor", PASSWORD, AWAY) == 429


def test_a_device_and_an_address_are_forgotten_after_their_time(browser: Clients) -> None:
    phone = browser("")
    assert come(phone, "owner", PASSWORD, HOME) == 302
    later(days=KNOWN_FOR.days + 1)
    spent("owner", LOG_IN_BY_ACCOUNT.failures)
    assert come(phone, "owner", PASSWORD, HOME) == 429


def test_the_secret_of_a_device_is_stored_only_as_a_fingerprint_and_sent_to_the_log_in_alone(
    browser: Clients,
) -> None:
    client = browser("")
    reply = client.post("/login", data={"account": "owner", "password": PASSWORD})
    cookie = next(each for each in reply.headers.getlist("Set-Cookie") if each.startswith("device="))
    for part in ("HttpOnly", "SameSite=Lax", "Path=/login"):
        assert part in cookie
    secret = cookie.partition("=")[2].partition(";")[0]
    kept = [each for each in db.session.scalars(select(Session.device)) if each]
    assert len(kept) == 1
    assert secret not in kept[0]


@pytest.mark.parametrize("go", [come, call])
def test_the_answers_do_not_tell_whether_an_account_exists(
    browser: Clients, cast: Cast, go: Callable[[FlaskClient, str, str, str], int]
) -> None:
    with transaction():
        cast.person("street").closed_at = now()
    asked = {}
    for number, account in enumerate(("owner", "nobody", "street")):
        place = f"203.0.113.{number}"
        asked[account] = [go(browser(""), account, "guess", place) for _ in range(7)]
        spent(account, LOG_IN_BY_ACCOUNT.failures)
        asked[account].append(go(browser(""), account, "guess", f"192.0.2.{number}"))
    assert asked["owner"] == asked["nobody"] == asked["street"] == [401] * 5 + [429] * 3


def test_the_words_of_a_refusal_do_not_tell_either(browser: Clients) -> None:
    def said(account: str, times: int) -> str:
        client, place = browser(""), {"REMOTE_ADDR": f"203.0.113.{len(account)}"}
        given = {"account": account, "password": "guess"}
        texts = [client.post("/api/session", json=given, environ_overrides=place).text for _ in range(times)]
        return texts[-1]

    assert said("owner", 1) == said("nobody", 1)
    assert said("owner", 5) == said("nobody", 5)


def test_a_refusal_says_how_long_it_lasts(caller: Clients) -> None:
    client, body = caller(""), {"account": "owner", "password": "x"}
    for _ in range(5):
        client.post("/api/session", json=body)
    later(minutes=6)
    reply = client.post("/api/session", json=body, headers={"Accept-Language": "en"})
    assert reply.json["title"] == "Too many tries; try again in 9 minutes."


def test_one_time_codes_are_guessed_no_more_often_than_passwords(browser: Clients, cast: Cast) -> None:
    secret = pyotp.random_base32()
    with transaction():
        cast.person("owner").totp_secret = secret
    near = {pyotp.TOTP(secret).at(now(), counter_offset=n) for n in (-1, 0, 1, 2)}
    wrong = [f"{n:06d}" for n in range(10) if f"{n:06d}" not in near]
    client = browser("")
    assert [come(client, "owner", PASSWORD, HOME, code=code) for code in wrong[:6]] == [401] * 5 + [429]
    assert come(client, "owner", PASSWORD, HOME, code=pyotp.TOTP(secret).at(now())) == 429


def test_tries_at_one_moment_are_no_more_than_tries_one_after_another(app: Flask) -> None:
    def one(number: int) -> int:
        with app.app_context():
            return come(app.test_client(), "owner", f"guess {number}", STRANGER)

    with ThreadPoolExecutor(12) as hands:
        answers = sorted(hands.map(one, range(12)))
    assert answers == [401] * 5 + [429] * 7


@pytest.mark.parametrize(
    ("address", "field"), [("/account/password", "old"), ("/account/totp/end", "password")]
)
def test_a_borrowed_session_does_not_serve_to_guess_the_password(
    browser: Clients, cast: Cast, address: str, field: str
) -> None:
    with transaction():
        cast.person("owner").totp_secret = pyotp.random_base32()
    client, rest = browser("owner"), {"new": "another horse 43"}
    answers = [
        client.post(address, data={**rest, field: f"guess {n}"}).status_code
        for n in range(CONFIRMING.failures + 1)
    ]
    assert answers == [422] * CONFIRMING.failures + [429]
    assert client.post(address, data={**rest, field: PASSWORD}).status_code == 429
    assert client.get("/account").status_code == 200
    later(minutes=16)
    assert client.post(address, data={**rest, field: PASSWORD}).status_code == 302


def test_a_token_opens_nothing_by_being_guessed_at(caller: Clients) -> None:
    # 256 bits: there is nothing to count, and counting would let a stranger shut a machine out.
    client = caller("")
    right = secret_of("owner", "token")
    for guessed in (right[:-1], right + "x", right.upper()):
        headers = {"Authorization": f"Bearer {guessed}"}
        assert client.get("/api/me", headers=headers).status_code == 401
