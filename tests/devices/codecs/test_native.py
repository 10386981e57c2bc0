"""A telemetry message is read whole or refused by the name of its field."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs import Unreadable, native
from devices.codecs.shapes import is_quantity
from devices.topics import Topic
from tests.devices.codecs.payloads import AT, readings, refusal


def test_a_sample_becomes_one_row_per_quantity_with_its_flag() -> None:
    found = readings(b'{"at":1456000000000,"values":{"pm10":83.5,"pm25":40},"flag":{"pm25":"D"},"seq":7}')
    assert found.device_values == [(AT, "pm10", 83.5, "N"), (AT, "pm25", 40.0, "D")]
    assert (found.seq, found.undated) == (7, False)


@pytest.mark.parametrize("text", [
    "2016-02-21T04:26:40+08:00", "2016-02-20T20:26:40Z", "2016-02-20t20:26:40.000z", "2016-02-20T20:26:40.000999999Z",
])  # fmt: skip
def test_a_moment_with_its_offset_is_the_same_as_its_milliseconds(text: str) -> None:
    assert readings(json.dumps({"at": text, "values": {"pm10": 1}}).encode()).device_values[0][0] == AT


@pytest.mark.parametrize("text", [
    "2016-02-21T04:26:40", "2016-02-21", "2016-02-21T04:26:40+0800", "2016-13-01T00:00:00Z", "2016-02-21T04:26:60Z", "",
    "2016-02-21T04:26:40+08:00\n", "２016-02-21T04:26:40Z",
])  # fmt: skip
def test_a_moment_without_offset_or_off_the_calendar_is_refused(text: str) -> None:
    assert refusal(json.dumps({"at": text, "values": {"pm10": 1}}).encode()) == ("at", "time")


@pytest.mark.parametrize("at", ["-1", "4133980800000", '"1969-12-31T23:59:59Z"', '"2101-01-01T00:00:00Z"'])
def test_a_clock_that_was_never_set_is_refused(at: str) -> None:
    assert refusal(b'{"at":%s,"values":{"pm10":1}}' % at.encode()) == ("at", "range")


@pytest.mark.parametrize("at", ["1.5", "1456000000000.0", "null", "true", "[]"])
def test_a_moment_is_an_integer_or_a_text(at: str) -> None:
    assert refusal(b'{"at":%s,"values":{"pm10":1}}' % at.encode()) == ("at", "type")


def test_without_a_moment_the_arrival_stands_in_and_says_so() -> None:
    found = readings(b'{"values":{"pm10":1}}', received_ms=AT)
    assert found.device_values == [(AT, "pm10", 1.0, "N")]
    assert found.undated
    assert refusal(b'{"values":{"pm10":1}}') == ("at", "missing")


def test_a_backlog_keeps_its_order_and_needs_a_moment_in_every_sample() -> None:
    found = readings(b'[{"at":2,"values":{"a":1},"seq":4},{"at":1,"values":{"b":2},"seq":5}]')
    assert found.device_values == [(2, "a", 1.0, "N"), (1, "b", 2.0, "N")]
    assert found.seq == 5
    assert refusal(b'[{"at":2,"values":{"a":1}},{"values":{"a":1}}]', received_ms=AT) == ("[1].at", "missing")


@pytest.mark.parametrize(("value", "rule"), [
    ("NaN", "finite"), ("Infinity", "finite"), ("-Infinity", "finite"), ("1e309", "finite"), ("-1e309", "finite"),
    ("1" * 400, "finite"), ("null", "type"), ("true", "type"), ('"83.5"', "type"), ("[1]", "type"), ("{}", "type"),
])  # fmt: skip
def test_what_is_no_finite_number_is_refused_by_the_name_of_its_quantity(value: str, rule: str) -> None:
    one = '{"at":1,"values":{"pm25":3,"pm10":' + value + "}}"
    assert refusal(one.encode()) == ("values.pm10", rule)
    assert refusal(b'[{"at":1,"values":{"a":1}},%s]' % one.encode()) == ("[1].values.pm10", rule)


@pytest.mark.parametrize("value", ["0", "-0", "-0.0", "1e-400", "1.7976931348623157e308", "-12", "1E3"])
def test_every_finite_number_of_json_is_a_value(value: str) -> None:
    assert readings(b'{"at":1,"values":{"a":%s}}' % value.encode()).device_values[0][2] == float(value)


@pytest.mark.parametrize("name", ["", "PM10", "1a", "_a", "a-b", "a b", "a" * 33, "pm10\n", "颗粒"])
def test_a_quantity_has_a_plain_name(name: str) -> None:
    field, rule = refusal(json.dumps({"at": 1, "values": {name: 1}}).encode())
    assert (field, rule) == (f"values.{name[:32]}", "name")


@pytest.mark.parametrize(("payload", "field", "rule"), [
    (b"", "payload", "json"), (b"\xff", "payload", "json"), (b"{}", "values", "missing"), (b"3", "payload", "type"),
    (b"[]", "payload", "length"), (b'{"at":1,"values":{}}', "values", "length"), (b'{"values":1}', "values", "type"),
    (b'{"at":1,"values":{"a":1},"vlaues":{}}', "vlaues", "unknown"), (b'{"at":1,"values":{"a":1}}x', "payload", "json"),
    (b'[{"at":1,"values":{"a":1},"x":1}]', "[0].x", "unknown"), (b"[" * 60_000, "[0]", "type"),
    (b'{"at":1,"values":{"a":1},"flag":{"a":"Z"}}', "flag.a", "choice"), (b" " * 65_537, "payload", "size"),
    (b'{"at":1,"values":{"a":1},"flag":{"a":1}}', "flag.a", "choice"), (b'{"values":{"\xff":1}}', "payload", "utf8"),
    (b'{"at":1,"values":{"a":1},"flag":{"b":"N"}}', "flag.b", "value"), (b"\xef\xbb\xbf{}", "payload", "json"),
    (b'{"at":1,"values":{"a":1},"seq":-1}', "seq", "range"), (b'{"at":1,"values":{"a":01}}', "payload", "json"),
])  # fmt: skip
def test_a_refusal_names_field_and_rule(payload: bytes, field: str, rule: str) -> None:
    assert refusal(payload) == (field, rule)


def test_a_message_holds_64_values_and_a_backlog_1000_samples() -> None:
    values = {f"q{n}": n for n in range(64)}
    assert len(readings(json.dumps({"at": 1, "values": values}).encode()).device_values) == 64
    assert refusal(json.dumps({"at": 1, "values": values | {"more": 1}}).encode()) == ("values", "length")
    sample = b'{"at":1,"values":{"a":1}}'
    assert len(readings(b"[" + b",".join([sample] * 1000) + b"]").device_values) == 1000
    assert refusal(b"[" + b",".join([sample] * 1001) + b"]") == ("payload", "length")


@pytest.mark.parametrize(("payload", "key"), [
    (b'{"at":1,"values":{"pm10":1,"pm10":900}}', "pm10"),
    (b'{"at":1,"values":{"pm10":1,"\\u0070m10":900}}', "pm10"),
    (b'{"at":1,"at":2,"values":{"pm10":1}}', "at"),
    (b'{"at":"1970-01-01T00\\u003a00:00Z","values":{"a":1,"a":2}}', "a"),
    (b'{"values":{"b":2},"at":1,"values":{"a":1}}', "values"),
    (b'{"at":1,"values":{"a":1},"flag":{"a":"N","a":"D"}}', "a"),
    (b'[{"at":1,"values":{"a":1}},{"at":1,"values":{"a" :1 , "a" : 1}}]', "a"),
])  # fmt: skip
def test_a_key_that_comes_twice_refuses_the_message_instead_of_choosing_one(payload: bytes, key: str) -> None:
    assert refusal(payload) == (key, "duplicate")


def test_escapes_and_blanks_alone_refuse_nothing() -> None:
    found = readings(b' { "at" : "1970-01-01T00\\u003a00:00Z" , "values" : { "\\u0061" : 1 } } ')
    assert found.device_values == [(0, "a", 1.0, "N")]


_SENT = st.fixed_dictionaries(
    {"values": st.dictionaries(st.sampled_from(["pm10", "pm25", "Noise", "a" * 33]), st.floats(width=32) | st.integers(), max_size=3)},
    optional={"at": st.integers(-1, 2**43) | st.just("2026-05-01T08:00:00Z"), "seq": st.integers(-1, 9),
              "flag": st.just({}) | st.just({"pm10": "M"}), "more": st.none()},
)  # fmt: skip


@given(_SENT, st.integers(0, 400), st.sampled_from([b"", b"0", b'"pm10":1,', b"\\", b":", b"}"]))
def test_the_short_way_takes_nothing_that_the_long_one_reads_otherwise(
    sent: dict[str, object], place: int, more: bytes
) -> None:
    payload = json.dumps(sent).encode()
    payload = payload[:place] + more + payload[place:]
    plain = native.plain(payload)
    if plain is None or not all(map(is_quantity, plain[1])):
        return
    try:
        found = native.decode(Topic("p17", "dust-1", "telemetry"), payload, None)
    except Unreadable as wrong:
        raise AssertionError(payload) from wrong
    assert found.device_values == [(plain[0], name, value, "N") for name, value in plain[1].items()]
