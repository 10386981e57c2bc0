"""The majorities of the civil code at their boundaries, areas without rounding, and the tally counted again."""

from typing import Any

import pytest

from inspect_app.votes.rules.law import RULES, Sums, figures, met, strong_enough
from inspect_app.votes.rules.proxies import PROXIES, proxy_fault, who_fault
from inspect_app.votes.rules.roll import (
    hundredths,
    masked_name,
    masked_phone,
    names_of,
    read_lines,
    voter_key,
)
from inspect_app.votes.rules.tally import decided, recount, tally_of


def sums(heads: tuple[int, int, int, int], areas: tuple[int, int, int, int]) -> Sums:
    """Return sums: of the roll, for, against, abstaining."""
    keys = ("agree", "against", "abstain")
    return Sums(
        heads[0], areas[0], dict(zip(keys, heads[1:], strict=True)), dict(zip(keys, areas[1:], strict=True))
    )


@pytest.mark.parametrize(
    ("rule", "heads", "areas", "carries"),
    [
        # exactly two thirds take part, exactly three quarters of them agree: 以上 takes in the figure itself
        ("special", (90, 45, 15, 0), (9000, 4500, 1500, 0), True),
        ("special", (90, 44, 16, 0), (9000, 4500, 1500, 0), False),
        ("special", (90, 45, 15, 0), (9000, 4499, 1501, 0), False),
        ("special", (90, 45, 14, 0), (9000, 4500, 1500, 0), False),
        ("special", (90, 45, 15, 0), (9001, 4500, 1500, 0), False),
        # exactly half is not more than half
        ("ordinary", (90, 30, 30, 0), (9000, 4500, 1500, 0), False),
        ("ordinary", (90, 31, 29, 0), (9000, 3000, 3000, 0), False),
        ("ordinary", (90, 31, 29, 0), (9000, 3001, 2999, 0), True),
        # an abstention takes part and does not agree
        ("ordinary", (90, 30, 0, 30), (9000, 3001, 0, 2999), False),
        ("special", (100, 100, 0, 0), (3, 2, 0, 0), True),
        ("consultation", (100, 1, 0, 0), (9000, 1, 0, 0), True),
        ("consultation", (100, 0, 0, 0), (9000, 0, 0, 0), False),
        ("ordinary", (0, 0, 0, 0), (0, 0, 0, 0), False),
    ],
)
def test_a_vote_carries_exactly_from_its_boundaries_on(
    rule: str, heads: Any, areas: Any, carries: bool
) -> None:
    assert met(sums(heads, areas), RULES[rule]) is carries


def test_an_invalid_ballot_takes_no_part_and_shares_are_never_rounded_up() -> None:
    told = Sums(3, 300, {"agree": 2, "invalid": 1}, {"agree": 200, "invalid": 100})
    found = figures(told, RULES["special"])
    assert [(each.part, each.whole, each.met) for each in found] == [
        (2, 3, True), (200, 300, True), (2, 2, True), (200, 200, True),
    ]  # fmt: skip
    assert found[0].percent == "66.66%"


@pytest.mark.parametrize(
    ("subject", "rule", "enough"),
    [("plan", "special", True), ("plan", "ordinary", False), ("management", "special", True),
     ("management", "consultation", False), ("opinion", "consultation", True), ("use_funds", "ordinary", True)],
)  # fmt: skip
def test_a_weaker_rule_than_the_law_asks_for_is_not_enough(subject: str, rule: str, enough: bool) -> None:
    assert strong_enough(subject, rule) is enough


@pytest.mark.parametrize(
    ("text", "found"),
    [("85.32", 8532), ("85", 8500), (" 0.01 ", 1), ("85.321", None), ("0", None), ("-1", None), ("NaN", None),
     ("1e3", 100_000), ("", None), ("八十", None), ("100000.01", None), ("1e999999", None)],
)  # fmt: skip
def test_an_area_is_whole_hundredths_or_refused(text: str, found: int | None) -> None:
    assert hundredths(text) == found


