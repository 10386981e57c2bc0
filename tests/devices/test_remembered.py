"""What an intake remembers of devices, and what was changed elsewhere since: the change holds for the next batch."""

import json
import time

import pytest
from flask import Flask
from sqlalchemy import select

from devices.intake import Intake
from devices.message import Message
from devices.topics import build
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.readings import actions
from inspect_app.readings.actions import registry
from inspect_app.readings.models import Alarm, Channel, DeadLetter, Device, Reading
from tests.cast import Cast


@pytest.fixture
def intake(app: Flask) -> Intake:
    return Intake(app.app_context, lambda _receipts: None)


@pytest.fixture
def device(cast: Cast) -> Device:
    with transaction():
        kept = actions.register_device(
            SYSTEM, project=cast.project(), name="wind-1", kind="weather", at=now()
        )
    return kept[0]


def told(intake: Intake, ago_ms: int, **values: float) -> None:
    payload = json.dumps({"at": int(time.time() * 1000) - ago_ms, "values": values}).encode()
    intake.handle(
        [Message(build("p17", "wind-1"), payload, retained=False, dup=False, received_at=time.time())]
    )
    db.session.rollback()


def letters() -> list[str]:
    return list(db.session.scalars(select(DeadLetter.reason).order_by(DeadLetter.id)))


def test_a_device_retired_since_is_heard_no_more(intake: Intake, device: Device, cast: Cast) -> None:
    for ago_ms in (5000, 4000):
        told(intake, ago_ms, wind_speed=1.0)
    assert registry.remembered()
    with transaction():
        actions.move_device(cast.supervisor, device, "retire", {"reason": "拆除"}, at=now())
    told(intake, 3000, wind_speed=1.0)
    assert len(db.session.scalars(select(Reading.value)).all()) == 2
    assert letters() == ["retired"]


def test_a_name_that_is_told_what_it_means_since_is_taken(intake: Intake, device: Device, cast: Cast) -> None:
    own = {"maker": "甲厂", "model": "W1", "codec": "telemetry", "basis": "说明书", "verified": False}
    with transaction():
        actions.set_profile(
            cast.admin, key="w1", fields=[{"name": "gust", "quantity": "wind_speed"}], at=now(), **own
        )
        actions.choose_profile(SYSTEM, device, "w1", at=now())
    for ago_ms in (5000, 4000):
        told(intake, ago_ms, blast=1.0)
    with transaction():
        actions.set_profile(
            cast.admin, key="w1", fields=[{"name": "blast", "quantity": "wind_speed"}], at=now(), **own
        )
    told(intake, 3000, blast=2.0)
    assert db.session.scalars(select(Reading.value)).all() == [2.0]
    assert letters() == ["quantity"] * 2


def test_a_limit_set_since_holds_for_what_comes_next(intake: Intake, device: Device, cast: Cast) -> None:
    for ago_ms in (5000, 4000):
        told(intake, ago_ms, temperature=20.0)
    with transaction():
        actions.set_limit(
            cast.supervisor, project=cast.project(), quantity="temperature", value=30.0, at=now(), zh="热", basis="-"
        )  # fmt: skip
    told(intake, -1000, temperature=31.0)
    assert [each.quantity for each in db.session.scalars(select(Channel).join(Alarm))] == ["temperature"]
