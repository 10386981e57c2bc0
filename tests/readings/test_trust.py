"""Doubts kept and kept right, what follows from alarms that rest on them, and the doors that bad data do not pass."""

import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select

from inspect_app.acceptance.queries.evidence import evidence
from inspect_app.core import journal
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.credit.models import CreditEntry
from inspect_app.defects.actions import move as move_defect
from inspect_app.defects.models import Defect
from inspect_app.readings import actions, jobs
from inspect_app.readings.actions import Sample, stretch_of
from inspect_app.readings.models import Alarm, Channel, Device, Doubt, Lateness
from inspect_app.readings.queries import trust
from tests.cast import Cast
from tests.make import NOW

MS = int(NOW.timestamp() * 1000)
MINUTE = 60_000
Browser = Callable[[str], FlaskClient]


def register(cast: Cast, name: str = "noise-1", kind: str = "noise") -> Device:
    with transaction():
        return actions.register_device(cast.supervisor, project=cast.project(), name=name, kind=kind, at=NOW)[
            0
        ]


def send(
    values: list[tuple[int, float]], quantity: str = "noise", device: str = "noise-1", at: int = 600
) -> None:
    """Record (minutes after NOW, value) samples, arrived `at` minutes after NOW."""
    samples = [Sample("p17", device, quantity, MS + minute * MINUTE, value) for minute, value in values]
    with transaction():
        actions.record(samples, at=NOW + timedelta(minutes=at))


def look(minutes: int = 700) -> None:
    with transaction():
        while actions.look_for_doubts(NOW + timedelta(minutes=minutes)):
            pass
    journal.react()


def doubts() -> list[tuple[str, int, int]]:
    stmt = select(Doubt.reason, Doubt.from_ms, Doubt.to_ms).order_by(Doubt.from_ms, Doubt.reason)
    return [(reason, first - MS, last - MS) for reason, first, last in db.session.execute(stmt)]


def lively(first: int, last: int) -> list[tuple[int, float]]:
    return [(minute, 58 + (minute * 7 % 5) / 2) for minute in range(first, last)]


STUCK = [*lively(0, 60), *((minute, 61.5) for minute in range(60, 130)), *lively(130, 150)]


@pytest.mark.parametrize("seed", [1, 2])
def test_in_whatever_order_readings_come_the_same_is_doubted(cast: Cast, seed: int) -> None:
    register(cast)
    send(STUCK)
    look()
    whole = doubts()
    assert [each[0] for each in whole] == ["flat"] * 2
    assert (whole[0][1], whole[-1][2]) == (60 * MINUTE, 129 * MINUTE + 1)
    shuffled = STUCK[:]
    random.Random(seed).shuffle(shuffled)
    register(cast, "noise-9")
    db.session.execute(Doubt.__table__.delete())
    db.session.commit()
    for start in range(0, len(shuffled), 40):
        send(shuffled[start : start + 40], "noise_max", "noise-9")
        look()
    assert doubts() == whole
    assert db.session.scalars(select(Lateness)).all() == []


