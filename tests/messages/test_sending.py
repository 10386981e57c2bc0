"""What lies in the outbox goes out at least once: kept when it fails, tried later, visible when it is given up."""

import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.messages import actions
from inspect_app.messages.actions import sending, ways
from inspect_app.messages.actions.ways import Unreachable
from inspect_app.messages.models import Delivery, Hook
from inspect_app.messages.rules.sending import BACKOFF, LEASE
from tests import make
from tests.cast import Cast
from tests.messages.posts import Mailbox, Receiver
from tests.messages.test_telling import settle


def put(key: str, channel: str, target: str, **values) -> None:
    """Put a letter into the outbox."""
    with transaction():
        given = {"subject": "新工单：\r\nBcc: x@example.com", "about": "试信", "at": now(), **values}
        text = given.pop("body", "正文\n第二行")
        actions.put_out(key, channel, target, text, **given)


def states() -> dict[str, tuple[str, int]]:
    """Return state and tries of each letter."""
    found = {each.key: (each.state, each.tries) for each in db.session.scalars(select(Delivery))}
    db.session.rollback()
    return found


def make_due() -> None:
    """Let waiting letters be due now."""
    with transaction():
        for each in db.session.scalars(select(Delivery).where(Delivery.state == "waiting")):
            each.due_at = now() - timedelta(seconds=1)


def test_e_mail_goes_over_smtp_each_letter_by_itself(connected: Flask, mailbox: Mailbox) -> None:
    for name in ("a", "gone", "full", "b"):
        put(name, "email", f"{name}@example.com")
    put("a", "email", "twice@example.com")
    assert actions.send_due() == 2
    assert states() == {"a": ("sent", 0), "gone": ("dead", 1), "full": ("waiting", 1), "b": ("sent", 0)}
    letter = mailbox.letters[0]
    assert letter["to"] == "a@example.com"
    assert letter["subject"] == "新工单： Bcc: x@example.com"
    assert letter["bcc"] is None
    assert letter["auto-submitted"] == "auto-generated"
    assert letter.get_content() == "正文\n第二行\n"
    dead = db.session.scalars(select(Delivery).where(Delivery.key == "gone")).one()
    assert dead.failure == "SMTP 550"
    verbs = [each.verb for each in journal.timeline("delivery", dead.id)]
    assert verbs == ["delivery.give-up"]


def test_why_a_server_cannot_be_used_is_said_in_the_outbox() -> None:
    assert sending._said(Unreachable("SMTP 535: log-in refused")) == "SMTP 535: log-in refused"
    assert (
        sending._said(ConnectionRefusedError(111, "refused", "mail.example.com"))
        == "ConnectionRefusedError: refused"
    )


def test_text_messages_are_posted_as_json_and_a_redirect_leads_nowhere(
    connected: Flask, receiver: Receiver
) -> None:
    receiver.answers = [302]
    put("one", "sms", "13812345678")
    assert actions.send_due() == 0
    assert states() == {"one": ("waiting", 1)}
    make_due()
    assert actions.send_due() == 1
    (first, _), (second, body) = receiver.posts
    assert first["idempotency-key"] == second["idempotency-key"]
    told = json.loads(body)
    assert (told["to"], told["text"], told["channel"]) == ("13812345678", "正文\n第二行", "sms")


def test_a_webhook_gets_signed_events_of_its_topics_and_projects_alone(
    connected: Flask, cast: Cast, receiver: Receiver
) -> None:
    with transaction():
        given = {"url": receiver.url, "at": now()}
        hook = actions.add_hook(
            cast.admin, name="市平台", topics=["defect"], project_id=cast.project("p17").id, **given
        )
        actions.add_hook(
            cast.admin, name="别处", topics=["defect"], project_id=cast.project("p18").id, **given
        )
        actions.add_hook(cast.admin, name="别的", topics=["credit"], project_id=None, **given)
    defect = make.defect(cast.project(), at=now(), title="秘密的标题")
    settle()
    receiver.answers = [500]
    assert actions.send_due() == 0
    make_due()
    assert actions.send_due() == 1
    (first, _), (headers, body) = receiver.posts
    event = json.loads(body)
    assert (event["type"], event["data"]["id"]) == ("inspect.defect.raise", defect.id)
    assert "秘密" not in body.decode()
    assert headers["content-type"] == "application/cloudevents+json"
    assert first["webhook-id"] == headers["webhook-id"]
    told = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    secret = b64decode(db.session.get_one(Hook, hook.id).secret.removeprefix("whsec_"))
    assert (
        headers["webhook-signature"] == "v1," + b64encode(hmac.digest(secret, told, hashlib.sha256)).decode()
    )


