"""Readings go out as CSV: all of a stretch of time, counted, in order, to whoever may read them."""

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO

import pytest
from flask.testing import FlaskClient

from inspect_app.core.clock import now
from inspect_app.core.db import transaction
from inspect_app.readings import actions
from inspect_app.readings.actions import Sample
from inspect_app.readings.queries import outgoing
from tests.cast import Cast
from tests.make import NOW

FROM = datetime(2026, 5, 1, tzinfo=UTC)
FIRST = int(FROM.timestamp() * 1000)


def test_every_reading_of_a_stretch_goes_out_once_in_order_and_counted(
    cast: Cast, caller: Callable[[str], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outgoing, "_CHUNK", 4)
    with transaction():
        for name in ("dust-1", "dust-2"):
            actions.register_device(cast.supervisor, project=cast.project(), name=name, kind="dust", at=NOW)
    with transaction():
        samples = [
            Sample("p17", name, "pm10", FIRST + k * 1000, 0.1 * k)
            for name in ("dust-1", "dust-2")
            for k in range(10)
        ]
        actions.record(samples, at=now())
    span = {"from": FROM.isoformat(), "to": datetime(2026, 5, 1, 0, 0, 9, tzinfo=UTC).isoformat()}
    address = f"/api/projects/{cast.project().id}/readings.csv"
    reply = caller("contractor_a").get(address, query_string=span)
    rows = list(csv.DictReader(StringIO(reply.text)))
    assert (reply.status_code, reply.headers["X-Row-Count"], len(rows)) == (200, "18", 18)
    assert [float(row["value"]) for row in rows[:9]] == [0.1 * k for k in range(9)]
    assert rows[0]["at"] == "2026-05-01T00:00:00.000+00:00"
    assert {row["device"] for row in rows[9:]} == {"dust-2"}
    channel = outgoing.sources(cast.project().id)[0].id
    one = caller("contractor_a").get(f"/api/channels/{channel}/readings.csv", query_string=span)
    assert one.headers["X-Row-Count"] == "9"
    for path in (address, f"/api/channels/{channel}/readings.csv"):
        assert caller("contractor_b").get(path).status_code == 404
    backwards = {"from": span["to"], "to": span["from"]}
    assert caller("contractor_a").get(address, query_string=backwards).status_code == 422
    monkeypatch.setattr("inspect_app.readings.api.outgoing.MOST_ROWS", 17)
    assert list(caller("contractor_a").get(address, query_string=span).json["errors"]) == ["from"]
