"""Rules of handover: which trade takes what, where its duty begins, what a file lacks, when a utility may refuse."""

from datetime import date

import pytest

from inspect_app.handover.rules import (
    KINDS,
    NEEDS,
    TRADES,
    boundary,
    drafted,
    invitation_rule,
    lacking,
    next_side,
    standing_of,
)
from inspect_app.projects.rules import ELEMENT_KINDS


def test_every_kind_names_a_trade_and_elements_that_exist_and_each_element_drafts_one_kind() -> None:
    assert {each.trade for each in KINDS.values()} == set(TRADES)
    named = [name for each in KINDS.values() for name in each.elements]
    assert set(named) <= set(ELEMENT_KINDS)
    assert len(named) == len(set(named))
    assert drafted(["water", "gas", "household"]) == ["water_pipe", "gas_riser", None]


@pytest.mark.parametrize(
    ("trade", "region", "basis", "verified"),
    [
        ("water", "410105", "《河南省物业管理条例》第七十九条", True),
        ("gas", "410105", "《河南省物业管理条例》第七十九条", True),
        ("gas", "110114", "《城镇燃气管理条例》第十九条", True),
        ("heat", "110114", "《物业管理条例》第五十一条；分界为平台默认", False),
        ("property", "410105", "《民法典》第二百七十一条", False),
    ],
)
def test_a_boundary_is_the_regions_own_before_the_countrys(
    trade: str, region: str, basis: str, verified: bool
) -> None:
    found = boundary(trade, region)
    assert (found.basis, found.verified) == (basis, verified)


def test_a_file_lacks_what_its_kind_asks_for() -> None:
    must = {each.key for each in NEEDS if each.must}
    assert {each.key for each in lacking("water_pipe", ())} == must
    assert {each.key for each in lacking("road", ())} == must - {"test"}
    assert lacking("road", must) == ()


@pytest.mark.parametrize(
    ("region", "on", "may"),
    [("410102", date(2018, 1, 1), True), ("410102", date(2017, 12, 31), False), ("110114", date(2026, 5, 1), False)],
)  # fmt: skip
def test_an_uninvited_utility_may_refuse_only_where_and_since_when_the_rule_says_so(
    region: str, on: date, may: bool
) -> None:
    assert (invitation_rule(region, on) is not None) is may


@pytest.mark.parametrize(
    ("handed", "held", "lacks", "said"),
    [
        (0, 0, 0, "missing"),
        (2, 0, 0, "met"),
        (1, 1, 0, "not_met"),
        (1, 2, 1, "missing"),
        (0, 3, 0, "not_met"),
    ],
)
def test_a_trade_is_met_only_when_nothing_is_left_with_the_owner(
    handed: int, held: int, lacks: int, said: str
) -> None:
    assert standing_of(handed, held, lacks) == said


def test_the_giver_signs_before_the_taker_and_then_nobody() -> None:
    assert [next_side(each) for each in range(3)] == ["giver", "taker", None]
