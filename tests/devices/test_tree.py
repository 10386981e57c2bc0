"""The foreground tree: what a person reads while its parts start, and when one cannot."""

import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

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


def test_a_part_that_dies_at_once_ends_the_start_with_its_last_words(tmp_path: Path) -> None:
    said: list[str] = []
    part = Part("broken", _python("raise SystemExit('no such port')"), ready=lambda: False)
    begun = time.monotonic()
    assert Tree([part], tmp_path, said.append).run() == 1
    assert time.monotonic() - begun < 60
    assert said == ["broken: did not start\n    no such port"]
