"""Webhooks are told in order, reach only where they may, and are tried out by hand."""

import json
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.listening import READINGS
from inspect_app.core.permits import SYSTEM
from inspect_app.messages import actions
from inspect_app.messages.models import Delivery
from inspect_app.messages.rules.events import HOOK_TOPICS, TOPICS
from tests.cast import Cast
from tests.messages.posts import Receiver
from tests.messages.test_sending import make_due, put, states


def test_a_webhook_is_told_in_order_and_one_failure_holds_up_no_other(
    connected: Flask, receiver: Receiver
) -> None:
    with transaction():
        first, second = (
            actions.add_hook(
                SYSTEM, name=name, url=receiver.url, topics=["defect"], project_id=None, at=now()
            )
            for name in ("一", "二")
        )
    for number in range(3):
        put(f"a{number}", "webhook", "", hook_id=first.id, body=f"a{number}")
    put("b", "webhook", "", hook_id=second.id, body="b")
    receiver.answers = [500]
    assert actions.send_due() == 1
    failed = db.session.scalars(select(Delivery).where(Delivery.key == "a0")).one()
    assert (failed.status, failed.failure) == (500, "HTTP 500")
    with transaction():  # what came later is due before the one that failed
        for one in db.session.scalars(select(Delivery).where(Delivery.key.in_(["a1", "a2"]))):
            one.due_at = now()
    assert actions.send_due() == 0
    make_due()
    assert actions.send_due() == 3
    assert [body.decode() for _, body in receiver.posts] == ["a0", "b", "a0", "a1", "a2"]


def test_a_webhook_reaches_no_address_of_the_operators_own_network(
    connected: Flask, receiver: Receiver
) -> None:
    with transaction():
        hook = actions.add_hook(
            SYSTEM, name="内网", url=receiver.url, topics=["defect"], project_id=None, at=now()
        )
    plain = connected.config["SETTINGS"]
    for number, allow in enumerate(("", "localhost", "10.0.0.0/8,bad//")):
        put(f"no{number}", "webhook", "", hook_id=hook.id)
        connected.config["SETTINGS"] = replace(plain, webhook_allow=allow)
        assert actions.send_due() == 0
        assert (
            db.session.scalars(select(Delivery.failure).where(Delivery.key == f"no{number}")).one()
            == "address-forbidden"
        )
    with transaction():
        secure = actions.add_hook(
            SYSTEM, name="名", url=f"https://localhost:{receiver.server_address[1]}/", topics=["defect"],
            project_id=None, at=now(),
        )  # fmt: skip
    put("named", "webhook", "", hook_id=secure.id)
    assert actions.send_due() == 0
    assert states()["named"] == ("dead", 1)
    assert receiver.posts == []
    with pytest.raises(Problem):
        actions.add_hook(
            SYSTEM, name="x", url="http://203.0.113.5/", topics=["defect"], project_id=None, at=now()
        )


def test_readings_are_heard_from_the_broker_and_posted_to_nobody(connected: Flask, cast: Cast) -> None:
    wanted = {"name": "读", "topics": ["defect", READINGS], "project_id": None, "at": now()}
    with transaction():
        made = actions.add_hook(cast.admin, url="mqtt:", **wanted)
        assert made.topics == ["defect", READINGS]
        with pytest.raises(Problem) as refused:
            actions.add_hook(cast.admin, url="https://example.com/", **wanted)
    assert list(refused.value.errors) == ["topics"]
    assert set(HOOK_TOPICS) - set(TOPICS) == {READINGS}


def test_a_test_event_goes_out_signed_and_tells_of_nothing(
    connected: Flask, cast: Cast, receiver: Receiver
) -> None:
    with transaction():
        hook = actions.add_hook(
            cast.admin, name="试", url=receiver.url, topics=["defect"], project_id=None, at=now()
        )
        actions.test_hook(cast.admin, hook, at=now())
    assert actions.send_due() == 1
    assert json.loads(receiver.posts[0][1])["type"] == "inspect.hook.test"
