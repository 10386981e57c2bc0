"""The same JSON over MQTT and over HTTP: the codec and the service take and refuse the same messages."""

import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from devices.codecs import Readings, Unreadable, decode
from devices.topics import parse
from inspect_app.core.errors import Problem
from inspect_app.readings.rules import payload

TOPIC = parse("site/p17/device/dust-1/telemetry")
RECEIVED_MS = 1_775_000_000_000
NAMES = st.sampled_from(["pm10", "wind_speed", "PM10", "", "a" * 33, "é", "1a"])
NUMBERS = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False), st.integers(-(10**20), 10**20), st.booleans(), st.none(),
    st.text(max_size=2), st.just(10**400),
)  # fmt: skip
MOMENTS = st.one_of(
    st.integers(-1, 5_000_000_000_000), st.none(), st.floats(0, 2e12), st.booleans(),
    st.sampled_from(
        ["2026-05-01T08:00:00+08:00", "2026-05-01T08:00:00Z", "2026-05-01T08:00:00.123456789Z", "2026-05-01T08:00:00",
         "2026-13-01T08:00:00Z", "1960-01-01T00:00:00Z", "2026-05-01t08:00:00z", "2026-05-01T24:00:00Z", "x", ""]
    ),
)  # fmt: skip
FLAGS = st.dictionaries(NAMES, st.sampled_from(["N", "D", "X", "", 1]), max_size=2)
SAMPLES = st.fixed_dictionaries(
    {"values": st.one_of(st.dictionaries(NAMES, NUMBERS, max_size=3), st.dictionaries(st.just("pm10"), st.floats(0, 9)))},
    optional={"at": MOMENTS, "flag": FLAGS, "seq": st.one_of(st.integers(-1, 2**54), st.none(), st.floats(0, 9)), "more": st.none()},
)  # fmt: skip
BODIES = st.one_of(SAMPLES, st.lists(SAMPLES, max_size=3), st.none(), st.integers(), st.text(max_size=3))


def over_mqtt(data: bytes) -> list[payload.Value] | None:
    try:
        found = decode("telemetry", TOPIC, data, RECEIVED_MS)
    except Unreadable:
        return None
    assert isinstance(found, Readings)
    return list(found.device_values)


def over_http(data: bytes) -> list[payload.Value] | None:
    try:
        return payload.parse(data, RECEIVED_MS)
    except Problem:
        return None


@settings(max_examples=600, deadline=None)
@given(BODIES)
@example([{"values": {"pm10": 1}}])
@example({"values": {"pm10": -0.0}, "at": 0})
def test_both_doors_take_and_refuse_the_same_messages(body: object) -> None:
    data = json.dumps(body).encode()
    assert over_http(data) == over_mqtt(data)


@given(st.binary(max_size=40))
@example(b'{"values": {"pm10": NaN}}')
@example(b'{"values": {"pm10": 1, "pm10": 1}}')
@example(b'{"values": {"pm10": 1, "p\\u006d10": 2}}')
@example(b'\xef\xbb\xbf{"values": {"pm10": 1}}')
@example(b'{"values": {"pm10": 1e999}}')
@example(b'{"values": {"pm10": 01}}')
@example(b'{"values": {"pm10": 1}} x')
def test_both_doors_refuse_the_same_bytes(data: bytes) -> None:
    assert over_http(data) == over_mqtt(data)
