"""Clients nobody here wrote speak to the running program."""

import json
import subprocess
import time

import pytest

from tests.faults.conftest import Town, wait_for

pytestmark = [pytest.mark.fault, pytest.mark.timeout(600), pytest.mark.xdist_group("faults")]


def mosquitto_pub(town: Town, topic: str, *more: str, data: bytes, secret: str = "") -> int:
    """Publish with mosquitto's own client as dust-01; return its exit code."""
    name, secret = town.known["usernames"]["dust-01"], secret or town.known["devices"]["dust-01"]
    who = ["-p", str(town.up.mqtt_port), "-i", name, "-u", name, "-P", secret]
    argv = ["mosquitto_pub", *who, "-t", topic, *(more or ("-q", "1", "-s"))]
    return subprocess.run(argv, input=data, check=False, capture_output=True, timeout=60).returncode


def values(town: Town, begin: int) -> set[float]:
    """Return what dust-01 told for the moments from `begin` on."""
    stmt = """SELECT r.value FROM readings r JOIN channels c ON c.id = r.channel_id
              WHERE c.quantity = 'noise' AND r.at_ms >= %s AND r.at_ms < %s"""
    return {value for (value,) in town.ask(stmt, begin, begin + 100)}


def test_mosquitto_pub_is_heard_in_every_quality_and_refused_where_it_must_be(town: Town) -> None:
    topic = "site/p17/device/dust-01/telemetry"
    begin = int(time.time() * 1000) - 7_200_000

    def told(number: int) -> bytes:
        return json.dumps({"at": begin + number, "values": {"noise": 40 + number}}).encode()

    for quality in (0, 1, 2):
        assert mosquitto_pub(town, topic, "-q", str(quality), "-s", data=told(quality)) == 0
    assert mosquitto_pub(town, topic, "-q", "1", "-r", "-s", data=told(3)) == 0, (
        "retained, it is a reading as well"
    )
    lines = b"\n".join(told(number) for number in range(4, 30))
    assert mosquitto_pub(town, topic, "-q", "1", "-l", data=lines) == 0
    assert mosquitto_pub(town, topic, secret="wrong", data=told(90)) != 0
    mosquitto_pub(town, topic.replace("dust-01", "dust-02"), data=told(91))
    mosquitto_pub(town, topic, data=bytes(9 << 20))  # more than the broker takes: it closes the connection
    assert mosquitto_pub(town, topic, data=told(30)) == 0
    wait_for(lambda: 70.0 in values(town, begin), "the last is stored")
    wait_for(lambda: values(town, begin) == {40.0 + n for n in range(31)}, "all are stored, and no other")
    assert town.up.part("intake").memory_info().rss < 300 << 20
