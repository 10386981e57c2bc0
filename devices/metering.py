"""Counts what the intake does, and tells it to a machine that watches: messages, batches, seconds, refusals."""

import threading
import time
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from devices.message import Message
from devices.sources import Retry
from inspect_app.core.metrics import MEDIA, Metric, may_scrape, written

Handle = Callable[[Sequence[Message]], None]
#: bounds of the seconds a batch took, from being taken to being committed
BOUNDS = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Meter:
    """Counters of one intake since it was started; `more` tells those of its parts."""

    def __init__(self, more: Callable[[], list[Metric]] = list) -> None:
        self._lock, self._more = threading.Lock(), more
        self._messages = self._batches = self._retries = self._bytes = 0
        self._seconds, self._last = 0.0, 0.0
        self._within = [0] * len(BOUNDS)

    def around(self, handle: Handle) -> Handle:
        """Return the same work, counted: a batch once it is kept, and each time it could not be."""

        def counted(batch: Sequence[Message]) -> None:
            begun = time.perf_counter()
            try:
                handle(batch)
            except Retry:
                with self._lock:
                    self._retries += 1
                raise
            self._took(batch, time.perf_counter() - begun)

        return counted

    def _took(self, batch: Sequence[Message], seconds: float) -> None:
        size = sum(len(each.payload) for each in batch)
        with self._lock:
            self._batches += 1
            self._messages += len(batch)
            self._bytes += size
            self._seconds += seconds
            self._last = time.monotonic()
            for place, bound in enumerate(BOUNDS):
                self._within[place] += seconds <= bound

    def figures(self) -> list[Metric]:
        """Return the counters as they are now."""
        with self._lock:
            kept = [
                ("intake_messages_total", "Messages kept and acknowledged.", self._messages),
                ("intake_bytes_total", "Bytes of their payloads.", self._bytes),
                ("intake_batches_total", "Batches committed.", self._batches),
                ("intake_retries_total", "Batches that could not be kept, for the broker to send again.", self._retries),
                ("intake_batch_seconds_total", "Seconds from taking batches to having committed them.", self._seconds),
            ]  # fmt: skip
            within = tuple(
                ({"le": str(bound)}, float(n)) for bound, n in zip(BOUNDS, self._within, strict=True)
            )
            within += (({"le": "+Inf"}, float(self._batches)),)
            idle = time.monotonic() - self._last if self._last else None
        counters = [Metric.of(name, "counter", words, value) for name, words, value in kept]
        spread = Metric(
            "intake_batches_within_total", "counter", "Batches that took no longer than le seconds.", within
        )
        return [
            *counters,
            spread,
            Metric.of("intake_idle_seconds", "gauge", "How long ago a batch was kept.", idle),
            *self._more(),
        ]


class Window(ThreadingHTTPServer):
    """Where the counters are read: `GET /metrics`, from this machine or with the watcher's token."""

    daemon_threads = True

    def __init__(self, host: str, port: int, meter: Meter, token: str) -> None:
        super().__init__((host, port), _Asked)
        self.meter, self.token = meter, token

    def open(self) -> None:
        """Answer in a thread of its own."""
        threading.Thread(target=self.serve_forever, name="metrics", daemon=True).start()

    def close(self) -> None:
        """Answer no more."""
        self.shutdown()
        self.server_close()


class _Asked(BaseHTTPRequestHandler):
    server: Window
    timeout = 5

    def do_GET(self) -> None:
        """Tell the counters."""
        known = self.path.partition("?")[0] == "/metrics"
        allowed = may_scrape(self.headers.get("Authorization", ""), self.server.token, self.client_address[0])
        body = written(self.server.meter.figures()).encode() if known and allowed else b""
        self.send_response(200 if body else 404 if allowed else 401)
        self.send_header("Content-Type", MEDIA)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Say nothing: it is asked every few seconds."""
