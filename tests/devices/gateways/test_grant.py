"""A gateway speaks for the devices registered behind it and for no other; retired, it takes them all along."""

import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from devices.gateways.store import Message, Store
from devices.topics import build
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.permits import SYSTEM, may
from inspect_app.readings import actions, queries
from inspect_app.readings.actions import Sample
from inspect_app.readings.models import Channel, DeadLetter, Device
from tests.brokers import until
from tests.cast import Cast
from tests.devices.gateways.heard import forwarding
from tests.devices.test_intake_live import running


def register(
    cast: Cast, name: str, kind: str = "dust", gateway: str | None = None, site: str = "p17"
) -> tuple[str, str]:
    with transaction():
        made, secret = actions.register_device(
            SYSTEM, project=cast.project(site), name=name, kind=kind, gateway_id=gateway, at=now()
        )
        return made.id, secret


def retire(device_id: str) -> None:
    with transaction():
        actions.move_device(
            SYSTEM, db.session.get_one(Device, device_id), "retire", {"reason": "lost"}, at=now()
        )


def says(name: str) -> Message:
    at = int(now().timestamp() * 1000)
    return build("p17", name), json.dumps({"at": at, "values": {"pm10": 50}}).encode()


def heard_of() -> set[str]:
    db.session.rollback()
    return set(db.session.scalars(select(Device.name).join(Channel)))


@pytest.mark.fault
def test_a_gateway_speaks_for_those_behind_it_and_what_others_say_waits_until_they_are(
    app: Flask, cast: Cast, tmp_path: Path
) -> None:
    gateway, secret = register(cast, "gw-1", "gateway")
    assert register(cast, "dust-1", gateway=gateway)[1] == ""
    register(cast, "dust-3")
    store = Store(tmp_path / "store.sqlite", 1 << 20)
    store.put([says("dust-1"), says("dust-2"), says("dust-3")], 1)
    with running(app, tmp_path / "broker") as (broker, _):
        url = f"mqtt://127.0.0.1:{broker.mqtt_port}"
        with forwarding(store, url, "p17_gw-1", secret=secret):
            until(lambda: heard_of() == {"dust-1"}, what="the reading of the one behind it")
            assert db.session.get_one(Device, gateway).state == "active"
            register(cast, "dust-2", gateway=gateway)
            until(lambda: heard_of() == {"dust-1", "dust-2"}, what="what waited for its registration")
            assert set(store.waiting_by_topic()) == {build("p17", "dust-3")}
            retire(gateway)
            until(lambda: "refuses" in store.words()["platform"][0], what="the end of the gateway")
            store.put([says("dust-1")], 2)
    assert store.standing().waiting == 2
    assert not db.session.scalars(select(DeadLetter)).all()


def test_what_comes_for_a_device_behind_a_retired_gateway_is_refused_at_every_door(
    app: Flask, cast: Cast
) -> None:
    gateway, _ = register(cast, "gw-1", "gateway")
    behind, _ = register(cast, "dust-1", gateway=gateway)
    sample = Sample("p17", "dust-1", "pm10", int(now().timestamp() * 1000), 50.0, "N")
    assert queries.device_login("p17_dust-1", "") is None
    with transaction():
        assert not actions.record([sample], at=now()).unknown
    assert not may(cast.supervisor, "device.rotate", db.session.get_one(Device, behind))
    retire(gateway)
    with transaction():
        assert [each.rule for each in actions.record([sample], at=now()).unknown] == ["retired"]
    assert queries.spoken_for(["p17_gw-1", "p17_dust-1", "nobody"]) == {}


def test_a_device_is_registered_behind_a_standing_gateway_of_its_own_project_only(
    app: Flask, cast: Cast
) -> None:
    gateway, _ = register(cast, "gw-1", "gateway")
    dust, _ = register(cast, "dust-1")
    old, _ = register(cast, "gw-2", "gateway")
    retire(old)
    far, _ = register(cast, "gw-3", "gateway", site="p18")
    for kind, through, word in (
        ("gateway", gateway, "no gateway"), ("dust", dust, "no such gateway"), ("dust", "x", "no such gateway"),
        ("dust", far, "no such gateway"),
        ("dust", old, "retired"),
    ):  # fmt: skip
        with pytest.raises(Problem) as refused:
            register(cast, "dust-9", kind, through)
        assert word in str(refused.value.field_words("en")["gateway_id"])
        db.session.rollback()
