"""The PostgreSQL of the tests: shared by a run, its own when asked, and never left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.postgres import Postgres, alive, until
from tests.servers import postgres

pytestmark = pytest.mark.xdist_group("own-postgres")

ROOT = Path(__file__).resolve().parents[2]
HOLD = """
import sys, time
from pathlib import Path
from tests.servers import postgres
with postgres(run=Path(sys.argv[1])) as server:
    print(server.pid(), flush=True)
    time.sleep(600)
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """A durable server of these tests alone."""
    with postgres(durable=True) as running:
        yield running


def ask(address: str, question: str) -> object:
    with psycopg.connect(address.replace("+psycopg", ""), autocommit=True) as connection:
        row = connection.execute(question).fetchone()
    return row and row[0]


def tell(address: str, statement: str) -> None:
    with psycopg.connect(address.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(statement)


def hold(run: Path) -> tuple[subprocess.Popen[str], int]:
    program = [sys.executable, "-c", HOLD, str(run)]
    user = subprocess.Popen(program, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert user.stdout
    return user, int(user.stdout.readline())


def test_a_durable_server_keeps_fsync_and_a_hasty_one_does_not(server: Postgres, tmp_path: Path) -> None:
    assert ask(server.url(), "SHOW fsync") == "on"
    with postgres(run=tmp_path) as hasty:
        assert ask(hasty.url(), "SHOW fsync") == "off"


def test_a_fresh_database_is_a_copy_of_its_template_and_gone_afterwards(server: Postgres) -> None:
    built: list[str] = []

    def build(address: str) -> None:
        built.append(address)
        tell(address, "CREATE TABLE thing AS SELECT 7 AS size")

    for worker in ("gw0", "gw1"):
        with server.database(f"work_{worker}", server.template("built", build)) as address:
            assert ask(address, "SELECT size FROM thing") == 7
        assert not server.has(f"work_{worker}")
    assert len(built) == 1


def test_what_was_committed_is_there_after_kill_9_and_start(server: Postgres) -> None:
    with server.database("survivor") as address:
        tell(address, "CREATE TABLE kept AS SELECT 3 AS n")
        server.kill()
        assert server.pid() is None
        with pytest.raises(psycopg.OperationalError):
            ask(address, "SELECT 1")
        server.start()
        assert ask(address, "SELECT n FROM kept") == 3


def test_a_restart_keeps_the_port_and_changes_the_process(server: Postgres) -> None:
    before = server.pid()
    server.restart()
    assert server.pid() not in {None, before}
    assert ask(server.url(), "SELECT 1") == 1


def test_two_users_of_one_run_share_a_server_that_ends_with_the_last(tmp_path: Path) -> None:
    (first, pid), (second, same) = hold(tmp_path), hold(tmp_path)
    try:
        assert pid == same
        os.kill(first.pid, signal.SIGKILL)  # a worker that dies without a word gives back its share too
        first.wait()
        time.sleep(0.5)
        assert alive(pid)
    finally:
        for user in (first, second):
            user.kill()
            user.communicate()
    until(lambda: not alive(pid), seconds=60)


def test_a_private_server_and_its_data_are_gone_when_the_block_ends() -> None:
    with postgres() as own:
        pid = own.pid()
        assert pid is not None
    assert not alive(pid)
    assert not Path(own.folder).exists()


def test_tests_of_a_group_are_sent_to_one_worker(request: pytest.FixtureRequest) -> None:
    # By this word pytest-xdist keeps them together: without it they run side by side, and nobody says so.
    grouped = getattr(request.config.option, "loadgroup", False)
    assert request.node.nodeid.endswith("@own-postgres") is grouped


def test_a_case_is_not_named_by_its_bytes(request: pytest.FixtureRequest) -> None:
    # A file made at import may hold its moment: two workers would not find the same names, and none would begin.
    given = [(each, getattr(each, "callspec", None)) for each in request.session.items]
    named = [
        each.name
        for each, case in given
        for value in (case.params.values() if case else ())
        if isinstance(value, bytes) and len(value) > 10 and repr(value)[2:12] in each.name
    ]
    assert not named
