"""Work given to a process of its own: its memory is given back, and a hostile file breaks that process alone.

What papers and PDFs take is kept loaded (`core/warm.py`), and a fork of that does the work; for the rest, done far more
seldom, a program is started.
"""

import os
import subprocess
import sys
import threading
from typing import Final

from inspect_app.core import log
from inspect_app.core.errors import Problem
from inspect_app.core.warm import WORK, warm

_SECONDS: Final = 60
#: how long one waits for a turn before one is told to come again
_WAIT: Final = 20
#: each may take a gigabyte, and anybody may send a file: so many at a time for each process of the service
_turns = threading.BoundedSemaphore(2)


def apart(module: str, data: bytes) -> bytes:
    """Return what a module of this package said to `data`, nothing where it failed or did not end in a minute.

    Refused as busy where others have their turn too long.
    """
    if not _turns.acquire(timeout=_WAIT):
        raise Problem("busy")
    try:
        return _warm(module, data) if module in WORK else _said(module, data)
    finally:
        _turns.release()


def _warm(module: str, data: bytes) -> bytes:
    try:
        return warm.ask(module, data, _SECONDS)
    except TimeoutError:
        log.warning("work apart did not end", module=module, seconds=_SECONDS)
    except OSError as failed:  # a piece of work that failed, or a machine without room for one more process
        log.warning("work apart failed", module=module, said=str(failed)[-300:])
    return b""


def _said(module: str, data: bytes) -> bytes:
    asked = [sys.executable, "-m", f"{__package__}.{module}"]
    # Settings hold secrets, and what reads a stranger's file has no use for them.
    around = {name: value for name, value in os.environ.items() if not name.startswith("INSPECT_")}
    # Where lxml happens to be installed, openpyxl would read with it and unfold entities.
    around["OPENPYXL_LXML"] = "False"
    try:
        done = subprocess.run(
            asked, input=data, capture_output=True, timeout=_SECONDS, check=False, env=around
        )
    except subprocess.TimeoutExpired:
        log.warning("work apart did not end", module=module, seconds=_SECONDS)
        return b""
    if done.returncode == 0:
        return done.stdout
    last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
    log.warning("work apart failed", module=module, code=done.returncode, said=last[:300])
    return b""
