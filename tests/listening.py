"""Runs a source in a thread of its own and gathers what it brings."""

import threading
import time
from collections.abc import Sequence
from typing import Self

from devices.message import Message
from devices.sources import Handle, Source
from tests.brokers import PATIENCE, Device

PROBE = b"is anybody there?"


class Listener:
    """Runs a source in a thread and gathers what belongs to one site; probes are answered and not kept."""

    def __init__(self, source: Source, site: str, refuse: Handle | None = None) -> None:
        self.batches: list[list[Message]] = []
        self.probed = threading.Event()
        self.stop = threading.Event()
        self._site, self._refuse = site, refuse
        self._thread = threading.Thread(target=source.run, args=(self._handle, self.stop))
        self._thread.start()

    @property
    def payloads(self) -> list[bytes]:
        return [message.payload for batch in self.batches for message in batch]

    def probe(self, device: Device, topic: str) -> None:
        """Send until something arrives: from then on the source is subscribed."""
        end = time.monotonic() + PATIENCE
        while not self.probed.wait(0.05):
            assert time.monotonic() < end, "the source hears nothing"
            device.send(topic, PROBE)

    def close(self) -> float:
        """Stop, and say how many seconds that took."""
        begun = time.monotonic()
        self.stop.set()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        return time.monotonic() - begun

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _handle(self, batch: Sequence[Message]) -> None:
        ours = [message for message in batch if message.topic.startswith(f"site/{self._site}/")]
        if any(message.payload == PROBE for message in ours):
            self.probed.set()
        kept = [message for message in ours if message.payload != PROBE]
        if kept and self._refuse:
            self._refuse(kept)
        if kept:
            self.batches.append(kept)
