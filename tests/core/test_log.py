"""The program's log: a line of JSON for each event, from the level that was set."""

import json
from collections.abc import Iterator

import pytest

from inspect_app.core import log


@pytest.fixture(autouse=True)
def _usual_level() -> Iterator[None]:
    yield
    log.set_level("info")


def test_an_event_is_one_line_of_json_with_its_facts(capsys: pytest.CaptureFixture[str]) -> None:
    log.warning("refused", error='a "quoted"\nword', who="陈工")
    (line,) = capsys.readouterr().out.splitlines()
    told = json.loads(line)
    assert {name: told[name] for name in ("event", "level", "error", "who")} == {
        "event": "refused",
        "level": "warning",
        "error": 'a "quoted"\nword',
        "who": "陈工",
    }
    assert told["timestamp"].endswith("+00:00")


def test_what_broke_is_told_with_where(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        {}["missing"]
    except KeyError as wrong:
        log.exception("broken", wrong, path="/today")
    told = json.loads(capsys.readouterr().out)
    assert (told["level"], told["path"]) == ("error", "/today")
    assert "test_log.py" in told["exception"]
    assert told["exception"].endswith("KeyError: 'missing'")


def test_below_the_level_nothing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    log.set_level("error")
    log.warning("refused")
    assert capsys.readouterr().out == ""
