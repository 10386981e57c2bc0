"""On SQLite with the embedded broker: killed, a disk that is full, fails or is slow, memory short, a hung broker."""

import os
import random
import signal
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from hashlib import sha256

import psutil
import pytest

from inspect_app.core.clock import now
from tests.brokers import answers
from tests.cast import secret_of
from tests.core import pictures
from tests.faults.conftest import Client, wait_for
from tests.faults.hut import Hut, full, inhabited, readings, small_disk, start
from tests.faults.test_kill import report
from tests.faults.tracing import syncs

pytestmark = [pytest.mark.fault, pytest.mark.timeout(600), pytest.mark.xdist_group("faults")]
Start = Callable[..., Client]
#: what the memory of a worker may grow by: enough for threads and rows, not for the pixels of a large photo
ROOM = 32 << 20


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


def test_what_a_disk_that_fails_did_not_sync_is_not_acknowledged(hut: Hut, client: Start) -> None:
    begin, messages = readings(150)
    web, intake = hut.part("web"), hut.part("intake")
    wait_for(lambda: post(hut) == 200, "the web takes readings")
    with syncs("error=EIO", web, *web.children(recursive=True), intake):
        assert {post(hut) for _ in range(3)} == {503}, "no promise, and no retry that calls itself success"
        dust = client("mqtt", **hut.device(messages, rate=150))
        wait_for(lambda: len(dust.read()[1]) == 150, "the broker, whose disk is well, keeps all", dust.told)
        assert not hut.stored(begin, 150)
        assert hut.up.call("/login")[0] == 200, "pages can be read"
    since = time.monotonic()
    wait_for(lambda: post(hut) == 200, "the web takes readings again")
    all_kept(hut, dust, begin, 150, "a failing disk", since)


def test_a_broker_whose_disk_fails_acknowledges_nothing(hut: Hut, client: Start) -> None:
    begin, messages = readings(150)
    broker = hut.part("nats-server")
    with syncs("error=EIO", broker):
        dust = client("mqtt", **hut.device(messages, rate=150))
        time.sleep(3)
        print(f"under EIO {len(dust.read()[1])} were acknowledged")
        assert not dust.read()[1]
    all_kept(hut, dust, begin, 150, "a failing disk of the broker", time.monotonic())


def test_a_photo_too_large_for_what_memory_is_left_is_refused_and_the_worker_goes_on(hut: Hut) -> None:
    (worker,) = hut.part("web").children()
    photo, token = pictures.png_of_size(7700, 7700), secret_of("supervisor", "token")
    kept = "SELECT count(*) FROM files"
    ((before,),) = hut.ask(kept)

    def send() -> int:
        return hut.up.call("/api/files", photo, token=token, **{"Content-Type": "image/png"})[0]

    wait_for(lambda: post(hut) == 200, "the web takes readings")
    # What is written to: of the address space each thread has much in reserve, in which a photo may find room.
    room = worker.memory_info().data + ROOM
    worker.rlimit(psutil.RLIMIT_DATA, (room, psutil.RLIM_INFINITY))
    try:
        with ThreadPoolExecutor(3) as people:
            large = [people.submit(send) for _ in range(2)]
            meanwhile = [post(hut) for _ in range(5)]
            assert {each.result(60) for each in large} == {503}
        print(f"others meanwhile: {meanwhile}")
        assert {*meanwhile} <= {200, 503}, "what another took at that moment is asked for again"
        assert [post(hut) for _ in range(3)] == [200] * 3, "and nothing stays taken"
        assert hut.ask(kept) == [(before,)]
        assert not list((hut.home / "files").rglob(f"*{sha256(photo).hexdigest()}*")), "nothing half-written"
    finally:
        worker.rlimit(psutil.RLIMIT_DATA, (psutil.RLIM_INFINITY, psutil.RLIM_INFINITY))
    assert send() == 201
    assert hut.ask(kept) == [(before + 1,)]
    assert worker.is_running()
    assert hut.part("web").children() == [worker]


def test_a_slow_disk_holds_up_and_refuses_nobody(hut: Hut, client: Start) -> None:
    begin, messages = readings(40)
    web = hut.part("web")
    family = (web, *web.children(recursive=True), hut.part("intake"), hut.part("nats-server"))
    with syncs("delay_exit=200ms", *family):
        dust = client("mqtt", **hut.device(messages, rate=20))
        began = time.monotonic()
        assert [post(hut) for _ in range(3)] == [200] * 3
        took = time.monotonic() - began
        all_kept(hut, dust, begin, 40, "a slow disk", began)
    print(f"three readings by the web took {took:.1f} s")
