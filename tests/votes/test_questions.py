"""Several questions on one ballot: each with its own rule, choice and count, and one receipt for all of them."""

from typing import Any

import pytest
from sqlalchemy import select

from inspect_app.core import codes
from inspect_app.core.canonical import content_hash
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.votes import actions, queries
from inspect_app.votes.models import Ballot
from inspect_app.votes.rules.questions import Asked, announced, further, line_of, too_weak
from inspect_app.votes.rules.tally import decided, parts_of, recount_all, tally_of_several
from tests import balloting, make
from tests.balloting import FURTHER, KEY, NOW
from tests.cast import Cast

HEAD = {"secret": False, "roll": {"heads": 3, "area": 30_000}}


def asked(number: int, subject: str, rule: str) -> Asked:
    return Asked(number, subject, "t", "w", rule)


@pytest.mark.parametrize(
    ("values", "titles", "missing"),
    [
        ({}, [], []),
        ({"subject_2": "plan", "rule_2": "special"}, [], []),
        (FURTHER, ["长效管理", "选聘物业"], []),
        ({"title_3": "t"}, ["t"], ["subject_3", "words_3", "rule_3"]),
        ({"words_5": "w", "title_5": None, "subject_5": "plan"}, [""], ["title_5", "rule_5"]),
    ],
)
def test_a_question_is_there_once_something_is_written_and_then_must_be_whole(
    values: dict[str, Any], titles: list[str], missing: list[str]
) -> None:
    found, lacks = further(values)
    assert ([each["title"] for each in found], lacks) == (titles, missing)


def test_each_question_needs_its_own_rule_and_all_are_announced_for_the_longest() -> None:
    weak = [asked(1, "plan", "special"), asked(2, "management", "consultation")]
    found = too_weak(weak)
    assert found is not None
    assert (found[0].number, found[1].key) == (2, "ordinary")
    assert too_weak([asked(1, "plan", "special"), asked(2, "opinion", "consultation")]) is None
    assert announced([asked(1, "opinion", "consultation"), asked(2, "plan", "special")]).notice_days == 15


def test_a_tally_of_several_questions_is_counted_question_by_question_and_contradictions_are_found() -> None:
    one = (
        {"place": 1, "rule": "ordinary"},
        [("a", "agree", 9000), ("b", "agree", 9000), ("c", "against", 8000)],
        {"agree": 18_000, "against": 8000},
    )
    two = (
        {"place": 2, "rule": "special"},
        [("d", "agree", 9000), ("e", "against", 9000), ("f", "agree", 8000)],
        {"agree": 17_000, "against": 9000},
    )
    tally = tally_of_several(HEAD, [one, two])
    told = decided(tally)
    assert (told["met"], [(each["place"], each["met"]) for each in told["questions"]]) == (
        False,
        [(1, True), (2, False)],
    )
    assert [each.heads["agree"] for each in recount_all(tally)] == [2, 2]
    short = ({**two[0]}, two[1][:2], {"agree": 9000, "against": 9000})
    wrong = ({**two[0]}, two[1], {"agree": 17_001, "against": 9000})
    for each in (short, wrong):
        with pytest.raises(ValueError, match=r"\w"):
            decided(tally_of_several(HEAD, [one, each]))


def test_the_lines_of_a_receipt_differ_by_question_and_the_first_is_as_it_always_was() -> None:
    lines = [line_of("ABC", number) for number in (1, 2, 3)]
    assert len(set(lines)) == 3
    assert lines[0] == codes.fingerprint("ABC")


