"""One foreground process tree: starts the parts in order, starts again what dies, and leaves no child behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from devices.child import die_with_parent

STOP_WAIT = 12.0
#: a machine with much else to do may need minutes for what takes three seconds; a part that dies is seen at once
START_WAIT, SAY_AFTER = 300.0, 10.0
FAST_DEATH = 5.0
LONGEST_PAUSE = 15.0
#: the C library otherwise keeps an arena for each thread of the web, half of them empty
LEAN = {"MALLOC_ARENA_MAX": "2", "MALLOC_TRIM_THRESHOLD_": "131072"}

Say = Callable[[str], None]


@dataclass
class Part:
    """One part of the tree: its name, its command line, and how to know that it is ready (None: at once)."""

    name: str
    argv: Sequence[str]
    ready: Callable[[], bool] | None = None
    process: "subprocess.Popen[bytes] | None" = None
    began: float = 0.0
    deaths: int = 0
    again_at: float = 0.0


@dataclass
class Tree:
    """The parts, in the order they start; they stop the other way round."""

    parts: list[Part]
    log_dir: Path
    say: Say
    stop: threading.Event = field(default_factory=threading.Event)
    patience: float = START_WAIT

    def run(self, started: Callable[[], None] = lambda: None) -> int:
        """Start all, call `started`, keep them running until told to stop; return the exit code."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stop.set())
        try:
            for part in self.parts:
                if not self._start_and_wait(part):
                    return 0 if self.stop.is_set() else 1
            started()
            while not self.stop.wait(0.3):
                self._tend()
            self.say("stopping")
        finally:
            self._end()
        return 0

    def _start_and_wait(self, part: Part) -> bool:
        self._start(part)
        until, say_at = part.began + self.patience, part.began + SAY_AFTER
        while part.ready is not None and not part.ready():
            if self.stop.is_set():
                return False
            code = part.process.poll() if part.process is not None else None
            if code is not None or time.monotonic() > until:
                why = f"not ready after {self.patience:.0f} s" if code is None else f"ended with {code}"
                self.say(f"{part.name}: did not start: {why}\n{self._last_words(part)}")
                return False
            if time.monotonic() > say_at:
                self.say(f"{part.name}: still starting, {time.monotonic() - part.began:.0f} s")
                say_at += SAY_AFTER
            time.sleep(0.05)
        return True

    def _start(self, part: Part) -> None:
        # A session of its own: Ctrl-C reaches this process alone, which then stops the parts in order.
        with (self.log_dir / f"{part.name}.log").open("ab") as log:
            part.process = subprocess.Popen(
                part.argv,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**LEAN, **os.environ},
                start_new_session=True,
                preexec_fn=die_with_parent(),  # noqa: PLW1509 -- one plain call, looked up before the fork
            )
        part.began = time.monotonic()

    def _tend(self) -> None:
        for part in self.parts:
            if part.process is None or part.process.poll() is None:
                continue
            if not part.again_at:
                _clear(part)
                self._plan_restart(part)
            if time.monotonic() >= part.again_at:
                part.again_at = 0.0
                self._start(part)

    def _plan_restart(self, part: Part) -> None:
        now = time.monotonic()
        part.deaths = part.deaths + 1 if now - part.began < FAST_DEATH else 0
        pause = min(0.2 * 2**part.deaths, LONGEST_PAUSE)
        part.again_at = now + pause
        code = part.process.returncode if part.process else 0
        self.say(f"{part.name}: ended with {code}; started again in {pause:.1f} s")

    def _end(self) -> None:
        for part in reversed(self.parts):
            _stop(part, signal.SIGTERM)
        until = time.monotonic() + STOP_WAIT
        for part in reversed(self.parts):
            if part.process is None:
                continue
            try:
                part.process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.say(f"{part.name}: had to be killed")
                _stop(part, signal.SIGKILL)
                part.process.wait()

    def _last_words(self, part: Part) -> str:
        path = self.log_dir / f"{part.name}.log"
        lines = path.read_text(errors="replace").splitlines() if path.exists() else []
        return "\n".join([*(f"    {line}" for line in lines[-12:]), f"    log: {path}"])


def _stop(part: Part, number: signal.Signals) -> None:
    if part.process is None or part.process.poll() is not None:
        return
    if number == signal.SIGKILL:
        os.killpg(part.process.pid, number)
    else:
        part.process.send_signal(number)


def _clear(part: Part) -> None:
    """End what a part that was killed has left behind: workers of the web would go on holding its port."""
    if part.process is not None:
        with suppress(ProcessLookupError):
            os.killpg(part.process.pid, signal.SIGKILL)


def command(*words: str) -> list[str]:
    """Return the command line of one of our own commands, run by this same Python."""
    return [sys.executable, "-m", "inspect_app.cli", *words]
