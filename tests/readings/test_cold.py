"""A month of a site in a cold file: moved whole or not at all, read with the rest, named when damaged."""

import csv
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import StringIO
from operator import itemgetter
from pathlib import Path

import duckdb
import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from inspect_app.acceptance.queries.evidence import evidence
from inspect_app.core import parquet
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.readings import actions
from inspect_app.readings.actions import Sample, cooling
from inspect_app.readings.models import Alarm, Channel, ColdMonth, ColdSeries, Correction, Doubt
from inspect_app.readings.queries import held, outgoing, whole
from tests.cast import Cast
from tests.cold import ALL, FIRST, JUNE, MAY, SAMPLES, cooled, hot, laid, told
from tests.make import NOW

DAY_MS = 86_400_000
VALUE = itemgetter(1)


@pytest.fixture
def site(cast: Cast) -> Cast:
    return laid(cast)


def test_a_cold_month_is_read_with_the_rest_as_if_it_lay_in_the_table(
    site: Cast, caller: Callable[[str], FlaskClient]
) -> None:
    cold = cooled(site)
    figures = (cold.rows, cold.month, cold.part, hot())
    assert figures == (5, "2025-05", 1, 5)
    assert cooling.fault_of(cold) == ""
    assert told(site) == ALL
    span = {"from": "2025-05-31T00:00:00Z", "to": "2025-06-02T00:00:00Z"}
    address = f"/api/projects/{site.project().id}/readings"
    reply = caller("contractor_a").get(f"{address}.csv", query_string=span)
    rows = list(csv.DictReader(StringIO(reply.text)))
    assert (reply.headers["X-Row-Count"], [float(row["value"]) for row in rows]) == (
        "10",
        [each[1] for each in ALL],
    )
    channel = db.session.scalars(select(Channel)).one()
    drawn = actions.curve(channel, FIRST, FIRST + 600_000, 300, "en")["series"]
    assert [each for each in drawn[1] if each is not None] == [each[1] for each in ALL]
    month = actions.curve(channel, FIRST - 20 * DAY_MS, FIRST + 10 * DAY_MS, 300, "en")
    least, most = min(ALL, key=VALUE)[1], max(ALL, key=VALUE)[1]
    seen = [each for each in month["series"][1] if each is not None]
    assert (month["grain"], min(seen), max(seen)) == ("hour", least, most), (
        "wider than its hours, cold or not"
    )
    with transaction():
        assert cooling.restore(db.session.get_one(ColdMonth, cold.id), NOW) == 5
    assert (hot(), told(site), db.session.scalar(select(func.count()).select_from(ColdSeries))) == (
        10,
        ALL,
        0,
    )


def test_what_comes_late_into_a_cold_month_is_kept_once_and_wakes_no_alarm(site: Cast) -> None:
    cooled(site)
    late = Sample("p17", "dust-1", "pm10", FIRST + 30_000, 9000.0)
    other = SAMPLES[1]._replace(value=7.0)
    with transaction():
        done = actions.record([SAMPLES[0], other, late], at=NOW)
    assert (done.new, done.same, done.differing, done.alarms_opened) == (1, 2, 1, ())
    assert db.session.scalars(select(Correction.value)).all() == [7.0]
    assert told(site) == sorted([*ALL, (FIRST + 30_000, 9000.0)])
    again = cooled(site)
    assert (again.part, again.rows, hot(), told(site)[1]) == (2, 1, 5, (FIRST + 30_000, 9000.0))
    assert db.session.scalar(select(func.count()).select_from(Alarm)) == 0


@pytest.mark.parametrize("harm", ["missing", "damaged"])
def test_a_file_that_is_not_as_it_was_written_is_named_and_never_left_out(
    site: Cast, caller: Callable[[str], FlaskClient], harm: str
) -> None:
    cold = cooled(site)
    path = whole.folder() / cold.file
    data = path.read_bytes()
    if harm == "missing":
        path.unlink()
    else:
        path.write_bytes(data[:40] + bytes([data[40] ^ 1]) + data[41:])
    with pytest.raises(Problem, match="cold-file"):
        told(site)
    address = f"/api/projects/{site.project().id}/readings.csv"
    reply = caller("contractor_a").get(address, query_string={"hours": 24 * 600})
    assert (reply.status_code, cold.file in reply.json["title"]) == (409, True)
    assert harm in cooling.fault_of(cold)
    with transaction():  # nobody is refused for it
        assert actions.record([SAMPLES[0]], at=NOW).new == 1


