"""Fields of our own: a day that can be reckoned with, a yes or no that cannot be misread."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from marshmallow import Schema, ValidationError, fields, validate

from inspect_app.core.fields import Day, Flag, in_chinese

Clients = Callable[[str], FlaskClient]


class Asked(Schema):
    """One of each."""

    day = Day()
    flag = Flag()


@pytest.mark.parametrize("text", ["1900-01-01", "2026-02-28", "2100-12-31"])
def test_a_day_people_may_mean_is_taken(text: str) -> None:
    assert Asked().load({"day": text}) == {"day": date.fromisoformat(text)}


@pytest.mark.parametrize(
    "text", ["0001-01-01", "1899-12-31", "2101-01-01", "9999-12-31", "2026-02-30", "today"]
)
def test_a_day_nobody_can_mean_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Asked().load({"day": text})
    assert list(refused.value.messages) == ["day"]


@pytest.mark.parametrize("value", ["true", "off", "0", 0, 1, 1.0, [], "yes", None])
def test_what_is_neither_yes_nor_no_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError):
        Asked().load({"flag": value})
    assert Asked().load({"flag": True}) == {"flag": True}


@pytest.mark.parametrize("path", ["/journal", "/journal.csv", "/api/journal"])
@pytest.mark.parametrize("asked", ["since=0001-01-01", "until=9999-12-31"])
def test_the_journal_of_the_ends_of_the_calendar_is_refused(
    browser: Clients, caller: Clients, path: str, asked: str
) -> None:
    client = caller("officer") if path.startswith("/api") else browser("officer")
    assert client.get(f"{path}?{asked}").status_code == 422


def test_both_ends_of_a_range_are_told_in_chinese() -> None:
    class Every(Schema):
        every = fields.Integer(validate=validate.Range(1, 250))

    assert [in_chinese(each) for each in Every().validate({"every": 0})["every"]] == ["应在 1 到 250 之间"]
