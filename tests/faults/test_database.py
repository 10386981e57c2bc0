"""A database that only reads, gives no connection, or answers slowly: nothing is promised, and all goes on by itself afterwards."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psycopg
import pytest

from tests.brokers import PATIENCE
from tests.faults.conftest import Client, Town, wait_for
from tests.faults.test_kill import WAITING, device, readings, report, stored, under_way

pytestmark = [pytest.mark.fault, pytest.mark.timeout(600), pytest.mark.xdist_group("faults")]
Start = Callable[..., Client]


@contextmanager
def told(town: Town, first: tuple[str, str], last: tuple[str, ...]) -> Iterator[None]:
    """Tell the server two things, whatever else it refuses, and others in the end."""
    address = town.server.url().replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as server:
        try:
            for each in first:
                server.execute(each.encode())
            yield
        finally:
            for each in last:
                server.execute(each.encode())


def only_reads(town: Town) -> AbstractContextManager[None]:
    """Let the server refuse every write on the connections there are, as a leader does that has become a standby."""
    loaded = "SELECT pg_reload_conf()"
    on = ("ALTER SYSTEM SET default_transaction_read_only = on", loaded)
    return told(town, on, ("ALTER SYSTEM RESET default_transaction_read_only", loaded))


def no_connection(town: Town) -> AbstractContextManager[None]:
    """Let the server end every connection to the town's database and refuse new ones, as one that has none left."""
    ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'town'"
    shut = ("ALTER DATABASE town ALLOW_CONNECTIONS false", ended)
    return told(town, shut, ("ALTER DATABASE town ALLOW_CONNECTIONS true",))


def site(town: Town) -> str:
    """Return the project defects are raised in, asked for while the database answers."""
    return str(town.ask("SELECT id FROM projects WHERE site = 'p17'")[0][0])


def raised(town: Town, token: str, project: str) -> tuple[int, dict[str, str]]:
    """Raise a defect; return status and headers of the answer."""
    data = f'{{"project_id": "{project}", "title": "只读"}}'.encode()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    try:
        with urlopen(Request(f"{town.up.url}/api/defects/", data, headers), timeout=PATIENCE) as reply:
            return reply.status, dict(reply.headers)
    except HTTPError as refused:
        return refused.code, dict(refused.headers)


def test_a_leader_that_only_reads_any_more_is_waited_for(town: Town, client: Start) -> None:
    begin, messages = readings(300)
    token, project = town.token("supervisor"), site(town)
    letters = town.ask("SELECT count(*) FROM dead_letters")
    dust = client("mqtt", **device(town, "dust-01", messages, rate=100))
    under_way(town, dust, begin, 300, 50)
    with only_reads(town):
        wait_for(lambda: raised(town, token, project)[0] == 503, "the web says that it cannot write")
        status, headers = raised(town, token, project)
        assert (status, headers.get("Retry-After")) == (503, "5")
        sent, kept = dust.finish()
        assert len(kept) == 300, "the broker keeps what the database does not take"
        assert len(stored(town, begin, 300)) < 300
    since = time.monotonic()
    wait_for(lambda: kept <= stored(town, begin, 300).keys(), "every acknowledged reading is stored")
    report("read-only", sent, kept, set(stored(town, begin, 300)), time.monotonic() - since)
    wait_for(lambda: raised(town, token, project)[0] == 201, "the web writes again")
    assert town.ask("SELECT count(*) FROM dead_letters") == letters, "a message was buried for it"


def test_a_database_that_gives_no_connection_is_said_and_waited_for(town: Town, client: Start) -> None:
    begin, messages = readings(300)
    token, project = town.token("supervisor"), site(town)
    dust = client("mqtt", **device(town, "dust-01", messages, rate=100))
    under_way(town, dust, begin, 300, 50)
    with no_connection(town):
        status, headers = raised(town, token, project)
        assert (status, headers.get("Retry-After")) == (503, "5")
        assert town.up.call("/healthz")[0] == 200, "the process itself is well"
        assert town.up.call("/readyz")[0] == 503, "and says what it lacks"
        sent, kept = dust.finish()
    since = time.monotonic()
    wait_for(lambda: kept <= stored(town, begin, 300).keys(), "every acknowledged reading is stored")
    report("no connection", sent, kept, set(stored(town, begin, 300)), time.monotonic() - since)
    wait_for(lambda: raised(town, token, project)[0] == 201, "the web writes again")
    assert len(kept) == 300


def test_a_table_locked_for_long_holds_up_its_writers_alone_and_the_intake_does_not_swell(
    town: Town, client: Start
) -> None:
    begin, messages = readings(2000)
    token, project, intake = town.token("supervisor"), site(town), town.up.part("intake")
    before = intake.memory_info().rss
    with ThreadPoolExecutor(8) as people, town.connect() as lock:
        lock.execute("LOCK TABLE readings, defects IN EXCLUSIVE MODE")
        dust = client("mqtt", **device(town, "dust-01", messages, rate=1000))
        writers = [people.submit(raised, town, token, project) for _ in range(8)]
        wait_for(lambda: len(town.ask(WAITING)) >= 2, "somebody waits for the lock")
        took = sorted(_seconds(town.up.call, "/api/defects/", token=token) for _ in range(10))
        sent, kept = dust.finish()
        grown = intake.memory_info().rss - before
        lock.rollback()
        assert {each.result(2 * PATIENCE)[0] for each in writers} <= {201, 503}
    wait_for(lambda: kept <= stored(town, begin, 2000).keys(), "every acknowledged reading is stored")
    report("a locked table", sent, kept, set(stored(town, begin, 2000)), 0)
    print(f"a list meanwhile: {took[0]:.2f} to {took[-1]:.2f} s, the intake grew by {grown >> 20} MB")
    assert grown < 64 << 20
    assert len(kept) == 2000


def _seconds(call: Callable[..., tuple[int, Any]], *told: Any, **more: Any) -> float:
    began = time.monotonic()
    assert call(*told, **more)[0] == 200
    return time.monotonic() - began
