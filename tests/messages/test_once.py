"""What is sent goes once where that can be had, nothing is kept longer than it is of use, and nobody's door goes out."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from inspect_app.complaints import actions as complaints
from inspect_app.complaints.models import Complaint
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.messages import actions
from inspect_app.messages.actions import sending, ways
from inspect_app.messages.jobs import forget
from inspect_app.messages.models import Delivery, PhoneAsk
from inspect_app.messages.queries import days
from inspect_app.messages.rules.sending import KEEP, LEASE
from tests import make
from tests.cast import Cast
from tests.complaints.test_actions import LEAK, filed, replace
from tests.messages.test_phone import NUMBER, asked
from tests.messages.test_sending import put
from tests.messages.test_telling import settle
from tests.warranty.claims import claim


def test_a_sender_whose_lease_has_ended_leaves_the_rest_to_the_next(app: Flask, monkeypatch) -> None:
    for name in ("one", "two"):
        put(name, "sms", NUMBER)
    sent, later, clock = list[str](), timedelta(), sending.now

    def slow(letter: ways.Letter) -> None:
        nonlocal later
        sent.append(letter.id)
        if len(sent) == 1:
            later = LEASE + timedelta(minutes=1)
            assert sending.send_due() == 2, "another one meanwhile"

    monkeypatch.setattr(sending, "now", lambda: clock() + later)
    monkeypatch.setattr(ways, "send", slow)
    sending.send_due()
    # The one that took so long goes again, for nobody knows whether it arrived; the other does not.
    assert sorted(sent.count(each) for each in set(sent)) == [1, 2]


def test_a_night_takes_away_every_old_letter_and_every_number_that_was_asked_for(app: Flask, browser) -> None:
    old = now() - KEEP - timedelta(days=1)
    with transaction():
        for number in range(1005):
            actions.put_out(f"k{number}", "sms", NUMBER, "正文", about="试信", at=old)
        db.session.query(Delivery).update({"state": "sent", "sent_at": old})
    asked(browser(""))
    with transaction():
        for each in db.session.scalars(select(PhoneAsk)):
            each.expires_at = now() - timedelta(minutes=1)
        forget(now())
    assert db.session.scalar(select(func.count()).select_from(Delivery).where(Delivery.made_at == old)) == 0
    assert db.session.scalar(select(func.count()).select_from(PhoneAsk)) == 0


def test_nothing_is_sent_to_a_resident_whose_data_were_erased(cast: Cast) -> None:
    made = filed(cast, replace(LEAK, phone=NUMBER))
    with transaction():
        complaints.move(cast.street, db.session.get_one(Complaint, made.id), "accept", {}, at=now())
    settle()
    waiting = select(Delivery).where(Delivery.about == f"resident {made.number}")
    assert db.session.scalars(waiting).one().target == NUMBER
    with transaction():
        complaints.move(SYSTEM, db.session.get_one(Complaint, made.id), "withdraw", {}, at=now())
        complaints.erase_own(SYSTEM, db.session.get_one(Complaint, made.id), at=now())
    settle()
    for each in db.session.scalars(waiting):
        assert (each.state, each.target, each.body) == ("dead", "", "")


def test_a_calendar_names_no_door(cast: Cast) -> None:
    project = cast.project()
    make.certificate(project)
    claim(project, at=now(), words="漏水", spot="3 单元 502")
    found = days(cast.contractor_a, now())
    assert any(each.url.startswith("/claims/") for each in found)
    assert "单元" not in str(found)
