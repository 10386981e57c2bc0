"""Real servers that letters are sent to: an SMTP server and an HTTP receiver, in threads of the test."""

import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Mailbox(socketserver.ThreadingTCPServer):
    """An SMTP server (RFC 5321) that keeps what it takes; recipients named `gone` are refused for good, `full` for now."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, context: ssl.SSLContext | None = None, *, at_once: bool = False) -> None:
        """With a context it speaks TLS: `at_once`, or when it is asked for by STARTTLS."""
        super().__init__(("127.0.0.1", 0), _Talk)
        self.letters: list[EmailMessage] = []
        self.safe: list[bool] = []
        self.context, self.at_once = context, at_once

    @property
    def url(self) -> str:
        """Return its address as the setting takes it."""
        return f"smtp{'s' if self.at_once else ''}://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that hung up on a certificate it would not have."""


class _Talk(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        if self.server.at_once:
            self.make_safe()
        self.say("220 here")
        while line := self.rfile.readline():
            word = line.decode().strip()
            if word.upper() == "DATA":
                self.say("354 go on")
                self.take()
            elif word.upper().startswith("EHLO") and self.server.context:
                self.say("250-here\r\n250 STARTTLS")
            elif word.upper() == "STARTTLS":
                self.say("220 go on")
                self.make_safe()
            elif word.upper().startswith("RCPT") and "gone" in word:
                self.say("550 nobody")
            elif word.upper().startswith("RCPT") and "full" in word:
                self.say("452 later")
            elif word.upper() == "QUIT":
                self.say("421 in a hurry")
                return
            else:
                self.say("250 fine")

    def make_safe(self) -> None:
        assert self.server.context
        self.connection = self.server.context.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)

    def finish(self) -> None:
        """Close what was wrapped too."""
        super().finish()
        self.connection.close()

    def take(self) -> None:
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        made: Any = message_from_bytes(b"".join(lines), policy=policy.default)
        self.server.letters.append(made)
        self.server.safe.append(isinstance(self.connection, ssl.SSLSocket))
        self.say("250 taken")

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class Receiver(ThreadingHTTPServer):
    """An HTTP server that keeps what is posted to it, and answers with the statuses it was given, then 204."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Post)
        self.posts: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        #: done when something has been taken, before it is answered
        self.then: Callable[[], None] | None = None

    @property
    def url(self) -> str:
        """Return its address."""
        return f"http://127.0.0.1:{self.server_address[1]}/in"


class _Post(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.posts.append(({key.lower(): value for key, value in self.headers.items()}, body))
        if self.server.then:
            self.server.then()
        self.send_response(self.server.answers.pop(0) if self.server.answers else 204)
        self.send_header("location", "/elsewhere")
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_words: Any) -> None:
        """Say nothing."""


@contextmanager
def running(server: Any) -> Iterator[Any]:
    """Run a server in a thread until the end."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
