"""Two intakes share an external broker's messages: one is killed in the middle, and nothing is lost or doubled."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.brokers import PATIENCE, mosquitto
from tests.faults.conftest import Client, Town, wait_for
from tests.faults.test_kill import device, readings, report, stored, under_way

pytestmark = [pytest.mark.fault, pytest.mark.timeout(600), pytest.mark.xdist_group("faults")]
Start = Callable[..., Client]


@pytest.fixture
def other_broker(tmp_path: Path) -> Iterator[str]:
    """A mosquitto as docs/devices.md wants it for a group of intakes."""
    with mosquitto(tmp_path) as url:
        yield url


@pytest.fixture
def another(town: Town, other_broker: str, tmp_path: Path) -> Iterator[Callable[[], psutil.Popen]]:
    """`another()` starts one more intake of the group, on the town's database and one data directory for all."""
    home = tmp_path / "home"
    home.mkdir()
    more = {"DATA_DIR": str(home), "BROKER_URL": other_broker, "BROKER_GROUP": "town", "LOG_LEVEL": "info"}
    environ = {**town.up.environ, **{f"INSPECT_{name}": value for name, value in more.items()}}
    running: list[psutil.Popen] = []

    def start() -> psutil.Popen:
        argv = [sys.executable, "-m", "inspect_app.cli", "intake"]
        path = home / f"{len(running)}.log"
        with path.open("wb") as log:
            running.append(psutil.Popen(argv, env=environ, stdout=log, stderr=log))
        # A broker takes what nobody has subscribed to and drops it: a connection alone is not enough.
        wait_for(lambda: b"intake is subscribed" in path.read_bytes(), "an intake is subscribed")
        return running[-1]

    yield start
    for each in running:
        with suppress(psutil.NoSuchProcess):
            each.terminate()
        each.wait(PATIENCE)


def settled(asked: Callable[[], set[int]]) -> set[int]:
    """Return what stays the same for a while."""
    last, since = asked(), time.monotonic()
    while time.monotonic() - since < 3:
        time.sleep(0.1)
        if (found := asked()) != last:
            last, since = found, time.monotonic()
    return last


def test_of_two_intakes_that_share_the_load_one_is_killed_and_nothing_is_lost_or_doubled(
    town: Town, client: Start, another: Callable[[], psutil.Popen], other_broker: str
) -> None:
    another()
    second = another()
    begin, messages = readings(3000)
    spec = device(town, "dust-01", messages, rate=600) | {"port": int(other_broker.rpartition(":")[2])}
    dust = client("mqtt", **spec)
    under_way(town, dust, begin, 3000, 200)
    second.kill()
    second.wait(PATIENCE)
    time.sleep(0.5)
    before = dust.read()[1]
    waiting = settled(lambda: before - stored(town, begin, 3000).keys())
    assert waiting, "the dead one had its share"
    assert len(waiting) < len(before) / 2, "the living one goes on with its own"
    another()  # as its supervisor does
    killed = time.monotonic()
    sent, kept = dust.finish()
    wait_for(lambda: kept <= stored(town, begin, 3000).keys(), "every acknowledged reading is stored")
    there = stored(town, begin, 3000)
    assert all(value == number % 50 for number, value in there.items())
    print(f"{len(waiting)} waited for the one that was killed")
    report("one of two intakes", sent, kept, set(there), time.monotonic() - killed)
    assert len(kept) == 3000
