"""The gateway's own small HTTP endpoint: devices that can only post are answered once it is on the disk."""

import hmac
import json
import logging
import socket
import sqlite3
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import Any, ClassVar, Final

from devices.codecs import Readings, Unreadable, decode
from devices.gateways.config import Config, Push
from devices.gateways.forwarder import now_ms
from devices.gateways.loading import BadConfig
from devices.gateways.messages import telemetry
from devices.gateways.store import Store
from devices.topics import TELEMETRY, Topic
from inspect_app.readings.rules.quantities import QUANTITIES

MOST_BYTES: Final = 64 * 1024
MOST_AT_ONCE: Final = 32
#: a request is through within this time, or its connection is closed
WITHIN: Final = 30.0
KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {"application/json": TELEMETRY, "text/csv": "csv", "application/octet-stream": "lpp"}
)

log = logging.getLogger(__name__)


def serve_push(config: Config, store: Store, stop: threading.Event) -> None:
    """Serve until told to stop; raise BadConfig where the port is taken."""
    if config.push is None:
        return
    try:
        server = PushServer(config, config.push, store)
    except OSError as wrong:
        raise BadConfig(f"push.port: {wrong}") from wrong
    with server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.2})
        thread.start()
        log.info("listening on %s:%d", *server.server_address[:2])
        stop.wait()
        server.shutdown()
        thread.join()


class PushServer(ThreadingHTTPServer):
    """Knows the devices by their tokens; beyond so many requests at once it answers none."""

    daemon_threads = True

    def __init__(self, config: Config, told: Push, store: Store, *, within: float = WITHIN) -> None:
        self.config, self.store, self.within = config, store, within
        self._tokens = [(each.token.encode(), each.device) for each in told.devices]
        self._room = threading.Semaphore(MOST_AT_ONCE)
        super().__init__((told.host, told.port), _Post)

    def device(self, token: str) -> str | None:
        """Return whose token this is; all are compared, so that the time tells nothing."""
        shown = token.encode("utf-8", "surrogateescape")
        found = [device for known, device in self._tokens if hmac.compare_digest(known, shown)]
        return found[0] if found else None

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve one connection, unless too many are open; close it when its time is over."""
        if not self._room.acquire(blocking=False):
            self.shutdown_request(request)
            return
        ending = threading.Timer(self.within, _end, (request,))
        ending.daemon = True
        ending.start()
        try:
            super().process_request_thread(request, client_address)
        finally:
            ending.cancel()
            self._room.release()

    def handle_error(self, _request: Any, client_address: Any) -> None:
        """Note a connection that broke off; others go on."""
        log.info("%s: broke off", client_address)


def _end(request: socket.socket) -> None:
    try:
        request.shutdown(socket.SHUT_RDWR)
    except OSError:
        log.debug("a connection had ended before its time was over")


class _Post(BaseHTTPRequestHandler):
    """One request: POST with a bearer token, a length and a known content type."""

    server: PushServer
    timeout: ClassVar[float] = WITHIN
    server_version = "gateway"
    sys_version = ""

    def do_POST(self) -> None:
        """Keep the readings of the body and answer 202, or say why not."""
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        device = self.server.device(token.strip()) if scheme.lower() == "bearer" else None
        length = self.headers.get("Content-Length", "")
        kind = KINDS.get(self.headers.get_content_type())
        if device is None:
            self._answer(401, error="the token is no device's")
        elif not (length.isascii() and length.isdigit() and len(length) < 10):
            self._answer(411, error="Content-Length is missing")
        elif int(length) > MOST_BYTES:
            self._answer(413, error=f"at most {MOST_BYTES} bytes")
        elif kind is None:
            self._answer(415, error=f"one of {', '.join(KINDS)}")
        else:
            self._keep(device, kind, self.rfile.read(int(length)), int(length))

    def _keep(self, device: str, kind: str, body: bytes, length: int) -> None:
        if len(body) < length:
            self._answer(400, error="the body broke off")
            return
        at = now_ms()
        try:
            found = decode(kind, Topic(self.server.config.platform.site, device, kind), body, at)
            rows = found.device_values if isinstance(found, Readings) else []
            for row in rows:
                if row[1] not in QUANTITIES:
                    raise Unreadable(row[1], "name")
            self.server.store.put(telemetry(self.server.config.topic(device), rows), at)
        except Unreadable as wrong:
            self._answer(422, error=str(wrong), field=wrong.field, rule=wrong.rule)
        except sqlite3.Error as wrong:
            log.error("%s: not kept: %s", device, wrong)
            self._answer(503, error="not kept, send it again")
        else:
            self._answer(202, kept=len(rows))

    def _answer(self, status: int, **told: object) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Log as everything else does."""
        log.info("%s %s", self.client_address[0], format % args)
