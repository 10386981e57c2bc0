"""Before anything is measured: every device has been heard, and nothing of it waits any more."""

import time
from collections.abc import Sequence
from contextlib import suppress

import psutil

from bench import wires
from bench.stage import NotHere, Stage, last_words


def warm(
    stage: Stage, url: str, process: psutil.Process, payload: str, values: int, base: int,
    lines: Sequence[wires.LogIn] = (),
) -> None:  # fmt: skip
    """Send a message of each device until one of each has arrived: from then on the intake is at work.

    The next round is not sent before the last is taken in, or nothing of it comes any more: nothing waits afterwards.
    """
    lines = lines or stage.devices
    devices = sum(line.span for line in lines)
    end = time.monotonic() + 40 + devices / 100
    for stamp in range(base, base + 400):
        with suppress(RuntimeError):  # the broker listens a moment before log-ins are answered
            wires.run_load(url, lines, wires.Load(payload, lines[0].span, base=stamp, step=1), stage.home)
        before, reached = -1, 0
        while before < reached:
            time.sleep(0.3 + devices / 20_000)
            before, reached = (
                reached,
                stage.ask("SELECT sum(at_ms) FROM heads WHERE at_ms >= :base", base=base),
            )
            heard = stage.ask("SELECT count(*) FROM heads WHERE at_ms >= :stamp", stamp=stamp)
            if heard >= devices * values:
                return
        if time.monotonic() > end or not process.is_running():
            break
    raise NotHere(f"the intake takes nothing: {last_words(stage, 'intake')}")
