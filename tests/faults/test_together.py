"""Two of each on one PostgreSQL: a stopped clock, a lost connection, a killed backend, one request at two webs."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from uuid import uuid4

import psutil
import pytest

from tests.brokers import PATIENCE, answers
from tests.cables import cable
from tests.faults.conftest import Client, Town, wait_for
from tests.faults.test_kill import WAITING, device, readings, report, stored, under_way
from tests.ports import free_port

pytestmark = [pytest.mark.fault, pytest.mark.timeout(600), pytest.mark.xdist_group("faults")]
Start = Callable[..., Client]
_PENDING = "SELECT 1 FROM journal WHERE pending LIMIT 1"
_LATE = """UPDATE defects SET raised_at = raised_at - interval '12 days', due_at = due_at - interval '12 days'
           WHERE id IN (SELECT id FROM defects WHERE state = 'open' AND overdue_at IS NULL LIMIT 5) RETURNING id"""
_MARKS = (
    "SELECT thing_id, count(*) FROM journal WHERE verb = 'defect.overdue' AND thing_id = ANY(%s) GROUP BY 1"
)
_BACKENDS = """SELECT pid FROM pg_stat_activity
               WHERE datname = 'town' AND backend_type = 'client backend' AND pid <> pg_backend_pid() ORDER BY pid"""


@pytest.fixture
def second(town: Town, tmp_path: Path) -> Iterator[Callable[..., psutil.Popen]]:
    """`second("clock")` starts one more of a part on the town's database and data."""
    with ExitStack() as ends:

        def start(word: str, **more: str) -> psutil.Popen:
            environ = {**town.up.environ, **{f"INSPECT_{name}": value for name, value in more.items()}}
            log = ends.enter_context((tmp_path / f"{word}.log").open("ab"))
            argv = [sys.executable, "-m", "inspect_app.cli", word]
            process = psutil.Popen(argv, env=environ, stdout=log, stderr=log)
            ends.callback(process.wait, PATIENCE)
            ends.callback(_end, process)
            return process

        yield start


def _end(process: psutil.Popen) -> None:
    with suppress(psutil.NoSuchProcess):
        process.terminate()


def test_a_clock_stopped_in_the_middle_and_woken_later_writes_nothing_twice(
    town: Town, second: Callable[..., psutil.Popen]
) -> None:
    token = town.token("supervisor")
    projects = town.up.call("/api/projects/", token=token)[1]["rows"]
    p17 = next(each["id"] for each in projects if each["site"] == "p17")
    for number in range(3):  # other tests may have left none that is not late yet
        body = {"project_id": p17, "title": f"停钟 {number}"}
        assert town.up.call("/api/defects/", body, token=token)[0] == 201
    wait_for(lambda: not town.ask(_PENDING), "no reaction waits")
    ids = [key for (key,) in town.ask(_LATE)]
    assert len(ids) >= 3
    lock = town.connect()
    lock.execute("LOCK TABLE journal IN EXCLUSIVE MODE")
    town.ask("DELETE FROM job_runs WHERE job = 'defects.mark_overdue' RETURNING 1")
    wait_for(lambda: town.ask(WAITING), "the clock waits in the middle of its work")
    (held,) = town.ask(WAITING)[0]
    clock = town.up.part("clock")
    clock.suspend()
    try:
        second("clock")
        lock.close()
        # What the setting of the server does with a transaction that does not go on.
        town.ask("SELECT pg_terminate_backend(%s)", held)
        wait_for(lambda: len(town.ask(_MARKS, ids)) == len(ids), "the other clock does the work")
    finally:
        clock.resume()
    wait_for(lambda: not town.ask(_PENDING), "no reaction waits")
    wait_for(lambda: town.up.call("/readyz")[0] == 200, "all is in order")
    assert {count for _, count in town.ask(_MARKS, ids)} == {1}


