"""Many devices that are heard for the first time in one batch, as when a whole fleet is switched on."""

from dataclasses import dataclass

import pytest
from sqlalchemy import func, select

from inspect_app.core.db import db, transaction
from inspect_app.core.journal import Entry
from inspect_app.readings import actions
from inspect_app.readings.actions import Sample, registry
from inspect_app.readings.models import Channel, Device, Head, Reading
from tests.cast import Cast
from tests.make import NOW
from tests.readings.test_actions import register

TOLD = ("pm10", "pm25", "noise", "wind_speed")
AT_MS = int(NOW.timestamp() * 1000)


@dataclass(frozen=True)
class Fleet:
    """Devices by the number of their names."""

    first: int
    stop: int

    def registered(self, cast: Cast) -> "Fleet":
        for number in range(self.first, self.stop):
            register(cast, f"dust-{number:04}")
        return self

    def samples(self) -> list[Sample]:
        names = [f"dust-{number:04}" for number in range(self.first, self.stop)]
        return [Sample("p17", name, quantity, AT_MS, 5.0) for name in names for quantity in TOLD]


def many(what: type) -> int:
    return db.session.scalar(select(func.count()).select_from(what)) or 0


def test_a_fleet_heard_for_the_first_time_takes_no_more_questions_than_one_device(
    cast: Cast, queries: list[str]
) -> None:
    asked = []
    for fleet in (Fleet(0, 1), Fleet(1, 2), Fleet(2, 120)):
        samples = fleet.registered(cast).samples()
        queries.clear()
        with transaction():
            recorded = actions.record(samples, at=NOW)
        asked.append(len(queries))
        assert (recorded.new, recorded.unknown) == (len(samples), ())
    assert asked[2] <= asked[1], queries
    assert (many(Channel), many(Head), many(Reading)) == (480, 480, 480)
    assert set(db.session.scalars(select(Device.state).where(Device.kind == "dust"))) == {"active"}
    entries = db.session.execute(
        select(Entry.thing_id, Entry.data, Entry.project_id).where(Entry.verb == "device.activate")
    ).all()
    assert len({each.thing_id for each in entries}) == len(entries) == 120
    assert all(each.data == {"from": "registered", "to": "active"} and each.project_id for each in entries)
    # Each entry is of its own device, and that has its own head.
    assert {each.thing_id for each in entries} == set(
        db.session.scalars(select(Device.id).where(Device.kind == "dust"))
    )


def test_a_second_batch_finds_all_of_it_and_makes_nothing(cast: Cast, queries: list[str]) -> None:
    samples = Fleet(0, 5).registered(cast).samples()
    for _ in range(2):
        with transaction():
            recorded = actions.record(samples, at=NOW)
    assert (recorded.new, recorded.same) == (0, 20)
    assert (many(Channel), many(Head)) == (20, 20)
    with transaction():
        actions.record(samples, at=NOW)
    queries.clear()
    with transaction():
        actions.record(samples, at=NOW)
    assert not [each for each in queries if each.startswith("INSERT")]


def test_which_channels_are_too_many_does_not_hang_on_the_order(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspect_app.readings.actions.recording.MOST_CHANNELS", 2)
    refused = []
    for number, turn in enumerate((1, -1)):
        samples = Fleet(number, number + 1).registered(cast).samples()[::turn]
        with transaction():
            refused.append({sample.quantity for sample, rule in actions.record(samples, at=NOW).unknown})
    assert refused == [{"pm25", "wind_speed"}] * 2
    assert many(Channel) == 4


def test_devices_of_one_name_at_several_sites_are_kept_apart(cast: Cast, queries: list[str]) -> None:
    for site in ("p17", "p18"):
        for name in ("dust-1", "dust-2"):
            register(cast, name, site=site)
    asked = [("p17", "dust-1"), ("p18", "dust-2"), ("p18", "dust-3"), ("p99", "dust-1")]
    queries.clear()
    found = registry.devices(asked)
    assert len([each for each in queries if each.startswith("SELECT")]) == 2
    assert list(found) == asked[:2]
    told = [db.session.get_one(Device, found[each].id) for each in asked[:2]]
    assert [(each.project.site, each.name) for each in told] == asked[:2]
    assert registry.devices([]) == {}
