"""The Sparkplug host: values by births, sessions that outlive it, deaths, one listener of many, and a real broker."""

import json
import threading
import time
from typing import Any

import paho.mqtt.client as mqtt
import pytest
from flask import Flask
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from sqlalchemy import func, select

from devices import admitting
from devices.claims import subjects
from devices.host import Host
from devices.message import Message
from devices.sources import Retry
from devices.sources.host import HostSource
from devices.sources.publisher import Publisher
from inspect_app.core import journal
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.readings import actions
from inspect_app.readings.models import Channel, DeadLetter, Device, Reading
from tests.brokers import PATIENCE, broker_alone, until
from tests.cast import Cast
from tests.devices.codecs.tahu import read, written

BD = {"name": "bdSeq", "datatype": 4, "long_value": 7}
PM = {"name": "pm10", "alias": 1, "datatype": 9, "float_value": 83.5}


@pytest.fixture
def secrets(cast: Cast) -> dict[str, str]:
    project = cast.project()
    with transaction():
        edge, secret = actions.register_device(
            cast.supervisor, project=project, name="edge-1", kind="gateway", at=now()
        )
        db.session.flush()
        _, none = actions.register_device(
            cast.supervisor, project=project, name="dust-1", kind="dust", gateway_id=edge.id, at=now()
        )
        air = actions.register_device(cast.supervisor, project=project, name="air-1", kind="dust", at=now())
    return {"edge-1": secret, "dust-1": none, "air-1": air[1]}


def said(
    kind: str, seq: int | None, *metrics: dict[str, Any], device: str = "dust-1", node: str = "edge-1"
) -> Message:
    at_ms = int(time.time() * 1000)
    level = f"/{device}" if kind[0] == "D" else ""
    count = {} if seq is None else {"seq": seq}
    payload = written(list(metrics), timestamp=at_ms, **count)
    return Message(f"spBv1.0/p17/{kind}/{node}{level}", payload, False, False, at_ms / 1000)


def values() -> list[float]:
    db.session.rollback()
    stmt = select(Reading.value).join(Channel, Channel.id == Reading.channel_id)
    return list(db.session.scalars(stmt.order_by(Reading.received_ms, Reading.at_ms, Reading.value)))


def buried() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(DeadLetter.reason).order_by(DeadLetter.received_at)))


def device(name: str) -> Device:
    db.session.rollback()
    return db.session.scalars(select(Device).where(Device.name == name)).one()


def host(app: Flask, sent: list[tuple[str, bytes]]) -> Host:
    made = Host(app.app_context, sent.extend, "inspect")
    assert made.hold()
    return made


def test_a_restart_in_the_middle_keeps_what_a_number_stands_for(app: Flask, secrets: dict[str, str]) -> None:
    sent: list[tuple[str, bytes]] = []
    first = host(app, sent)
    first.handle([said("NBIRTH", 0, BD), said("DBIRTH", 1, PM)])
    first.hold(seconds=0)
    second = host(app, sent)
    null = {"alias": 1, "is_null": True}
    second.handle(
        [
            said("DDATA", 2, {"alias": 1, "float_value": 90.0, "is_historical": True}),
            said("DDATA", 3, null),
        ]
    )
    assert (values(), buried(), sent) == ([83.5, 90.0], [], [])
    second.handle([said("DDATA", 9, {"alias": 1, "float_value": 91.0})])  # some are missing
    assert buried() == ["birth"]
    [(topic, body)] = sent
    assert (topic, read(body).metrics[0].name) == ("spBv1.0/p17/NCMD/edge-1", "Node Control/Rebirth")
    second.handle([said("DDATA", 10, {"alias": 1, "float_value": 92.0})])
    assert len(sent) == 1  # not again so soon


def test_a_death_marks_the_devices_offline_and_a_birth_brings_them_back(
    app: Flask, secrets: dict[str, str]
) -> None:
    one = host(app, [])
    one.handle([said("NBIRTH", 0, BD), said("DBIRTH", 1, PM)])
    one.handle([said("NDEATH", None, BD | {"long_value": 6})])  # of a connection before
    assert device("dust-1").offline_ms is None
    one.handle([said("NDEATH", None, BD)])
    assert all(device(name).offline_ms for name in ("edge-1", "dust-1"))
    one.handle([said("NBIRTH", 0, BD | {"long_value": 8}), said("DBIRTH", 1, PM)])
    assert not any(device(name).offline_ms for name in ("edge-1", "dust-1"))
    one.handle([said("DDEATH", 2)])
    assert (device("edge-1").offline_ms, device("dust-1").offline_ms is None) == (None, False)
    verbs = [each.verb for each in journal.timeline("device", device("dust-1").id)]
    assert verbs[-3:] == ["device.offline", "device.online", "device.offline"]


