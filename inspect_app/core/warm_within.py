"""The process kept warm for papers: it has loaded all that takes and forks for each piece of work, doing none itself.

So each piece begins from the same clean state and its memory is given back, as if a program had been started for it.
"""

import ctypes
import gc
import os
import select
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from importlib import import_module
from typing import Any, Final

from inspect_app.core.paper import Paper
from inspect_app.core.warm import DONE, FAILED, HEAD, TAKEN, WORK

_PR_SET_PDEATHSIG: Final = 1
Work = dict[str, Callable[[bytes], bytes]]


def main(idle: float) -> None:
    """Take work from the line on standard input until it ends, or none comes for so many seconds."""
    # Ctrl-C goes to all on a terminal; the service ends this one when it has no more use for it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(fileno=os.dup(0)) as asked:
        work, die = _loaded(), _dies_with_parent()
        # What is there now stays as it is: no fork copies it to count what is in use.
        gc.collect()
        gc.freeze()
        while select.select([asked], [], [], idle)[0]:
            head, handed, *_ = socket.recv_fds(asked, HEAD, 1)
            if not handed:
                return
            with socket.socket(fileno=handed[0]) as line, suppress(OSError):  # who asked may have gone
                line.sendall(TAKEN)
                _begin(line, asked, work, head.decode().split(), die)


def _loaded() -> Work:
    work: Work = {name: import_module(f"{__package__}.{name}").answer for name in WORK}
    paper = Paper("—", "0", "—", "", "", datetime(2000, 1, 1, tzinfo=UTC))
    paper.heading("—")
    paper.facts([("—", "—")])
    import_module(f"{__package__}.paper_maker").make(paper)
    return work


def _dies_with_parent() -> Callable[[], object]:
    """Return what has the kernel kill a fork when this process ends; other systems than Linux know no such promise."""
    if sys.platform != "linux":
        return lambda: None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _begin(
    line: socket.socket, asked: socket.socket, work: Work, head: list[str], die: Callable[[], Any]
) -> None:
    parent = os.getpid()
    try:
        child = os.fork()
    except OSError as full:
        line.sendall(FAILED + repr(full).encode())
        return
    if child:
        return
    try:
        die()
        asked.close()
        if os.getppid() == parent:
            _work(line, work[head[0]], float(head[1]))
    finally:
        os._exit(0)


def _work(line: socket.socket, answer: Callable[[bytes], bytes], seconds: float) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(
        os.open(os.devnull, os.O_WRONLY), 2
    )  # what its libraries say of a stranger's file is not for our log
    # The kernel's clock: it ends what would never look at one itself. Who asked has given up just before.
    signal.setitimer(signal.ITIMER_REAL, seconds + 1)
    try:
        with line.makefile("rb") as asked:
            told = DONE + answer(asked.read())
    except Exception as failed:  # noqa: BLE001 -- whatever it was, it is said to who asked
        told = FAILED + "".join(traceback.format_exception_only(failed)).strip().encode(errors="replace")
    line.sendall(told)


if __name__ == "__main__":
    main(float(sys.argv[1]))
