"""Activities at a site: limits that hold while one is under way, in event time, told late, corrected or void."""

import random
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.permits import SYSTEM
from inspect_app.readings import actions
from inspect_app.readings.actions import Sample
from inspect_app.readings.actions.spans import with_spans
from inspect_app.readings.actions.trying import try_limit
from inspect_app.readings.models import Alarm
from inspect_app.readings.models.activities import Activity
from inspect_app.readings.rules.activities import ACTIVITIES, RULES
from inspect_app.readings.rules.episodes import common
from inspect_app.readings.rules.limits import as_bound, shown_limits
from tests.cast import Cast
from tests.make import NOW

MS = int(NOW.timestamp() * 1000)


def test_each_wind_is_of_a_known_activity_and_no_curve_is_drawn_with_it() -> None:
    assert {each.activity for each in RULES} <= set(ACTIVITIES)
    assert not [each for each in shown_limits("110114", (), "wind_speed", MS) if each.activity]
    assert common([(0, 10), (20, None)], [(5, 25)]) == ((5, 10), (20, 25))


def standing() -> list[tuple[str, int, int | None]]:
    stmt = select(Alarm).where(Alarm.withdrawn_at.is_(None), Alarm.limit_id.startswith("act-"))
    return [
        (
            each.limit_id,
            (each.began_ms - MS) // 60_000,
            None if each.cleared_ms is None else (each.cleared_ms - MS) // 60_000,
        )
        for each in db.session.scalars(stmt.order_by(Alarm.began_ms))
    ]