def test_a_doubt_goes_when_late_data_disprove_it_and_the_grade_is_asked_in_four_statements(
    cast: Cast,
) -> None:
    device = register(cast)
    send([row for row in STUCK if row[0] not in (80, 100)])
    look()
    one = db.session.scalars(select(Channel.id).where(Channel.device_id == device.id)).one()
    asked: list[str] = []

    def note(*args: object) -> None:
        asked.append(str(args[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    found = trust.trust_of([one], MS, MS + 150 * MINUTE)[one]
    event.remove(db.engine, "before_cursor_execute", note)
    assert len(asked) == 4
    at = MS + 90 * MINUTE
    assert (found.grade(at), found.reasons(at)) == ("C", ["flat", "uncalibrated", "unplaced"])
    assert (found.grade(MS), found.grade(MS, "M")) == ("B", "D")
    send([(80, 59.0), (100, 60.0)])
    look()
    assert doubts() == []


def crane(cast: Cast, values: list[tuple[int, float]]) -> Alarm:
    send(values, "load_rate", "crane-1")
    journal.react()
    return db.session.scalars(select(Alarm).where(Alarm.limit_id == "load-110")).one()


def overdue(cast: Cast) -> Device:
    device = register(cast, "crane-1", "hoist")
    day = NOW.date()
    with transaction():
        actions.calibrate(
            cast.supervisor, device, number="J-1", body="计量院", done_on=day - timedelta(days=400),
            valid_until=day - timedelta(days=30), photos=[], at=NOW,
        )  # fmt: skip
    return device


def verbs(alarm: Alarm) -> list[str]:
    return [each.verb for each in journal.timeline("alarm", alarm.id)]


def test_an_alarm_in_doubt_opens_but_nothing_follows_until_a_person_confirms_it(
    cast: Cast, browser: Browser
) -> None:
    overdue(cast)
    alarm = crane(cast, [(0, 130.0)])
    assert (alarm.doubt, alarm.doubted, verbs(alarm)) == ("overdue", True, ["alarm.open", "alarm.doubt"])
    assert db.session.scalars(select(Defect)).all() == []
    alarm_id = alarm.id
    assert "核实属实" not in browser("contractor_a").get(f"/alarms/{alarm_id}").text
    shown = browser("supervisor").get(f"/alarms/{alarm_id}").text
    assert "数据存疑：校准已过期" in shown
    assert "核实属实" in shown
    alarm = db.session.get_one(Alarm, alarm_id)
    with transaction():
        actions.confirm_alarm(cast.supervisor, alarm, note="现场称重属实", at=NOW + timedelta(hours=11))
    journal.react()
    assert db.session.scalars(select(Defect.source_id)).one() == alarm.origin_id
    assert not alarm.doubted
    with pytest.raises(Problem), transaction():
        actions.confirm_alarm(cast.supervisor, alarm, note="", at=NOW)


def test_doubts_that_come_later_mark_the_alarm_and_leave_its_defect(cast: Cast) -> None:
    register(cast)
    send([(0, 60.0), *((minute, 91.0) for minute in range(1, 15))])
    journal.react()
    alarm = db.session.scalars(select(Alarm)).one()
    assert (alarm.doubt, len(db.session.scalars(select(Defect)).all())) == ("", 1)
    send([(minute, 91.0) for minute in range(15, 60)])
    look()
    db.session.refresh(alarm)
    assert alarm.doubt == "flat"
    assert verbs(alarm)[-1] == "alarm.doubt"
    assert len(db.session.scalars(select(Defect)).all()) == 1


def test_when_the_doubt_goes_what_follows_from_the_alarm_follows(cast: Cast) -> None:
    device = overdue(cast)
    alarm = crane(cast, [(0, 130.0)])
    assert db.session.scalars(select(Defect)).all() == []
    with transaction():
        actions.calibrate(
            cast.supervisor, device, number="J-2", body="计量院", done_on=NOW.date() - timedelta(days=29),
            valid_until=NOW.date() + timedelta(days=300), photos=[], at=NOW + timedelta(hours=11),
        )  # fmt: skip
    journal.react()
    journal.react()
    db.session.refresh(alarm)
    assert (alarm.doubt, verbs(alarm)[-1]) == ("", "alarm.trust")
    assert len(db.session.scalars(select(Defect)).all()) == 1


def test_the_clock_looks_by_itself(cast: Cast) -> None:
    register(cast)
    send(STUCK)
    with transaction():
        jobs.look_for_doubts(NOW + timedelta(minutes=700))
    assert doubts()


def test_what_an_alarm_in_doubt_gave_counts_for_no_credit_until_it_is_confirmed(cast: Cast) -> None:
    register(cast)
    send([(0, 60.0), *((minute, 91.0) for minute in range(1, 15))])
    journal.react()
    alarm, defect = db.session.scalars(select(Alarm)).one(), db.session.scalars(select(Defect)).one()
    with transaction():
        move_defect(cast.contractor_a, defect, "accept", {}, at=NOW + timedelta(hours=11))
    journal.react()
    states = select(CreditEntry.state).order_by(CreditEntry.id)
    assert db.session.scalars(states).all() == ["proposed"]
    send([(minute, 91.0) for minute in range(15, 60)])
    look()
    assert db.session.scalars(states).all() == ["withdrawn"]
    with transaction():
        actions.confirm_alarm(cast.supervisor, alarm, note="复测属实", at=NOW + timedelta(hours=12))
    journal.react()
    assert db.session.scalars(states).all() == ["withdrawn", "proposed"]


def test_lists_files_curves_and_pages_say_what_is_in_doubt_and_the_record_counts_it_apart(
    cast: Cast, browser: Browser
) -> None:
    device = register(cast)
    send(STUCK, at=170)
    look(171)
    one = db.session.scalars(select(Channel).where(Channel.device_id == device.id)).one()
    assert (
        evidence(device.project_id)["readings"][0]["count"],
        evidence(device.project_id)["readings"][0]["doubted"],
    ) == (80, 70)
    since, until = NOW, NOW + timedelta(minutes=149)
    assert len(stretch_of(device.project_id, "noise-1", "noise", since, until)) == 80
    officer = browser("supervisor")
    span = f"from={NOW:%Y-%m-%dT%H:%M:%SZ}&to={until + timedelta(minutes=1):%Y-%m-%dT%H:%M:%SZ}"
    rows = officer.get(f"/api/channels/{one.id}/readings.csv?{span}").text.splitlines()
    assert [row.rpartition(",")[0].rpartition(",")[2] for row in rows[1:]] == ["B"] * 60 + ["C"] * 70 + [
        "B"
    ] * 20
    assert rows[70].endswith(",C,flat uncalibrated unplaced")
    drawn = officer.get(f"/api/channels/{one.id}/series?{span}").json["doubts"]
    assert [(each["reason"], each["from"] - MS / 1000) for each in drawn] == [("flat", 3600)]
    observed = officer.get(f"/sta/v1.1/Datastreams({one.id})/Observations?$top=1&$skip=90").json["value"][0]
    assert observed["resultQuality"] == {"grade": "C", "reasons": ["flat", "uncalibrated", "unplaced"]}
    newest = officer.get(f"/api/projects/{device.project_id}/channels").json[0]
    assert (newest["grade"], newest["reasons"]) == ("B", ["uncalibrated", "unplaced"])
    shown = officer.get(f"/devices/{device.id}").text
    assert "可用，手续不全" in shown
    assert "登记校准证书" in shown
    assert "可用，手续不全" in officer.get("/devices").text
