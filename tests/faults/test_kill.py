"""Killed at any moment, the program keeps what it acknowledged, once, and invents nothing."""

import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from devices.demo.forms import filled
from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from tests.faults.conftest import Client, Town, wait_for

pytestmark = [pytest.mark.fault, pytest.mark.timeout(600), pytest.mark.xdist_group("faults")]
Start = Callable[..., Client]
#: whoever of the program waits for a lock
WAITING = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = 'town'"
_PENDING = "SELECT 1 FROM journal WHERE pending LIMIT 1"
_VALUES = """SELECT r.value FROM readings r JOIN channels c ON c.id = r.channel_id JOIN devices d ON d.id = c.device_id
             WHERE d.name = 'dust-01' AND c.quantity = 'pm25' AND r.at_ms >= %s AND r.at_ms < %s"""


def device(town: Town, name: str, payloads: list[str], rate: float) -> dict[str, Any]:
    """Return what a client needs to speak as a device."""
    kind = "tablet/{}/submission" if name.startswith("tablet") else "device/{}/telemetry"
    known = {"username": town.known["usernames"][name], "secret": town.known["devices"][name]}
    return {**known, "port": town.up.mqtt_port, "topic": f"site/p17/{kind.format(name)}", "payloads": payloads,
            "rate": rate}  # fmt: skip


def readings(count: int) -> tuple[int, list[str]]:
    """Return the first moment and `count` messages of one value each: number n, n ms later."""
    begin = int((now() - timedelta(hours=1)).timestamp() * 1000)
    return begin, [json.dumps({"at": begin + n, "values": {"pm25": n % 50}}) for n in range(count)]


def stored(town: Town, begin: int, count: int) -> dict[int, float]:
    """Return the readings of these messages that are stored, by number."""
    rows = town.ask(_VALUES.replace("r.value", "r.at_ms, r.value"), begin, begin + count)
    assert len(rows) == len({at for at, _value in rows}), "a reading is stored twice"
    return {at - begin: value for at, value in rows}


def under_way(town: Town, dust: Client, begin: int, count: int, least: int) -> None:
    """Wait until more readings than that are stored; in vain, say where they stand."""

    def told() -> str:
        who = "SELECT pid, state, wait_event_type, wait_event, left(query, 80) FROM pg_stat_activity WHERE datname = 'town'"
        return f"({dust.told()}, stored {len(stored(town, begin, count))}; {town.ask(who)})"

    wait_for(lambda: len(stored(town, begin, count)) > least, "the load is under way", told)


def visits(town: Town, count: int) -> list[dict[str, Any]]:
    """Arrange visits; return them as a tablet loads them."""
    token = town.token("officer")
    projects = town.up.call("/api/projects/", token=token)[1]["rows"]
    project = next(each["id"] for each in projects if each["site"] == "p17")
    template = town.ask("SELECT id FROM templates WHERE key = 'site-safety'")[0][0]
    body = {"project_id": project, "template_id": template, "due_on": local_day(now()).isoformat()}
    made = [town.up.call("/api/visits/", body, token=token) for _ in range(count)]
    assert {status for status, _ in made} == {201}, made[0]
    return [town.up.call(f"/api/visits/{each['id']}", token=token)[1] for _, each in made]


def failing(visit: dict[str, Any]) -> dict[str, Any]:
    """Return a filled checklist of which the server finds exactly one item failed."""
    body = filled(visit, at=now(), failing={})
    fence = next(each for each in body["answers"] if each["item"] == "fence")
    fence["values"] = [0.5, 0.5, 0.5]
    return body


def report(what: str, sent: set[int], kept: set[int], there: set[int], seconds: float) -> None:
    """Print the numbers of a run, and hold it to them."""
    lost, phantom = kept - there, there - sent
    print(f"{what}: sent {len(sent)}, acknowledged {len(kept)}, stored {len(there)}, lost {len(lost)},"
          f" phantom {len(phantom)}, last one stored {seconds:.1f} s after the last kill")  # fmt: skip
    assert not lost, sorted(lost)[:10]
    assert not phantom, sorted(phantom)[:10]


