"""A machine whose clock leaps, there and back, under load: all goes on, and nothing lasts or waits for ever."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from inspect_app.core.clock import now
from tests.cast import PASSWORD, secret_of
from tests.faults.clocks import Hands, hands
from tests.faults.conftest import Client, wait_for
from tests.faults.hut import Hut, inhabited
from tests.faults.test_kill import report

pytestmark = [pytest.mark.fault, pytest.mark.timeout(600), pytest.mark.xdist_group("faults")]
EACH = 30
HOUR, DAY = 3600, 86_400
_RAISED = "SELECT seq, at, pending FROM journal WHERE verb = 'defect.raise' AND thing_id = ?"


@dataclass
class Shack:
    """The running program on a clock of its own, and one who works in it."""

    hut: Hut
    hands: Hands
    project: str

    def call(self, path: str, body: Any = None, who: str = "supervisor", token: str = "") -> tuple[int, Any]:
        return self.hut.up.call(path, body, token=token or secret_of(who, "token"))

    def log_in(self) -> str:
        return self.hut.up.token("supervisor", PASSWORD)

    def leap(self, seconds: int) -> int:
        """Set the clock, work by it until what follows from that is done; return the number of its entry."""
        self.hands.set(seconds)
        status, made = self.call("/api/defects/", {"project_id": self.project, "title": f"钟差 {seconds}"})
        assert status == 201, made

        def settled() -> bool:
            ((_seq, _at, pending),) = self.hut.ask(_RAISED, made["id"])
            return not pending

        took = wait_for(settled, "the clock process goes on at its beat")
        ((seq, at, _pending),) = self.hut.ask(_RAISED, made["id"])
        off = datetime.fromisoformat(f"{at}+00:00") - now() - timedelta(seconds=seconds)
        assert abs(off) < timedelta(minutes=2), "the program went by the clock it was given"
        print(f"clock at {seconds:+d} s: what followed was done after {took:.1f} s")
        return int(seq)


@pytest.fixture
def shack(tmp_path: Path) -> Iterator[Shack]:
    """The program with a clock that can be set."""
    with ExitStack() as ends:
        with hands(tmp_path) as clock:
            hut, _ = ends.enter_context(inhabited(tmp_path))
        token = secret_of("supervisor", "token")
        projects = hut.up.call("/api/projects/", token=token)[1]["rows"]
        yield Shack(hut, clock, next(each["id"] for each in projects if each["site"] == "p17"))


def test_whatever_a_clock_leaps_nothing_is_lost_doubled_or_stopped_and_nothing_lasts_for_ever(
    shack: Shack, client: Callable[..., Client]
) -> None:
    hut, order = shack.hut, []
    sent: set[int] = set()
    kept: set[int] = set()
    before, late = shack.log_in(), ""
    begin = int(time.time() * 1000)
    messages = [json.dumps({"at": begin + n, "values": {"pm25": n % 50}}) for n in range(4 * EACH)]
    for number, seconds in enumerate((HOUR, -HOUR, 400 * DAY, 0)):
        order.append(shack.leap(seconds))
        first = number * EACH
        told = client("mqtt", **hut.device(messages[first : first + EACH], rate=100)).finish()
        sent, kept = (all_ | {first + n for n in new} for all_, new in zip((sent, kept), told, strict=True))
        # The broker has them; by which clock the intake judges them is this one only if it has them before the next leap.
        wait_for(lambda: _known(hut, begin) == first + EACH, "all of them are stored or refused")  # noqa: B023
        if seconds > DAY:
            late = shack.log_in()
            assert shack.call("/api/projects/", token=late)[0] == 200
            assert shack.call("/api/projects/", token=before)[0] == 401
    back = time.monotonic()
    assert shack.call("/api/projects/", token=before)[0] == 200, "it was not yet over"
    assert shack.call("/api/projects/", token=late)[0] == 401, "it would last for 400 days"
    assert shack.call("/api/projects/", token=shack.log_in())[0] == 200
    assert order == sorted(order)
    replayed = _replay(shack)
    wait_for(lambda: kept <= hut.stored(begin, 4 * EACH).keys(), "every acknowledged reading is stored")
    there = hut.stored(begin, 4 * EACH)
    assert all(value == number % 50 for number, value in there.items())
    report(f"a leaping clock ({replayed} replayed)", sent, kept, set(there), time.monotonic() - back)
    assert len(kept) == 4 * EACH
    assert not hut.ask("SELECT 1 FROM journal WHERE verb = 'defect.overdue'"), (
        "late by a clock that was wrong"
    )
    _jobs_go_on(hut)


def _known(hut: Hut, begin: int) -> int:
    return len(hut.stored(begin, 4 * EACH)) + len(hut.ask("SELECT 1 FROM dead_letters"))


def _replay(shack: Shack) -> int:
    """Take up what was refused by the clock that went an hour after; return how many letters that are."""

    def letters() -> list[tuple[Any, ...]]:
        return shack.hut.ask("SELECT id, reason FROM dead_letters")

    wait_for(lambda: len(letters()) == EACH, "what lay an hour ahead was not believed, and is kept")
    assert {reason for _, reason in letters()} == {"clock"}
    for one, _ in letters():
        assert shack.call(f"/api/dead-letters/{one}/moves/replay", {}, who="admin")[0] == 200
    return len(letters())


def _jobs_go_on(hut: Hut) -> None:
    since = now().strftime("%Y-%m-%d %H:%M:%S")
    until = (now() + timedelta(minutes=5)).strftime("%Y-%m-%d %H:%M:%S")
    ran = "SELECT job, due_at, ran_at FROM job_runs WHERE ran_at > ? AND ran_at < ?"
    wait_for(lambda: hut.ask(ran, since, until), "a job is done for a moment of the true clock")
    assert hut.is_sound()
