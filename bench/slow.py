"""The two C programs in Python, for machines without a compiler: the same words in and out, but much slower."""

import json
import socket
import sys
import time
from contextlib import suppress
from itertools import cycle

from bench.wires import DIGITS, NUMBER


def _length(number: int) -> bytes:
    out = bytearray()
    while True:
        number, low = divmod(number, 128)
        out.append(low | (0x80 if number else 0))
        if not number:
            return bytes(out)


def _text(text: str) -> bytes:
    data = text.encode()
    return len(data).to_bytes(2, "big") + data


class Connection:
    """One logged-in MQTT connection with a clean session."""

    def __init__(self, host: str, port: str, name: str, secret: str) -> None:
        self.socket = socket.create_connection((host, int(port)), timeout=20)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent = self.acked = 0
        self._rest = b""
        flags, more = (0xC2, _text(name) + _text(secret)) if secret else (0x02, b"")
        body = _text("MQTT") + bytes((4, flags, 0, 0)) + _text(name) + more
        self.socket.sendall(b"\x10" + _length(len(body)) + body)
        answer = self.socket.recv(4, socket.MSG_WAITALL)
        if answer[:1] != b"\x20" or answer[3]:
            raise ConnectionError(f"{name}: log-in refused")

    def publish(self, topic: str, payload: bytes) -> None:
        """Send with QoS 1 and do not wait."""
        number = self.sent % 65535 + 1
        self.sent += 1
        body = _text(topic) + number.to_bytes(2, "big") + payload
        self.socket.sendall(b"\x32" + _length(len(body)) + body)

    def take_acks(self, *, wait: bool) -> int:
        """Read acknowledgements; return how many came."""
        self.socket.settimeout(20 if wait else 0)
        try:
            piece = self.socket.recv(65536)
        except BlockingIOError:
            return 0
        finally:
            self.socket.settimeout(20)
        if not piece:
            raise ConnectionError("the broker closed a connection")
        whole, rest = divmod(len(self._rest) + len(piece), 4)
        self._rest = b"." * rest
        self.acked += whole
        return whole

    def subscribe(self, topics: str) -> None:
        """Subscribe with QoS 1."""
        body = b"\x00\x01" + _text(topics) + b"\x01"
        self.socket.sendall(b"\x82" + _length(len(body)) + body)
        if self.socket.recv(5, socket.MSG_WAITALL)[-1] > 2:
            raise ConnectionError("subscription refused")

    def drop(self) -> int:
        """Read what has come, acknowledge it and return how many messages it was."""
        data = self._rest + self.socket.recv(1 << 18)
        at, acks, count = 0, bytearray(), 0
        while len(data) - at >= 2:
            length, body, shift = 0, at + 1, 0
            while body < len(data) and data[body] & 0x80:
                length |= (data[body] & 0x7F) << shift
                body, shift = body + 1, shift + 7
            if body >= len(data):
                break
            length |= data[body] << shift
            body += 1
            if body + length > len(data):
                break
            if data[at] & 0xF6 == 0x32:
                start = body + 2 + int.from_bytes(data[body : body + 2], "big")
                acks += b"\x40\x02" + data[start : start + 2]
            count += data[at] & 0xF0 == 0x30
            at = body + length
        self._rest = data[at:]
        self.socket.sendall(acks)
        return count


def sink(host: str, port: str, name: str, secret: str, topics: str, wanted: str) -> None:
    """As sink.c."""
    connection = Connection(host, port, name, secret)
    connection.subscribe(topics)
    print("ready", flush=True)
    count, first, last = 0, 0.0, 0.0
    while count < int(wanted):
        count += connection.drop()
        last = time.monotonic()
        first = first or last
    print(json.dumps({"count": count, "first": first, "last": last}))


def enter(host: str, port: str, name: str, secret: str) -> Connection:
    """Log in as a device does: when it is refused it tries again, for ten seconds."""
    for _ in range(49):
        with suppress(ConnectionError):
            return Connection(host, port, name, secret)
        time.sleep(0.2)
    return Connection(host, port, name, secret)


def load(
    host: str, port: str, log_ins: str, payload: str, count: str, rate: str, window: str, base: str, step: str
) -> None:
    """As load.c."""
    with open(log_ins, encoding="utf-8") as file:  # noqa: PTH123 - as the C program does it
        lines = [line.split() for line in file]
    lanes = [
        (enter(host, port, name, "" if word == "-" else word), (topic, int(first), max(1, int(span))))
        for name, word, topic, first, span in lines
    ]
    begun, total, sent, behind = time.monotonic(), len(lanes) * int(count), 0, 0
    stamps = dict.fromkeys((id(one) for one, _ in lanes), int(base))
    for one, (topic, first, span) in cycle(lanes):
        due = min(total, int((time.monotonic() - begun) * float(rate)) + 1) if float(rate) else total
        behind = max(behind, due - sent) if float(rate) else 0
        one.take_acks(wait=one.sent - one.acked >= int(window) or one.sent == int(count) > one.acked)
        if one.sent < int(count) and sent < due:
            now = time.time_ns() // 1_000_000
            last = stamps[id(one)]
            turn = one.sent % span
            stamps[id(one)] = last + int(step) * (turn == 0) if int(base) else max(now, last + 1)
            one.publish(
                topic.replace(NUMBER, f"{first + turn:05}"),
                payload.replace(DIGITS, str(stamps[id(one)])).encode(),
            )
            sent += 1
        elif sent >= due:
            time.sleep(0.0005)
        if sent == total and all(each.acked == int(count) for each, _ in lanes):
            break
    figures = {"sent": sent, "begun": begun, "acked": time.monotonic(), "behind": behind}
    print(json.dumps({**figures, "cpu": time.process_time()}))


if __name__ == "__main__":
    {"sink": sink, "load": load}[sys.argv[1]](*sys.argv[2:])
