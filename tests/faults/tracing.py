"""Lets the calls of a running process fail or take long: strace between it and the kernel."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from tests.faults.conftest import wait_for

SYNCS = "fsync,fdatasync"


@contextmanager
def syncs(how: str, *family: psutil.Process) -> Iterator[None]:
    """Let every sync of these processes end as `how` says: `error=EIO`, or `delay_exit=200ms`."""
    ids = [str(each.pid) for each in family]
    argv = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={SYNCS}", "-e", f"inject={SYNCS}:{how}"]
    tracer = subprocess.Popen([*argv, *(word for one in ids for word in ("-p", one))], stderr=subprocess.PIPE)
    try:
        wait_for(
            lambda: tracer.poll() is not None or all(_is_traced(one) for one in ids), "strace holds them"
        )
        assert tracer.poll() is None, tracer.stderr.read() if tracer.stderr else ""
        yield
    finally:
        with suppress(ProcessLookupError):
            tracer.send_signal(signal.SIGINT)  # it lets go of them and ends
        tracer.communicate(timeout=30)


def _is_traced(pid: str) -> bool:
    tasks = [each.read_text() for each in Path(f"/proc/{pid}/task").glob("*/status")]
    return all("TracerPid:\t0\n" not in each for each in tasks)
