"""Rows put with one statement: in their order, with what the model has by default, over what is there where a key is given."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from inspect_app.core.db import db, transaction
from inspect_app.core.journal import Entry
from inspect_app.core.rows import put_rows
from inspect_app.readings.actions.store import make_channel
from inspect_app.readings.models import Track
from tests.cast import Cast
from tests.readings.test_actions import register

AT = datetime(2026, 11, 30, 16, 59, 59, 123456, UTC)
WORDS = "“Größe” 雨水口 \\ \" ' % 😀"


def entry(**told: Any) -> dict[str, Any]:
    usual = {
        "actor_kind": "system",
        "actor_name": "test",
        "verb": "test.put",
        "thing_kind": "test",
        "data": {},
    }
    return {"at": AT, **usual, **told}


def test_what_is_put_is_read_as_it_was_told_and_in_its_order(app: Flask) -> None:
    data = {"words": WORDS, "figure": 0.1, "large": 2**53, "none": None, "list": [True]}
    with transaction():
        put_rows(Entry, [])
        put_rows(Entry, [entry(thing_id="b", data=data), *(entry(thing_id=str(each)) for each in range(50))])
    found = db.session.scalars(select(Entry).where(Entry.verb == "test.put").order_by(Entry.seq)).all()
    assert [each.thing_id for each in found] == ["b", *map(str, range(50))]
    assert found[0].at == AT
    assert found[0].data == data
    # What was not told: the model's own value, or nothing.
    assert {(each.tries, each.pending, each.actor_id, each.link) for each in found} == {
        (0, False, None, None)
    }


def test_rows_that_tell_different_things_go_together(app: Flask) -> None:
    with transaction():
        put_rows(Entry, [entry(thing_id="1", actor_id="somebody"), entry(thing_id="2", pending=True)])
    found = db.session.scalars(select(Entry).where(Entry.verb == "test.put").order_by(Entry.seq)).all()
    assert [(each.actor_id, each.pending) for each in found] == [("somebody", False), (None, True)]


def test_a_key_says_what_is_overwritten_and_without_one_nothing_is(app: Flask, cast: Cast) -> None:
    device, _ = register(cast)
    with transaction():
        channel = make_channel(device.id, "pm10", AT)

    def track(limit: str, peak: float) -> dict[str, Any]:
        return {
            "channel_id": channel,
            "limit_id": limit,
            "began_ms": 1,
            "last_ms": 2,
            "peak": peak,
            "peak_ms": 2,
        }

    with transaction():
        put_rows(Track, [track("a", 1.5)], key=("channel_id", "limit_id"))
        put_rows(Track, [track("b", 0.1), track("a", 2.5)], key=("channel_id", "limit_id"))
    stored = db.session.execute(select(Track.limit_id, Track.peak, Track.opened_ms).order_by(Track.limit_id))
    assert [tuple(row) for row in stored] == [("a", 2.5, None), ("b", 0.1, None)]
    with pytest.raises(IntegrityError), transaction():
        put_rows(Track, [track("c", 1), track("a", 9)])
    assert db.session.scalars(select(Track.limit_id).order_by(Track.limit_id)).all() == ["a", "b"]
