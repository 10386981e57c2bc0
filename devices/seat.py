"""The name of this intake at an external broker: its own among all on one data directory, and kept for the next."""

import fcntl
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TextIO


@contextmanager
def seat(home: Path) -> Iterator[str]:
    """Yield a name that nobody else holds as long as this lasts: the first free one of those in the directory.

    An external broker keeps under it what waits for us, so a process that starts must take up the name of one
    that ended, and two that run must never have the same: the broker would throw one out for the other, for ever.
    The kernel gives the name back however its holder ends.
    """
    for number in count(1):
        path = home / ("intake.id" if number == 1 else f"intake-{number}.id")
        with path.open("a+", encoding="ascii") as file:
            if not _mine(file):
                continue
            yield _name(path)
            return


def _mine(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _name(path: Path) -> str:
    name = path.read_text(encoding="ascii").strip()
    if not name:
        name = secrets.token_hex(6)
        path.write_text(name, encoding="ascii")
    return name
