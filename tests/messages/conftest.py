"""Fixtures of messages: an installation whose letters go to servers of the test's own."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from tests.messages.posts import Mailbox, Receiver, running


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """An SMTP server."""
    with running(Mailbox()) as server:
        yield server


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """An HTTP server."""
    with running(Receiver()) as server:
        yield server


@pytest.fixture
def connected(app: Flask, mailbox: Mailbox, receiver: Receiver) -> Iterator[Flask]:
    """The app with e-mail and text messages going to these servers."""
    plain = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(
        plain, smtp_url=mailbox.url, sms_url=receiver.url, webhook_allow="127.0.0.1"
    )
    yield app
    app.config["SETTINGS"] = plain
