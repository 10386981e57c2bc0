"""Readings told while they are new: as GET tells them, to listeners of their project alone, and never held up by them."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from flask import Flask

from devices.live import AT_A_BEAT, Live
from devices.metering import Meter
from devices.sources import Undelivered
from inspect_app.core import place
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.listening import filters, observations
from inspect_app.core.metrics import written
from inspect_app.core.permits import SYSTEM
from inspect_app.messages import actions as messages
from inspect_app.messages.models import Hook
from inspect_app.readings import actions
from inspect_app.readings.actions import Sample
from tests.brokers import until
from tests.devices.hearing import Site, Told, live, send, stored
from tests.devices.test_telling import Listener


def test_a_listener_hears_new_readings_of_its_project_as_get_tells_them_until_it_is_ended(
    app: Flask, sites: dict[str, Site], port: int
) -> None:
    here, there = sites["p17"], sites["p18"]
    mine, other = (Listener(port, each.hook.username, each.hook.secret) for each in (here, there))
    assert mine.may(here.topic)
    assert other.may(filters(there.hook.id)[1])
    for wanted in (there.topic, "v1.1/#", "events/+/v1.1/+/Observations"):
        assert not mine.may(wanted), wanted
    send(port, "p17", here.secret, 61.5, 62.0)
    until(lambda: len(mine.heard) == 2, what="the Observations")
    send(port, "p18", there.secret, 71.0)
    until(lambda: other.heard, what="the other's Observation")
    assert {topic for topic, _ in mine.heard} == {here.topic}
    assert [(topic, told["result"]) for topic, told in other.heard] == [(there.topic, 71.0)]
    assert [told["result"] for _, told in mine.heard] == [61.5, 62.0]
    entity = mine.heard[0][1]
    asked = entity["@iot.selfLink"].removeprefix(place.address())
    client = app.test_client()
    answer = client.get(asked, base_url=place.address(), auth=("p17_n-1", here.secret))
    assert answer.json == entity
    assert {"phenomenonTime", "resultTime", "resultQuality"} <= set(entity)
    with transaction():
        messages.end_hook(SYSTEM, db.session.get_one(Hook, here.hook.id), at=now())
    until(lambda: mine.ended_at, what="the listener that was ended is shown out")
    send(port, "p17", here.secret, 63.0)
    send(port, "p18", there.secret, 72.0)
    until(lambda: len(other.heard) == 2, what="the other goes on")
    assert len(mine.heard) == 2
    for each in (mine, other):
        each.leave()


def test_of_a_full_queue_the_oldest_go_and_are_counted(app: Flask, sites: dict[str, Site]) -> None:
    sent: Told = []
    teller = live(app, sent)
    stored("p17", *range(40, 52))
    stored("p17", 39.0, at=now() + timedelta(seconds=1))
    assert teller.tell() == 10
    assert [json.loads(body)["result"] for _, body in sent] == [*range(43, 52), 39.0]
    figures = written(Meter(teller.figures).figures())
    assert "inspect_intake_readings_told_total 10\n" in figures
    assert "inspect_intake_readings_untold_total 3\n" in figures
    assert "inspect_intake_readings_to_tell 0\n" in figures


def test_a_batch_costs_the_same_few_questions_and_goes_to_each_who_wants_it(
    app: Flask, sites: dict[str, Site], queries: list[str]
) -> None:
    with transaction():
        city = messages.add_hook(
            SYSTEM, name="市", url="mqtt:", topics=["readings"], project_id=None, at=now()
        )
        messages.add_hook(SYSTEM, name="事", url="mqtt:", topics=["defect"], project_id=None, at=now())
    sent: Told = []
    teller = live(app, sent, 10_000)
    for site in ("p17", "p18"):
        stored(site, *[40 + k / 100 for k in range(AT_A_BEAT // 2)])
    queries.clear()
    assert teller.tell() == AT_A_BEAT
    assert len(queries) <= 8, queries
    wanted = {each.topic for each in sites.values()}
    wanted |= {observations(city.id, each.channel) for each in sites.values()}
    assert {topic for topic, _ in sent} == wanted
    assert len(sent) == 2 * AT_A_BEAT


def test_what_is_known_is_not_told_nor_what_nobody_wants_nor_what_was_not_committed(
    app: Flask, sites: dict[str, Site]
) -> None:
    sent: Told = []
    teller, at = live(app, sent), now()
    stored("p17", 61.0, at=at)
    stored("p17", 61.0, at=at)
    stored("p17", 62.0, at=at)  # another word on the same moment is a correction
    with pytest.raises(ZeroDivisionError):
        _fail_after_storing("p17", at)
    assert teller.tell() == 1
    stored("p17", 64.0)
    with transaction():
        messages.end_hook(SYSTEM, db.session.get_one(Hook, sites["p17"].hook.id), at=now())
    assert teller.tell() == 1, "taken from the queue"
    assert [json.loads(body)["result"] for _, body in sent] == [61.0], "and told to nobody"
    stored("p17", 65.0)
    assert teller.tell() == 0


def _fail_after_storing(site: str, at: datetime) -> None:
    with transaction():
        actions.record([Sample(site, "n-1", "noise", int(at.timestamp() * 1000), 63.0)], at=at)
        raise ZeroDivisionError


def test_a_broker_that_is_away_costs_what_was_taken_and_no_more(app: Flask, sites: dict[str, Site]) -> None:
    sent: Told = []
    away = True

    def publish(pairs: Sequence[tuple[str, bytes]]) -> None:
        if away:
            raise Undelivered("no answer")
        sent.extend(pairs)

    teller = Live(app.app_context, publish)
    stored("p17", 61.0)
    with pytest.raises(Undelivered):
        teller.tell()
    away = False
    stored("p17", 62.0)
    assert teller.tell() == 1
    assert len(sent) == 1
    assert "untold_total 1\n" in written(teller.figures())