def test_what_was_doubted_is_left_out_of_the_evidence_wherever_it_lies(site: Cast) -> None:
    channel = db.session.scalars(select(Channel)).one()
    with transaction():
        actions.record([Sample("p17", "dust-1", "pm10", FIRST - 60_000, 0.1, "B")], at=NOW)
        for reason, first, until in (("spike", 1, 3), ("clock", 2, 4), ("spike", 7, 8)):
            told = FIRST + first * 60_000, FIRST + until * 60_000
            db.session.add(
                Doubt(channel_id=channel.id, reason=reason, from_ms=told[0], to_ms=told[1], edition="1", found_at=NOW)
            )  # fmt: skip
    counted = evidence(site.project().id)["readings"]
    assert [(each["count"], each["doubted"]) for each in counted] == [(6, 5)]
    assert cooled(site).rows == 6
    assert evidence(site.project().id)["readings"] == counted
    with transaction():  # a certificate that ran out before all of them
        actions.calibrate(site.supervisor, channel.device, number="1", body="b", done_on=date(2024, 1, 1),
                          valid_until=date(2024, 12, 31), photos=[], at=NOW)  # fmt: skip
    assert [(each["count"], each["doubted"]) for each in evidence(site.project().id)["readings"]] == [(0, 11)]
    (whole.folder() / db.session.scalars(select(ColdMonth.file)).one()).unlink()
    with pytest.raises(Problem, match="cold-file"):
        evidence(site.project().id)


def test_a_file_that_does_not_hold_what_the_table_holds_takes_nothing_from_it(
    site: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def less(path: Path, *_rest: object) -> object:
        return iter(list(real(path, [], 0, 1 << 62))[1:])

    real = parquet.rows
    monkeypatch.setattr(parquet, "rows", less)
    with pytest.raises(RuntimeError, match="does not hold"):
        cooled(site)
    assert (hot(), db.session.scalar(select(func.count()).select_from(ColdMonth))) == (10, 0)


def test_a_month_past_its_time_moves_unless_something_open_holds_it(
    site: Cast, browser: Callable[[str], FlaskClient], queries: list[str]
) -> None:
    at = datetime(2027, 6, 15, tzinfo=UTC)
    channel = db.session.scalars(select(Channel.id)).one()
    assert held.due(NOW) == []
    with transaction():
        alarm = Alarm(
            id="a", channel_id=channel, project_id=site.project().id, limit_id="x", origin_id="x", began_ms=FIRST, opened_ms=FIRST,
            peak=1, peak_ms=FIRST, limit_value=1, severity="general", opens_defect=False, basis="x", zh="x", en="x",
            changed_ms=FIRST,
        )  # fmt: skip
        db.session.add(alarm)
    (one,) = held.due(at)
    assert (one.month, one.newest, one.held) == (MAY, MAY, [held.REASONS["alarm"][:2]])
    assert cooling.move_due(at) is None
    with transaction():
        db.session.get_one(Alarm, "a").withdrawn_at = NOW
    moved = cooling.move_due(at)
    assert moved is not None
    assert (moved.month, moved.rows, cooling.move_due(at)) == ("2025-05", 5, None)
    assert set(held.REASONS) == {"alarm", "correction", "dispute", "complaint", "acceptance"}
    queries.clear()
    page = browser("officer").get("/cold-months?lang=en")
    asked = len(queries)
    assert (page.status_code, moved.sha256 in page.text, "Whole" in page.text) == (200, True, True)
    assert moved.sha256 not in browser("contractor_b").get("/cold-months").text
    cooled(site, JUNE)
    queries.clear()
    browser("officer").get("/cold-months?lang=en")
    assert len(queries) <= asked


def test_readings_go_out_as_parquet_with_unit_and_place(
    site: Cast, caller: Callable[[str], FlaskClient], tmp_path: Path
) -> None:
    cooled(site)
    span = {"from": "2025-05-31T00:00:00Z", "to": "2025-06-02T00:00:00Z"}
    address = f"/api/projects/{site.project().id}/readings.parquet"
    reply = caller("contractor_a").get(address, query_string=span)
    path = tmp_path / "all.parquet"
    path.write_bytes(reply.data)
    assert (reply.status_code, reply.headers["X-Row-Count"]) == (200, "10")
    assert [row[1:3] for row in parquet.rows(path, [], 0, 1 << 62)] == ALL
    found = duckdb.sql(
        f"SELECT DISTINCT device, quantity, unit, place FROM read_parquet('{path}')"
    ).fetchall()
    assert found == [("dust-1", "pm10", "µg/m³", None)]
    assert caller("contractor_a").get(address, query_string={**span, "channel": 10**9}).status_code == 404
    assert caller("contractor_b").get(address, query_string=span).status_code == 404
    stood = [(0, FIRST + 60_000, '3,"东"'), (FIRST + 60_000, 1 << 62, "")]
    one = outgoing.sources(site.project().id)[0]
    parquet.write(
        path,
        outgoing.COLUMNS,
        [outgoing.table_lines(one, [(FIRST, 0.1, "N", 1), (FIRST + 60_000, -1e-9, "F", 2)], stood)],
    )
    places = duckdb.sql(f"SELECT place, value, flag FROM read_parquet('{path}')").fetchall()
    assert places == [('3,"东"', 0.1, "N"), (None, -1e-9, "F")]
