"""The life of a defect and its deadlines."""

from datetime import UTC, date, datetime, timedelta

import pytest

from inspect_app.core.errors import Problem
from inspect_app.defects import rules
from inspect_app.defects.rules import WORKFLOW

AT = datetime(2026, 5, 11, 2, 0, tzinfo=UTC)
OPEN_FROM = {
    "accept": {"open"},
    "rectify": {"accepted", "returned"},
    "confirm": {"rectified", "joined"},
    "dispute": {"open"},
    "reject": {"disputed"},
    "reassign": {"disputed"},
    "reopen": {"void"},
    "join": {"open", "accepted", "returned"},
    "unjoin": {"joined"},
    "return": {"rectified"},
    "void": {"open", "disputed", "accepted", "returned"},
}


@pytest.mark.parametrize("state", [each.name for each in WORKFLOW.states])
@pytest.mark.parametrize("move", sorted(OPEN_FROM))
def test_each_move_is_open_exactly_from_its_sources(move: str, state: str) -> None:
    if state in OPEN_FROM[move]:
        assert WORKFLOW.take(state, move).name == move
        return
    with pytest.raises(Problem) as refused:
        WORKFLOW.take(state, move)
    assert refused.value.slug == "wrong-state"


def test_there_are_no_moves_but_these() -> None:
    assert {each.name for each in WORKFLOW.moves} == set(OPEN_FROM)
    assert WORKFLOW.finals() == ("closed", "void", "joined")


@pytest.mark.parametrize(("severity", "hours"), [("general", 168), ("serious", 72), ("major", 24)])
def test_severity_sets_the_deadline(severity: str, hours: int) -> None:
    assert rules.due_at(severity, AT) == AT + timedelta(hours=hours)


def test_no_deadline_pretends_to_be_law() -> None:
    for each in (*rules.PERIODS, rules.RECHECK):
        assert not each.verified
        assert "no law" in each.basis_en


def test_a_period_holds_between_its_dates_only() -> None:
    period = rules.Period(
        "x", "", "", "bad", timedelta(1), "", "", True, date(2026, 1, 1), date(2026, 12, 31)
    )
    assert [period.holds_on(date(*day)) for day in ((2025, 12, 31), (2026, 1, 1), (2026, 12, 31), (2027, 1, 1))] == [
        False, True, True, False,
    ]  # fmt: skip


def test_an_unknown_severity_has_no_deadline() -> None:
    with pytest.raises(ValueError, match="no period for severity mild"):
        rules.due_at("mild", AT)


@pytest.mark.parametrize("state", ["open", "accepted", "returned"])
def test_the_liable_party_is_late_after_the_deadline_and_not_at_it(state: str) -> None:
    assert not rules.is_overdue(state, AT, None, AT)
    assert rules.is_overdue(state, AT, None, AT + timedelta(seconds=1))


def test_time_stands_still_while_a_fix_awaits_its_re_check() -> None:
    much_later = AT + timedelta(days=30)
    assert not rules.is_overdue("rectified", AT, AT - timedelta(hours=1), much_later)
    assert rules.is_overdue("rectified", AT, AT + timedelta(hours=1), much_later)


@pytest.mark.parametrize("state", ["closed", "void"])
def test_what_is_settled_is_never_late(state: str) -> None:
    assert not rules.is_overdue(state, AT, None, AT + timedelta(days=30))


def test_time_with_the_verifier_is_given_back_when_a_fix_is_sent_back() -> None:
    due, fixed, sent_back = AT + timedelta(days=3), AT + timedelta(days=2), AT + timedelta(days=7)
    assert rules.due_after_return(due, fixed, sent_back) == AT + timedelta(days=8)


def test_somebody_acts_next_in_every_state_that_is_not_final() -> None:
    for state in WORKFLOW.states:
        assert (rules.next_step(state.name) is None) == state.final
        assert (state.name in rules.WAITING) == ((rules.next_step(state.name) or ("",))[0] == "liable")
