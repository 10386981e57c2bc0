"""What the fast reader needs of paho's inside, and that it cuts a stream rightly wherever it is torn."""

import struct

import paho.mqtt.client as mqtt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from devices.sources.reader import Reader, varint


def reader(protocol: MQTTProtocolVersion = MQTTProtocolVersion.MQTTv311) -> Reader:
    return Reader("r", protocol, clean=None if protocol == MQTTProtocolVersion.MQTTv5 else True)


def length(value: int) -> bytes:
    """MQTT's variable length, written as the standard says."""
    out = bytearray()
    while True:
        value, low = divmod(value, 128)
        out.append(low | (0x80 if value else 0))
        if not value:
            return bytes(out)


def publish(topic: str, payload: bytes, mid: int, *, properties: bytes | None = None) -> bytes:
    name = topic.encode()
    body = struct.pack("!H", len(name)) + name + (struct.pack("!H", mid) if mid else b"")
    if properties is not None:
        body += length(len(properties)) + properties
    return bytes([0x32 if mid else 0x30]) + length(len(body + payload)) + body + payload


def test_paho_has_the_inside_that_the_reader_leans_on() -> None:
    client = mqtt.Client(CallbackAPIVersion.VERSION2)
    assert set(client._in_packet) == {
        "command",
        "have_remaining",
        "remaining_count",
        "remaining_mult",
        "remaining_length",
        "packet",
        "to_process",
        "pos",
    }
    for name in ("_sock_recv", "_packet_handle", "_packet_queue", "_loop_rc_handle", "_sock_close"):
        assert callable(getattr(mqtt.Client, name))
    for name in ("_sock", "_msgtime_mutex", "_last_bytes_received"):
        assert hasattr(client, name)


SENT = st.lists(st.tuples(st.binary(max_size=300), st.integers(0, 65_535)), min_size=1, max_size=12)


@given(SENT, st.lists(st.integers(1, 200), min_size=1, max_size=60), st.booleans())
def test_a_stream_torn_anywhere_gives_the_same_messages(
    sent: list[tuple[bytes, int]], pieces: list[int], newer: bool
) -> None:
    found = reader(MQTTProtocolVersion.MQTTv5 if newer else MQTTProtocolVersion.MQTTv311)
    properties = b"\x01\x01" if newer else None
    stream = b"".join(publish("site/a/device/b/c", body, mid, properties=properties) for body, mid in sent)
    at = turn = 0
    while at < len(stream):
        size = pieces[turn % len(pieces)]
        found._split(found._rest + stream[at : at + size])
        at, turn = at + size, turn + 1
    messages, acks = found.take()
    assert [message.payload for message in messages] == [body for body, _ in sent]
    assert acks == b"".join(b"\x40\x02" + struct.pack("!H", mid) for _, mid in sent if mid)


@given(st.integers(0, 268_435_455))
def test_lengths_are_read_as_the_standard_writes_them(value: int) -> None:
    written = length(value)
    assert varint(written + b"more", 0) == (value, len(written))
    assert varint(written[:-1], 0) == (0, 0)


def test_a_length_without_end_breaks_the_connection() -> None:
    with pytest.raises(ConnectionError, match="four bytes"):
        varint(b"\xff\xff\xff\xff\x01", 0)
