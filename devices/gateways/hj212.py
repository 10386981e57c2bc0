"""The HJ 212 server: takes the connections of data loggers, bounds each of them, and lets none disturb another."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from typing import Final

from devices.codecs import Unreadable
from devices.codecs.hj212 import Frames
from devices.gateways.config import Config, Hj212
from devices.gateways.forwarder import now_ms
from devices.gateways.hj212_desk import Desk, Refused
from devices.gateways.store import Store

_CHUNK: Final = 2048
#: a frame that has begun is whole within this time, an answer is taken within this time
FRAME_WITHIN: Final = 30.0
MOST_BAD: Final = 20
MOST_STRAY: Final = 16 * 1024
_SWEEP: Final = 600.0

log = logging.getLogger(__name__)


class Hj212Server:
    """Serves from start() to stop(), in the event loop that called start()."""

    def __init__(
        self,
        config: Config,
        told: Hj212,
        store: Store,
        *,
        clock: Callable[[], int] = now_ms,
        frame_within: float = FRAME_WITHIN,
    ) -> None:
        self._told, self._clock, self._within = told, clock, frame_within
        self._store = store
        self._desk = Desk(config, told, store)
        self._open: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self._sweeping: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """Where it listens; its own choice where it was told 0."""
        assert self._server is not None  # noqa: S101 -- asked between start and stop alone
        return int(self._server.sockets[0].getsockname()[1])

    async def start(self) -> None:
        """Return when stations may connect; raise OSError where the port is taken."""
        self._server = await asyncio.start_server(self._came, self._told.host, self._told.port, limit=_CHUNK)
        self._sweeping = asyncio.create_task(self._sweep())
        log.info("HJ 212: listening on %s:%d", self._told.host, self.port)

    async def stop(self) -> None:
        """Close all connections; what was answered is on the disk."""
        if self._server:
            self._server.close()
        for task in (*self._open, *([self._sweeping] if self._sweeping else [])):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _came(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        who = ":".join(map(str, (writer.get_extra_info("peername") or ("gone",))[:2]))
        task = asyncio.current_task()
        if task is None or len(self._open) >= self._told.most_connections:
            log.warning("%s: refused, %d connections are open", who, len(self._open))
            writer.close()
            return
        self._open.add(task)
        try:
            why = await _Line(
                reader, writer, self._desk, self._told.idle_s, self._within, self._clock
            ).serve()
            log.info("%s: closed, %s", who, why)
        except asyncio.CancelledError:  # by stop(); passed on, the loop would take it for a fault
            log.info("%s: closed, the gateway ends", who)
        except (OSError, Refused) as wrong:
            log.warning("%s: closed, %s", who, wrong)
        except sqlite3.Error as wrong:
            log.error("%s: closed, the store does not take it: %s", who, wrong)
        except Exception:  # one station's fault in us is not to be another's
            log.exception("%s: closed by a fault of ours", who)
        finally:
            self._open.discard(task)
            writer.close()

    async def _sweep(self) -> None:
        while True:
            try:
                await asyncio.to_thread(self._desk.bury_stale, self._clock())
            except sqlite3.Error as wrong:
                log.warning("the store: %s", wrong)
            await asyncio.sleep(_SWEEP)


class _Line:
    """One connection."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        desk: Desk,
        idle: float,
        within: float,
        clock: Callable[[], int],
    ) -> None:
        self._reader, self._writer, self._desk, self._clock = reader, writer, desk, clock
        self._idle, self._within = idle, within
        self._frames = Frames()
        self._bad = self._stray = 0

    async def serve(self) -> str:
        """Take frames until the connection ends, and say why it did."""
        loop = asyncio.get_running_loop()
        begun = 0.0
        while True:
            wait = max(0.0, begun + self._within - loop.time()) if begun else self._idle
            try:
                data = await asyncio.wait_for(self._reader.read(_CHUNK), wait)
            except TimeoutError:
                return "a frame was not finished in time" if begun else "silent for too long"
            if not data:
                return "the station ended it"
            whole = await self._feed(data)
            if self._bad > MOST_BAD or self._stray > MOST_STRAY:
                return "what it sends is not HJ 212"
            begun = 0.0 if not self._frames.begun else begun if begun and not whole else loop.time()

    async def _feed(self, data: bytes) -> int:
        """Take what arrived; return how many frames were whole."""
        whole = 0
        self._stray += len(data)
        for each in self._frames.feed(data):
            if isinstance(each, Unreadable):
                self._bad += 1
                log.info("a damaged frame: %s", each)
                continue
            whole += 1
            self._bad = self._stray = 0
            for answer in await asyncio.to_thread(self._desk.take, each, self._clock()):
                self._writer.write(answer)
            await asyncio.wait_for(self._writer.drain(), self._within)
        return whole