@pytest.mark.parametrize("secret", [False, True])
def test_a_ballot_answers_every_question_once_and_each_carries_by_its_own_rule(
    cast: Cast, secret: bool
) -> None:
    project = cast.project()
    homes = balloting.homes(project)
    made = balloting.vote(project, secret=secret, **FURTHER)
    assert [each.title for each in made.asked] == ["改造方案", "长效管理", "选聘物业"]
    for given, field in (
        ((), "choice_2"),
        (("agree",), "choice_3"),
        (("agree",) * 3, "choice_4"),
        (("agree", "invalid"), "choice_3"),
    ):
        with pytest.raises(Problem) as found:
            balloting.ballot(made, 1, "agree", *given)
        db.session.rollback()
        assert field in found.value.errors
    receipt = balloting.ballot(made, 1, "agree", "agree", "against")
    assert balloting.ballot(made, 1, "agree", "agree", "against") == receipt
    with pytest.raises(Problem) as again:
        balloting.ballot(made, 1, "agree", "against", "against")
    db.session.rollback()
    assert again.value.slug == "same-id-other-content"
    # the roll changes in mid-vote: the vote keeps the edition it opened with
    with transaction():
        values = {"area": "999.99", "owner_name": "李", "phone": "", "owner_no": "", "unsold": False}
        actions.put(cast.street, project, homes[0].id, values, at=NOW)
    balloting.ballot(made, 2, "against", "agree", "against")
    balloting.ballot(made, 3, "agree", "agree", "abstain")
    balloting.close(made)
    assert content_hash(made.tally) == made.tally_hash
    assert [each.met for each in queries.results(made)] == [False, True, False]
    assert [sum(each.areas.values()) for each in recount_all(made.tally)] == [30_000] * 3
    assert [each["rule"] for each in made.tally["questions"]] == ["special", "ordinary", "ordinary"]
    states = {
        subject: queries.outcome(project, subject).state
        for subject in ("plan", "management", "property", "opinion")
    }
    assert states == {"plan": "not_met", "management": "met", "property": "not_met", "opinion": "no_data"}
    said = [
        next(
            line["choice"]
            for line in part["ballots"]
            if line["receipt"] == line_of(codes.normal(receipt), place)
        )
        for place, part in enumerate(parts_of(made.tally), start=1)
    ]
    assert said == ["agree", "agree", "against"]
    rows = db.session.scalars(select(Ballot).where(Ballot.vote_id == made.id)).all()
    assert len(rows) == 9
    assert all((each.voter_id is None) == secret for each in rows)


def test_a_paper_ballot_is_corrected_as_a_whole(cast: Cast) -> None:
    balloting.homes(cast.project())
    made = balloting.vote(cast.project(), **FURTHER)
    voter = queries.voter(made, 1)
    assert voter is not None
    for once, further_, reason in (("a", ("agree", "invalid"), ""), ("b", ("against", "agree"), "看错一栏")):
        with transaction():
            actions.cast(
                cast.community, made, voter, "agree", once=once * 24, key=KEY, at=NOW, paper=[make.received()],
                reason=reason, further=further_,
            )  # fmt: skip
    standing = select(Ballot).where(Ballot.replaced_at.is_(None)).order_by(Ballot.place)
    assert [each.choice for each in db.session.scalars(standing)] == ["agree", "against", "agree"]
    balloting.close(made)
    assert [each.heads["agree"] for each in recount_all(made.tally)] == [1, 0, 1]


def test_one_question_is_told_as_it_always_was_and_a_draft_loses_and_gains_questions(
    browser, cast: Cast
) -> None:
    balloting.homes(cast.project())
    one = balloting.vote(cast.project())
    balloting.ballot(one, 1)
    balloting.close(one)
    assert set(one.tally) == {
        "vote", "project", "subject", "title", "rule", "basis", "secret", "closed_at", "roll", "ballots", "areas", "unit",
    }  # fmt: skip
    made = balloting.vote(cast.project(), to="draft", **FURTHER)
    values = {
        name: getattr(made, name)
        for name in ("subject", "title", "words", "rule", "secret", "changeable", "notice_on", "closes_at")
    }
    with pytest.raises(Problem) as found:
        actions.edit(cast.street, made, {**values, **FURTHER, "rule_4": "consultation"}, at=NOW)
    db.session.rollback()
    assert "rule_4" in found.value.errors
    with transaction():
        actions.edit(
            cast.street,
            made,
            {**values, "subject_5": "other", "title_5": "其他", "words_5": "同意。", "rule_5": "ordinary"},
            at=NOW,
        )
    assert [(each.number, each.title) for each in made.asked] == [(1, "改造方案"), (2, "其他")]
    page = browser("street").get(f"/votes/{made.id}/edit").text
    assert 'value="其他"' in page