def test_wind_is_judged_while_the_activity_is_under_way_and_anew_when_its_times_change(
    cast: Cast, browser: Callable[[str], FlaskClient]
) -> None:
    with transaction():
        actions.register_device(
            cast.supervisor, project=cast.project(), name="wind-1", kind="weather", at=NOW
        )
    with transaction():
        samples = [Sample("p17", "wind-1", "wind_speed", MS + i * 60_000, 8.5) for i in range(0, 60, 5)]
        actions.record(samples, at=NOW + timedelta(hours=1))
    assert standing() == []
    client, project = browser("contractor_a"), cast.project().id
    told = {"kind": "cradle", "place": "3 号楼北立面", "began_at": "2999-01-01T00:00"}
    assert client.post(f"/projects/{project}/activities", data=told).status_code == 422
    at = NOW + timedelta(hours=1)
    with transaction():  # told an hour late
        one = actions.start_activity(
            cast.contractor_a, project=cast.project(), kind="cradle", place="3 号楼北立面", at=at,
            began_at=NOW + timedelta(minutes=18),
        )  # fmt: skip
    journal.react()
    assert standing() == [("act-wind-cradle", 20, None)]
    alarm = db.session.scalars(select(Alarm).where(Alarm.limit_id == "act-wind-cradle")).one()
    assert "3 号楼北立面" in client.get(f"/alarms/{alarm.id}").text
    assert "3 号楼北立面" in client.get(f"/projects/{project}/activities").text
    change("stop", {"ended_at": NOW + timedelta(minutes=42)}, at)
    assert standing() == [("act-wind-cradle", 20, 45)]
    bound = with_spans(as_bound(next(each for each in RULES if each.activity == "cradle")), project)
    (tried,) = try_limit(cast.project(), bound, MS, MS + 3_600_000)
    assert [(each.began_ms - MS) // 60_000 for each in tried.episodes] == [20]
    times = {"began_at": NOW + timedelta(minutes=28), "ended_at": NOW + timedelta(minutes=50)}
    change("amend", {**times, "reason": "记错了"}, at)
    assert standing() == [("act-wind-cradle", 30, 50)]
    change("resume", {"reason": "还在做"}, at)
    assert standing() == [("act-wind-cradle", 30, None)]
    change("amend-begin", {"began_at": NOW + timedelta(minutes=8), "reason": "记错了"}, at)
    assert standing() == [("act-wind-cradle", 10, None)]
    page = client.get(f"/activities/{one.id}").text
    assert f'value="{NOW + timedelta(hours=8, minutes=8):%Y-%m-%dT%H:%M}"' in page, (
        "who corrects begins with what is there"
    )
    change("stop", {"ended_at": NOW + timedelta(minutes=50, seconds=7)}, at)
    page = client.get(f"/activities/{one.id}").text
    assert re.search(r'T\d\d:\d\d:07" [^>]*name="ended_at"', page)
    assert page.count('step="1"') == 1, "or no moment without seconds could be typed over it"
    change("amend", {**times, "reason": "核对"}, at)
    assert standing() == [("act-wind-cradle", 30, 50)]
    change("void", {"reason": "未作业"}, at)
    assert standing() == []
    assert client.get(f"/activities/{one.id}").status_code == 200
    with pytest.raises(Problem):
        actions.start_activity(
            cast.contractor_a,
            project=cast.project(),
            kind="cradle",
            at=at,
            began_at=datetime(2020, 1, 1, tzinfo=UTC),
        )


def test_what_has_been_under_way_for_months_is_stopped_and_its_beginning_is_told_no_earlier(
    cast: Cast,
) -> None:
    with transaction():
        one = actions.start_activity(cast.contractor_a, project=cast.project(), kind="hoist", at=NOW)
    later = NOW + timedelta(days=200)
    for name, values in (("amend-begin", {}), ("stop", {"ended_at": later + timedelta(days=1)})):
        with pytest.raises(Problem) as refused:
            change(name, {"began_at": NOW - timedelta(days=1), "reason": "记错了", **values}, later)
        assert list(refused.value.errors) == [{"amend-begin": "began_at", "stop": "ended_at"}[name]]
    change("stop", {}, later)
    assert (one.state, one.ended_at) == ("ended", later)


@pytest.mark.parametrize("seed", range(6))
def test_only_what_changed_is_judged_anew_and_the_alarms_are_those_of_all_of_it(
    cast: Cast, seed: int
) -> None:
    chance, at = random.Random(seed), NOW + timedelta(hours=2)
    with transaction():
        actions.register_device(
            cast.supervisor, project=cast.project(), name="wind-1", kind="weather", at=NOW
        )
    with transaction():
        values = [chance.choice((5.0, 7.5, 8.5, 9.0)) for _ in range(120)]
        actions.record(
            [Sample("p17", "wind-1", "wind_speed", MS + i * 60_000, v) for i, v in enumerate(values)], at=at
        )
    begun = NOW + timedelta(minutes=chance.randrange(100))
    with transaction():
        one = actions.start_activity(
            cast.contractor_a, project=cast.project(), kind="cradle", at=at, began_at=begun
        )
    journal.react()
    for _ in range(8):
        first, last = sorted(chance.sample(range(119), 2))
        times = {
            "began_at": NOW + timedelta(minutes=first),
            "ended_at": NOW + timedelta(minutes=last),
            "reason": "核对",
        }
        with suppress(Problem):  # not every move is open in every state
            change(chance.choice(("stop", "amend", "amend-begin", "resume")), times, at)
        db.session.expire_all()
        found = standing()
        assert found == _all_of(one, values)
    change("void", {"reason": "未作业"}, at)
    assert standing() == []


def _all_of(one: Activity, values: list[float]) -> list[tuple[str, int, int | None]]:
    """Return the alarms of the cradle at a wind of 8 m/s, over again below 7.2, by going through every minute."""
    first = (one.began_at - NOW) // timedelta(minutes=1)
    last = (one.ended_at - NOW) // timedelta(minutes=1) if one.ended_at else len(values)
    found: list[tuple[str, int, int | None]] = []
    began = None
    for minute, value in enumerate(values):
        inside = first <= minute < last
        if began is None and inside and value >= 8.0:
            began = minute
        elif began is not None and (not inside or value < 7.2):
            found.append(("act-wind-cradle", began, minute))
            began = None
    return found if began is None else [*found, ("act-wind-cradle", began, None)]


def change(name: str, values: dict[str, object], at: datetime) -> None:
    with transaction():
        one = db.session.scalars(select(Activity)).one()
        actions.move_activity(SYSTEM, one, name, values, at=at)
    journal.react()
