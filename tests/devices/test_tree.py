"""What the process tree says of a part that does not start."""

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.tree import Part, Tree


@pytest.fixture(autouse=True)
def own_signals() -> Iterator[None]:
    """A tree takes the signals of its process: the test run wants its own back."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


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
