"""Work by the clock: APScheduler gives the beat, a row per due moment makes each run happen once."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from flask import Flask
from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.core import chain, log
from inspect_app.core.clock import SLACK, STANDS, Watch, now, running
from inspect_app.core.db import Model, UtcTime, db, insert_ignore, transaction
from inspect_app.core.journal import react

CHINA = ZoneInfo("Asia/Shanghai")
KEEP = timedelta(days=90)
#: how long a job that failed is left alone: each second anew it would fill the log and hold the database
REST = timedelta(minutes=1)
Work = Callable[[datetime], None]


class JobRun(Model):
    """That a job did its work for one due moment; written in the same transaction as the work."""

    __tablename__ = "job_runs"
    job: Mapped[str] = mapped_column(String(80), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(UtcTime, primary_key=True)
    ran_at: Mapped[datetime] = mapped_column(UtcTime)


@dataclass(frozen=True, slots=True)
class Job:
    """A job: its name, its work, and either an interval in seconds or a local time of day."""

    name: str
    work: Work
    seconds: int | None = None
    hour: int = 0
    minute: int = 0

    def due(self, at: datetime) -> datetime:
        """Return the latest moment at or before `at` when this job was due."""
        if self.seconds:
            stamp = int(at.timestamp()) // self.seconds * self.seconds
            return datetime.fromtimestamp(stamp, UTC)
        local = at.astimezone(CHINA).replace(hour=self.hour, minute=self.minute, second=0, microsecond=0)
        if local > at:
            local -= timedelta(days=1)
        return local.astimezone(UTC)


JOBS: dict[str, Job] = {}
#: what speaks to other machines: work that opens its own transactions, for none may stand open while one waits
OUTSIDE: list[Callable[[], object]] = []
_failed_at: dict[str, datetime] = {}


def every(seconds: int) -> Callable[[Work], Work]:
    """Run a function of the due moment each `seconds`."""
    return _adder(lambda name, work: Job(name, work, seconds=seconds))


def daily(clock_time: str) -> Callable[[Work], Work]:
    """Run a function of the due moment each day at `clock_time` ("04:00") in Asia/Shanghai."""
    hour, minute = (int(part) for part in clock_time.split(":"))
    return _adder(lambda name, work: Job(name, work, hour=hour, minute=minute))


def _adder(make: Callable[[str, Work], Job]) -> Callable[[Work], Work]:
    def add(work: Work) -> Work:
        name = f"{work.__module__.split('.')[-2]}.{work.__name__}"
        JOBS[name] = make(name, work)
        return work

    return add


def outside(work: Callable[[], object]) -> Callable[[], object]:
    """Run a function at each beat of the clock, beside everything else: whoever it waits for holds up nobody."""
    if work not in OUTSIDE:
        OUTSIDE.append(work)
    return work


def run_due(job: Job, at: datetime) -> bool:
    """Do the job's work for its latest due moment, if nobody has; say whether it was done here.

    The mark and the work are one transaction: two clocks, or a kill in the middle, cannot double it.
    """
    due = job.due(at)
    with transaction():
        if not insert_ignore(JobRun, {"job": job.name, "due_at": due, "ran_at": at}):
            return False
        job.work(due)
    return True


def run_all_due(at: datetime) -> int:
    """Run every job that is due and not done (the catch-up after downtime); return how many ran.

    One that failed is tried again after a minute; the others do not wait for it.
    """
    done = 0
    for job in JOBS.values():
        # A clock set back must not make the rest longer than it is.
        if job.name in _failed_at and timedelta() <= at - _failed_at[job.name] < REST:
            continue
        try:
            done += run_due(job, at)
            _failed_at.pop(job.name, None)
        except Exception as wrong:  # noqa: BLE001 -- whatever it is, it is told and tried again
            log.exception("job failed", wrong, job=job.name)
            _failed_at[job.name] = at
    return done


def forget_old_runs(at: datetime) -> None:
    """Drop marks of intervals long past; the latest are needed to not run twice."""
    db.session.execute(delete(JobRun).where(JobRun.due_at < at - KEEP))


def last_runs() -> dict[str, datetime]:
    """Return when each job last did its work; by a clock since set back it was never."""
    stmt = select(JobRun.job, db.func.max(JobRun.ran_at)).where(JobRun.ran_at <= now() + SLACK)
    rows = db.session.execute(stmt.group_by(JobRun.job))
    return {row[0]: row[1] for row in rows}


def _is_believed(watch: Watch) -> bool:
    at, ran = now(), running()
    doubted = watch.doubted is not None
    if watch.believes(at, ran):
        return True
    if not doubted:
        ahead = round(watch.ahead(at, ran).total_seconds())
        log.error("the clock leapt ahead: jobs wait", seconds=ahead, at_most_s=int(STANDS.total_seconds()))
    return False


class _Beat(BaseTrigger):
    """Every so many seconds from now on.

    APScheduler's own interval goes through each moment that was missed: 34 million, for a clock that leaps by 400 days.
    """

    def __init__(self, seconds: float) -> None:
        self.pause = timedelta(seconds=seconds)

    def get_next_fire_time(self, _before: datetime | None, at: datetime) -> datetime:
        return at + self.pause


def _catch_up(scheduler: BackgroundScheduler, beat: float) -> None:
    """Bring forward what waits for a moment more than two beats away.

    APScheduler plans by the clock on the wall: one set back by an hour would have it wait for that hour.
    """
    for each in scheduler.get_jobs():
        if each.next_run_time > now() + timedelta(seconds=2 * beat):
            each.modify(next_run_time=now())


def run_clock(app: Flask, stop: threading.Event, beat: float = 1.0) -> None:
    """Be the clock process: at each beat settle reactions, seal the journal, run due jobs, until `stop` is set.

    Jobs wait while the clock is not believed: what they make late, erase or end stays so when it is set right.
    """
    watch = Watch()

    def tick() -> None:
        with app.app_context():
            try:
                while react():
                    pass
                chain.seal()
                if _is_believed(watch):
                    run_all_due(now())
            except Exception as wrong:  # noqa: BLE001 -- as above
                log.exception("clock tick failed", wrong)

    def speak() -> None:
        with app.app_context():
            for work in OUTSIDE:
                try:
                    work()
                except Exception as wrong:  # noqa: BLE001 -- as above
                    log.exception("sending failed", wrong)

    scheduler = BackgroundScheduler(timezone=CHINA)
    for work in (tick, speak):
        scheduler.add_job(work, _Beat(beat), max_instances=1, coalesce=True, misfire_grace_time=None)
    scheduler.start()
    while not stop.wait(beat):
        _catch_up(scheduler, beat)
    scheduler.shutdown(wait=True)
