"""A database that answers each question after two seconds: slow is slow, nothing is lost, and nothing piles up in memory."""

import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tests import running
from tests.brokers import PATIENCE
from tests.cables import cable
from tests.cast import secret_of
from tests.faults.conftest import Client, wait_for
from tests.faults.hut import NAME, SITE, furnish, readings
from tests.faults.test_kill import report
from tests.servers import postgres

pytestmark = [pytest.mark.fault, pytest.mark.timeout(600), pytest.mark.xdist_group("faults")]
COUNT, RATE = 3000, 200
#: seconds each piece takes to the server, and each back
EACH_WAY = 1.0
_VALUES = """SELECT r.at_ms FROM readings r JOIN channels c ON c.id = r.channel_id
             WHERE c.quantity = 'pm25' AND r.at_ms >= %s AND r.at_ms < %s"""


def test_while_each_question_takes_two_seconds_the_broker_keeps_what_comes(
    tmp_path: Path, client: Callable[..., Client]
) -> None:
    with postgres() as server, server.database("slow") as url, cable(server.port) as wire:
        secret = furnish(tmp_path, url)
        far = url.replace(f":{server.port}/", f":{wire.port}/")
        with running.program(tmp_path, "up", DATABASE_URL=far, LOG_LEVEL="warning") as up:
            begin, messages = readings(COUNT)
            device = {"username": f"{SITE}_{NAME}", "secret": secret, "port": up.mqtt_port,
                      "topic": f"site/{SITE}/device/{NAME}/telemetry"}  # fmt: skip

            def stored() -> set[int]:
                with psycopg.connect(url.replace("+psycopg", "")) as near:
                    rows = near.execute(_VALUES, (begin, begin + COUNT)).fetchall()
                assert len(rows) == len(set(rows)), "a reading is stored twice"
                return {at - begin for (at,) in rows}

            intake, token = up.part("intake"), secret_of("supervisor", "token")
            dust = client("mqtt", **device, payloads=messages, rate=RATE)
            wait_for(lambda: len(stored()) > 100, "the load is under way")
            before = intake.memory_info().rss
            wire.narrow(1e9, EACH_WAY)
            assert up.call("/healthz")[0] == 200, "the process itself is well"
            began = time.monotonic()
            status, _ = up.call("/api/me", token=token)
            print(f"asked meanwhile, the API answered {status} after {time.monotonic() - began:.1f} s")
            assert status in (200, 503)
            sent, kept = dust.finish()
            grown = intake.memory_info().rss - before
            assert len(kept) == COUNT, "the broker keeps what the database has not taken"
            wire.narrow(1e9, 0.0)
            since = time.monotonic()
            wait_for(lambda: kept <= stored(), "every acknowledged reading is stored", PATIENCE)
            report("each question takes 2 s", sent, kept, stored(), time.monotonic() - since)
            wait_for(lambda: up.call("/api/me", token=token)[0] == 200, "the web answers again")
    print(f"the intake grew by {grown >> 20} MB")
    assert grown < 64 << 20