def test_one_request_at_two_webs_at_once_is_done_once(
    town: Town, second: Callable[..., psutil.Popen]
) -> None:
    port = free_port()
    second("web", PORT=str(port))
    wait_for(lambda: answers(port), "the second web listens")
    token, run = town.token("supervisor"), uuid4().hex
    projects = town.up.call("/api/projects/", token=token)[1]["rows"]
    p17 = next(each["id"] for each in projects if each["site"] == "p17")

    def post(number: int, at: int) -> int:
        body, key = {"project_id": p17, "title": f"{run} {number}"}, {"Idempotency-Key": f"{run}-{number}"}
        here = type(town.up)(town.up.home, at, town.up.mqtt_port, town.up.process, town.up.environ)
        status, _ = here.call("/api/defects/", body, token=token, **key)
        return int(status)

    with ThreadPoolExecutor(4) as people:
        asked = [people.submit(post, n, at) for n in range(10) for at in (port, town.up.port)]
        found = [each.result(4 * PATIENCE) for each in asked]
    # 409: the same request is under way at the other; its answer is there when it is asked again.
    assert set(found) <= {201, 409}
    titles = [title for (title,) in town.ask("SELECT title FROM defects WHERE title LIKE %s", f"{run} %")]
    assert sorted(titles) == sorted(f"{run} {n}" for n in range(10))


def test_parts_stopped_in_turn_and_woken_later_lose_and_double_nothing(town: Town, client: Start) -> None:
    begin, messages = readings(600)
    dust = client("mqtt", **device(town, "dust-01", messages, rate=60))
    under_way(town, dust, begin, 600, 20)
    database = psutil.Process(town.server.pid())
    for first in (town.up.part("intake"), town.up.part("web"), database):
        family = [first, *first.children(recursive=True)]
        for each in family:
            each.suspend()
        time.sleep(2)
        for each in family:
            with suppress(psutil.NoSuchProcess):
                each.resume()
        wait_for(lambda: town.up.call("/readyz")[0] == 200, "all is in order")
    woken = time.monotonic()
    sent, kept = dust.finish()
    wait_for(lambda: kept <= stored(town, begin, 600).keys(), "every acknowledged reading is stored")
    report("stopped in turn", sent, kept, set(stored(town, begin, 600)), time.monotonic() - woken)
    assert len(kept) == 600


@pytest.mark.parametrize("how", ["silence", "tear"])
def test_a_cable_that_goes_silent_or_is_torn_costs_nothing(town: Town, client: Start, how: str) -> None:
    begin, messages = readings(600)
    with cable(town.up.mqtt_port) as wire:
        dust = client("mqtt", **device(town, "dust-01", messages, rate=100) | {"port": wire.port})
        under_way(town, dust, begin, 600, 50)
        assert getattr(wire, how)()
        cut = time.monotonic()
        sent, kept = dust.finish()
        wait_for(lambda: kept <= stored(town, begin, 600).keys(), "every acknowledged reading is stored")
        report(f"a cable ({how})", sent, kept, set(stored(town, begin, 600)), time.monotonic() - cut)
    assert len(kept) == 600


def test_a_killed_backend_of_the_database_costs_nothing_that_was_acknowledged(
    town: Town, client: Start
) -> None:
    begin, messages = readings(600)
    dust = client("mqtt", **device(town, "dust-01", messages, rate=150))
    under_way(town, dust, begin, 600, 50)
    (victim,) = town.chance.choice(town.ask(_BACKENDS))
    os.kill(victim, signal.SIGKILL)  # the server then ends all others and recovers
    killed = time.monotonic()
    sent, kept = dust.finish()

    def back() -> bool:
        with suppress(Exception):
            return kept <= stored(town, begin, 600).keys()
        return False

    wait_for(back, "every acknowledged reading is stored")
    report("a backend", sent, kept, set(stored(town, begin, 600)), time.monotonic() - killed)
    wait_for(lambda: town.up.call("/readyz")[0] == 200, "web is ready")
    assert len(kept) == 600