def test_a_file_of_households_names_every_fault_by_line() -> None:
    rows = [
        ["房号", "面积", "业主", "电话", "业主编号", "未售"], ["1号楼 / 101", "85.32", "王", "138", "", "也许"], [""],
        ["1号楼 / 101", "x", "", "", "110114199001011234", ""], ["", "80", "", "", "", "是"],
    ]  # fmt: skip
    lines, faults = read_lines(rows)
    assert lines == []
    assert sorted((each.line, each.field) for each in faults) == [
        (2, "phone"), (2, "unsold"), (4, "area"), (4, "owner_no"), (4, "place"), (5, "place"),
    ]  # fmt: skip
    assert read_lines([["房号"]])[1][0].field == "area"
    assert read_lines([])[1][0].zh == "文件是空的"
    good, none = read_lines([["place", "area", "unsold"], ["1号楼 / 101", "85.32", "是"]])
    assert (none, good[0].area, good[0].unsold) == ([], 8532, True)


def test_owners_are_told_apart_and_masked() -> None:
    assert voter_key("h1", "A", False) == voter_key("h2", "A", False)
    assert voter_key("h1", "", True) == voter_key("h2", "B", True)
    assert voter_key("h1", "", False) != voter_key("h2", "", False)
    assert masked_name("王小明、李红") == "王**、李*"
    assert (masked_name("王小明"), masked_name(""), masked_phone("13812345678")) == ("王**", "", "138****78")


HEAD = {"secret": False, "rule": "ordinary", "roll": {"heads": 3, "area": 30_000}}


def test_a_tally_is_counted_again_from_its_ballots_and_contradictions_are_found() -> None:
    ballots = [("c", "agree", 8000), ("a", "against", 6000), ("b", "agree", 10_000)]
    tally = tally_of(HEAD, ballots, {"agree": 18_000, "against": 6000})
    assert [each["receipt"] for each in tally["ballots"]] == ["a", "b", "c"]
    assert decided(tally)["met"]
    assert recount(tally).heads["agree"] == 2
    wrong = [
        {**tally, "areas": {**tally["areas"], "agree": 17_999}},
        {**tally, "ballots": [*tally["ballots"], tally["ballots"][0]]},
        {**tally, "ballots": [{"receipt": "z", "choice": "maybe", "area": 1}]},
        {**tally, "roll": {"heads": 2, "area": 30_000}},
    ]
    for each in wrong:
        with pytest.raises(ValueError, match=r"\w"):
            recount(each)


def test_a_secret_tally_lists_no_area() -> None:
    tally = tally_of({**HEAD, "secret": True}, [("a", "agree", None)], {"agree": 8000})
    assert tally["ballots"] == [{"receipt": "a", "choice": "agree"}]
    assert recount(tally).areas["agree"] == 8000


@pytest.mark.parametrize(
    ("owners", "who", "right"),
    [("王小明", "", True), ("", "谁", True), ("王小明", "王小明", True), ("王小明", "李红", False),
     ("王小明、李红", "", False), ("王小明，李红", "李红", True), ("王小明; 李红", "王", False)],
)  # fmt: skip
def test_of_joint_owners_it_is_said_which_one_votes(owners: str, who: str, right: bool) -> None:
    assert (who_fault(names_of(owners), who) is None) is right


@pytest.mark.parametrize(
    ("proxy", "photos", "before", "field"),
    [("", 0, 0, ""), ("赵", 1, 0, ""), ("赵", 0, 0, "authority"), ("", 1, 0, "proxy"),
     ("赵", 1, PROXIES.most - 1, ""), ("赵", 1, PROXIES.most, "proxy")],
)  # fmt: skip
def test_a_proxy_has_an_authority_and_votes_for_a_few(
    proxy: str, photos: int, before: int, field: str
) -> None:
    found = proxy_fault(proxy, photos, before)
    assert (found[0] if found else "") == field