def test_what_is_not_from_a_registered_node_is_buried_and_only_a_gateway_speaks_for_others(
    app: Flask, secrets: dict[str, str]
) -> None:
    one = host(app, [])
    one.handle([said("NBIRTH", 0, BD, node="nobody")])
    one.handle([said("DBIRTH", 1, PM, node="dust-1", device="edge-1")])
    one.handle([said("NBIRTH", 0, BD), said("DBIRTH", 1, PM, device="stranger")])
    one.handle([said("DBIRTH", 2, PM, device="air-1")])  # it speaks for itself
    one.handle([Message("spBv1.0/p17/DDATA/edge-1", b"", False, False, time.time())])
    one.handle([Message("spBv1.0/STATE/inspect", b"{}", False, False, time.time())])
    assert sorted(buried()) == ["device", "device", "device", "kind", "length"]
    assert values() == []
    grants = [admitting.log_in(f"p17_{name}", secrets[name]) for name in ("edge-1", "air-1")]
    assert grants[0] is not None
    assert grants[1] is not None
    assert "spBv1.0/p17/DDATA/edge-1/+" in grants[0].publish
    assert not any("DDATA" in each or "edge-1" in each for each in grants[1].publish)
    assert subjects(["spBv1.0/p17/NDATA/dust-1"]) == ("spBv1//0.p17.NDATA.dust-1",)


def test_of_two_hosts_one_listens_and_the_other_keeps_nothing(app: Flask, secrets: dict[str, str]) -> None:
    first, second = host(app, []), Host(app.app_context, lambda _sent: None, "inspect")
    assert not second.hold()
    with pytest.raises(Retry):
        second.handle([said("NBIRTH", 0, BD)])
    first.hold(seconds=0)
    assert second.hold()
    with pytest.raises(Retry):
        first.handle([said("NBIRTH", 0, BD)])


def test_through_the_embedded_broker_a_node_is_heard_asked_and_told_of_its_host(
    app: Flask, secrets: dict[str, str], tmp_path: Any
) -> None:
    with broker_alone(tmp_path / "broker") as broker:
        publisher = Publisher(broker.mqtt_url)
        callout = broker.callout(lambda name, secret: _log_in(app, name, secret))
        callout.start()
        one, stop = Host(app.app_context, publisher.publish_all, "inspect"), threading.Event()
        v311 = MQTTProtocolVersion.MQTTv311
        listening = threading.Thread(
            target=one.keep_listening,
            args=(lambda: HostSource(broker.mqtt_url, "inspect", protocol=v311), stop, 0.2),
        )
        listening.start()
        heard: list[mqtt.MQTTMessage] = []
        node = mqtt.Client(CallbackAPIVersion.VERSION2, "edge-1", protocol=v311)
        node.username_pw_set("p17_edge-1", secrets["edge-1"])
        node.on_message = lambda _client, _data, message: heard.append(message)
        node.on_connect = lambda client, *_: client.subscribe(
            [("spBv1.0/STATE/+", 1), ("spBv1.0/p17/NCMD/edge-1/#", 1)]  # as npm's sparkplug-client does
        )
        death = said("NDEATH", None, BD)
        node.will_set(death.topic, death.payload, 1)
        try:
            node.connect("127.0.0.1", broker.mqtt_port)
            node.loop_start()
            until(
                lambda: any("STATE" in each.topic and _online(each) for each in heard),
                what="the host's state",
            )
            for each in (
                said("DDATA", 5, {"alias": 1, "float_value": 1.0}),
                said("NBIRTH", 0, BD),
                said("DBIRTH", 1, PM),
            ):
                node.publish(each.topic, each.payload, 0)
                if "DDATA" in each.topic:
                    until(lambda: any("NCMD" in each.topic for each in heard), what="the call for a birth")
            until(lambda: values() == [83.5], what="the reading")
            node.loop_stop()
            assert node.socket() is not None
            node.socket().close()  # type: ignore[union-attr]  # dies without a word
            until(lambda: device("dust-1").offline_ms is not None, what="the death")
        finally:
            stop.set()
            listening.join(PATIENCE)
            callout.stop()
            publisher.close()
    assert not listening.is_alive()
    assert db.session.scalar(select(func.count()).select_from(DeadLetter)) == 1


def _log_in(app: Flask, name: str, secret: str) -> Any:
    with app.app_context():
        return admitting.log_in(name, secret)


def _online(message: mqtt.MQTTMessage) -> bool:
    return json.loads(message.payload)["online"] is True
