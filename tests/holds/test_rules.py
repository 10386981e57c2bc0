"""Notice, signing and costs of hold points, by their rules alone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from inspect_app.asking import load
from inspect_app.core import rulebook
from inspect_app.holds.rules import WORKFLOW
from inspect_app.holds.rules.consequences import cost, graveness
from inspect_app.holds.rules.notice import (
    NEEDED,
    NOTICES,
    is_silent,
    meet_from,
    next_to_sign,
    notice,
    signing_opens,
)

load()
AT = datetime(2026, 5, 11, 2, 0, tzinfo=UTC)
DAY = date(2026, 5, 11)


def test_the_law_has_owner_and_authority_told_and_every_figure_says_where_it_comes_from():
    assert set(NEEDED) == {"owner", "authority"}
    assert all(each.basis and each.basis_en and each.hours > 0 for each in NOTICES)
    assert "第三十条" in notice("owner", DAY).basis
    assert not notice("utility", DAY).verified


def test_a_role_that_is_never_told_is_refused_by_name():
    with pytest.raises(ValueError, match="role"):
        notice("contractor", DAY)


def test_they_look_together_when_the_longest_notice_has_run():
    assert meet_from(["supervisor", "owner"], AT, DAY) == AT + timedelta(hours=48)
    assert meet_from([], AT, DAY) == AT


def test_silence_begins_at_the_moment_the_notice_has_run_and_an_answer_ends_it():
    until = AT + timedelta(hours=48)
    assert not is_silent(None, until, until - timedelta(seconds=1))
    assert is_silent(None, until, until)
    assert not is_silent("come", until, until + timedelta(days=9))


@pytest.mark.parametrize(
    ("answers", "open_"),
    [
        ([None, "absent"], False),
        (["come", "absent"], False),
        (["absent", "absent"], True),
        (["silent", "absent"], True),
    ],
)
def test_before_the_time_announced_signing_opens_only_when_nobody_comes(answers, open_):
    meet_at = AT + timedelta(hours=60)
    assert signing_opens(answers, meet_at, AT) is open_
    assert signing_opens(answers, meet_at, meet_at)


def test_in_order_only_the_next_signs_and_in_any_order_all_that_are_missing():
    assert next_to_sign(["owner", "supervisor"], [], True) == ["owner"]
    assert next_to_sign(["owner", "supervisor"], ["owner"], True) == ["supervisor"]
    assert next_to_sign(["owner", "supervisor"], [], False) == ["owner", "supervisor"]
    assert next_to_sign(["owner"], ["owner"], False) == []


@pytest.mark.parametrize(
    ("released", "in_order", "payer"),
    [(True, True, "owner"), (True, False, "contractor"), (False, True, "contractor"), (False, False, "contractor")],
)  # fmt: skip
def test_who_pays_for_opening_again_follows_from_the_release_and_what_was_found(released, in_order, payer):
    found = cost(released, in_order)
    assert found.payer == payer
    assert ("5.3.3" in found.basis) is released


def test_structure_and_gas_covered_unseen_are_major_and_nothing_is_below_serious():
    assert graveness("structure").severity == graveness("gas").severity == "major"
    assert graveness("roof").severity == graveness("greenery").severity == "serious"


def test_nothing_is_covered_but_what_was_released():
    into = {move.name: move.sources for move in WORKFLOW.moves if move.target == "covered"}
    assert into == {"cover": ("released",), "uphold": ("reopened",)}
    assert [move.name for move in WORKFLOW.moves if move.target == "released"] == ["release"]


@pytest.mark.parametrize(
    ("key", "given", "found"),
    [
        ("cover-notice", {"role": "owner"}, {"hours": 48, "needed": True}),
        ("cover-notice", {"role": "utility"}, {"hours": 48, "needed": False}),
        ("covered-unreleased", {"kind": "gas"}, {"severity": "major"}),
        ("reopening-cost", {"released": True, "in_order": True}, {"payer": "owner"}),
        ("reopening-cost", {"released": False, "in_order": True}, {"payer": "contractor"}),
    ],
)
def test_anybody_may_ask_the_rules_and_is_told_that_the_figures_are_not_confirmed(key, given, found):
    answer = rulebook.ask(rulebook.rule(f"acceptance.{key}"), given, DAY)
    assert answer["result"] == found
    assert not answer["verified"]
