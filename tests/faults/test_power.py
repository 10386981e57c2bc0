"""The power is cut: what was acknowledged is on the disk, on SQLite, in the broker's store, and on PostgreSQL."""

import os
import random
import threading
import time
from base64 import b64encode
from collections.abc import Callable
from contextlib import ExitStack, suppress

import psutil
import psycopg
import pytest

from inspect_app.core.clock import now
from tests.faults.conftest import Client, wait_for
from tests.faults.hut import Hut, inhabited, readings, start
from tests.faults.power import power
from tests.faults.test_kill import report
from tests.postgres import new_server

pytestmark = [pytest.mark.fault, pytest.mark.timeout(600), pytest.mark.xdist_group("faults")]
Start = Callable[..., Client]
_SINGLE = "SELECT r.value FROM readings r JOIN channels c ON c.id = r.channel_id WHERE c.quantity = 'pm10'"


@pytest.fixture
def chance() -> random.Random:
    """Moments of their own in each run, which its seed brings back."""
    seed = int(os.environ.get("INSPECT_TEST_SEED") or random.randrange(10**6))
    print(f"seed {seed}")
    return random.Random(seed)


def answered(hut: Hut, numbers: list[int], stop: threading.Event) -> None:
    """Send readings over HTTP, one after the other, and note the number of each that was answered well."""
    log_in = b64encode(f"p17_dust-01:{hut.secret}".encode()).decode()
    number = 0
    while not stop.is_set():
        with suppress(OSError):
            body = {"at": now().isoformat(), "values": {"pm10": number}}
            if hut.up.call("/api/readings", body, Authorization=f"Basic {log_in}")[0] == 200:
                numbers.append(number)
        number += 1


def test_the_power_is_cut_and_what_was_acknowledged_is_there(client: Start, chance: random.Random) -> None:
    with power(256) as disk, inhabited(disk.place) as (hut, ends):
        begin, messages = readings(400)
        dust = client("mqtt", **hut.device(messages, rate=120))
        by_web: list[int] = []
        stop = threading.Event()
        web = threading.Thread(target=answered, args=(hut, by_web, stop))
        web.start()
        wait_for(lambda: len(dust.read()[1]) > 20 and len(by_web) > 3, "the first are acknowledged")
        time.sleep(chance.uniform(0, 1.0))
        family = [psutil.Process(hut.up.process.pid), *hut.up.children()]
        disk.cut(family)
        stop.set()
        before, there = dust.read()[1], set(hut.stored(begin, 400))
        web.join()
        ends.close()
        cut = time.monotonic()
        start(hut, ends)
        assert hut.is_sound()
        assert set(by_web) <= {round(value) for (value,) in hut.ask(_SINGLE)}, "what the web answered"
        sent, kept = dust.finish()
        wait_for(lambda: kept <= hut.stored(begin, 400).keys(), "every acknowledged reading is stored")
        print(
            f"at the cut {len(before)} were acknowledged, {len(before - there)} of them in the broker's store alone"
        )
        report("power", sent, kept, set(hut.stored(begin, 400)), time.monotonic() - cut)
        print(f"{len(by_web)} answered by the web, none lost")


def test_postgresql_keeps_through_a_power_cut_what_it_committed(chance: random.Random) -> None:
    kept: list[int] = []

    def write(url: str) -> None:
        with suppress(psycopg.Error), psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE ledger (n int)")
            for number in range(100_000):
                connection.execute("INSERT INTO ledger VALUES (%s)", (number,))
                connection.commit()
                kept.append(number)

    with power(256) as disk, ExitStack() as ends:
        server = new_server(durable=True, folder=str(disk.place))
        disk.sync()  # the making of the cluster is not what is asked about
        ends.callback(server.stop, "immediate")
        url = server.url().replace("+psycopg", "")
        writer = threading.Thread(target=write, args=(url,))
        writer.start()
        wait_for(lambda: len(kept) > 50, "the first are committed")
        time.sleep(chance.uniform(0, 0.5))
        main = psutil.Process(server.pid() or 0)
        disk.cut([main, *main.children(recursive=True)])
        writer.join()
        server.start()
        with psycopg.connect(url) as connection:
            there = {number for (number,) in connection.execute("SELECT n FROM ledger")}
    assert set(kept) <= there
    print(f"PostgreSQL: {len(kept)} committed, {len(there)} there after the cut")
