"""paho's client made fast for receiving: it reads in big pieces and acknowledges a batch in one send.

It leans on the inside of paho-mqtt 2: `tests/devices/test_reader.py` says on what.
"""

import ssl
import time

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion

from devices.message import Message

_PIECE = 1 << 18
_PUBLISH = 0x30
_MOST_TOPICS = 65_536
_PUBACK = b"\x40\x02"


class Reader(mqtt.Client):
    """`arrived` fills while loop_read() is called; take() empties it and says how to acknowledge."""

    def __init__(self, client_id: str, protocol: MQTTProtocolVersion, *, clean: bool | None) -> None:
        super().__init__(
            CallbackAPIVersion.VERSION2,
            client_id=client_id,
            clean_session=clean,
            protocol=protocol,
            manual_ack=True,
        )
        self.arrived: list[Message] = []
        self.arrived_bytes = 0
        self._acks: list[bytes] = []
        self._rest = b""
        self._topics: dict[bytes, str] = {}
        self._properties = protocol == MQTTProtocolVersion.MQTTv5

    def take(self) -> tuple[list[Message], bytes]:
        """Everything that arrived, and the bytes that acknowledge it."""
        taken = self.arrived, b"".join(self._acks)
        self.arrived, self._acks, self.arrived_bytes = [], [], 0
        return taken

    def acknowledge(self, acks: bytes) -> None:
        if acks:
            self._packet_queue(_PUBACK[0], acks, 0, 1)

    def buffered(self) -> bool:
        """Whether TLS holds bytes that no selector will report."""
        return isinstance(self._sock, ssl.SSLSocket) and self._sock.pending() > 0

    def descriptor(self) -> int:
        """The socket's number for a selector; raises ConnectionError when there is none."""
        if self._sock is None:
            raise ConnectionError("the broker closed the connection")
        return self._sock.fileno()

    def close(self) -> None:
        """Drop the connection without a word; the broker keeps the session."""
        self._sock_close()

    def loop_read(self, max_packets: int = 1) -> MQTTErrorCode:  # noqa: ARG002 -- paho's signature
        if self._sock is None:
            return MQTTErrorCode.MQTT_ERR_NO_CONN
        try:
            piece = self._sock_recv(_PIECE)
        except BlockingIOError:
            return MQTTErrorCode.MQTT_ERR_SUCCESS
        except OSError:
            piece = b""
        if not piece:
            return self._loop_rc_handle(MQTTErrorCode.MQTT_ERR_CONN_LOST)
        with self._msgtime_mutex:
            self._last_bytes_received = time.monotonic()
        rc = self._split(self._rest + piece)
        return self._loop_rc_handle(rc) if rc > 0 else rc

    def _split(self, data: bytes) -> MQTTErrorCode:
        now, position, end = time.time(), 0, len(data)
        rc = MQTTErrorCode.MQTT_ERR_SUCCESS
        while end - position >= 2 and rc <= 0:
            length, body = data[position + 1], position + 2
            if length >= 0x80:
                length, body = varint(data, position + 1)
            stop = body + length
            if not body or stop > end:
                break
            head = data[position]
            if head & 0xF0 == _PUBLISH:
                self._keep(head, data, body, stop, now)
            else:
                rc = self._other(head, data[body:stop])
            position = stop
        self._rest = data[position:]
        return rc

    def _keep(self, head: int, data: bytes, body: int, stop: int, now: float) -> None:
        at = body + 2 + (data[body] << 8 | data[body + 1])
        name = data[body + 2 : at]
        topic = self._topics.get(name)
        if topic is None:
            if len(self._topics) >= _MOST_TOPICS:
                self._topics.clear()
            # One text a topic, whose hash is known, for whatever looks it up later.
            topic = self._topics[name] = name.decode(errors="replace")
        if head & 0x06:
            self._acks.append(_PUBACK + data[at : at + 2])
            at += 2
        if self._properties:
            length, at = varint(data, at)
            at += length
        self.arrived.append(Message(topic, data[at:stop], bool(head & 0x01), bool(head & 0x08), now))
        self.arrived_bytes += stop - body

    def _other(self, head: int, body: bytes) -> MQTTErrorCode:
        self._in_packet = {
            "command": head,
            "have_remaining": 1,
            "remaining_count": [],
            "remaining_mult": 1,
            "remaining_length": len(body),
            "packet": bytearray(body),
            "to_process": 0,
            "pos": 0,
        }
        return self._packet_handle()


def varint(data: bytes, at: int) -> tuple[int, int]:
    """MQTT's variable length: (value, where it ends), or (0, 0) when its end has not arrived."""
    value = shift = 0
    for position in range(at, min(at + 4, len(data))):
        value |= (data[position] & 0x7F) << shift
        if data[position] < 0x80:
            return value, position + 1
        shift += 7
    if len(data) - at >= 4:
        raise ConnectionError("a length of more than four bytes")
    return 0, 0
