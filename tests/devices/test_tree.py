"""The foreground tree: what a person reads while its parts start, and when one cannot."""

import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from devices import tree
from devices.tree import Part, Tree


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


def _python(words: str) -> list[str]:
    return [sys.executable, "-I", "-c", words]


def test_a_part_that_takes_long_is_said_to_be_starting_and_the_end_is_said_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree, "SAY_AFTER", 0.1)
    said: list[str] = []
    stop = threading.Event()
    part = Part("slow", _python("import time; time.sleep(60)"), ready=lambda: bool(said))
    assert Tree([part], tmp_path, said.append, stop).run(stop.set) == 0
    assert said == ["slow: still starting, 0 s", "stopping"]
    assert part.process is not None
    assert part.process.poll() == -signal.SIGTERM


@pytest.mark.parametrize(
    ("program", "why"),
    [("import time; time.sleep(60)", "not ready after 1 s"), ("raise SystemExit('no port')", "ended with 1")],
)
def test_a_part_that_does_not_start_is_told_with_the_reason_and_its_log(
    tmp_path: Path, program: str, why: str
) -> None:
    said: list[str] = []
    part = Part("web", [sys.executable, "-S", "-c", program], ready=lambda: False)
    tree = Tree([part], tmp_path, said.append, patience=1 if "sleep" in program else 60)
    assert tree.run() == 1
    assert f"web: did not start: {why}" in said[0]
    assert str(tmp_path / "web.log") in said[0]
    assert ("no port" in said[0]) == (why == "ended with 1")
    assert part.process is not None
    assert part.process.poll() is not None


_WITH_A_WORKER = """
import subprocess, sys, time
worker = subprocess.Popen([sys.executable, "-I", "-c", "import time; time.sleep(600)"])
open(sys.argv[1], "a").write(f"{worker.pid}\\n")
time.sleep(600)
"""


def test_what_a_killed_part_leaves_behind_is_ended_before_it_starts_again(tmp_path: Path) -> None:
    pids, stop = tmp_path / "pids", threading.Event()
    part = Part(
        "web", [*_python(_WITH_A_WORKER), str(pids)], ready=lambda: pids.exists() and pids.read_text() != ""
    )
    workers: list[psutil.Process] = []

    def kill_and_wait() -> None:
        assert part.process is not None
        workers.append(psutil.Process(int(pids.read_text())))
        part.process.kill()

    def said(words: str) -> None:
        if "started again" in words:
            psutil.wait_procs(workers, timeout=30)
            stop.set()

    Tree([part], tmp_path, said, stop).run(kill_and_wait)
    assert len(workers) == 1
    assert not workers[0].is_running()
