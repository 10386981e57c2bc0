"""Every kind has its codec, and no bytes at all get anything out of one but plain values or a refusal."""

import json
import math

from hypothesis import example, given, settings
from hypothesis import strategies as st

from devices.codecs import CODECS, Photo, Readings, Unreadable, decode
from tests.devices.codecs.payloads import AT, TOPIC, filled, refusal


def test_an_unknown_kind_is_refused_as_such() -> None:
    assert refusal(b"{}", kind="morse") == ("kind", "kind")


def test_a_photo_is_named_by_the_hash_of_its_bytes() -> None:
    found = decode("photo", TOPIC, b"abc")
    assert found == Photo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", b"abc")
    assert refusal(b"", "photo") == ("payload", "length")
    assert refusal(bytes(8 * 1024 * 1024 - 4095), "photo") == ("payload", "size")


def judged(kind: str, payload: bytes) -> None:
    """Either plain values or a refusal; whatever else is raised fails the test."""
    try:
        found = decode(kind, TOPIC, payload, AT)
    except Unreadable as refused:
        found = None
        named = refused.field, refused.rule
        json.dumps(refused.detail)
    else:
        named = "read", "whole"
    assert all(named)
    if isinstance(found, Readings):
        assert all(math.isfinite(value) and 0 <= at < 2**42 for at, _, value, _ in found.device_values)


@given(st.sampled_from(sorted(CODECS)), st.binary(max_size=300))
@example("senml", b'[{"n":"a","v":1,"x":' + b"[" * 20_000 + b"]" * 20_000 + b"}]")
@example("senml", b'[{"n":"a","v":1,"x":"\xff"}]')
@example("senml", b'[{"n":"a","v":1,"x":' + b"9" * 5000 + b"}]")
@example("telemetry", b'{"at":1,"values":{"a":' + b"9" * 5000 + b"}}")
@example("telemetry", b'{"a":' * 10_000)
@example("submission", b'{"id":"\\ud800"}')
@settings(max_examples=300, deadline=None)
def test_no_bytes_at_all_raise_anything_but_a_refusal(kind: str, payload: bytes) -> None:
    judged(kind, payload)


SEEDS = {
    "telemetry": b'[{"at":"2016-02-21T04:26:40+08:00","values":{"pm10":83.5,"a":1},"flag":{"a":"D"},"seq":1}]',
    "senml": b'[{"bn":"x:","bt":1456000000,"bver":10,"bu":"g","bv":1,"n":"a","v":1},{"n":"b","t":1,"v":2}]',
    "submission": json.dumps(filled(), ensure_ascii=False).encode(),
}
PIECES = [
    b"null",
    b"NaN",
    b"-1e999",
    b"[",
    b"]",
    b"{",
    b"}",
    b'"',
    b"\\u0000",
    b"\\ud800",
    b":",
    b",",
    b"9" * 400,
    b"\xc3",
]


@given(st.sampled_from(sorted(SEEDS)), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 9), st.sampled_from(PIECES)),
                                                min_size=1, max_size=4))  # fmt: skip
@settings(max_examples=600, deadline=None)
def test_no_damaged_message_raises_anything_but_a_refusal(
    kind: str, cuts: list[tuple[float, int, bytes]]
) -> None:
    payload = SEEDS[kind]
    for where, length, piece in cuts:
        start = int(where * len(payload))
        payload = payload[:start] + piece + payload[start + length :]
    judged(kind, payload)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["values", "at", "n", "v", "bt", "id", "a", "_"]) | st.text(max_size=3),
            inner,
            max_size=3,
        )
    ),
    max_leaves=12,
)


@given(st.sampled_from(sorted(SEEDS)), JSON)
@settings(max_examples=300, deadline=None)
def test_no_json_of_another_shape_raises_anything_but_a_refusal(kind: str, value: object) -> None:
    judged(kind, json.dumps(value).encode())
