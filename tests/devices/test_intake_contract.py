"""One contract for the intake behind every source: doubled, garbled, without its database, killed in the worst moment."""

import json
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import func, select

from devices.intake import Intake
from devices.message import Message
from devices.topics import build
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.readings.actions import register_device
from inspect_app.readings.models import DeadLetter, Reading
from tests.brokers import PATIENCE, Device, until
from tests.cast import Cast
from tests.devices.lanes import LANES, Lane, lane_of
from tests.devices.test_intake_live import locked

BEGIN = int(time.time() * 1000) - 3_600_000


@pytest.fixture(params=LANES)
def lane(request: pytest.FixtureRequest, cast: Cast) -> Lane:
    """A broker that soon sends again what was not acknowledged, and a weather station of p17 all its own."""
    found = lane_of(request, "hasty_broker")
    with transaction():
        register_device(SYSTEM, project=cast.project(), name=found.site, kind="weather", at=now())
    return found


def topic_of(lane: Lane) -> str:
    return build("p17", lane.site)


def wind(number: int) -> bytes:
    """Message number n: a value of its own, n ms later."""
    return json.dumps({"at": BEGIN + number, "values": {"wind_speed": number % 30}}).encode()


def stored() -> dict[int, float]:
    """Return what is stored of these messages, by number; the first one (-1) only says that somebody listens."""
    db.session.rollback()
    rows = db.session.execute(select(Reading.at_ms, Reading.value).where(Reading.at_ms >= BEGIN)).all()
    assert len(rows) == len({at for at, _value in rows}), "a reading is stored twice"
    return {at - BEGIN: value for at, value in rows}


@contextmanager
def intake(app: Flask, lane: Lane) -> Iterator[list[Message]]:
    """Run source and intake; yields what they were handed from the station."""
    real, handed, stop = Intake(app.app_context, lambda receipts: None), list[Message](), threading.Event()

    def handle(batch: Sequence[Message]) -> None:
        handed.extend(each for each in batch if each.topic == topic_of(lane))
        real.handle(batch)

    thread = threading.Thread(target=lane.spec.make().run, args=(handle, stop))
    thread.start()
    try:
        yield handed
    finally:
        stop.set()
        thread.join(PATIENCE)


def until_heard(device: Device, topic: str, heard: Callable[[], object]) -> None:
    """Send one reading until it is heard: before a source has subscribed, a broker may keep nothing for it."""
    first = json.dumps({"at": BEGIN - 1, "values": {"wind_speed": 1}}).encode()
    end = time.monotonic() + PATIENCE
    while not heard():
        assert time.monotonic() < end, "the intake hears nothing"
        device.send(topic, first)
        time.sleep(0.1)


def test_what_comes_three_times_is_one_row_and_garbage_is_kept_with_its_bytes(app: Flask, lane: Lane) -> None:
    garbage = [b"", b"\x00\xff{", b'{"at": 1, "at": 2}', b"[" * 2000]
    with lane.device() as device, intake(app, lane) as handed:
        until_heard(device, topic_of(lane), lambda: handed)
        for _ in range(3):
            device.send(topic_of(lane), *(wind(number) for number in range(50)), *garbage)
        until(lambda: len(stored()) == 50 and _times(lane) >= 3 * len(garbage), what="all of it")
    assert stored() == {number: number % 30 for number in range(50)}
    letters = list(db.session.scalars(select(DeadLetter).where(DeadLetter.topic == topic_of(lane))))
    assert sorted(each.payload for each in letters) == sorted(garbage)
    assert all(each.reason for each in letters)


def _times(lane: Lane) -> int:
    db.session.rollback()
    return (
        db.session.scalar(select(func.sum(DeadLetter.times)).where(DeadLetter.topic == topic_of(lane))) or 0
    )


def test_what_comes_while_the_database_takes_nothing_is_stored_afterwards(app: Flask, lane: Lane) -> None:
    with lane.device() as device, intake(app, lane) as handed:
        until_heard(device, topic_of(lane), lambda: handed)
        with locked():
            device.send(topic_of(lane), *(wind(number) for number in range(100)))
            time.sleep(1)
        until(lambda: len(stored()) == 100, what="all readings")
    assert not _times(lane)


CHILD = """
import os, signal, threading
from devices.intake import Intake
from inspect_app import create_app
from inspect_app.config import Settings
app = create_app(Settings(data_dir={data_dir!r}, database_url={url!r}, secret_key="k" * 32), web=False, clock=False)
intake = Intake(app.app_context, lambda receipts: None)
heard = []
def handle(batch):
    ours = [each for each in batch if each.topic == {topic!r}]
    intake.handle(batch)
    if ours and not heard:
        print("listening", flush=True)
    elif any(each.payload != heard[0] for each in ours):
        os.kill(os.getpid(), signal.SIGKILL)  # committed, and not a word of it to the broker
    heard.extend(each.payload for each in ours)
source.run(handle, threading.Event())
"""


def test_killed_between_commit_and_acknowledgement_a_reading_is_one_row(app: Flask, lane: Lane) -> None:
    settings = app.config["SETTINGS"]
    known = {"data_dir": settings.data_dir, "url": settings.database_url, "topic": topic_of(lane)}
    with lane.spec.in_child(CHILD.format(**known)) as child, lane.device() as device:
        listening = threading.Thread(target=lambda: child.stdout and child.stdout.readline())
        listening.start()
        until_heard(device, topic_of(lane), lambda: not listening.is_alive())
        device.send(topic_of(lane), *(wind(number) for number in range(300)))
        assert child.wait(PATIENCE) == -signal.SIGKILL
        committed = len(stored())
        assert committed, "it was killed before it had committed anything"
        with intake(app, lane) as handed:
            until(lambda: len(stored()) == 300, what="what the dead one had not taken")
            until(lambda: any(each.dup for each in handed), what="what it had taken, once more")
    assert stored() == {number: number % 30 for number in range(300)}
    assert not _times(lane)
