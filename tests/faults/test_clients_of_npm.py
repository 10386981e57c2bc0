"""npm's mqtt, which nobody here wrote, speaks to the running program."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
import pytest

from tests.faults.conftest import Client, Town, wait_for
from tests.faults.test_kill import readings, report, stored, under_way
from tests.faults.test_shared import another, other_broker
from tests.nodejs import Node, programs

__all__ = ["another", "other_broker"]
pytestmark = [pytest.mark.fault, pytest.mark.timeout(600), pytest.mark.xdist_group("faults")]
WAYS = ("mqtt", "ws")


@pytest.fixture
def node() -> Iterator[Node]:
    """`node("mqtt.js", …)` runs a program of tests/clients."""
    with programs() as start:
        yield start


@pytest.fixture
def npm_mqtt(town: Town, node: Node, tmp_path: Path) -> Callable[..., Client]:
    """`npm_mqtt(url, payloads, …)` lets npm's mqtt publish as dust-01."""

    def start(url: str, payloads: list[str], **more: Any) -> Client:
        name, secret = town.known["usernames"]["dust-01"], town.known["devices"]["dust-01"]
        who = {"username": name, "password": secret, "clientId": name, "clean": False}
        spec = {"url": url, "topic": "site/p17/device/dust-01/telemetry", "payloads": payloads, "qualities": [1],
                "cuts": [], "pause": 1} | more  # fmt: skip
        spec["options"] = who | more.get("options", {})
        path = tmp_path / f"{uuid4().hex}.json"
        path.write_text(json.dumps(spec))
        ledger = path.with_suffix(".ledger")
        return Client(node("mqtt.js", str(path), str(ledger)), ledger)  # type: ignore[arg-type]

    return start


def test_npm_mqtt_is_heard_in_every_quality_over_tcp_and_websocket(
    town: Town, npm_mqtt: Callable[..., Client]
) -> None:
    doors = {"mqtt": town.up.mqtt_port, "ws": int(town.up.environ["INSPECT_TABLET_PORT"])}
    for way in WAYS:
        begin, payloads = readings(30)
        told = npm_mqtt(
            f"{way}://127.0.0.1:{doors[way]}/mqtt",
            payloads,
            qualities=[0, 1, 2],
            options={"protocolVersion": 4},
        )
        assert told.finish(120) == (set(range(30)), set(range(30)))
        wait_for(lambda: len(stored(town, begin, 30)) == 30, f"all are stored that came by {way}")  # noqa: B023
        assert stored(town, begin, 30) == {n: n % 50 for n in range(30)}


def test_npm_mqtt_torn_off_and_its_broker_killed_loses_and_doubles_nothing(
    town: Town, npm_mqtt: Callable[..., Client]
) -> None:
    begin, payloads = readings(1000)
    dust = npm_mqtt(f"mqtt://127.0.0.1:{town.up.mqtt_port}", payloads, cuts=[150, 151, 700], pause=3)
    under_way(town, dust, begin, 1000, 300)
    town.kill("intake")  # and with it the broker
    killed = time.monotonic()
    sent, kept = dust.finish()
    wait_for(lambda: kept <= stored(town, begin, 1000).keys(), "every acknowledged reading is stored")
    there = stored(town, begin, 1000)
    report("npm mqtt", sent, kept, set(there), time.monotonic() - killed)
    assert there == {n: n % 50 for n in range(1000)}


def test_npm_mqtt_speaks_version_5_to_a_broker_of_ones_own_and_is_told_no_by_ours(
    town: Town, npm_mqtt: Callable[..., Client], another: Callable[[], psutil.Popen], other_broker: str
) -> None:
    five = {"protocolVersion": 5}
    another()
    begin, payloads = readings(30)
    told = npm_mqtt(other_broker, payloads, qualities=[0, 1, 2], options=five)
    assert told.finish(120) == (set(range(30)), set(range(30)))
    wait_for(lambda: len(stored(town, begin, 30)) == 30, "all are stored")
    ours = f"mqtt://127.0.0.1:{town.up.mqtt_port}"
    refused = npm_mqtt(ours, payloads[:1], options=five | {"reconnectPeriod": 0})
    assert refused.process.wait(60) == 3
    assert "Unacceptable-protocol-version" in refused.path.read_text()
