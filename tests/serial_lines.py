"""A serial line between two ends of one machine: two pseudo-terminals, and a wire that hands bytes on in pieces."""

import os
import select
import threading
import tty
from collections.abc import Iterator
from contextlib import contextmanager

_PIECE = 3  # as a slow line does: a frame never comes in one


@contextmanager
def serial_line() -> Iterator[tuple[str, str]]:
    """Yield the device files of both ends."""
    pairs = os.openpty(), os.openpty()
    for _, end in pairs:
        tty.setraw(end)
    masters = [master for master, _ in pairs]
    stop = threading.Event()

    def carry() -> None:
        while not stop.is_set():
            for each in select.select(masters, [], [], 0.05)[0]:
                os.write(masters[1 - masters.index(each)], os.read(each, _PIECE))

    wire = threading.Thread(target=carry)
    wire.start()
    try:
        yield os.ttyname(pairs[0][1]), os.ttyname(pairs[1][1])
    finally:
        stop.set()
        wire.join(10)
        for pair in pairs:
            for each in pair:
                os.close(each)
