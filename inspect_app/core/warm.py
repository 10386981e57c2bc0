"""The asking side of the process kept warm for papers: it is begun when first needed and forks for each piece of work."""

import atexit
import os
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from typing import Final

#: the modules it has loaded; each has `answer(bytes) -> bytes`
WORK: Final = ("paper_maker", "pdf_binder", "pdf_reader")
#: what is sent along with one end of a line is this long: name of a module, seconds, blanks
HEAD: Final = 64
#: what comes back: that it was taken up, then how it went
TAKEN, DONE, FAILED = b"+", b"0", b"1"
_PIECE: Final = 1 << 20
_GOODBYE: Final = 5


class Warm:
    """A process that stays, and the line on which work is handed to it; a fork of this process begins its own."""

    def __init__(self, idle: float = 120) -> None:
        #: without work for so many seconds it ends: its 50 MB are worth more than half a second
        self._idle = idle
        self._door = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None

    def ask(self, module: str, data: bytes, seconds: float) -> bytes:
        """Return what a module said to `data`.

        TimeoutError where it did not end in so many seconds; ChildProcessError, with the reason, where it failed.
        """
        for _ in range(2):
            process, line = self.hand(module, seconds)
            with line:
                try:
                    taken = line.recv(1)
                except TimeoutError:
                    self._end(process)  # stuck before any work: no use to anybody
                    raise
                except ConnectionError:
                    taken = b""
                if taken:
                    return _answer(line, data)
            # It ended, idle or killed, before it took this up: nothing is done twice by asking another.
            self._end(process)
        raise ChildProcessError("it could not be begun")

    def hand(self, module: str, seconds: float) -> tuple[subprocess.Popen[bytes], socket.socket]:
        """Hand it one end of a new line; return the process and the other end, on which it says `TAKEN`."""
        head = f"{module} {seconds}".ljust(HEAD).encode()
        with self._door:
            process, line = self._begun()
            ours, theirs = socket.socketpair()
            ours.settimeout(seconds)
            with theirs, suppress(OSError):  # it has just ended: the line says so by ending too
                socket.send_fds(line, [head], [theirs.fileno()])
        return process, ours

    def begin(self) -> None:
        """Begin it while somebody still reads a page that leads to a paper; where it cannot be, the paper waits for it."""
        with self._door, suppress(OSError):
            self._begun()

    def _begun(self) -> tuple[subprocess.Popen[bytes], socket.socket]:
        if self._process is None or self._line is None or self._process.poll() is not None:
            self._forget()
            self._line, theirs = socket.socketpair()
            # Settings hold secrets, and what sets papers has no use for them.
            around = {name: value for name, value in os.environ.items() if not name.startswith("INSPECT_")}
            with theirs:
                words = [sys.executable, "-m", f"{__package__}.warm_within", str(self._idle)]
                self._process = subprocess.Popen(
                    words, stdin=theirs.fileno(), stdout=subprocess.DEVNULL, env=around
                )
        return self._process, self._line

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        """End this process, if it is still the one in use, and forget it."""
        with self._door:
            if process is self._process:
                self._forget()

    def _forget(self) -> None:
        if self._line is not None:
            self._line.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait(_GOODBYE)
        self._process = self._line = None

    def leave(self) -> None:
        """End it with this process, in order."""
        with self._door:
            self._forget()

    def forked(self) -> None:
        """Leave in a fork what belongs to the process it came from."""
        if self._line is not None:
            self._line.close()
        if self._process is not None:
            self._process.returncode = 0  # no child of this process: nothing to wait for
        self._process = self._line = None
        self._door = threading.Lock()  # a thread that is not here may have held it


def _answer(line: socket.socket, data: bytes) -> bytes:
    told = bytearray()
    try:
        line.sendall(data)
        line.shutdown(socket.SHUT_WR)
        while piece := line.recv(_PIECE):
            told += piece
    except ConnectionError:
        pass  # it died under its work: what it said until then is no answer
    if told[:1] == DONE:
        return bytes(told[1:])
    raise ChildProcessError(told[1:].decode(errors="replace") or "it was killed")


warm: Final = Warm()
atexit.register(warm.leave)
os.register_at_fork(after_in_child=warm.forked)
