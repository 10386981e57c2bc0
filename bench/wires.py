"""Who sends and who only receives: the two C programs, or (without a compiler) the same two in Python."""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

HERE = Path(__file__).parent
FLAGS = ("-O2", "-std=gnu11")
DIGITS = "@" * 13
NUMBER = "@" * 5


@dataclass(frozen=True, slots=True)
class LogIn:
    """A device as it sends: its log-in at the broker ("-": no secret) and its topic.

    With a span it speaks for so many devices in turn: the five "@"s of the topic are numbers from `first` on.
    """

    name: str
    secret: str
    topic: str
    first: int = 0
    span: int = 1


@dataclass(frozen=True, slots=True)
class Load:
    """What is sent: `count` messages a connection, stamped from `base` on every `step` ms (base 0: now)."""

    payload: str
    count: int
    rate: float = 0
    window: int = 20
    base: int = 0
    step: int = 0


@cache
def in_c() -> bool:
    """Is there a C compiler?"""
    return shutil.which("cc") is not None


@cache
def _built(name: str) -> list[str]:
    if not in_c():
        return [sys.executable, "-m", "bench.slow", name]
    program = Path(tempfile.mkdtemp(prefix="inspect-bench-")) / name
    subprocess.run(["cc", *FLAGS, "-o", str(program), str(HERE / f"{name}.c")], check=True)
    return [str(program)]


def clear() -> None:
    """Remove the programs that were built."""
    for name in ("load", "sink"):
        if in_c():
            shutil.rmtree(Path(_built(name)[0]).parent, ignore_errors=True)


def load_argv(url: str, log_ins: Sequence[LogIn], what: Load, folder: Path) -> list[str]:
    """Return the command line that sends a load to a broker."""
    parts = urlsplit(url)
    known = folder / "log-ins.txt"
    lines = [f"{e.name} {e.secret or '-'} {e.topic} {e.first} {e.span}\n" for e in log_ins]
    known.write_text("".join(lines))
    figures = (what.count, what.rate, what.window, what.base, what.step)
    place = [str(parts.hostname), str(parts.port)]
    return [*_built("load"), *place, str(known), what.payload, *map(str, figures)]


def start_load(argv: Sequence[str]) -> "subprocess.Popen[str]":
    """Begin to send."""
    return subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, cwd=HERE.parent)


def said(process: "subprocess.Popen[str]", seconds: float = 900) -> dict[str, Any]:
    """Wait for the end of one of the programs and return what it said last."""
    out, _ = process.communicate(timeout=seconds)
    lines = out.strip().splitlines()
    if not lines:
        raise RuntimeError(f"{process.args!r} ended with {process.returncode} and said nothing")
    found: dict[str, Any] = json.loads(lines[-1])
    return found


def run_load(url: str, log_ins: Sequence[LogIn], what: Load, folder: Path) -> dict[str, Any]:
    """Send a load and wait until all of it is acknowledged."""
    return said(start_load(load_argv(url, log_ins, what, folder)))


@contextmanager
def sink(url: str, count: int, topics: str = "site/#") -> Iterator["subprocess.Popen[str]"]:
    """Run the subscriber that drops everything; it is subscribed when this is entered."""
    parts = urlsplit(url)
    login = [unquote(parts.username or "sink"), unquote(parts.password or "")]
    argv = [*_built("sink"), str(parts.hostname), str(parts.port), *login, topics, str(count)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, cwd=HERE.parent) as process:
        assert process.stdout
        if process.stdout.readline().strip() != "ready":
            raise RuntimeError("the subscriber was not let in")
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def now_ms() -> int:
    """Return the present in ms, for the stamps of a load."""
    return int(time.time() * 1000)
