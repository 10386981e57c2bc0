"""Readings by unit and by profile: from what a device tells to the stored value, and profiles set by people."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.readings import actions, queries
from inspect_app.readings.actions import Sample
from inspect_app.readings.models import Channel, Device, Reading
from tests.cast import Cast
from tests.make import NOW

MS = int(NOW.timestamp() * 1000)
OWN = {"maker": "甲厂", "model": "D1", "codec": "telemetry", "basis": "说明书 v1", "verified": False}


def register(cast: Cast, profile: str = "") -> Device:
    with transaction():
        return actions.register_device(
            cast.supervisor, project=cast.project(), name="dust-1", kind="dust", profile=profile, at=NOW
        )[0]


def send(*told: tuple[str, float], at_ms: int = MS) -> list[str]:
    """Record (name, value) pairs of one moment; return the rules of those that were refused."""
    with transaction():
        done = actions.record([Sample("p17", "dust-1", name, at_ms, value) for name, value in told], at=NOW)
    return [each.rule for each in done.unknown]


def stored() -> dict[str, float]:
    rows = db.session.execute(
        select(Channel.quantity, Reading.value).join(Reading, Reading.channel_id == Channel.id).order_by(Reading.at_ms)
    )  # fmt: skip
    return {row.quantity: row.value for row in rows}


def test_a_told_unit_is_converted_and_one_that_does_not_convert_is_refused(cast: Cast) -> None:
    register(cast)
    for at_ms in (MS, MS + 1):  # the second time from memory
        told = (
            ("temperature@K", 295.65),
            ("pm10@mg/m³", 0.083),
            ("noise@dB", 61.5),
            ("pressure@A", 1013.0),
        )
        assert send(*told, at_ms=at_ms) == ["unit"]
    assert stored() == {"temperature": 22.5, "pm10": 83.0, "noise": 61.5}


def test_a_profile_maps_names_and_units_and_passes_over_what_it_says(cast: Cast) -> None:
    register(cast, "hj212-dust-ng")
    for at_ms in (MS, MS + 1):
        told = (
            ("a34002", 140_600.0),
            ("a01006", 101.38),
            ("a34002_hour_max", 1.0),
            ("a99999", 1.0),
            ("pm25", 7.0),
        )
        assert send(*told, at_ms=at_ms) == ["quantity"]
    assert stored() == {"pm10": 140.6, "pressure": 1013.8, "pm25": 7.0}


def test_a_reading_is_mapped_by_the_profile_in_force_when_it_arrives(cast: Cast) -> None:
    device = register(cast)
    assert send(("dust", 0.1)) == ["quantity"]
    with transaction():
        actions.set_profile(
            cast.admin,
            key="d1",
            fields=[{"name": "dust", "quantity": "pm10", "unit": "mg/m³"}],
            at=NOW,
            **OWN,
        )
        actions.choose_profile(cast.supervisor, device, "d1", at=NOW)
    assert send(("dust", 0.1)) == []
    with transaction():
        own = actions.set_profile(
            cast.admin, key="d1", fields=[{"name": "dust", "quantity": "pm10", "factor": 2.0}], at=NOW + timedelta(hours=1), **OWN
        )  # fmt: skip
    assert send(("dust", 30.0), at_ms=MS + 1) == []
    values = db.session.scalars(select(Reading.value).order_by(Reading.at_ms)).all()
    assert values == [100.0, 60.0]
    with transaction():
        actions.end_profile(cast.admin, own, at=NOW + timedelta(hours=2))
    assert send(("dust", 30.0), at_ms=MS + 2) == ["quantity"]
    editions = db.session.scalars(queries.profiles(cast.admin)).all()
    assert [each.until is None for each in editions] == [False, False]
    with pytest.raises(Problem, match="conflict"), transaction():
        actions.end_profile(cast.admin, own, at=NOW)


def test_an_edition_of_our_own_takes_the_place_of_a_shipped_one(cast: Cast) -> None:
    register(cast, "hj212-dust-ng")
    with transaction():
        actions.set_profile(
            cast.admin, key="hj212-dust-ng", fields=[{"name": "a34002", "quantity": "pm10"}], at=NOW, **OWN
        )
    assert send(("a34002", 83.0), ("a01006", 101.0)) == ["quantity"]
    assert stored() == {"pm10": 83.0}


@pytest.mark.parametrize(
    ("change", "field"),
    [({"key": "A b"}, "key"), ({"fields": [{"name": "x", "quantity": "colour"}]}, "fields"), ({"fields": []}, "fields")],
)  # fmt: skip
def test_a_profile_that_cannot_hold_is_refused_by_field(
    cast: Cast, change: dict[str, object], field: str
) -> None:
    values = {"key": "d1", "fields": [{"name": "x", "quantity": "pm10"}], **OWN, **change}
    with pytest.raises(Problem) as refused, transaction():
        actions.set_profile(cast.admin, at=NOW, **values)  # type: ignore[arg-type]
    assert list(refused.value.field_words("en")) == [field]


def test_a_device_takes_only_a_profile_that_holds(cast: Cast) -> None:
    device = register(cast)
    with pytest.raises(Problem) as refused, transaction():
        actions.choose_profile(cast.supervisor, device, "no-such", at=NOW)
    assert list(refused.value.field_words("en")) == ["profile"]


def test_a_mistaken_unit_is_seen_in_one_question_to_the_database(cast: Cast) -> None:
    device = register(cast)
    with transaction():
        told = [
            Sample("p17", "dust-1", name, MS + k * 60_000, value + k / 1000)
            for k in range(20) for name, value in (("pm10", 0.08), ("pm25", 40.0))
        ]  # fmt: skip
        actions.record(told, at=NOW + timedelta(hours=1))
    db.session.refresh(device)
    assert len(device.channels) == 2
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    found = queries.suspicions(device, None)
    assert [(channel.quantity, wrong.words) for channel, wrong in found] == [("pm10", "1000 ×")]
    assert len(asked) == 1