def test_what_cannot_be_reached_is_asked_once_a_batch_and_the_others_lose_no_try(connected: Flask) -> None:
    with transaction():
        dead = actions.add_hook(
            SYSTEM, name="关了", url="http://127.0.0.1:9/", topics=["defect"], project_id=None, at=now()
        )
    for name in ("one", "two", "three"):
        put(name, "webhook", "", hook_id=dead.id)
    put("sms", "sms", "13812345678")
    assert actions.send_due() == 1
    found = states()
    assert found.pop("sms") == ("sent", 0)
    assert sorted(found.values()) == [("waiting", 0), ("waiting", 0), ("waiting", 1)]
    with transaction():
        actions.end_hook(SYSTEM, db.session.get_one(Hook, dead.id), at=now())
    make_due()
    actions.send_due()
    assert {state for key, (state, _tries) in states().items() if key != "sms"} == {"dead"}


def test_a_letter_is_given_up_after_its_last_try_and_tried_anew_when_asked(
    connected: Flask, cast: Cast, receiver: Receiver
) -> None:
    put("one", "sms", "13812345678")
    receiver.answers = [503] * (len(BACKOFF.waits) + 1)
    for tries in range(1, len(BACKOFF.waits) + 2):
        assert actions.send_due() == 0
        assert states()["one"][1] == tries
        make_due()
    assert states()["one"][0] == "dead"
    assert actions.send_due() == 0
    with transaction():
        actions.move(cast.admin, db.session.scalars(select(Delivery)).one(), "try-again", at=now())
    assert actions.send_due() == 1
    assert states()["one"] == ("sent", 0)


def test_a_code_nobody_can_use_any_more_is_not_sent(connected: Flask, receiver: Receiver) -> None:
    put("late", "sms", "13812345678", void_after=now() - timedelta(seconds=1))
    assert actions.send_due() == 0
    one = db.session.scalars(select(Delivery)).one()
    assert (one.state, one.target, one.body) == ("dead", "", "")
    assert receiver.posts == []


def test_whoever_is_killed_before_marking_leaves_a_letter_that_goes_again_under_the_same_id(
    connected: Flask, receiver: Receiver
) -> None:
    put("one", "sms", "13812345678")

    class Killed(BaseException):
        pass

    def killed(*_given: object) -> int:
        raise Killed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sending, "_mark_sent", killed)
        with pytest.raises(Killed):
            actions.send_due()
    # Held by the one that was killed: nobody else sends it while it might still be at it.
    assert actions.send_due() == 0
    with transaction():
        for each in db.session.scalars(select(Delivery)):
            assert each.held_until is not None
            each.held_until -= LEASE
    assert actions.send_due() == 1
    first, second = (json.loads(body)["id"] for _headers, body in receiver.posts)
    assert first == second
    assert states() == {"one": ("sent", 0)}


def test_of_two_that_hold_one_letter_only_the_present_holder_marks_it(app: Flask) -> None:
    put("one", "sms", "13812345678")
    ((key, _way, _letter),) = sending._take(now(), listeners=False)
    assert sending._take(now(), listeners=False) == []
    assert sending._mark_sent(key, now() + timedelta(days=1), now()) == 0
    sending._fail(key, now() + timedelta(days=1), "no", final=True, begun=now())
    assert states() == {"one": ("waiting", 0)}


def test_letters_of_long_ago_are_forgotten_and_waiting_ones_are_not(app: Flask) -> None:
    long_ago = now() - timedelta(days=100)
    for key in ("old", "waits"):
        put(key, "sms", "13812345678", at=long_ago)
    with transaction():
        one = db.session.scalars(select(Delivery).where(Delivery.key == "old")).one()
        actions.move(SYSTEM, one, "send", at=long_ago)
    with transaction():
        assert actions.forget(now()) == 1
    assert set(states()) == {"waits"}


def test_a_letter_that_is_printed_tells_no_address() -> None:
    assert "a@b.cn" not in repr(ways.Letter("id", "email", "a@b.cn", "s", "b"))
