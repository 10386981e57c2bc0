"""A clock that was wrong: it is not gone by at once, and what it wrote down holds nobody up when it is set right."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.clock import LEAP, STANDS, Watch, now
from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.identity import queries as identity
from inspect_app.identity.actions import note_failure
from inspect_app.identity.models import Session
from inspect_app.identity.queries import fingerprint
from inspect_app.identity.rules import LOG_IN_HERE
from inspect_app.messages import actions as messages
from inspect_app.messages.models import Delivery
from inspect_app.messages.queries.outbox import due, due_whole
from inspect_app.readings.actions import hold_lease
from tests.cast import Cast, secret_of
from tests.make import NOW

FAR = timedelta(days=400)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
#: how far the clock and the machine's running have gone at each look -> whether the clock is gone by
LOOKS = {
    "as it should": ([(MINUTE, MINUTE), (HOUR, HOUR), (9 * HOUR, 9 * HOUR)], [True] * 3),
    "asleep for a day": ([(MINUTE, MINUTE), (24 * HOUR, 24 * HOUR)], [True] * 2),
    "set by less": ([(LEAP, timedelta()), (MINUTE, MINUTE), (MINUTE - HOUR, MINUTE)], [True] * 3),
    "set back": ([(-FAR, MINUTE), (2 * MINUTE - FAR, 2 * MINUTE)], [True] * 2),
    "ahead and back": ([(FAR, MINUTE), (FAR + HOUR / 3, HOUR / 3), (HOUR / 2, HOUR / 2), (HOUR, HOUR)],
                       [False, False, True, True]),
    "ahead to stay": ([(FAR, MINUTE), (FAR + STANDS, STANDS), (FAR + HOUR, HOUR), (FAR + 2 * HOUR, 2 * HOUR)],
                      [False, False, True, True]),
    "ahead, back, ahead": ([(FAR, MINUTE), (HOUR, HOUR), (FAR + HOUR, HOUR + MINUTE)], [False, True, False]),
}  # fmt: skip


@pytest.mark.parametrize("looks", LOOKS)
def test_a_clock_that_leaps_ahead_is_gone_by_once_it_has_stood(looks: str) -> None:
    begin = datetime(2026, 11, 30, tzinfo=UTC)
    watch = Watch(begin, 0.0)
    steps, wanted = LOOKS[looks]
    assert [watch.believes(begin + at, ran.total_seconds()) for at, ran in steps] == wanted


def test_a_lease_taken_by_a_clock_that_was_ahead_is_not_held_until_then(cast: Cast) -> None:
    with transaction():
        assert hold_lease("sparkplug x", "one", at=NOW + FAR, seconds=30)
        assert hold_lease("sparkplug x", "two", at=NOW, seconds=30)
        assert not hold_lease("sparkplug x", "one", at=NOW + timedelta(seconds=29), seconds=30)


def test_a_reaction_and_letters_put_off_by_a_clock_that_was_ahead_come_at_once(cast: Cast) -> None:
    journal.react()
    with transaction():
        entry = journal.record(SYSTEM, "project.clock-test", cast.project(), at=NOW)
        entry.pending, entry.next_try_at = True, now() + FAR
        soon = journal.record(SYSTEM, "project.clock-test", cast.project(), at=NOW)
        soon.pending, soon.next_try_at = True, now() + 2 * HOUR
        for key, at, held in (("made", FAR, None), ("held", MINUTE, FAR), ("night", 9 * HOUR, None)):
            due_at = now() + (at if at != MINUTE else -MINUTE)
            messages.put_out(key, "sms", "13812345678", "信", about="t", at=now(), due_at=due_at)
            one = db.session.scalars(select(Delivery).where(Delivery.key == key)).one()
            one.held_until = now() + held if held else None
    assert (entry.seq in journal._waiting(50), soon.seq in journal._waiting(50)) == (True, False)
    assert {each.key for each in db.session.scalars(due(now()))} == {"made", "held"}
    assert {each.key for each in db.session.scalars(due_whole(now(), []))} == {"made", "held"}


def test_a_log_in_begun_by_a_clock_that_was_ahead_is_over_and_its_failures_count_no_more(
    cast: Cast, caller: Callable[[str], FlaskClient]
) -> None:
    with transaction():
        for _ in range(LOG_IN_HERE.failures):
            note_failure("here:x", now() + FAR)
        stmt = select(Session).where(Session.secret == fingerprint(secret_of("owner", "token")))
        session = db.session.scalars(stmt).one()
        begun, session.created_at = session.created_at, now() + FAR
    assert identity.opens_at("here:x", LOG_IN_HERE, now()) is None
    assert caller("owner").get("/api/projects/").status_code == 401
    with transaction():
        session.created_at = now() + HOUR  # put right by an hour, nobody is thrown out
    assert caller("owner").get("/api/projects/").status_code == 200
    with transaction():
        session.created_at = begun
