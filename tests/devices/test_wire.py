"""The store's protocol is cut rightly wherever it is torn, and a server that says something else is left."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.dial import Nodes
from devices.sources.wire import Wire

Heard = list[tuple[bytes, bytes, bytes, bytes, bytes]]
_MESSAGES = st.lists(st.tuples(st.binary(max_size=200), st.booleans(), st.booleans()), min_size=1, max_size=9)


@contextmanager
def server(pieces: list[bytes], greeting: bytes = b"INFO {}\r\n") -> Iterator[str]:
    """A server that lets anybody in, sends these pieces and waits until it is left; yields its address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with suppress(OSError), listening.accept()[0] as one:
                one.sendall(greeting)
                said = b""
                while not said.endswith(b"PING\r\n"):
                    said += one.recv(4096) or b"PING\r\n"
                one.sendall(b"PONG\r\n")
                for piece in pieces:
                    one.sendall(piece)
                while one.recv(4096):
                    pass

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"nats://127.0.0.1:{listening.getsockname()[1]}"
        thread.join(5)


def written(messages: list[tuple[bytes, bool, bool]]) -> tuple[bytes, Heard]:
    """Return messages as the protocol writes them, and as they are to be heard."""
    stream, heard = b"", []
    for number, (payload, headed, answered) in enumerate(messages):
        reply = b"$JS.ACK.%d" % number if answered else b""
        words = b"a.b 7 " + (reply + b" " if answered else b"")
        head = b"NATS/1.0\r\nNmqtt-Pub:1\r\n\r\n" if headed else b""
        sizes = b"%d %d" % (len(head), len(head + payload)) if headed else b"%d" % len(payload)
        stream += (b"HMSG " if headed else b"MSG ") + words + sizes + b"\r\n" + head + payload + b"\r\n"
        stream += b"PING\r\n" if number % 3 == 0 else b""
        heard.append((b"a.b", b"7", reply, head, payload))
    return stream, heard


@settings(max_examples=40)
@given(_MESSAGES, st.lists(st.integers(1, 90), min_size=1, max_size=40))
def test_a_stream_torn_anywhere_gives_the_same_messages(
    messages: list[tuple[bytes, bool, bool]], pieces: list[int]
) -> None:
    stream, expected = written(messages)
    cut, start = [], 0
    for size in pieces:
        cut.append(stream[start : start + size])
        start += size
    heard: Heard = []
    with server([*cut, stream[start:]]) as url:
        wire = Wire(url, lambda *message: heard.append(message))
        while len(heard) < len(expected):
            wire.read(5)
        wire.close()
    assert heard == expected


def _listen(url: str) -> None:
    wire = Wire(url, lambda *_message: None)
    try:
        while True:
            wire.read(5)
    finally:
        wire.close()


@pytest.mark.parametrize(
    "line", [b"-ERR 'no'\r\n", b"HELO\r\n", b"MSG a\r\n", b"MSG a 1 -5\r\n", b"x" * 70_000]
)
def test_a_server_that_says_something_else_is_left(line: bytes) -> None:
    with server([line]) as url, pytest.raises(ConnectionError):
        _listen(url)


def test_of_several_nodes_any_that_answers_will_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        gone = f"nats://127.0.0.1:{listening.getsockname()[1]}"
    with pytest.raises(OSError, match="refused"):
        Wire(Nodes((gone, gone)), lambda *_message: None)
    with server([]) as url:
        wire = Wire(Nodes((gone, url, gone)), lambda *_message: None)
        wire.close()
