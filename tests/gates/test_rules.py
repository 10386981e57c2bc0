"""How a line is judged, which lines a region asks, and that each is well formed."""

from datetime import UTC, date, datetime

import pytest

from inspect_app.core.permits import ROLES
from inspect_app.gates.queries import SOURCES
from inspect_app.gates.rules import (
    GATES,
    STATES,
    Answer,
    Line,
    Said,
    is_open,
    judge,
    line_of,
    lines_of,
    may_be_said,
)
from inspect_app.gates.rules.lines import LINES

DAY = date(2026, 5, 11)
ASKED = Line("start", "x", "条件", "A line", "条文", "some.source", ("owner",))
FIRM = Line("start", "y", "条件", "A line", "条文", "some.source", overridable=False)
LENIENT = Line("start", "z", "条件", "A line", "条文", "some.source", lenient=True)


def said(kind: str) -> Said:
    return Said("1", kind, "理由", "郑科长", "质安站", datetime(2026, 5, 11, tzinfo=UTC))


@pytest.mark.parametrize(
    ("line", "answer", "note", "state", "holds"),
    [
        (ASKED, "met", None, "met", False),
        (ASKED, "no_data", None, "no_data", True),  # missing data never count as good
        (ASKED, "not_met", None, "not_met", True),
        (ASKED, "not_applicable", None, "not_applicable", False),
        (ASKED, "no_data", "confirmed", "met", False),
        (ASKED, "no_data", "not_applicable", "not_applicable", False),
        (ASKED, "not_met", "confirmed", "not_met", True),  # nobody confirms against what the records show
        (ASKED, "not_met", "not_applicable", "not_met", True),
        (ASKED, "not_met", "overridden", "overridden", False),
        (ASKED, "no_data", "overridden", "overridden", False),
        (ASKED, "met", "overridden", "met", False),  # records that came later need no override
        (FIRM, "not_met", "overridden", "not_met", True),
        (FIRM, "no_data", "confirmed", "no_data", True),  # nobody is named who may
        (LENIENT, "no_data", None, "no_data", False),
        (LENIENT, "not_met", None, "not_met", True),
    ],
)
def test_a_line_stands_as_records_and_people_say(
    line: Line, answer: str, note: str | None, state: str, holds: bool
) -> None:
    found = judge(line, Answer(answer), said(note) if note else None)
    assert (found.state, found.holds_up) == (state, holds)
    assert is_open([found]) is not holds


def test_a_gate_that_asks_nothing_is_not_open() -> None:
    assert not is_open([])


def test_what_a_region_adds_is_asked_there_and_from_its_day_on() -> None:
    there, elsewhere = lines_of("start", "110114", DAY), lines_of("start", "370102", DAY)
    assert {each.key for each in there} - {each.key for each in elsewhere} == {"samples_first"}
    assert "samples_first" not in {each.key for each in lines_of("start", "110114", date(2021, 7, 31))}
    assert "eligible" not in {each.key for each in lines_of("plan_entry", "110114", date(2021, 12, 13))}, (
        "before the notice"
    )


def test_every_line_is_of_a_known_gate_and_can_be_answered_or_said(app: object) -> None:
    assert {each.gate for each in LINES} == set(GATES)
    for each in LINES:
        assert each.clause, each
        assert min(len(each.zh), len(each.en)) > 0, each
        assert set(each.confirms) <= set(ROLES), each
        assert each.confirms or each.source in SOURCES, f"{each.gate}.{each.key}: nobody can ever answer it"
        assert line_of(each.gate, each.key) is each
    assert not any(may_be_said(each, "met", "overridden") for each in LINES)
    assert {tone for _words, tone in STATES.values()} == {"good", "bad", "neutral", "missing", "waiting"}
