"""The embedded broker as a process: what is left when it, its parent or its room ends."""

import os
import secrets
import signal
import socket
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from paho.mqtt.client import MQTTMessageInfo

from devices import broker, health
from devices.broker import BrokerFailed, EmbeddedBroker
from devices.jetstream import Store, topic
from devices.sources.nats import NatsSource
from tests.brokers import ACK_WAIT, Device, Embedded, embedded, log_in, until
from tests.listening import Listener
from tests.ports import free_port


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
        bodies = [b"%04d" % number + b"x" * 1000 for number in range(300)]
        device.send(topic_name, *bodies[:50])
        # More than fits, at once: the broker cuts the connection at the first refusal, and what it had
        # taken until then may or may not be acknowledged.
        sent = [device.client.publish(topic_name, body, 1) for body in bodies[50:]]
        threading.Event().wait(1.5)
        assert sum(has(one) for one in sent) < 200
        with Listener(NatsSource(house.broker.client_url, ack_wait=ACK_WAIT), name) as listener:
            until(
                lambda: len(set(listener.payloads)) == 300, what="what the device kept until there was room"
            )
        device.close()


@pytest.mark.parametrize("hung", [False, True], ids=["well", "hung"])
def test_the_broker_ends_with_its_parent_however_that_ends(tmp_path: Path, *, hung: bool) -> None:
    mqtt_port = free_port()
    code = f"""
import pathlib, time
from devices.broker import EmbeddedBroker
broker = EmbeddedBroker(pathlib.Path({str(tmp_path)!r}), "127.0.0.1", {mqtt_port}, {free_port()})
broker.start()
print(broker.pid)
time.sleep(600)
"""
    with subprocess.Popen([sys.executable, "-u", "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        assert runs(child)
        if hung:
            os.kill(child, signal.SIGSTOP)
        parent.kill()
    until(lambda: not runs(child), what="the broker's end")
    until(lambda: is_free(mqtt_port), what="the port for the next one")


def is_free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_broker_that_hangs_is_ended_and_started_again(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Often asked, but judged without haste until it really hangs: on a busy machine a well one may be slow for once.
    for what in ("_PULSE", "_PULSE_ILL"):
        monkeypatch.setattr(broker, what, 0.3)
    monkeypatch.setattr(health, "PATIENCE", 10.0)
    with embedded(tmp_path) as house:
        house.registry.add(name, (f"site/{name}/device/{name}/+",))
        with Device(house.url(name)) as device:
            device.send(f"site/{name}/device/{name}/telemetry", b"before")
        first = house.broker.pid
        assert first
        os.kill(first, signal.SIGSTOP)
        monkeypatch.setattr(health, "PATIENCE", 1.0)
        until(lambda: house.broker.pid != first, what="the one that hangs ended")
        monkeypatch.setattr(health, "PATIENCE", 10.0)
        until(house.broker.ready.is_set, what="another broker")
        with Listener(NatsSource(house.broker.client_url, ack_wait=ACK_WAIT), name) as listener:
            until(lambda: listener.payloads, what="what it had acknowledged")
        assert set(listener.payloads) == {b"before"}


def test_a_broker_that_is_well_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for what in ("_PULSE", "_PULSE_ILL"):
        monkeypatch.setattr(broker, what, 0.05)
    with embedded(tmp_path) as house:
        first = house.broker.pid
        threading.Event().wait(1)
        assert (house.broker.pid, health.complaint(house.broker._insider("system"))) == (first, "")


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
