"""A year of three sites, step by step: whatever people do in whatever order, what must hold holds."""

import time
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from types import SimpleNamespace

import pytest

from inspect_app.complaints import jobs
from inspect_app.core import ids
from tests.year.acting import do_any
from tests.year.holding import Watch
from tests.year.moving import take_any
from tests.year.searching import leaks
from tests.year.world import BEGIN, World, build

DAYS, ACTS = 365, 10
#: people act in any order: what has not happened by then has some more weeks
MORE = 60
#: what a year cannot do without, else nothing was asked of it
HAPPENS = {
    "complaint.file", "complaint.accept", "complaint.assign", "complaint.answer", "complaint.close",
    "complaint.confirm", "claim.file", "claim.dispatch", "claim.propose", "claim.agree", "claim.repair",
    "claim.confirm", "claim.decline", "defect.raise", "defect.accept", "defect.rectify", "defect.confirm",
    "notice.issue", "return-visit.answer", "dispute.open", "dispute.consent", "mediation.hold", "appraisal.report",
    "dispute.agree", "dispute.settle",
}  # fmt: skip


@pytest.fixture
def seeded(monkeypatch):
    """Each year is the same: keys follow each other in the order they are made, and draws begin with the same seed."""
    chance, begun = Random(20251001), datetime.now(UTC)
    ticks = (begun + timedelta(milliseconds=each) for each in count(1))
    monkeypatch.setattr(ids, "now", lambda: next(ticks))
    monkeypatch.setattr(ids, "secrets", SimpleNamespace(randbits=chance.getrandbits))
    monkeypatch.setattr(jobs, "secrets", SimpleNamespace(token_hex=lambda size: chance.randbytes(size).hex()))


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.usefixtures("seeded")
def test_what_must_hold_holds_at_each_step_of_a_year(app, browser, capsys):
    begun, world, watch = time.process_time(), build(20251001), Watch()
    while world.at < BEGIN + timedelta(days=DAYS + (MORE if HAPPENS - set(world.done) else 0)):
        one_step(world)
        watch.look(world)
    watch.look_at_all(world)
    said = capsys.readouterr().out
    assert "job failed" not in said
    found, searched = leaks(app, browser, world, said)
    assert not found, sorted({each.rpartition(" ")[0] for each in found})
    acts, refused, took = sum(world.done.values()), sum(world.refused.values()), time.process_time() - begun
    with capsys.disabled():
        print(f"\na year: {watch.steps} steps, {acts} acts, {refused} refused, {watch.seq} entries, ", end="")
        print(f"{searched} pages searched, {took:.0f} s of CPU")
    missing = HAPPENS - set(world.done)
    assert not missing, (sorted(missing), sorted(world.done.items()))


def one_step(world: World) -> None:
    """The clock runs, then people act in any order."""
    world.tick()
    for _each in range(ACTS):
        world.at += timedelta(minutes=world.chance.randrange(5, 70))
        (take_any if world.chance.random() < 0.7 else do_any)(world)
    # Now and then nobody comes for some days and the clock is down, too.
    pause = world.chance.choice((1, 2, 3, 3, 3))
    world.at = (world.at + timedelta(days=pause)).replace(hour=1, minute=40)
