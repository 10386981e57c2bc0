"""On SQLite with the embedded broker: killed part by part and all at once, on a full disk, with a broker that hangs."""

import os
import random
import signal
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import psutil
import pytest

from inspect_app.core.clock import now
from tests.brokers import answers
from tests.faults.conftest import Client, wait_for
from tests.faults.hut import Hut, full, inhabited, readings, small_disk, start
from tests.faults.test_kill import report

pytestmark = [pytest.mark.fault, pytest.mark.timeout(600), pytest.mark.xdist_group("faults")]
Start = Callable[..., Client]


@pytest.fixture(scope="module")
def small() -> Iterator[tuple[Hut, ExitStack]]:
    """The program on a disk of 64 MB."""
    with small_disk(64) as home, inhabited(home) as running:
        yield running


@pytest.fixture
def hut(small: tuple[Hut, ExitStack]) -> Hut:
    """The program, with its broker up after whatever the test before did to it."""
    wait_for(lambda: answers(small[0].mqtt_port), "the broker")
    return small[0]


@pytest.fixture
def chance() -> random.Random:
    seed = int(os.environ.get("INSPECT_TEST_SEED") or random.randrange(10**6))
    print(f"seed {seed}")
    return random.Random(seed)


def all_kept(hut: Hut, dust: Client, begin: int, count: int, what: str, since: float) -> None:
    """Wait for the client's end, and hold the database to its ledger."""
    sent, kept = dust.finish()
    wait_for(lambda: kept <= hut.stored(begin, count).keys(), "every acknowledged reading is stored")
    there = hut.stored(begin, count)
    assert all(value == number % 50 for number, value in there.items())
    report(what, sent, kept, set(there), time.monotonic() - since)
    assert hut.is_sound()


def test_intake_and_broker_killed_at_random_lose_and_double_nothing(
    hut: Hut, client: Start, chance: random.Random
) -> None:
    begin, messages = readings(600)
    dust = client("mqtt", **hut.device(messages, rate=120))
    wait_for(lambda: dust.read()[1], "the first reading acknowledged")
    for word in ("intake", "nats-server", "intake"):
        time.sleep(chance.uniform(0.3, 1.0))
        hut.kill(word)
    all_kept(hut, dust, begin, 600, "intake, broker, intake", time.monotonic())


def test_everything_killed_at_once_and_started_again_loses_and_doubles_nothing(
    small: tuple[Hut, ExitStack], hut: Hut, client: Start, chance: random.Random
) -> None:
    ends = small[1]
    begin, messages = readings(600)
    dust = client("mqtt", **hut.device(messages, rate=150))
    wait_for(lambda: dust.read()[1], "the first reading acknowledged")
    time.sleep(chance.uniform(0, 2.0))
    everything = [psutil.Process(hut.up.process.pid), *hut.up.children()]
    for each in everything:
        each.kill()
    ends.close()
    killed = time.monotonic()
    start(hut, ends)
    print(f"everything is up again after {time.monotonic() - killed:.1f} s")
    all_kept(hut, dust, begin, 600, "everything at once", killed)


def post(hut: Hut) -> int:
    """Send a reading by HTTP as the device does; return the status."""
    log_in = b64encode(f"p17_dust-01:{hut.secret}".encode()).decode()
    body = {"at": now().isoformat(), "values": {"pm10": 1}}
    return hut.up.call("/api/readings", body, Authorization=f"Basic {log_in}")[0]


def test_on_a_full_disk_nothing_is_promised_that_is_not_kept_and_with_room_all_goes_on_by_itself(
    hut: Hut, client: Start
) -> None:
    begin, messages = readings(400)
    assert post(hut) == 200
    before = hut.stored(0, begin + 3_600_000)
    with full(hut.home):
        dust = client("mqtt", **hut.device(messages, rate=200))
        time.sleep(4)
        assert post(hut) in (503, 507), "no 500, and no promise"
        while_full = len(dust.read()[1])
        assert while_full < 400
        assert hut.up.call("/login")[0] == 200, "pages can be read"
        assert hut.stored(0, begin + 3_600_000).items() >= before.items(), "what was there can be read"
    room = time.monotonic()
    wait_for(lambda: post(hut) == 200, "the web takes readings again")
    print(f"acknowledged while full: {while_full}, web writes after {time.monotonic() - room:.1f} s")
    all_kept(hut, dust, begin, 400, "full disk", room)
    assert len(hut.stored(begin, 400)) == 400


def test_a_hung_broker_does_not_outlive_its_killed_intake(hut: Hut, client: Start) -> None:
    begin, messages = readings(200)
    dust = client("mqtt", **hut.device(messages, rate=100))
    wait_for(lambda: dust.read()[1], "the first reading acknowledged")
    hung = hut.part("nats-server")
    hung.send_signal(signal.SIGSTOP)
    hut.kill("intake")
    killed = time.monotonic()
    wait_for(lambda: not hung.is_running() or hung.status() == psutil.STATUS_ZOMBIE, "the broker's end")
    all_kept(hut, dust, begin, 200, "a hung broker", killed)
