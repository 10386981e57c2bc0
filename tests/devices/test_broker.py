"""The embedded broker as a process: what is left when it, its parent or its room ends."""

import os
import secrets
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from paho.mqtt.client import MQTTMessageInfo

from devices.broker import BrokerFailed, EmbeddedBroker
from devices.jetstream import Store, topic
from devices.sources.nats import NatsSource
from tests.brokers import ACK_WAIT, Device, Embedded, Listener, embedded, free_port, log_in, until


@pytest.fixture
def name() -> str:
    return f"d{secrets.token_hex(4)}"


def until_let_in(house: Embedded, name: str) -> None:
    secret = house.registry.known[name][0]
    until(lambda: log_in(house, name, secret) == "Success", what="log-ins answered again")


def test_files_are_for_their_owner_only(house_broker: Embedded) -> None:
    for path in (house_broker.broker.data_dir, *house_broker.broker.data_dir.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_a_restart_and_a_kill_keep_what_nobody_has_read(tmp_path: Path, name: str) -> None:
    with embedded(tmp_path, sync="always") as house:
        house.registry.add(name, (f"site/{name}/device/{name}/+",))
        sent = [b"%04d" % number for number in range(400)]
        with Device(house.url(name)) as device:
            device.send(f"site/{name}/device/{name}/telemetry", *sent[:200])
        first = house.broker.pid
        assert first
        os.kill(first, signal.SIGKILL)
        until(lambda: house.broker.pid != first and house.broker.ready.is_set(), what="another broker")
        until_let_in(house, name)
        with Device(house.url(name)) as device:
            device.send(f"site/{name}/device/{name}/telemetry", *sent[200:])
        house.broker.stop()
        house.broker.start()
        with Listener(NatsSource(house.broker.client_url, ack_wait=ACK_WAIT), name) as listener:
            until(lambda: len(listener.payloads) >= len(sent), what="all that was acknowledged")
        assert sorted(set(listener.payloads)) == sent


def test_a_source_outlives_its_broker(tmp_path: Path, name: str) -> None:
    with (
        embedded(tmp_path) as house,
        Listener(NatsSource(house.broker.client_url, ack_wait=ACK_WAIT), name) as listener,
    ):
        house.registry.add(name, (f"site/{name}/device/{name}/+",))
        house.broker.stop()
        house.broker.start()
        until_let_in(house, name)
        with Device(house.url(name)) as device:
            device.send(f"site/{name}/device/{name}/telemetry", b"after")
            until(lambda: listener.payloads, what="the message after the restart")


def has(one: MQTTMessageInfo) -> bool:
    """Say whether the broker has acknowledged it; between two connections the client will not say."""
    try:
        return one.is_published()
    except RuntimeError:
        return False


def test_a_full_store_refuses_instead_of_losing(tmp_path: Path, name: str) -> None:
    with embedded(tmp_path, store=Store(ack_wait=ACK_WAIT, max_bytes=200_000)) as house:
        house.registry.add(name, (f"site/{name}/device/{name}/+",))
        device = Device(house.url(name), client_id=name, clean=False)
        topic_name = f"site/{name}/device/{name}/telemetry"
        sent = [device.client.publish(topic_name, b"%04d" % number + b"x" * 1000, 1) for number in range(300)]
        until(lambda: sum(has(one) for one in sent) > 100, what="the store to fill")
        threading.Event().wait(0.5)
        acknowledged = sum(has(one) for one in sent)
        assert acknowledged < 250
        with Listener(NatsSource(house.broker.client_url, ack_wait=ACK_WAIT), name) as listener:
            until(lambda: len(set(listener.payloads)) == 300, 20, "what the device kept until there was room")
        device.close()


def test_the_broker_ends_with_its_parent_however_that_ends(tmp_path: Path) -> None:
    code = f"""
import pathlib, time
from devices.broker import EmbeddedBroker
broker = EmbeddedBroker(pathlib.Path({str(tmp_path)!r}), "127.0.0.1", {free_port()}, {free_port()})
broker.start()
print(broker.pid)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-u", "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        assert runs(child)
        parent.kill()
    until(lambda: not runs(child), 5, "the broker's end")


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_broker_that_cannot_start_says_why(house_broker: Embedded, tmp_path: Path) -> None:
    taken = EmbeddedBroker(tmp_path / "taken", "127.0.0.1", house_broker.broker.mqtt_port, free_port())
    with pytest.raises(BrokerFailed, match="address already in use"):
        taken.start()
    absent = EmbeddedBroker(tmp_path / "absent", "127.0.0.1", free_port(), free_port(), "/no/such/binary")
    with pytest.raises(BrokerFailed, match="INSPECT_NATS_SERVER"):
        absent.start()


def test_dots_and_empty_levels_survive_the_way_through_subjects() -> None:
    assert topic("site.p17.device.d1.telemetry") == "site/p17/device/d1/telemetry"
    assert topic("spBv1//0.group") == "spBv1.0/group"
    assert topic("/.leading") == "/leading"