def test_intake_killed_at_random_loses_and_doubles_nothing(town: Town, client: Start) -> None:
    begin, messages = readings(600)
    bodies = [failing(each) for each in visits(town, 16)]
    dust = client("mqtt", **device(town, "dust-01", messages, rate=150))
    tablet = client("mqtt", **device(town, "tablet-01", [json.dumps(each) for each in bodies], rate=3))
    for _ in range(2):
        time.sleep(town.chance.uniform(0.5, 3))
        town.kill("intake")
    killed = time.monotonic()
    sent, kept = dust.finish()
    ids = [each["id"] for each in bodies]
    sheets_sent, sheets_kept = tablet.finish()
    wait_for(lambda: kept <= stored(town, begin, 600).keys(), "every acknowledged reading is stored")
    found = "SELECT id FROM submissions WHERE id = ANY(%s)"
    wait_for(lambda: len(town.ask(found, ids)) >= len(sheets_kept), "every acknowledged checklist is stored")
    took = time.monotonic() - killed
    there = stored(town, begin, 600)
    assert all(value == number % 50 for number, value in there.items())
    report("intake, readings", sent, kept, set(there), took)
    sheets = {ids.index(each) for (each,) in town.ask(found, ids)}
    report("intake, checklists", sheets_sent, sheets_kept, sheets, took)
    assert opened_by(town, ids) == dict.fromkeys((ids[n] for n in sheets), 1)


def opened_by(town: Town, ids: list[str]) -> dict[str, int]:
    """Return how many defects each submission opened."""
    rows = town.ask(
        """SELECT a.submission_id, count(*) FROM defects d JOIN answers a ON a.id = d.source_id
           WHERE d.source_kind = 'answer' AND a.submission_id = ANY(%s) GROUP BY 1""",
        ids,
    )
    return {str(key): int(count) for key, count in rows}


def test_web_killed_at_random_keeps_what_it_answered_once(town: Town, client: Start) -> None:
    projects = town.up.call("/api/projects/", token=town.token("officer"))[1]["rows"]
    p17 = next(each["id"] for each in projects if each["site"] == "p17")
    run = uuid4().hex
    documents = [json.dumps({"project_id": p17, "title": f"{run} {number}"}) for number in range(60)]
    url = f"{town.up.url}/api/defects/"
    caller = client("http", url=url, token=town.token("supervisor"), payloads=documents, run=run)
    back = 0.0
    for _ in range(2):
        time.sleep(town.chance.uniform(0.3, 1.5))
        town.kill("web")
        back = max(back, wait_for(lambda: answers(town, "/healthz"), "web answers"))
    killed = time.monotonic()
    sent, kept = caller.finish()
    rows = [title for (title,) in town.ask("SELECT title FROM defects WHERE title LIKE %s", f"{run} %")]
    assert len(rows) == len(set(rows)), "a defect was raised twice"
    report("web, defects", sent, kept, {int(each.split()[1]) for each in rows}, time.monotonic() - killed)
    print(f"web answers again after at most {back:.1f} s")
    assert len(kept) == 60


def answers(town: Town, path: str) -> bool:
    """Say whether a page answers well."""
    try:
        return bool(town.up.call(path)[0] == 200)
    except OSError:
        return False


def test_clock_killed_between_mark_and_work_does_it_once(town: Town) -> None:
    late = town.ask(
        """UPDATE defects SET raised_at = raised_at - interval '12 days', due_at = due_at - interval '12 days'
           WHERE state = 'open' AND overdue_at IS NULL AND title !~ '立管' RETURNING id"""
    )
    ids = [key for (key,) in late]
    assert len(ids) >= 20
    wait_for(lambda: not town.ask(_PENDING), "no reaction waits")
    lock = town.connect()
    lock.execute("LOCK TABLE journal IN EXCLUSIVE MODE")
    # The clock marks the job, begins the work, and then waits to write down the first defect's entry.
    town.ask("DELETE FROM job_runs WHERE job = 'defects.mark_overdue' RETURNING 1")
    wait_for(lambda: town.ask(WAITING), "the clock waits in the middle of its work")
    town.kill("clock")
    lock.close()
    marks = "SELECT thing_id, count(*) FROM journal WHERE verb = 'defect.overdue' AND thing_id = ANY(%s) GROUP BY 1"
    took = wait_for(lambda: len(town.ask(marks, ids)) == len(ids), "every late defect is marked")
    entries = "SELECT source_id, count(*) FROM credit_entries WHERE source_id = ANY(%s) GROUP BY 1"
    wait_for(lambda: len(town.ask(entries, ids)) == len(ids), "every late defect counts for credit")
    for _ in range(2):
        time.sleep(town.chance.uniform(0, 0.5))
        town.kill("clock")
    wait_for(lambda: not town.ask(_PENDING), "no reaction waits")
    assert {count for _, count in town.ask(marks, ids)} == {1}
    assert {count for _, count in town.ask(entries, ids)} == {1}
    print(f"clock: {len(ids)} late defects, each marked and counted once, {took:.1f} s after the kill")
