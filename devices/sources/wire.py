"""The store's protocol (NATS) as the intake speaks it: read in big pieces, answered for a batch in one send.

https://docs.nats.io/reference/reference-protocols/nats-protocol
"""

import json
import random
import select
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from typing import Final
from urllib.parse import unquote, urlsplit

from devices.dial import Place

_PIECE: Final = 1 << 18
_CONNECT_TIMEOUT: Final = 5.0
# Two pings without an answer end a connection: so long is a server that vanished without a word believed in.
_PING: Final = 5.0
_LINE: Final = b"\r\n"
#: the longest line of the protocol we take: INFO tells of every server of a cluster
_LONGEST_LINE: Final = 1 << 16

#: subject, number of the subscription, where to answer ("" nowhere), headers, payload
Take = Callable[[bytes, bytes, bytes, bytes, bytes], None]


class Wire:
    """One connection to the store; `take` is called for every message within `read`.

    Of several nodes any that answers will do. `send` may be called from any thread, everything else from one.
    Raises OSError when the connection or the log-in fails, at the opening and at any time after it.
    """

    def __init__(self, place: Place, take: Take) -> None:
        self._take = take
        self._heard = self._asked = time.monotonic()
        self._lock = threading.RLock()
        urls = [place] if isinstance(place, str) else random.sample(place.urls, len(place.urls))
        for left, url in enumerate(reversed(urls)):
            try:
                self._socket = self._open(url, "" if isinstance(place, str) else place.ca_file)
            except OSError:
                if left + 1 == len(urls):
                    raise
            else:
                return

    def _open(self, url: str, ca_file: str) -> socket.socket:
        self._rest, self._pings, self._pongs = b"", 0, 0
        parts = urlsplit(url)
        host = parts.hostname or "127.0.0.1"
        opened = socket.create_connection((host, parts.port or 4222), _CONNECT_TIMEOUT)
        try:
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if parts.scheme == "tls":
                _introduced(opened)
                opened = ssl.create_default_context(cafile=ca_file or None).wrap_socket(
                    opened, server_hostname=host
                )
            self._socket = opened
            self._log_in(unquote(parts.username or ""), unquote(parts.password or ""))
        except BaseException:
            opened.close()
            raise
        return opened

    def send(self, data: bytes) -> None:
        """Send whole protocol lines."""
        with self._lock:
            self._socket.sendall(data)

    def publish(self, subject: str, payload: bytes, reply: str = "") -> None:
        """Publish one message."""
        self.send(b"PUB %s %s%d\r\n%s\r\n" % (
            subject.encode(), f"{reply} ".encode() if reply else b"", len(payload), payload,
        ))  # fmt: skip

    def subscribe(self, subject: str, number: int, group: str = "") -> None:
        """Subscribe; `group` shares the messages among all who name the same."""
        self.send(f"SUB {subject} {group + ' ' if group else ''}{number}\r\n".encode())

    def unsubscribe(self, number: int) -> None:
        """End a subscription; what is under way still comes."""
        self.send(b"UNSUB %d\r\n" % number)

    def answer(self, replies: Iterable[bytes], word: bytes) -> None:
        """Send one word to each of these addresses."""
        end = b" %d\r\n%s\r\n" % (len(word), word)
        self.send(b"".join([b"PUB " + reply + end for reply in replies if reply]))

    def read(self, timeout: float) -> None:
        """Wait so long for something to arrive, and take what has."""
        if not (isinstance(self._socket, ssl.SSLSocket) and self._socket.pending()):
            readable, _, _ = select.select([self._socket], [], [], timeout)
            if not readable:
                self._look_after()
                return
        with self._lock:  # an encrypted connection is not to be read and written at once
            piece = self._socket.recv(_PIECE)
        if not piece:
            raise ConnectionError("the store closed the connection")
        self._heard = time.monotonic()
        self._split(self._rest + piece)

    def _look_after(self) -> None:
        now = time.monotonic()
        if now - max(self._heard, self._asked) < _PING:
            return
        if self._pings - self._pongs >= 2:
            raise ConnectionError("the store no longer answers")
        self._ping()

    def _ping(self) -> None:
        self._pings, self._asked = self._pings + 1, time.monotonic()
        self.send(b"PING\r\n")

    def settle(self, timeout: float) -> bool:
        """Wait until the store has done all that was sent before; False when it takes longer."""
        self._ping()
        wanted, end = self._pings, time.monotonic() + timeout
        while self._pongs < wanted and (left := end - time.monotonic()) > 0:
            self.read(left)
        return self._pongs >= wanted

    def close(self) -> None:
        """Drop the connection."""
        self._socket.close()

    def _log_in(self, user: str, secret: str) -> None:
        told = {"verbose": False, "pedantic": False, "headers": True, "no_responders": True, "protocol": 1,
                "name": "intake", "lang": "python", "version": "1"}  # fmt: skip
        if user:
            told |= {"user": user, "pass": secret}
        self.send(b"CONNECT " + json.dumps(told).encode() + _LINE)
        if not self.settle(_CONNECT_TIMEOUT):
            raise TimeoutError("the store did not answer the log-in")
        self._socket.settimeout(60)  # a store that takes nothing for so long is gone

    def _split(self, data: bytes) -> None:
        position, end = 0, len(data)
        while (stop := data.find(_LINE, position)) >= 0:
            first = data[position : position + 1]
            if first in (b"M", b"H"):
                words = data[position:stop].split()
                body = stop + 2
                after = body + _size(words)
                if after + 2 > end:
                    break
                self._message(words, data[body:after])
                position = after + 2
            else:
                self._other(data[position:stop])
                position = stop + 2
        self._rest = data[position:]
        if stop < 0 and len(self._rest) > _LONGEST_LINE:
            raise ConnectionError("the store sends a line without end")

    def _message(self, words: list[bytes], body: bytes) -> None:
        if words[0] == b"HMSG":
            head = int(words[-2])
            reply = words[3] if len(words) == 6 else b""
            self._take(words[1], words[2], reply, body[:head], body[head:])
        else:
            self._take(words[1], words[2], words[3] if len(words) == 5 else b"", b"", body)

    def _other(self, line: bytes) -> None:
        word = line[:4].upper()
        if word == b"PING":
            self.send(b"PONG\r\n")
        elif word == b"PONG":
            self._pongs += 1
        elif word == b"-ERR":
            raise ConnectionError(f"the store says {line[5:200].decode(errors='replace')}")
        elif word not in (b"INFO", b"+OK"):
            raise ConnectionError(f"the store sends {line[:20]!r}")


def _size(words: list[bytes]) -> int:
    """Return how long the body of a message is that these words announce."""
    if words[0] in (b"MSG", b"HMSG") and len(words) >= 4 and words[-1].isdigit():
        return int(words[-1])
    raise ConnectionError(f"the store sends {b' '.join(words)[:20]!r}")


def _introduced(opened: socket.socket) -> None:
    """Read the server's first line, which comes before the connection is encrypted, and not a byte more."""
    for _ in range(_LONGEST_LINE):
        byte = opened.recv(1)
        if byte == b"\n":
            return
        if not byte:
            break
    raise ConnectionError("the store does not introduce itself")
