"""A cable between a client and a server on loopback that a test may let go silent, make narrow or lossy, or tear."""

import asyncio
import contextlib
import random
import socket
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass

#: how long the kernel waits before it sends a packet again, at first; each further loss doubles it
_AGAIN = 0.2
_RESET = struct.pack("ii", 1, 0)  # closed so, a connection ends with RST instead of FIN


class Cable:
    """Carries every connection to `port` on to `to`, both on loopback, until it is told otherwise."""

    def __init__(self, to: int) -> None:
        self._here = socket.create_server(("127.0.0.1", 0))
        self._here.setblocking(False)
        self.port, self._to = self._here.getsockname()[1], to
        self._accepted: list[socket.socket] = []
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._silent: set[asyncio.StreamWriter] = set()
        self._pace = self._delay = self._loss = 0.0
        self._chance = random.Random()
        self.carried = 0

    def narrow(self, bytes_a_second: float, delay: float) -> None:
        """From now on let only so much through, and each piece so many seconds later."""
        self._pace, self._delay = 1 / bytes_a_second, delay

    def lose(self, share: float, chance: random.Random) -> None:
        """From now on lose this share of the pieces, as what speaks TCP meets it: each comes when it was sent again."""
        self._loss, self._chance = share, chance

    def _stalls(self) -> float:
        stalled, again = 0.0, _AGAIN
        while self._chance.random() < self._loss:
            stalled, again = stalled + again, again * 2
        return stalled

    async def silence(self) -> int:
        """Let nothing through on the connections there are, and close none: a black hole. Return how many."""
        self._silent |= self._writers
        return len(self._silent)

    async def tear(self) -> int:
        """End every connection with a reset; return how many."""
        torn = len(self._writers)
        for each in tuple(self._writers):
            with contextlib.suppress(OSError):  # its other end has closed it already
                each.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            each.transport.abort()
        await asyncio.sleep(0)  # what was torn is closed in the next turn of the loop
        return torn

    async def serve(self, stop: asyncio.Event) -> None:
        """Carry until `stop` is set."""
        # An accepting of our own: asyncio's leaks what arrives while it is being closed.
        asyncio.get_running_loop().add_reader(self._here, self._accept)
        await stop.wait()
        asyncio.get_running_loop().remove_reader(self._here)
        for each in tuple(self._tasks):
            each.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.tear()
        for opened in (self._here, *self._accepted):
            opened.close()

    def _accept(self) -> None:
        accepted, _ = self._here.accept()
        accepted.setblocking(False)
        self._accepted.append(accepted)
        task = asyncio.create_task(self._join(accepted))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _join(self, accepted: socket.socket) -> None:
        reader, writer = await asyncio.open_connection(sock=accepted)
        self._writers.add(writer)
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self._to)
        except OSError:
            self._writers.discard(writer)
            writer.close()
            return
        self._writers.add(back)
        await asyncio.gather(self._carry(reader, back), self._carry(there, writer))

    async def _carry(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(1 << 13 if self._pace or self._loss else 1 << 16):
                await asyncio.sleep(len(data) * self._pace + self._delay + self._stalls())
                if sink not in self._silent:
                    self.carried += len(data)
                    sink.write(data)
                    await sink.drain()
        if sink not in self._silent:  # a silent one stays open until the cable is taken away
            self._writers.discard(sink)
            sink.close()


@dataclass(frozen=True)
class End:
    """A carried cable as a test holds it."""

    made: Cable
    loop: asyncio.AbstractEventLoop

    @property
    def port(self) -> int:
        """Where a client connects."""
        return self.made.port

    @property
    def carried(self) -> int:
        """How many bytes were let through so far."""
        return self.made.carried

    def narrow(self, bytes_a_second: float, delay: float) -> None:
        """From now on let only so much through, and each piece so many seconds later."""
        self.made.narrow(bytes_a_second, delay)

    def lose(self, share: float, chance: random.Random) -> None:
        """From now on lose this share of the pieces: each comes when it was sent again."""
        self.made.lose(share, chance)

    def silence(self) -> int:
        """Let the connections there are go silent; return how many ends."""
        return asyncio.run_coroutine_threadsafe(self.made.silence(), self.loop).result(10)

    def tear(self) -> int:
        """Tear the connections there are; return how many ends."""
        return asyncio.run_coroutine_threadsafe(self.made.tear(), self.loop).result(10)


@contextlib.contextmanager
def cable(to: int) -> Iterator[End]:
    """A cable to a port, carried by a thread of its own."""
    made, loop, stop = Cable(to), asyncio.new_event_loop(), asyncio.Event()

    def carry() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(made.serve(stop))

    thread = threading.Thread(target=carry, name="cable")
    thread.start()
    try:
        yield End(made, loop)
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
