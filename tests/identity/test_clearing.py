"""What only served for a time is forgotten after it, and what is still needed stays."""

import os
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from inspect_app.core.clock import now
from inspect_app.core.db import Model, db, transaction
from inspect_app.core.jobs import JOBS, Job, JobRun, run_all_due, run_due
from inspect_app.core.web import Repetition
from inspect_app.identity.models import Failure, Session
from tests.cast import Cast


def keys(column: object) -> set[str]:
    db.session.rollback()
    return set(db.session.scalars(select(column)))


def log_in(cast: Cast, secret: str, days_ago: float) -> None:
    at = now() - timedelta(days=days_ago)
    person = cast.person("owner").id
    db.session.add(
        Session(secret=secret, person_id=person, created_at=at, expires_at=at + timedelta(hours=12))
    )


def repetition(key: str, days_ago: float) -> Repetition:
    at = now() - timedelta(days=days_ago)
    return Repetition(key=key, actor="person:x", content="c" * 64, status=200, reply={}, at=at)


def test_old_log_ins_failures_and_kept_replies_are_forgotten_and_fresh_ones_stay(cast: Cast) -> None:
    before = keys(Session.secret)
    with transaction():
        log_in(cast, "old", 200)
        log_in(cast, "recent", 100)
        db.session.add_all([repetition("old", 31), repetition("recent", 29)])
        for key, days in (("old", 200), ("recent", 1)):
            db.session.add(Failure(key=key, at=now() - timedelta(days=days)))
            moment = now() - timedelta(days=days)
            db.session.add(JobRun(job=f"test.{key}", due_at=moment, ran_at=moment))
    assert run_due(JOBS["identity.clear_away"], now())
    assert keys(Session.secret) == before | {"recent"}
    assert keys(Repetition.key) == {"recent"}
    assert keys(Failure.key) == {"recent"}
    assert "test.old" not in keys(JobRun.job)
    assert "test.recent" in keys(JobRun.job)


def test_clearing_twice_is_clearing_once(cast: Cast) -> None:
    with transaction():
        log_in(cast, "old", 200)
    work = JOBS["identity.clear_away"].work
    counted: list[dict[str, int]] = []
    for _ in range(2):
        with transaction():
            work(now())
        counted.append(
            {
                each.name: db.session.scalar(select(func.count()).select_from(each)) or 0
                for each in Model.metadata.sorted_tables
            }
        )
    assert counted[0] == counted[1]


def test_what_broken_writes_left_on_the_disk_is_removed(app: Flask) -> None:
    left = []
    for folder in ("files", "vault"):
        scratch = Path(app.config["DATA_DIR"]) / folder / "tmp"
        scratch.mkdir(parents=True, exist_ok=True)
        for name, hours in (("old", 2), ("fresh", 0)):
            part = scratch / f"{name}.part"
            part.write_bytes(b"half")
            moment = (now() - timedelta(hours=hours)).timestamp()
            os.utime(part, (moment, moment))
            left.append(part)
    with transaction():
        JOBS["identity.clear_away"].work(now())
    assert [part.name for part in left if part.exists()] == ["fresh.part", "fresh.part"]
    for part in left:
        part.unlink(missing_ok=True)


def test_a_job_that_fails_rests_a_minute_and_holds_up_no_other(app: Flask, monkeypatch) -> None:
    tried: list[str] = []

    def fail(_due: object) -> None:
        tried.append("bad")
        raise RuntimeError("boom")

    only = {
        "test.bad": Job("test.bad", fail, seconds=1),
        "test.good": Job("test.good", lambda _due: tried.append("good"), seconds=1),
    }
    monkeypatch.setattr("inspect_app.core.jobs.JOBS", only)
    begin = now()
    for seconds in (0, 1, 2, 61):
        run_all_due(begin + timedelta(seconds=seconds))
        db.session.rollback()
    assert tried == ["bad", "good", "good", "good", "bad", "good"]
