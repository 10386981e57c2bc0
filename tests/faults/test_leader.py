"""PostgreSQL under Patroni: the leader is killed under load, another takes over, and nothing is lost or doubled."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import NullPool, create_engine, text

from inspect_app import create_app
from inspect_app.config import Settings
from inspect_app.core import replica
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.readings import actions
from tests import running
from tests.cast import secret_of
from tests.faults.conftest import Client, wait_for
from tests.faults.hut import NAME, SITE, furnish, readings
from tests.faults.test_kill import report
from tests.patronis import Patronis, two_servers
from tests.ports import free_port
from tests.postgres import SERVER_USER

pytestmark = [pytest.mark.fault, pytest.mark.timeout(600), pytest.mark.xdist_group("faults")]
COUNT, DEFECTS = 3000, 60
_VALUES = """SELECT r.at_ms, r.value FROM readings r JOIN channels c ON c.id = r.channel_id
             WHERE c.quantity = 'pm25' AND r.at_ms >= %s AND r.at_ms < %s"""


@pytest.fixture(scope="module")
def servers() -> Iterator[Patronis]:
    with two_servers() as found:
        yield found


def stored(servers: Patronis, begin: int) -> dict[int, float]:
    """Return the readings that whoever leads has, by number."""
    with servers.connect("town") as leader:
        rows = leader.execute(_VALUES, (begin, begin + COUNT)).fetchall()
    assert len(rows) == len({at for at, _ in rows}), "a reading is stored twice"
    return {at - begin: value for at, value in rows}


def test_what_only_looks_is_read_from_the_standby_while_it_keeps_up(
    tmp_path: Path, servers: Patronis
) -> None:
    with servers.connect() as leader:
        leader.execute("CREATE DATABASE looks")
    address = f"postgresql+psycopg://{SERVER_USER}@127.0.0.1:{servers.ports[servers.follower()][0]}/looks"
    furnish(tmp_path, servers.url("looks"))
    given = {"data_dir": str(tmp_path), "database_url": servers.url("looks"), "secret_key": "k" * 32}
    app = create_app(Settings(**given, read_database_url=address))
    follows, seen = text("SELECT pg_is_in_recovery()"), text("SELECT count(*) FROM readings")
    with app.app_context(), create_engine(address, poolclass=NullPool).connect() as standby:

        def arrive(number: int) -> None:
            with transaction():
                actions.record([actions.Sample(SITE, NAME, "pm25", 10**12 + number, 7.0)], at=now())

        def looked(least: int | None = None) -> tuple[bool, int]:
            row = replica.read(lambda session: (session.scalar(follows), session.scalar(seen)), least)
            return bool(row[0]), int(row[1] or 0)

        arrive(0)
        assert looked(replica.mark()) == (True, 1)
        wait_for(lambda: looked() == (True, 1), "the standby is read")
        # Who reads a table there holds up a lock of the whole table, and all that comes after it.
        standby.execute(text("SELECT 1 FROM corrections LIMIT 1"))
        with transaction():
            db.session.execute(text("LOCK TABLE corrections IN ACCESS EXCLUSIVE MODE"))
        arrive(1)
        assert looked(replica.mark()) == (False, 2)  # it is waited for, and then the leader is read
        one = replica.replica()
        assert one is not None
        one.most_lag_s = 0
        assert looked() == (False, 2)
        ready = app.test_client().get("/readyz").json
        assert (ready["ready"], ready["replica"]) == (True, "behind")
        standby.rollback()
        wait_for(lambda: one.state() == ("in use", 0.0), "it has caught up")
        assert looked() == (True, 2)
        app.extensions[replica.NAME] = replica.Replica(
            f"postgresql+psycopg://127.0.0.1:{free_port()}/looks", 5
        )
        assert looked() == (False, 2)
        assert app.test_client().get("/readyz").json["replica"] == "away"
        assert "inspect_replica_up 0\n" in app.test_client().get("/metrics").text
        one.engine.dispose()
        db.session.remove()
        db.engine.dispose()


def test_the_leader_killed_under_load_loses_and_doubles_nothing(
    tmp_path: Path, client: Callable[..., Client], servers: Patronis
) -> None:
    with servers.connect() as leader:
        leader.execute("CREATE DATABASE town")
    url = servers.url("town")
    secret = furnish(tmp_path, url)
    with running.program(tmp_path, "up", DATABASE_URL=url, LOG_LEVEL="warning") as up:
        begin, messages = readings(COUNT)
        device = {"username": f"{SITE}_{NAME}", "secret": secret, "port": up.mqtt_port,
                  "topic": f"site/{SITE}/device/{NAME}/telemetry"}  # fmt: skip
        token, run = secret_of("supervisor", "token"), uuid4().hex
        project = up.call("/api/projects/", token=token)[1]["rows"][0]["id"]
        forms = [json.dumps({"project_id": project, "title": f"{run} {n}"}) for n in range(DEFECTS)]
        dust = client("mqtt", **device, payloads=messages, rate=300)
        caller = client("http", url=f"{up.url}/api/defects/", token=token, payloads=forms, run=run)
        wait_for(lambda: len(stored(servers, begin)) > 100, "the load is under way")
        first = servers.leader()
        servers.kill(first)
        killed = time.monotonic()
        wait_for(lambda: servers.leader() not in ("", first), "another leads")
        led = time.monotonic() - killed
        sent, kept = dust.finish()
        asked, answered = caller.finish()
        wait_for(lambda: kept <= stored(servers, begin).keys(), "every acknowledged reading is stored")
        took = time.monotonic() - killed
        there = stored(servers, begin)
        assert all(value == number % 50 for number, value in there.items())
        with servers.connect("town") as leader:
            rows = leader.execute("SELECT title FROM defects WHERE title LIKE %s", (f"{run} %",)).fetchall()
        raised = [int(title.split()[1]) for (title,) in rows]
        assert len(raised) == len(set(raised)), "a defect was raised twice"
        report("the leader, readings", sent, kept, set(there), took)
        report("the leader, defects", asked, answered, set(raised), took)
        assert (len(kept), len(answered)) == (COUNT, DEFECTS)
        print(f"{first} was killed; another led {led:.1f} s later")
