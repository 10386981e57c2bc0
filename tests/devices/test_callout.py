"""Who the embedded broker lets in, and what he may publish and hear."""

import secrets
from collections.abc import Iterator

import pytest

from devices.claims import subjects
from devices.sources.nats import NatsSource
from tests.brokers import ACK_WAIT, Device, Embedded, log_in, until
from tests.listening import Listener


@pytest.fixture
def name() -> str:
    return f"d{secrets.token_hex(4)}"


@pytest.fixture
def listener(house_broker: Embedded, name: str) -> Iterator[Listener]:
    with Listener(NatsSource(house_broker.broker.client_url, ack_wait=ACK_WAIT), name) as running:
        yield running


def test_a_wrong_secret_is_refused(house_broker: Embedded, name: str) -> None:
    secret = house_broker.registry.add(name)
    assert log_in(house_broker, name, secret) == "Success"
    assert log_in(house_broker, name, secret + "x") == "Not authorized"
    assert log_in(house_broker, f"{name}-unknown", secret) == "Not authorized"


def test_whoever_is_known_only_after_a_while_is_let_in_then_and_not_refused(
    house_broker: Embedded, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = house_broker.registry.add(name)
    monkeypatch.setattr(house_broker.registry, "slow", 3.0)
    assert log_in(house_broker, name, secret) == "Success"


def test_nobody_comes_in_without_a_name(house_broker: Embedded) -> None:
    with Device(f"mqtt://127.0.0.1:{house_broker.broker.mqtt_port}") as device:
        assert device.reason == "Not authorized"


@pytest.mark.parametrize("insider", ["intake", "callout", "system", "server"])
def test_an_insider_is_not_let_in_without_his_secret(house_broker: Embedded, insider: str) -> None:
    house_broker.registry.add(insider, ("#",), ("#",))
    assert log_in(house_broker, insider, house_broker.registry.known.pop(insider)[0]) == "Not authorized"


@pytest.mark.parametrize(
    "identity", ["+", "#", "*", ">", "a/b", "a.b", "$SYS", "a\x01b", "扬尘", "a" * 129, "-a"]
)
def test_a_name_that_is_a_wildcard_or_a_path_is_refused(house_broker: Embedded, identity: str) -> None:
    secret = house_broker.registry.add(identity, ("site/+/device/+/+",))
    assert log_in(house_broker, identity, secret) == "Not authorized"


def test_a_device_without_any_grant_may_do_nothing(
    house_broker: Embedded, name: str, listener: Listener
) -> None:
    house_broker.registry.add(name)
    with Device(house_broker.url(name)) as device:
        device.send(f"site/{name}/device/{name}/telemetry", b"forbidden")
        assert not device.listen("site/#")
        assert not device.listen("#")
    assert_only_this_arrives(house_broker, name, listener)


@pytest.mark.parametrize("qos", [0, 1])
def test_a_device_publishes_only_under_its_own_name(
    house_broker: Embedded, name: str, listener: Listener, qos: int
) -> None:
    house_broker.registry.add(name, (f"site/{name}/device/{name}/+",))
    with Device(house_broker.url(name)) as device:
        for other in ("other/telemetry", "*/telemetry", f"{name}/telemetry/deeper", ">"):
            device.send(f"site/{name}/device/{other}", b"forbidden", qos=qos)
        device.send(f"$MQTT/msgs/site/{name}/device/other/telemetry", b"forbidden", qos=qos)
    assert_only_this_arrives(house_broker, name, listener)


def assert_only_this_arrives(house: Embedded, name: str, listener: Listener) -> None:
    house.registry.add(f"{name}-free", (f"site/{name}/device/+/+",))
    with Device(house.url(f"{name}-free")) as device:
        device.send(f"site/{name}/device/{name}/telemetry", b"allowed")
    until(lambda: listener.payloads, what="what is allowed")
    assert listener.payloads == [b"allowed"]


@pytest.mark.parametrize(
    "topic_filter",
    [
        "#",
        "+/+/+/+/+",
        "site/#",
        "site/>",
        "site/*/tablet/t1/receipt",
        "$MQTT/msgs/#",
        "$MQTT/sub/#",
        "$JS/#",
        "$SYS/#",
    ],
)
def test_a_device_hears_only_what_it_may(house_broker: Embedded, name: str, topic_filter: str) -> None:
    house_broker.registry.add(name, (), (f"site/{name}/tablet/t1/receipt",))
    with Device(house_broker.url(name)) as device:
        assert device.listen(f"site/{name}/tablet/t1/receipt")
        assert not device.listen(topic_filter)
        assert not device.listen(f"site/{name}/tablet/t2/receipt")


def test_a_revoked_device_does_not_come_in_again(house_broker: Embedded, name: str) -> None:
    secret = house_broker.registry.add(name)
    assert log_in(house_broker, name, secret) == "Success"
    del house_broker.registry.known[name]
    assert log_in(house_broker, name, secret) == "Not authorized"


def test_a_registry_that_fails_lets_nobody_in(
    house_broker: Embedded, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = house_broker.registry.add(name)
    house_broker.registry.known[name] = None  # type: ignore[assignment]
    assert log_in(house_broker, name, secret) == "Not authorized"


def test_nobody_takes_over_the_session_of_a_living_device(
    house_broker: Embedded, name: str, listener: Listener
) -> None:
    house_broker.registry.add(name, (f"site/{name}/device/{name}/+",))
    stranger = house_broker.registry.add(f"{name}-stranger")
    with Device(house_broker.url(name), client_id=name) as device:
        assert log_in(house_broker, name, "wrong", client_id=name) == "Not authorized"
        assert log_in(house_broker, f"{name}-stranger", stranger, client_id=name) == "Not authorized"
        lost: list[object] = []
        device.client.on_disconnect = lambda *why: lost.append(why)
        device.send(f"site/{name}/device/{name}/telemetry", b"still here")
        until(lambda: listener.payloads, what="the message of the living device")
        assert not lost


def test_nobody_comes_in_before_the_store_is_ready(house_broker: Embedded, name: str) -> None:
    secret = house_broker.registry.add(name)
    house_broker.broker.ready.clear()
    try:
        assert log_in(house_broker, name, secret) == "Not authorized"
    finally:
        house_broker.broker.ready.set()
    assert log_in(house_broker, name, secret) == "Success"


@pytest.mark.parametrize("topic_filter", ["a.b", "a/>", "a/*", "a b", "//a", "a//b", "a/", ""])
def test_a_grant_that_the_broker_would_misread_is_refused(topic_filter: str) -> None:
    with pytest.raises(ValueError, match=r"no '\.'"):
        subjects([topic_filter])
