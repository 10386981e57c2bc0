"""A tablet that is killed, or whose broker goes away, loses nothing and repeats itself only to the letter."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path

import pytest

from devices.tablet import Counts
from tests.brokers import PATIENCE, until
from tests.devices.mosquitto import Mosquitto
from tests.devices.service import PHOTOS, Server, service, submission, tablet


@pytest.fixture
def wire() -> Iterator[tuple[Mosquitto, Server]]:
    with service() as running:
        yield running


@pytest.fixture
def broker(wire: tuple[Mosquitto, Server]) -> Mosquitto:
    return wire[0]


@pytest.fixture
def server(wire: tuple[Mosquitto, Server]) -> Server:
    return wire[1]


def test_a_broker_that_restarts_in_the_middle_costs_nothing(
    broker: Mosquitto, server: Server, tmp_path: Path
) -> None:
    one = tablet(broker, tmp_path)
    for number in range(30):
        one.submit(submission(number))
    found: list[Counts] = []
    runner = threading.Thread(target=lambda: found.append(one.sync(PATIENCE)))
    runner.start()
    until(lambda: len(server.arrived) > 3)
    broker.stop()
    time.sleep(0.3)
    broker.start()  # from this thread: a broker ends with the thread that started it
    runner.join(2 * PATIENCE)
    assert found == [Counts(sealed=30)]
    payloads: dict[str, set[bytes]] = {}
    for _, item, payload in server.arrived:
        payloads.setdefault(item, set()).add(payload)
    assert len(payloads) == 30
    assert all(len(versions) == 1 for versions in payloads.values())


# The child kills itself as the n-th line of the tablet's own code begins: between any two steps, chosen exactly.
CHILD = """
import os, signal, sys
from pathlib import Path
from devices import outbox, tablet
from tests.devices.service import PHOTOS, submission
url, folder, last, turn = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
ours, lines = {outbox.__file__, tablet.__file__}, 0
def trace(frame, event, _):
    global lines
    if frame.f_code.co_filename not in ours:
        return None
    if event == "line":
        lines += 1
        if lines == last:
            os.kill(os.getpid(), signal.SIGKILL)
    return trace
sys.settrace(trace)
one = tablet.Tablet(url, "tablet", "t-secret", "p17", "tab-01", folder / "outbox.sqlite")
for data in PHOTOS:
    one.add_photo(data + b"%d" % turn)
    print("kept", flush=True)
for number in (1, 2):
    one.submit(submission(10 * turn + number))
    print("kept", flush=True)
print(one.sync(60).sealed, lines, flush=True)
"""


def child(broker: Mosquitto, folder: Path, last: int, turn: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", CHILD, broker.url, str(folder), str(last), str(turn)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=os.environ)


@pytest.mark.fault
@pytest.mark.timeout(400)
def test_a_kill_between_any_two_steps_loses_nothing_and_doubles_only_identically(
    broker: Mosquitto, server: Server, tmp_path: Path
) -> None:
    whole = tmp_path / "whole"
    whole.mkdir()
    sealed, lines = map(int, child(broker, whole, 0, 0).stdout.split()[-2:])
    assert sealed == 4
    # Each turn has photos and checklists of its own: what is left of the one before may still be answered.
    before = {item for _, item, _ in server.arrived}
    for step in range(1, 9):
        folder = tmp_path / str(step)
        folder.mkdir()
        killed = child(broker, folder, lines * step // 9, step)
        assert killed.returncode == -signal.SIGKILL
        one = tablet(broker, folder)
        assert sum(astuple(one.counts())) >= killed.stdout.count("kept")  # what was promised is on the disk
        for data in PHOTOS:
            one.add_photo(data + b"%d" % step)
        for number in (1, 2):
            one.submit(submission(10 * step + number))
        assert one.sync(PATIENCE) == Counts(sealed=4)
        arrived = [(item, payload) for _, item, payload in [*server.arrived] if item not in before]
        versions = Counter(arrived)
        before |= {item for item, _ in arrived}
        assert len(versions) == 4
        assert max(versions.values()) <= 2
