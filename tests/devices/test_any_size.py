"""Messages of any size, and topics without number: kept or buried, and nobody is held up."""

import time

import psutil
import pytest
from flask import Flask
from sqlalchemy import func, select

from devices.intake import Intake
from devices.topics import build
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.readings import actions
from inspect_app.readings.models import DeadLetter, Reading
from tests.cast import Cast
from tests.devices.test_intake import TABLET, count, message, wind


@pytest.fixture
def intake(app: Flask, cast: Cast) -> Intake:
    """An intake that knows a weather station and a tablet."""
    with transaction():
        for name, kind in (("wind-1", "weather"), (TABLET, "tablet")):
            actions.register_device(SYSTEM, project=cast.project(), name=name, kind=kind, at=now())
    return Intake(app.app_context, lambda _receipts: None)


def test_messages_of_any_size_and_topics_without_number_are_kept_or_buried_and_hold_nobody_up(
    intake: Intake,
) -> None:
    at_ms = int(time.time() * 1000) - 60_000
    several = [{"at": at_ms + n, "values": {"wind_speed": 1.0}} for n in range(1001)]
    odd = {
        "1 B": message(b"x"),
        "64 KiB": message(b'{"values": {"wind_speed": 1}}'.ljust(1 << 16)),
        "a byte more": message(b'{"values": {"wind_speed": 1}}'.ljust((1 << 16) + 1)),
        "8 MiB": message(bytes(8 << 20)),
        "1,001 samples": message(several),
        "64 KiB of topic": message(b"{}", "a" * 65_535),
        "64 KiB of levels": message(b"{}", "/" * 65_535),
        "a photo of nothing": message(bytes(8 << 20), build("p17", TABLET, "photo")),
    }
    before = psutil.Process().memory_info().rss
    intake.handle([wind(1.0, 3000), *odd.values(), wind(2.0, 2000)])
    intake.handle([*(message(b"1", f"site/p17/device/d-{n}/telemetry") for n in range(300)), wind(3.0, 1000)])
    assert psutil.Process().memory_info().rss - before < 300 << 20
    assert count(Reading) == 4, "those of the right size, and the one of 64 KiB"
    assert count(DeadLetter) == 7 + 300
    told = db.session.scalars(select(DeadLetter).where(func.length(DeadLetter.topic) == 65_535)).all()
    assert {(each.reason, each.payload) for each in told} == {("topic", b"{}")}
    assert all(each.reason for each in db.session.scalars(select(DeadLetter)))
