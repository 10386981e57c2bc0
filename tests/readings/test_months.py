"""Readings by months: the table's parts on PostgreSQL, made ahead and late, and the calendar they follow."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text

from inspect_app.core import migrate
from inspect_app.core.db import db, transaction
from inspect_app.readings import actions
from inspect_app.readings.actions import Sample, partitions
from inspect_app.readings.models import Reading
from inspect_app.readings.rules.months import Month, month_named, month_of, newest_cold
from tests.cast import Cast
from tests.conftest import ON_POSTGRES
from tests.make import NOW
from tests.test_migrations import empty  # noqa: F401 -- a fixture


def ms(*when: int) -> int:
    return int(datetime(*when, tzinfo=UTC).timestamp() * 1000)


def test_a_month_is_one_of_the_calendar_in_china() -> None:
    assert month_of(ms(2026, 4, 30, 16)) == Month(2026, 5)
    assert month_of(ms(2026, 4, 30, 15, 59)) == Month(2026, 4)
    assert Month(2026, 12).ends_ms == Month(2027, 1).begins_ms == ms(2026, 12, 31, 16)
    assert Month(2026, 1).later(-13) == Month(2024, 12)
    assert month_named("2026-05") == Month(2026, 5)
    assert [month_named(each) for each in ("2026-13", "2026-5", "", "mai")] == [None] * 4


def test_two_whole_years_stay_in_the_database() -> None:
    assert newest_cold("330000", ["pm10"], date(2026, 11, 29)) == Month(2024, 10)


def parts() -> dict[str, int]:
    stmt = text("SELECT tableoid::regclass::text, count(*) FROM readings GROUP BY 1")
    return {row[0]: row[1] for row in db.session.execute(stmt)}


def test_months_are_made_ahead_and_a_late_month_gets_its_own(cast: Cast) -> None:
    first = ms(2019, 3, 31, 15, 59, 59)
    with transaction():
        actions.register_device(cast.supervisor, project=cast.project(), name="dust-1", kind="dust", at=NOW)
        samples = [Sample("p17", "dust-1", "pm10", first + k * 1000, 1.0 * k) for k in range(4)]
        actions.record(samples, at=NOW)
    late = datetime(2031, 12, 5, tzinfo=UTC)
    with transaction():
        made = partitions.make_ahead(late)
    if not ON_POSTGRES:
        assert made == []
        return
    assert made == ["2031-12", "2032-01", "2032-02", "2032-03", "2019-03", "2019-04"]
    assert parts() == {"readings_2019m03": 1, "readings_2019m04": 3}
    with transaction():
        assert partitions.make_ahead(late) == []
        assert actions.record(samples, at=NOW).same == 4  # the key holds over the parts
        db.session.execute(text("DELETE FROM readings WHERE at_ms <= :at"), {"at": first})
        assert "2019-03" in partitions.drop_empty(late)
    assert parts() == {"readings_2019m04": 3}
    with transaction():
        db.session.execute(text("DELETE FROM readings"))
        partitions.drop_empty(datetime(2040, 1, 1, tzinfo=UTC))
        partitions.make_ahead(NOW)


def test_the_migration_carries_readings_of_several_months_both_ways(empty: object) -> None:  # noqa: F811
    migrate.upgrade("0059_corrections")
    rows = [
        {
            "channel_id": 1,
            "at_ms": ms(2026, month, 1),
            "value": 0.1 * month,
            "flag": "N",
            "received_ms": month,
        }
        for month in range(1, 6)
    ]
    with transaction():
        db.session.execute(Reading.__table__.insert(), rows)
    for step in (migrate.upgrade, lambda: migrate.downgrade("0059_corrections"), migrate.upgrade):
        step()
        found = db.session.execute(select(Reading.__table__).order_by(Reading.at_ms)).mappings()
        assert [dict(each) for each in found] == rows
        db.session.rollback()
    if ON_POSTGRES:
        assert len(parts()) == 5
        db.session.rollback()


@pytest.mark.parametrize("name", ["readings_else"])
def test_nothing_is_refused_for_want_of_a_month(cast: Cast, name: str) -> None:
    if not ON_POSTGRES:
        return
    with transaction():
        actions.register_device(cast.supervisor, project=cast.project(), name="dust-1", kind="dust", at=NOW)
        recorded = actions.record([Sample("p17", "dust-1", "pm10", ms(2011, 7, 1), 1.0)], at=NOW)
        assert (recorded.new, parts()) == (1, {name: 1})
