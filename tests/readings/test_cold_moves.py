"""What happens to a month on its way to a cold file: killed at any step, corrected meanwhile, judged anew beside it."""

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event, select

from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.permits import SYSTEM
from inspect_app.projects.models import Project
from inspect_app.readings import actions
from inspect_app.readings.actions import Sample, cooling, doubting, righting
from inspect_app.readings.models import Alarm, ColdMonth, Correction, Doubt, Hour, Reading
from inspect_app.readings.queries import held
from inspect_app.readings.rules.episodes import HOUR_MS
from tests.cast import Cast
from tests.cold import ALL, FIRST, MAY, SAMPLES, cooled, hot, laid, told
from tests.make import NOW


@pytest.fixture
def site(cast: Cast) -> Cast:
    return laid(cast)


def test_a_correction_that_is_let_count_while_its_month_moves_is_not_lost(
    site: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction():
        actions.record([Sample("p17", "dust-1", "pm10", FIRST, 7.0)], at=NOW)
    assert [each.held for each in held.due(datetime(2027, 6, 15, tzinfo=UTC))] == [
        [held.REASONS["correction"][:2]]
    ]
    one = db.session.scalars(select(Correction)).one()

    def decided(path: Path) -> object:
        with transaction():
            actions.move_correction(site.supervisor, one, "accept", {"reason": "核对"}, at=NOW)
        return real(path)

    real = cooling.read_back
    monkeypatch.setattr(cooling, "read_back", decided)
    with pytest.raises(Problem, match="changed-meanwhile"):
        cooled(site)
    monkeypatch.setattr(cooling, "read_back", real)
    assert (told(site)[0], hot()) == ((FIRST, 7.0), 10)
    cooled(site)
    assert told(site)[0] == (FIRST, 7.0)
    with pytest.raises(Problem) as refused, transaction():
        actions.move_correction(site.supervisor, one, "undo", {"reason": "误判"}, at=NOW)
    assert "cold file" in refused.value.words("en")
    with transaction():  # and a word that contradicts the file holds back no later month
        actions.record([Sample("p17", "dust-1", "pm10", FIRST + 60_000, 8.0)], at=NOW)
    assert [each.held for each in held.due(datetime(2027, 7, 15, tzinfo=UTC))] == [[]]


def _dying(step: int, cast: Cast) -> int:
    """Cool a month in a fork that is killed at its step of that number; return how it ended."""
    project_id = cast.project().id
    db.session.remove()
    pid = os.fork()
    if not pid:
        try:
            _cool_until(step, project_id)
        finally:
            os._exit(3)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _cool_until(step: int, project_id: str) -> None:
    db.engine.dispose(close=False)
    left = [step]

    def die(*told: object) -> None:
        name, rest = (told[0], told[1]) if isinstance(told[0], str) else ("sql", str(told[2:3]))
        disk = name in ("subprocess.Popen", "os.rename", "os.remove", "os.mkdir", "commit")
        if disk or (name == "sql" and ("DELETE" in str(rest) or "INSERT" in str(rest))):
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    project = db.session.get_one(Project, project_id)
    event.listen(db.engine, "before_cursor_execute", die)
    event.listen(db.engine, "commit", lambda _connection: die("commit", ""))
    sys.addaudithook(die)
    cooling.cool(project, MAY, NOW)
    os._exit(0)


@pytest.mark.fault
@pytest.mark.xdist_group("forks")
def test_killed_at_any_step_each_reading_is_in_the_table_or_in_the_file_or_in_both(site: Cast) -> None:
    kills = 0
    while (code := _dying(kills, site)) == -signal.SIGKILL:
        kills += 1
        assert (hot(), told(site)) == (10, ALL)
    assert (code, hot(), told(site)) == (0, 5, ALL)
    assert kills >= 8
    assert cooling.fault_of(db.session.scalars(select(ColdMonth)).one()) == ""


def test_an_alarm_beside_a_cold_month_stays_as_it_was_judged(cast: Cast) -> None:
    epoch = datetime.fromtimestamp(0, UTC)
    with transaction():
        actions.set_limit(
            SYSTEM, project=cast.project(), quantity="pm10", at=epoch, value=0.75, clear_value=0.72,
            basis="专项方案", zh="试", en="t",
        )  # fmt: skip
    site = laid(cast)
    (alarm,) = db.session.scalars(select(Alarm)).all()
    cooled(site)
    with transaction():
        actions.record([Sample("p17", "dust-1", "pm10", FIRST + 8 * 60_000, 0.0)], at=NOW)
        actions.record([Sample("p17", "dust-1", "pm10", FIRST + 9 * 60_000, 0.0)], at=NOW)
    for one in db.session.scalars(select(Correction).where(Correction.is_first.is_(False))).all():
        with transaction():
            actions.move_correction(SYSTEM, one, "accept", {"reason": "核对"}, at=NOW)
    db.session.refresh(alarm)
    assert (alarm.withdrawn_at, alarm.peak) == (None, SAMPLES[9].value)
    stmt = select(Reading.value).where(Reading.at_ms >= FIRST + 8 * 60_000)
    assert db.session.scalars(stmt).all() == [0.0, 0.0]


def test_doubts_and_hours_of_a_month_that_moved_stay_as_they_were(site: Cast) -> None:
    with transaction():
        actions.record([Sample("p17", "dust-1", "pm10", FIRST + 60_000, 7.0)], at=NOW)
    (one,) = db.session.scalars(select(Correction)).all()
    with transaction():
        actions.move_correction(SYSTEM, one, "accept", {"reason": "核对"}, at=NOW)
    (hour,) = db.session.execute(select(Hour.least, Hour.most).where(Hour.hour_ms < MAY.ends_ms)).all()
    begin, told_ = MAY.ends_ms - HOUR_MS, {"reason": "flat", "figure": 1.0, "edition": "1", "found_at": NOW}
    with transaction():
        for from_ms in (begin, MAY.ends_ms, MAY.ends_ms + 5 * HOUR_MS):
            span = {"channel_id": one.channel_id, "from_ms": from_ms, "to_ms": from_ms + 1}
            db.session.add(Doubt(**span, **told_))
    cooled(site)
    with transaction():
        doubting.look_at(
            one.channel_id, [(begin + k * HOUR_MS, begin + (k + 1) * HOUR_MS) for k in range(8)], NOW
        )
        righting.recount_hour(one.id)
    kept = db.session.scalars(select(Doubt.from_ms).order_by(Doubt.from_ms)).all()
    assert kept == [begin, MAY.ends_ms]
    assert db.session.execute(select(Hour.least, Hour.most).where(Hour.hour_ms < MAY.ends_ms)).one() == hour
