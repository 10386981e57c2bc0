"""Over TLS: whom the intake trusts, whom it does not, and what devices need for the embedded broker."""

import logging
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.broker import BrokerFailed, EmbeddedBroker
from devices.sources import Undelivered
from devices.sources.nats import NatsSource
from devices.sources.paho import PahoSource, Session
from devices.sources.publisher import Publisher
from tests.brokers import ACK_WAIT, Registry, broker_alone, mosquitto, until
from tests.devices.certificates import Authority
from tests.listening import Listener
from tests.ports import free_port

TOPIC = "site/tls/device/d1/telemetry"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def secured(authority: Authority, tmp_path: Path) -> Iterator[str]:
    """A mosquitto whose certificate is made out to `localhost` alone; yields its port."""
    certificate, key = authority.give("localhost")
    with mosquitto(tmp_path, f"certfile {certificate}\nkeyfile {key}\n") as url:
        yield url.rpartition(":")[2]


def test_intake_and_publisher_speak_tls_with_a_broker_of_the_named_authority(
    authority: Authority, secured: str
) -> None:
    url = f"mqtts://localhost:{secured}"
    publisher = Publisher(url, ca_file=str(authority.file))
    with Listener(PahoSource(url, Session("tls"), ca_file=str(authority.file)), "tls") as listener:
        until(lambda: publisher.publish(TOPIC, b"sealed") or listener.payloads, what="the message")
    publisher.close()
    assert set(listener.payloads) == {b"sealed"}


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_an_unknown_authority_or_another_name_is_refused_and_said(
    authority: Authority, secured: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, host: str
) -> None:
    stranger = host == "localhost"
    trusted = str((Authority(tmp_path, "stranger") if stranger else authority).file)
    words = "unable to get local issuer" if stranger else "not valid for '127.0.0.1'"
    url = f"mqtts://{host}:{secured}"
    with pytest.raises(Undelivered, match=words):
        Publisher(url, ca_file=trusted).publish(TOPIC, b"refused")
    with caplog.at_level(logging.WARNING), Listener(PahoSource(url, Session("tls"), ca_file=trusted), "tls"):
        until(lambda: words in caplog.text, what="the line that says why")
    line = next(each for each in caplog.messages if words in each)
    assert line.startswith("intake from the broker interrupted: ")
    assert "certificate verify failed" in line


def test_the_systems_authorities_do_not_vouch_for_a_private_one(secured: str) -> None:
    with pytest.raises(Undelivered, match="certificate verify failed"):
        Publisher(f"mqtts://localhost:{secured}").publish(TOPIC, b"refused")


def test_devices_come_to_the_embedded_broker_by_tls_and_by_nothing_else(
    authority: Authority, tmp_path: Path
) -> None:
    # The certificate names the public address; we ourselves come by another one.
    certificate, key = authority.give("inspect.example")
    with broker_alone(tmp_path / "broker", tls=(certificate, key)) as broker:
        registry = Registry()
        secret = registry.add("d1", ("site/tls/device/d1/+",), ("site/tls/tablet/t1/receipt",))
        callout = broker.callout(registry.authenticate)
        callout.start()
        own = Publisher(broker.mqtt_url, pinned=certificate)
        with Listener(NatsSource(broker.client_url, ack_wait=ACK_WAIT), "tls") as listener:
            device = Publisher(f"mqtts://d1:{secret}@127.0.0.1:{broker.mqtt_port}", pinned=certificate)
            device.publish(TOPIC, b"sealed")
            until(lambda: listener.payloads, what="the device's message")
            own.publish("site/tls/tablet/t1/receipt", b"the way back")
            plain = Publisher(f"mqtt://d1:{secret}@127.0.0.1:{broker.mqtt_port}", timeout=1)
            with pytest.raises(Undelivered):
                plain.publish(TOPIC, b"in the clear")
        for each in (own, device, plain):
            each.close()
        context = ssl.create_default_context(cafile=str(authority.file))
        with (
            socket.create_connection(("127.0.0.1", broker.mqtt_port)) as wire,
            context.wrap_socket(wire, server_hostname="inspect.example") as sealed,
        ):
            assert sealed.version() in ("TLSv1.2", "TLSv1.3")
        callout.stop()
    assert set(listener.payloads) == {b"sealed"}


def test_our_own_publisher_trusts_no_other_certificate_of_the_same_authority(
    authority: Authority, tmp_path: Path
) -> None:
    pinned, _key = authority.give("inspect.example")
    with (
        broker_alone(tmp_path / "broker", tls=authority.give("other.example")) as broker,
        pytest.raises(Undelivered, match="certificate verify failed"),
    ):
        Publisher(broker.mqtt_url, pinned=pinned).publish(TOPIC, b"refused")


def test_a_key_that_does_not_belong_to_the_certificate_stops_the_start(
    authority: Authority, tmp_path: Path
) -> None:
    certificate, _key = authority.give("inspect.example")
    _certificate, other = authority.give("other.example")
    with pytest.raises(
        BrokerFailed, match=r"inspect\.example\.pem and key .*other\.example\.key cannot be used"
    ):
        EmbeddedBroker(
            tmp_path / "broker", "127.0.0.1", free_port(), free_port(), tls=(certificate, other)
        ).start()
    assert not (tmp_path / "broker").exists()  # it was not even tried
