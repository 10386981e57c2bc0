"""Reactions and jobs: each happens once, whatever fails or is killed in between."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.jobs import CHINA, Job, JobRun, run_due
from inspect_app.core.permits import SYSTEM
from inspect_app.projects.models import Project
from tests.make import NOW

VERB = "project.test-verb"


@pytest.fixture(autouse=True)
def _nothing_waits(app):
    """The cast was told of too; that is reacted to before."""
    journal.react()


@pytest.fixture
def reacting(app, monkeypatch):
    """Reactions of a verb that only this test uses."""
    monkeypatch.setitem(journal._reactions, VERB, [])
    return journal._reactions[VERB]


def note(cast, verb=VERB):
    with transaction():
        journal.record(SYSTEM, verb, cast.project(), at=NOW)


def rename(entry):
    db.session.scalars(select(Project).where(Project.id == entry.thing_id)).one().name += "!"


def test_a_reaction_runs_once_and_its_effect_commits_with_the_mark(reacting, cast):
    reacting.append(rename)
    note(cast)
    before = cast.project().name
    assert journal.react() == 1
    assert journal.react() == 0
    assert cast.project().name == before + "!"


def test_a_failing_reaction_leaves_nothing_half_done_and_does_not_block_the_next(reacting, cast):
    reacting.append(rename)

    def fail(entry):
        if entry.seq == first:
            raise RuntimeError("boom")

    reacting.append(fail)
    note(cast)
    first = db.session.scalars(select(journal.Entry.seq).where(journal.Entry.verb == VERB)).one()
    db.session.rollback()
    note(cast)
    before = cast.project().name
    assert journal.react() == 1
    db.session.rollback()
    assert cast.project().name == before + "!"
    failed = db.session.get_one(journal.Entry, first)
    assert failed.pending
    assert failed.tries == 1
    assert "boom" in failed.failure
    assert failed.next_try_at > now()


def test_a_failed_reaction_is_tried_again_when_its_time_comes_and_given_up_in_the_end(reacting, cast):
    def fail(_entry):
        raise RuntimeError("always")

    reacting.append(fail)
    note(cast)
    for _ in range(journal.MOST_TRIES):
        journal.react()
        with transaction():
            entry = db.session.scalars(select(journal.Entry).where(journal.Entry.verb == VERB)).one()
            entry.next_try_at = NOW - timedelta(days=1)
    db.session.rollback()
    entry = db.session.scalars(select(journal.Entry).where(journal.Entry.verb == VERB)).one()
    assert (entry.tries, entry.pending) == (journal.MOST_TRIES, False)


def test_an_act_without_reactions_waits_for_nothing(cast):
    note(cast, "project.silent")
    assert journal.react() == 0


def test_a_job_runs_once_for_each_due_moment_however_many_clocks_ask(app):
    done = []
    job = Job("test.job", done.append, seconds=60)
    assert run_due(job, NOW)
    assert not run_due(job, NOW + timedelta(seconds=30))
    assert run_due(job, NOW + timedelta(seconds=60))
    assert len(done) == 2


def test_a_job_that_fails_is_not_marked_done(app):
    def fail(_due):
        raise RuntimeError("boom")

    with pytest.raises(RuntimeError):
        run_due(Job("test.job", fail, seconds=60), NOW)
    db.session.rollback()
    assert db.session.scalar(select(JobRun).where(JobRun.job == "test.job")) is None
    assert run_due(Job("test.job", lambda _due: None, seconds=60), NOW)


def test_a_daily_job_is_due_at_its_local_time(app):
    job = Job("test.job", lambda _due: None, hour=4, minute=0)
    due = job.due(NOW).astimezone(CHINA)
    assert (due.hour, due.minute, due.date()) == (4, 0, NOW.astimezone(CHINA).date())
    early = due.replace(hour=3)
    assert job.due(early).astimezone(CHINA).date() == due.date() - timedelta(days=1)


def rename_and_refuse(cast, keep):
    with transaction():
        cast.project().name = f"kept {keep}"
        raise Problem("not-found", keep=keep)


def test_a_refusal_that_keeps_writes_them_and_any_other_writes_nothing(cast):
    for keep in (False, True):
        with pytest.raises(Problem):
            rename_and_refuse(cast, keep)
        db.session.rollback()
        assert (cast.project().name == f"kept {keep}") == keep
