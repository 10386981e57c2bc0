"""Two intakes that are told of the same channel at the same moment: the second goes on from where the first stopped."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import select

from inspect_app.core.db import db, transaction
from inspect_app.readings import actions
from inspect_app.readings.actions import Recorded, Sample, registry, store
from inspect_app.readings.models import Alarm, Channel, Head, Hour, Track
from tests.cast import Cast
from tests.make import NOW
from tests.readings.test_actions import MINUTE, MS, register, send
from tests.waiting import until_waiting


@contextmanager
def waiting(app: Flask, sample: Sample) -> Iterator[list[Recorded]]:
    """In its block a transaction that holds the channel; at its end an intake waits for it, and then goes on."""
    started, found = threading.Event(), list[Recorded]()

    def tell() -> Recorded:
        with app.app_context(), transaction():
            started.set()
            return actions.record([sample], at=NOW)

    with ThreadPoolExecutor(1) as pool:
        with transaction():
            yield found
            second = pool.submit(tell)
            assert started.wait(20)
            until_waiting()
        found.append(second.result())
    db.session.expire_all()


def test_a_run_that_was_begun_while_an_intake_waited_for_its_channel_is_gone_on_with(
    app: Flask, cast: Cast
) -> None:
    register(cast, "wind-1", "weather")
    send(("wind_speed", 0, 1.0), device="wind-1")
    with waiting(app, Sample("p17", "wind-1", "wind_speed", MS + 2 * MINUTE, 1.0)) as second:
        strong = [Sample("p17", "wind-1", "wind_speed", MS + MINUTE, 15.0)]
        opened = actions.record(strong, at=NOW).alarms_opened
    assert sorted(second[0].alarms_cleared) == sorted(opened) != []
    assert all(each.cleared_ms == MS + 2 * MINUTE for each in db.session.scalars(select(Alarm)))
    assert not db.session.scalars(select(Track)).all()


def test_a_limit_set_while_an_intake_waited_for_the_channel_holds_for_what_it_brings(
    app: Flask, cast: Cast
) -> None:
    register(cast)
    send(("temperature", 0, 20.0))
    channel = db.session.scalars(select(Channel)).one()
    with waiting(app, Sample("p17", "dust-1", "temperature", MS + MINUTE, 31.0)) as second:
        store.lock_heads([channel.id])
        limit = actions.set_limit(
            cast.supervisor,
            project=cast.project(),
            quantity="temperature",
            value=30.0,
            at=NOW,
            zh="热",
            basis="-",
        )
    assert len(second[0].alarms_opened) == 1
    assert db.session.scalars(select(Alarm.limit_id)).one() == limit.id


def test_an_hour_narrowed_while_an_intake_waited_for_the_channel_is_widened_by_what_it_brings(
    app: Flask, cast: Cast
) -> None:
    register(cast)
    send(("temperature", 0, 40.0), ("temperature", 1, 20.0))
    channel = db.session.scalars(select(Channel)).one()
    with waiting(app, Sample("p17", "dust-1", "temperature", MS + 2 * MINUTE, 30.0)):
        store.lock_heads([channel.id])
        hour = db.session.scalars(select(Hour)).one()
        hour.most = 20.0  # as when the 40 turns out to be none
        registry.forget()
    assert db.session.scalars(select(Hour.most)).one() == 30.0
    assert db.session.scalars(select(Head.value)).one() == 30.0
