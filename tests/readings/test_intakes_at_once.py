"""Two intakes that are told of the same channel at the same moment: the second goes on from where the first stopped."""

import threading
from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import select

from inspect_app.core.db import db, transaction
from inspect_app.readings import actions
from inspect_app.readings.actions import Recorded, Sample
from inspect_app.readings.models import Alarm, Track
from tests.cast import Cast
from tests.make import NOW
from tests.readings.test_actions import MINUTE, MS, register, send
from tests.waiting import until_waiting


def test_a_run_that_was_begun_while_an_intake_waited_for_its_channel_is_gone_on_with(
    app: Flask, cast: Cast
) -> None:
    register(cast, "wind-1", "weather")
    send(("wind_speed", 0, 1.0), device="wind-1")
    started = threading.Event()

    def calm() -> Recorded:
        with app.app_context(), transaction():
            started.set()
            return actions.record([Sample("p17", "wind-1", "wind_speed", MS + 2 * MINUTE, 1.0)], at=NOW)

    with ThreadPoolExecutor(1) as pool:
        with transaction():
            strong = [Sample("p17", "wind-1", "wind_speed", MS + MINUTE, 15.0)]
            opened = actions.record(strong, at=NOW).alarms_opened
            second = pool.submit(calm)
            started.wait()
            until_waiting()
        assert sorted(second.result().alarms_cleared) == sorted(opened) != []
    db.session.expire_all()
    assert all(each.cleared_ms == MS + 2 * MINUTE for each in db.session.scalars(select(Alarm)))
    assert not db.session.scalars(select(Track)).all()
