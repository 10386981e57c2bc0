"""Readings that came by HTTP: they wait in the database for an intake, which tells them."""

import json
from datetime import timedelta

import pytest
from flask import Flask

from inspect_app.core import place
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.listening import EAR, filters
from inspect_app.core.permits import SYSTEM
from inspect_app.messages import actions as messages
from inspect_app.messages.models import Hook
from inspect_app.readings.actions import overhearing
from tests.brokers import until
from tests.devices.hearing import Site, Told, live, send, stored
from tests.devices.test_telling import Listener


def test_a_listener_hears_what_is_sent_by_http(app: Flask, sites: dict[str, Site], port: int) -> None:
    app.extensions.pop(EAR)  # as in the process of the web: the intake runs elsewhere
    here, there = sites["p17"], sites["p18"]
    mine, other = (Listener(port, each.hook.username, each.hook.secret) for each in (here, there))
    assert mine.may(here.topic)
    assert other.may(filters(there.hook.id)[1])
    client, at = app.test_client(), now()
    for k, status in ((1, 201), (2, 201), (2, 200)):  # the last is the same again
        body = {"result": 60.0 + k, "phenomenonTime": (at + timedelta(milliseconds=k)).isoformat()}
        answer = client.post(
            f"/sta/v1.1/Datastreams({here.channel})/Observations",
            json=body, base_url=place.address(), auth=("p17_n-1", here.secret),
        )  # fmt: skip
        assert answer.status_code == status, answer.text
    until(lambda: len(mine.heard) == 2, what="the Observations")
    entity = client.get(answer.headers["Location"], base_url=place.address(), auth=("p17_n-1", here.secret))
    assert [told["result"] for _, told in mine.heard] == [61.0, 62.0]
    assert mine.heard[1][1] == entity.json
    send(port, "p18", there.secret, 71.0)
    until(lambda: other.heard, what="the other's Observation")
    assert [told["result"] for _, told in other.heard] == [71.0]
    assert not overhearing.anything()
    for each in (mine, other):
        each.leave()


def test_what_waits_for_an_intake_is_bounded_and_taken_once_in_its_order(
    app: Flask, sites: dict[str, Site], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(overhearing, "MOST_WAITING", 5)
    stored("p17", 61.0, 62.0, 63.0)
    stored("p17", 64.0, 65.0, 66.0, at=now() + timedelta(seconds=1))
    assert '"untold": 1' in capsys.readouterr().out
    stored("p17", 67.0, at=now() + timedelta(seconds=2))
    assert '"untold": 1' in capsys.readouterr().out
    sent: Told = []
    first, second = live(app, sent), live(app, sent)
    first.overhear()
    second.overhear()
    assert (first.tell(), second.tell()) == (5, 0)
    assert [json.loads(body)["result"] for _, body in sent] == [61.0, 62.0, 63.0, 65.0, 66.0]


def test_what_nobody_listens_to_waits_nowhere(app: Flask, sites: dict[str, Site]) -> None:
    with transaction():
        messages.end_hook(SYSTEM, db.session.get_one(Hook, sites["p17"].hook.id), at=now())
    stored("p17", 61.0)
    assert not overhearing.anything()
