"""Letters over servers as operators have them: TLS whose certificate is checked, a WeChat gateway, a sender that is killed."""

import json
import os
import signal
import ssl
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from devices.child import die_with_parent
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.messages import actions
from inspect_app.messages.models import Delivery
from tests.devices.certificates import Authority
from tests.messages.posts import Mailbox, Receiver, running
from tests.messages.test_sending import make_due, put, states

#: who logs in, as an address names it
PAIR = "us:a%40b" + "@"


@contextmanager
def set_to(app: Flask, **settings: str) -> Iterator[None]:
    plain = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(plain, **settings)
    yield
    app.config["SETTINGS"] = plain


@pytest.mark.parametrize("at_once", [False, True])
def test_e_mail_goes_over_tls_and_waits_where_the_certificate_is_not_the_servers(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: bool
) -> None:
    trusted, other = Authority(tmp_path, "trusted"), Authority(tmp_path, "other")
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted.file))
    put("one", "email", "li@example.com")
    for authority, host, fits in (
        (other, "127.0.0.1", False), (trusted, "mail.example.com", False), (trusted, "127.0.0.1", True),
    ):  # fmt: skip
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*authority.give(host))
        with running(Mailbox(context, at_once=at_once)) as mailbox, set_to(app, smtp_url=mailbox.url):
            assert actions.send_due() == int(fits)
            assert mailbox.safe == [True] * fits, "nothing was said to a server that is another"
            assert states()["one"][0] == ("sent" if fits else "waiting")
        make_due()


def test_a_password_goes_to_no_server_without_tls_but_one_on_this_machine(app: Flask) -> None:
    put("one", "email", "li@example.com")
    with running(Mailbox()) as mailbox:
        port = mailbox.server_address[1]
        with set_to(app, smtp_url=f"smtp://{PAIR}[::ffff:127.0.0.1]:{port}"):
            assert actions.send_due() == 0
        one = db.session.scalars(select(Delivery)).one()
        assert (one.state, one.failure) == ("waiting", "the server offers no TLS: the password is not sent")
        assert mailbox.letters == []


def test_wechat_messages_are_posted_to_the_operators_gateway_and_tried_again(
    app: Flask, receiver: Receiver
) -> None:
    receiver.answers = [503]
    address = receiver.url.replace("//", f"//{PAIR}")
    with set_to(app, wechat_url=address):
        put("one", "wechat", "openid-1")
        assert actions.send_due() == 0
        make_due()
        assert actions.send_due() == 1
    (headers, body), (again, _same) = receiver.posts
    assert headers["idempotency-key"] == again["idempotency-key"]
    assert headers["authorization"] == "Basic " + b64encode(b"us:a@b").decode()
    told = json.loads(body)
    assert (told["channel"], told["to"], told["text"]) == ("wechat", "openid-1", "正文\n第二行")
    assert told["id"] == headers["idempotency-key"]


def clock(url: str, data: str, sms_url: str) -> "subprocess.Popen[bytes]":
    """Start what sends, as the program does."""
    given = {"DATABASE_URL": url, "DATA_DIR": data, "SMS_URL": sms_url, "SECRET_KEY": "k" * 32}
    environ = {**os.environ, **{f"INSPECT_{name}": value for name, value in given.items()}}
    return subprocess.Popen(
        [sys.executable, "-m", "inspect_app.cli", "clock"], env=environ, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, preexec_fn=die_with_parent(signal.SIGKILL),  # noqa: PLW1509 -- one plain call
    )  # fmt: skip


@pytest.mark.fault
def test_a_sender_killed_between_sending_and_marking_is_followed_by_one_that_sends_the_same_again(
    app: Flask, database_url: str, receiver: Receiver
) -> None:
    put("one", "sms", "13812345678")
    started: list[subprocess.Popen[bytes]] = []

    def kill() -> None:
        receiver.then = None
        os.kill(started[0].pid, signal.SIGKILL)

    receiver.then = kill
    started.append(clock(database_url, str(app.config["DATA_DIR"]), receiver.url))
    assert started[0].wait(60) == -signal.SIGKILL
    one = db.session.scalars(select(Delivery)).one()
    assert (one.state, one.tries, len(receiver.posts)) == ("waiting", 0, 1)
    with set_to(app, sms_url=receiver.url):
        assert actions.send_due() == 0, "nobody else takes it while it may still be under way"
        with transaction():
            one.held_until = now() - timedelta(seconds=1)
        assert actions.send_due() == 1
    assert states()["one"] == ("sent", 0)
    assert [headers["idempotency-key"] for headers, _body in receiver.posts] == [one.id] * 2
    assert len({body for _headers, body in receiver.posts}) == 1
