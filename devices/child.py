"""A child process that ends when this process ends, however it ends."""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Sequence

_PR_SET_PDEATHSIG = 1


def spawn(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start a silent child whose files only its owner can read, and which must stand being killed.

    The kernel kills the child when the *thread* that called this ends, not only the process: call it from
    a thread that lives as long as the child shall. Other systems than Linux know no such promise.
    """
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        umask=0o077,
        # SIGKILL and not SIGTERM: a child that hangs (stopped, or stuck) would never get to its own orderly end, and
        # would keep the port and the store from the one started next. For the broker this is safe: what it has
        # acknowledged is synced by then (`sync: always`), or at least in the hands of the kernel (a time), which
        # no kill of a process takes away; its index is made anew from the messages at the next start. While this
        # process lives, EmbeddedBroker.stop() ends it in order.
        preexec_fn=die_with_parent(signal.SIGKILL),  # noqa: PLW1509 -- one plain call, looked up before the fork
    )


def find_program(name: str, variable: str, named: str | None = None) -> str:
    """The program named, else the one the variable names, else the one installed beside this Python.

    Raises FileNotFoundError saying where was looked.
    """
    candidate = named or os.environ.get(variable)
    places = os.pathsep.join((sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)))
    found = shutil.which(candidate) if candidate else shutil.which(name, path=places)
    if not found:
        raise FileNotFoundError(f"no {name} at {candidate or places}; {variable} may name one")
    return found


def die_with_parent(word: signal.Signals = signal.SIGTERM) -> Callable[[], None] | None:
    """Return what a child calls before it runs, so that the kernel sends it `word` when its parent ends (Linux)."""
    if sys.platform != "linux":
        return None
    # Looked up here: after the fork of a process with threads only plain calls are safe.
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def ask_kernel() -> None:
        prctl(_PR_SET_PDEATHSIG, word)
        if os.getppid() != parent:  # it died before we could ask
            os._exit(1)

    return ask_kernel
