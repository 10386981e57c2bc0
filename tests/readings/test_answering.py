"""What follows from an alarm: reminders and their end by the clock, each once, and the draft of a stop."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db, transaction
from inspect_app.core.journal import Entry
from inspect_app.defects.models import Defect
from inspect_app.inspections.models import Visit
from inspect_app.notices.models import Notice
from inspect_app.readings import actions
from inspect_app.readings.actions import Sample
from inspect_app.readings.models import Alarm, Correction
from inspect_app.readings.rules.reminders import CHINA, STEPS, due_at, steps_due
from tests import make
from tests.cast import Cast
from tests.make import NOW

MS = int(NOW.timestamp() * 1000)


@pytest.mark.parametrize(
    ("severity", "clock", "due"),
    [
        ("serious", "12:00", ["12:30", "14:00"]), ("serious", "21:20", ["21:50", "06:00"]), ("serious", "03:00", ["06:00", "06:00"]),
        ("major", "23:00", ["23:10", "23:30"]), ("general", "12:00", []),
    ],
)  # fmt: skip
def test_what_is_grave_is_told_at_night_and_the_rest_waits_for_the_morning(
    severity: str, clock: str, due: list[str]
) -> None:
    opened = datetime.fromisoformat(f"2026-05-11T{clock}:00+08:00")
    found = [due_at(each, opened) for each in STEPS[severity]]
    assert [f"{each.astimezone(CHINA):%H:%M}" for each in found] == due
    assert steps_due(severity, opened, opened + timedelta(days=1)) == len(due)
    assert steps_due(severity, opened, opened) == 0


def crane(cast: Cast, minutes: int, load: float) -> None:
    at = NOW + timedelta(minutes=minutes)
    with transaction():
        actions.record([Sample("p17", "crane-1", "load_rate", MS + minutes * 60_000, load)], at=at)
    journal.react()


@pytest.fixture
def overloaded(cast: Cast) -> Alarm:
    """Return an alarm of a load far over the rated one, at ten in the morning."""
    with transaction():
        actions.register_device(cast.supervisor, project=cast.project(), name="crane-1", kind="hoist", at=NOW)
    crane(cast, 0, 130.0)
    return db.session.scalars(select(Alarm).where(Alarm.limit_id == "load-110")).one()


def test_a_limit_that_asks_for_it_arranges_one_inspection_and_each_page_leads_to_the_other(
    cast: Cast, browser: Callable[[str], FlaskClient]
) -> None:
    template = make.checklist().template_id
    with transaction():
        actions.register_device(cast.supervisor, project=cast.project(), name="crane-1", kind="hoist", at=NOW)
        actions.set_limit(
            cast.supervisor, project=cast.project(), quantity="load_rate", value=95.0, basis="专项方案", zh="超载", at=NOW,
            inspect_template_id=template, inspect_role="supervisor", inspect_hours=24,
        )  # fmt: skip
    crane(cast, 2, 99.0)
    crane(cast, 1, 99.0)  # late: the same event began earlier
    visit = db.session.scalars(select(Visit)).one()
    alarm = db.session.scalars(select(Alarm).where(Alarm.withdrawn_at.is_(None))).one()
    assert (visit.state, visit.source_id, visit.party.kind) == ("planned", alarm.origin_id, "supervisor")
    assert visit.due_on == local_day(NOW + timedelta(days=1))
    officer = browser("officer")
    assert f"/visits/{visit.id}" in officer.get(f"/alarms/{alarm.id}").text
    assert f"/alarms/{alarm.id}" in officer.get(f"/visits/{visit.id}").text
    for name, state in (("accept", "cancelled"), ("undo", "planned")):
        for minute in (1, 2):
            crane(cast, minute, 10.0)
        with transaction():
            for one in db.session.scalars(select(Correction).where(Correction.is_first.is_(False))).all():
                actions.move_correction(cast.supervisor, one, name, {"reason": "核对"}, at=NOW)
        journal.react()
        db.session.refresh(visit)
        assert visit.state == state


def told(alarm: Alarm) -> list[str]:
    return [each.verb for each in journal.timeline("alarm", alarm.id)][1:]


def beat(minutes: int) -> None:
    with transaction():
        actions.remind_of_alarms(NOW + timedelta(minutes=minutes))
    journal.react()


def test_each_step_is_taken_once_and_its_end_is_told_once(cast: Cast, overloaded: Alarm) -> None:
    beat(9)
    assert told(overloaded) == []
    for minutes in (10, 11, 45, 46):
        beat(minutes)
    assert told(overloaded) == ["alarm.remind", "alarm.escalate"]
    crane(cast, 47, 20.0)
    crane(cast, 48, 130.0)
    crane(cast, 49, 20.0)
    journal.react()
    assert told(overloaded) == ["alarm.remind", "alarm.escalate", "alarm.clear", "alarm.stand-down"]


def test_after_standing_still_the_service_takes_what_is_due_and_an_acknowledgement_ends_it(
    cast: Cast, overloaded: Alarm
) -> None:
    beat(600)
    beat(601)
    with transaction():
        actions.acknowledge(cast.supervisor, overloaded, note="已卸载", at=NOW + timedelta(minutes=602))
    journal.react()
    beat(700)
    assert told(overloaded) == ["alarm.remind", "alarm.escalate", "alarm.acknowledge", "alarm.stand-down"]


def test_a_major_alarm_drafts_a_stop_once_and_each_page_leads_to_the_other(
    cast: Cast, overloaded: Alarm, browser: Callable[[str], FlaskClient]
) -> None:
    crane(cast, -5, 130.0)  # late: the same event began earlier, its heir has the same draft
    standing = db.session.scalars(
        select(Alarm).where(Alarm.limit_id == "load-110", Alarm.withdrawn_at.is_(None))
    ).one()
    assert standing.id != overloaded.id
    notice, defect = db.session.scalars(select(Notice)).one(), db.session.scalars(select(Defect)).one()
    assert (notice.kind, notice.state, notice.source_id) == ("stop", "draft", overloaded.id)
    assert [each.id for each in notice.defects] == [defect.id]
    officer = browser("officer")
    assert f"/notices/{notice.id}" in officer.get(f"/alarms/{standing.id}").text
    for path in (f"/notices/{notice.id}", f"/defects/{defect.id}"):
        assert f"/alarms/{standing.id}" in officer.get(path).text
    assert f"/notices/{notice.id}" not in browser("contractor_a").get(f"/alarms/{standing.id}").text
    assert db.session.scalars(select(Entry).where(Entry.failure.is_not(None))).all() == []
