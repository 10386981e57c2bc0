"""Batches of readings, the alarms and defects they lead to, and limits."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from inspect_app.core import journal
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.permits import SYSTEM
from inspect_app.defects.actions import move as move_defect
from inspect_app.defects.models import Defect
from inspect_app.notices.actions import move as move_notice
from inspect_app.notices.models import Notice
from inspect_app.readings import actions
from inspect_app.readings.actions import Sample
from inspect_app.readings.models import Alarm, Channel, Correction, Device, Head, Reading, Track
from tests.cast import Cast
from tests.make import NOW

MS = int(NOW.timestamp() * 1000)
MINUTE = 60_000


def register(cast: Cast, name: str = "dust-1", kind: str = "dust", site: str = "p17") -> tuple[Device, str]:
    with transaction():
        return actions.register_device(
            cast.supervisor, project=cast.project(site), name=name, kind=kind, at=NOW
        )


def send(*values: tuple[str, int, float], device: str = "dust-1", flag: str = "N") -> actions.Recorded:
    """Record (quantity, minutes after NOW, value) samples."""
    samples = [Sample("p17", device, q, MS + minutes * MINUTE, v, flag) for q, minutes, v in values]
    with transaction():
        return actions.record(samples, at=NOW + timedelta(days=2))


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_reading_told_twice_is_one_row_and_what_contradicts_the_first_is_kept_beside_it(cast: Cast) -> None:
    register(cast)
    assert send(("pm10", 0, 50), ("pm10", 1, 51)).new == 2
    again = send(("pm10", 1, 99), ("pm10", 2, 52), ("pm10", 2, 53))
    assert (again.new, again.same, again.differing) == (1, 2, 2)
    values = db.session.scalars(select(Reading.value).order_by(Reading.at_ms)).all()
    assert values == [50, 51, 52]
    send(("pm10", 1, 99))  # said once more: one correction all the same
    send(("pm10", 1, 51), flag="M")
    stmt = select(Correction.at_ms, Correction.value, Correction.flag).order_by(
        Correction.at_ms, Correction.value
    )
    told = [((at_ms - MS) // MINUTE, value, flag) for at_ms, value, flag in db.session.execute(stmt)]
    assert told == [(1, 51, "M"), (1, 99, "N"), (2, 53, "N")]


def test_alarms_of_a_batch_are_written_together_with_their_entries(cast: Cast, queries: list[str]) -> None:
    names = [f"wind-{number}" for number in range(6)]
    for name in names:
        register(cast, name, "weather")
    calm = [Sample("p17", name, "wind_speed", MS, 1.0) for name in names]
    with transaction():
        actions.record(calm, at=NOW)
    asked = []
    for minute, value, some in ((1, 12.0, names[:2]), (2, 1.0, names[:2]), (3, 12.0, names), (4, 1.0, names)):
        queries.clear()
        with transaction():
            batch = [Sample("p17", name, "wind_speed", MS + minute * MINUTE, value) for name in some]
            done = actions.record(batch, at=NOW)
        assert len(done.alarms_opened) + len(done.alarms_cleared) == 2 * len(some)
        asked.append(len(queries))
    # Everything is asked and said once, however many there are.
    assert asked[:2] == asked[2:]
    told = [[each.verb for each in _entries(name)] for name in names]
    once = ["alarm.open", "alarm.open", "alarm.clear", "alarm.clear"]
    assert told == [once * 2] * 2 + [once] * 4
    assert count(Track) == 0


def _entries(device: str) -> list[journal.Entry]:
    stmt = select(Alarm).join(Alarm.channel).join(Channel.device).where(Device.name == device)
    found = [each for alarm in db.session.scalars(stmt) for each in journal.timeline("alarm", alarm.id)]
    return sorted(found, key=lambda each: each.seq)


def test_the_first_reading_puts_a_device_into_use_and_makes_its_channel(cast: Cast) -> None:
    device, _secret = register(cast)
    send(("pm10", 0, 50))
    db.session.refresh(device)
    assert device.state == "active"
    assert db.session.scalars(select(Channel.unit)).one() == "µg/m³"
    assert device.last_seen_at == NOW + timedelta(days=2)


def test_what_cannot_be_taken_is_told_with_the_rule_and_the_rest_is_kept(cast: Cast) -> None:
    register(cast)
    register(cast, "tab-1", "tablet")
    bad = [
        Sample("p17", "nobody", "pm10", MS, 1.0), Sample("p17", "dust-1", "colour", MS, 1.0),
        Sample("p17", "tab-1", "pm10", MS, 1.0), Sample("p17", "dust-1", "pm10", 5, 1.0),
        Sample("p17", "dust-1", "pm10", MS + 10 * 86_400_000, 1.0), Sample("p17", "dust-1", "pm10", MS, float("nan")),
        Sample("p17", "dust-1", "pm10", MS, float("inf")), Sample("p17", "dust-1", "pm10", MS, 1.0, "X"),
    ]  # fmt: skip
    with transaction():
        done = actions.record([*bad, Sample("p17", "dust-1", "pm10", MS + 1, 60.0)], at=NOW)
    assert [each.rule for each in done.unknown] == [
        "device", "quantity", "kind", "clock", "clock", "finite", "finite", "flag",
    ]  # fmt: skip
    assert (done.new, count(Reading)) == (1, 1)


def test_an_implausible_value_is_kept_as_a_fault_and_counts_for_nothing(cast: Cast) -> None:
    register(cast, "wind-1", "weather")
    done = send(("wind_speed", 0, 500.0), device="wind-1")
    assert db.session.scalars(select(Reading.flag)).one() == "D"
    assert done.alarms_opened == ()


@pytest.mark.parametrize("flag", list("FMSDCTB"))
def test_only_normal_readings_can_raise_an_alarm(cast: Cast, flag: str) -> None:
    register(cast, "wind-1", "weather")
    assert send(("wind_speed", 0, 15.0), device="wind-1", flag=flag).alarms_opened == ()
    assert send(("wind_speed", 1, 15.0), device="wind-1").alarms_opened != ()


def test_strong_wind_opens_an_alarm_and_a_hazard_and_calm_clears_it(cast: Cast) -> None:
    register(cast, "wind-1", "weather")
    opened = send(("wind_speed", 0, 5), ("wind_speed", 1, 11.2), ("wind_speed", 2, 12.4), device="wind-1")
    assert len(opened.alarms_opened) == 2  # level 5 and level 6
    journal.react()
    alarm = db.session.scalars(select(Alarm).where(Alarm.limit_id == "wind-6")).one()
    defect = db.session.scalars(select(Defect)).one()
    assert (defect.source_kind, defect.source_id, defect.kind, defect.severity) == (
        "alarm", alarm.id, "hazard", "serious",
    )  # fmt: skip
    assert (alarm.peak, alarm.cleared_ms, alarm.basis) == (12.4, None, "JGJ 80-2016 3.0.8")
    cleared = send(("wind_speed", 3, 3.0), device="wind-1")
    assert set(cleared.alarms_cleared) == set(opened.alarms_opened)
    assert [each.verb for each in journal.timeline("alarm", alarm.id)] == ["alarm.open", "alarm.clear"]


def test_an_alarm_that_late_data_disprove_is_withdrawn_with_what_nobody_has_touched(cast: Cast) -> None:
    register(cast, "t-1", "weather")
    send(*(("temperature", minutes, 41.0) for minutes in (0, 11)), device="t-1")
    journal.react()
    stored = db.session.scalars(select(Alarm).where(Alarm.limit_id == "heat-40")).one()
    done = send(("temperature", 5, 20.0), device="t-1")
    journal.react()
    db.session.refresh(stored)
    assert stored.id in done.alarms_withdrawn
    defect, stop = db.session.scalars(select(Defect)).one(), db.session.scalars(select(Notice)).one()
    assert (stored.withdrawn_at is not None, defect.state, stop.state) == (True, "void", "withdrawn")
    (last,) = [each for each in journal.timeline("alarm", stored.id) if each.verb == "alarm.retract"]
    assert last.data == {"followed": "void", "stop": "withdrawn"}
    with transaction():
        actions.move_correction(SYSTEM, _corrected(42.0), "accept", {"reason": "传感器故障"}, at=NOW)
    journal.react()
    assert [each.state for each in db.session.scalars(select(Defect))] == ["open"]
    assert sorted(each.state for each in db.session.scalars(select(Notice))) == ["draft", "withdrawn"]


def _corrected(told: float) -> Correction:
    send(("temperature", 5, told), device="t-1")
    return db.session.scalars(select(Correction).where(Correction.value == told)).one()


def test_what_a_person_has_worked_on_is_marked_when_its_alarm_is_withdrawn(cast: Cast) -> None:
    register(cast, "t-1", "weather")
    send(*(("temperature", minutes, 41.0) for minutes in (0, 11)), device="t-1")
    journal.react()
    defect, stop = db.session.scalars(select(Defect)).one(), db.session.scalars(select(Notice)).one()
    with transaction():
        move_defect(cast.contractor_a, defect, "accept", {}, at=NOW)
        move_notice(cast.officer, stop, "issue", {}, at=NOW)
    send(("temperature", 5, 20.0), device="t-1")
    journal.react()
    assert (defect.state, stop.state) == ("accepted", "issued")
    assert [journal.timeline(kind, each.id)[-1].verb for kind, each in (("defect", defect), ("notice", stop))] == [
        "defect.doubt", "notice.doubt",
    ]  # fmt: skip


def test_an_alarm_that_began_earlier_than_known_keeps_its_defect_and_who_saw_it(cast: Cast) -> None:
    register(cast, "wind-1", "weather")
    send(("wind_speed", 10, 12.0), ("wind_speed", 12, 12.0), device="wind-1")
    journal.react()
    first = db.session.scalars(select(Alarm).where(Alarm.limit_id == "wind-6")).one()
    with transaction():
        actions.acknowledge(cast.supervisor, first, note="已停工", at=NOW)
    send(("wind_speed", 9, 13.0), device="wind-1")
    journal.react()
    standing = db.session.scalars(
        select(Alarm).where(Alarm.limit_id == "wind-6", Alarm.withdrawn_at.is_(None))
    ).one()
    assert (standing.began_ms, standing.peak) == (MS + 9 * MINUTE, 13.0)
    assert (standing.origin_id, standing.acknowledged_note, count(Defect)) == (first.id, "已停工", 1)


def test_a_daily_mean_over_the_limit_is_judged_when_the_day_is_over(cast: Cast) -> None:
    register(cast)
    midnight = -10 * 60  # NOW is ten in the morning in Shanghai
    assert send(*(("pm10", midnight + hour * 60, 180.0) for hour in range(24))).alarms_opened == ()
    assert len(send(("pm10", midnight + 24 * 60, 20.0)).alarms_opened) == 1
    late = send(*(("pm10", midnight + hour * 60 + 30, 20.0) for hour in range(24)))
    assert len(late.alarms_withdrawn) == 1


def test_a_limit_of_the_project_takes_the_place_of_a_rule_from_now_on(cast: Cast) -> None:
    register(cast, "wind-1", "weather")
    send(("wind_speed", 0, 8.5), device="wind-1")
    assert db.session.scalars(select(Alarm.limit_id)).all() == ["wind-5"]
    with transaction():
        made = actions.set_limit(
            cast.supervisor, project=cast.project(), quantity="wind_speed", key="wind-5", value=6.0, clear_value=5.5,
            basis="吊篮专项方案 4.2", zh="吊篮停工", en="Stop cradles", at=NOW + timedelta(minutes=5),
        )  # fmt: skip
    done = send(("wind_speed", 3, 3.0), ("wind_speed", 4, 6.5), ("wind_speed", 10, 6.5), device="wind-1")
    opened = [db.session.get_one(Alarm, each) for each in done.alarms_opened]
    assert [(each.limit_id, each.began_ms) for each in opened] == [(made.id, MS + 10 * MINUTE)]
    with transaction():
        actions.end_limit(cast.supervisor, made, at=NOW + timedelta(minutes=20))
    assert len(send(("wind_speed", 30, 6.5), device="wind-1").alarms_cleared) == 1


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"quantity": "colour"}, "quantity"), ({"value": 5000.0}, "value"), ({"clear_value": 9.0}, "clear_value"),
        ({"duration_s": -1}, "duration_s"), ({"key": "heat-35"}, "key"),
    ],
)  # fmt: skip
def test_a_senseless_limit_is_refused_naming_its_field(
    cast: Cast, more: dict[str, object], field: str
) -> None:
    good = {"quantity": "wind_speed", "value": 6.0, "basis": "方案", "zh": "限", "en": "limit"}
    with pytest.raises(Problem) as refused:
        actions.set_limit(cast.supervisor, project=cast.project(), at=NOW, **{**good, **more})  # type: ignore[arg-type]
    assert list(refused.value.errors) == [field]


def test_the_head_of_a_channel_moves_only_forward(app: Flask, cast: Cast) -> None:
    register(cast)
    send(("pm10", 10, 50))
    send(("pm10", 5, 40))
    head = db.session.scalars(select(Head)).one()
    assert (head.at_ms, head.value) == (MS + 10 * MINUTE, 50)
