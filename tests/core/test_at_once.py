"""The same thing asked for by two hands at the same moment: done once, and both hear so."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from inspect_app.complaints.models import Complaint
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.defects.models import Defect
from inspect_app.readings import actions as readings
from inspect_app.readings.models import Alarm
from tests.cast import Cast
from tests.make import NOW
from tests.readings.test_actions import register, send

HANDS = 4


def at_once(app: Flask, work: Callable[[], Any]) -> list[Any]:
    """Return what each of four hands gets that begin together."""
    db.session.rollback()
    ready = Barrier(HANDS)

    def one() -> Any:
        with app.app_context():
            ready.wait()
            return work()

    with ThreadPoolExecutor(HANDS) as pool:
        return [each.result() for each in [pool.submit(one) for _ in range(HANDS)]]


def test_one_key_sent_by_four_connections_at_once_makes_one_thing_and_one_reply(
    app: Flask, caller: Callable[[str], FlaskClient], cast: Cast
) -> None:
    client = caller("supervisor")
    body = {"project_id": cast.project().id, "title": "护栏缺失", "severity": "general"}
    replies = at_once(
        app,
        lambda: client.post("/api/defects/", json=body, headers={"Idempotency-Key": "tablet-1"}),
    )
    assert {each.status_code for each in replies} == {201}
    assert len({each.json["number"] for each in replies}) == 1
    assert db.session.scalar(select(func.count()).select_from(Defect)) == 1


def test_a_resident_who_presses_twice_reads_the_same_number_twice(
    app: Flask, caller: Callable[[str], FlaskClient], cast: Cast
) -> None:
    client = caller("")
    body = {"site": "p17", "category": "roof_leak", "words": "顶楼漏水", "once": "a1" * 16}
    replies = at_once(app, lambda: client.post("/api/complaints/", json=body))
    assert {each.status_code for each in replies} == {201}
    assert len({(each.json["complaint"]["number"], each.json["code"]) for each in replies}) == 1
    assert db.session.scalar(select(func.count()).select_from(Complaint)) == 1


def test_of_four_who_acknowledge_an_alarm_at_once_the_first_keeps_it(app: Flask, cast: Cast) -> None:
    register(cast, "wind-1", "weather")
    send(("wind_speed", 0, 12.0), ("wind_speed", 2, 12.0), device="wind-1")
    actor = cast.supervisor
    alarm = db.session.scalars(select(Alarm.id).where(Alarm.limit_id == "wind-6")).one()

    def acknowledge() -> str:
        try:
            with transaction():
                readings.acknowledge(actor, db.session.get_one(Alarm, alarm), at=NOW)
        except Problem as refused:
            return refused.slug
        return "done"

    assert sorted(at_once(app, acknowledge)) == ["conflict", "conflict", "conflict", "done"]
