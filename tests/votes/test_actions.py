"""A vote from the roll to its result: one ballot a voter, nothing doubled, nothing joined that is kept apart."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from inspect_app.core import codes, journal
from inspect_app.core.canonical import content_hash
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.votes import actions, queries
from inspect_app.votes.api import OWNER
from inspect_app.votes.models import Ballot, RollEdition, RollHousehold, Turnout
from tests import balloting, make
from tests.balloting import KEY, NOW
from tests.cast import Cast


def refused(act: Any, *args: Any, **kwargs: Any) -> Problem:
    with pytest.raises(Problem) as found, transaction():
        act(*args, **kwargs)
    db.session.rollback()
    return found.value


def paper(cast: Cast, made: Any, number: int, choice: str, once: str, **more: Any) -> str:
    voter = queries.voter(made, number)
    assert voter is not None
    photo = [make.received()]
    with transaction():
        return actions.cast(
            cast.community, made, voter, choice, once=once * 24, key=KEY, at=NOW, paper=photo, **more
        )


def test_an_open_vote_goes_from_the_roll_to_a_result_anybody_can_count_again(cast: Cast) -> None:
    project = cast.project()
    balloting.homes(project)
    made = balloting.vote(project)
    edition = made.edition
    assert edition is not None
    # five homes, two of one owner
    assert (edition.heads, edition.area) == (4, 35_000)
    for number, choice in ((1, "agree"), (2, "agree"), (3, "agree")):
        balloting.ballot(made, number, choice)
    told = queries.progress(made)
    assert told is not None
    assert (told.heads, told.area) == (3, 30_000)
    assert queries.outcome(project, "plan").state == "no_data"
    balloting.close(made)
    assert content_hash(made.tally) == made.tally_hash
    found = queries.outcome(project, "plan")
    assert (found.state, found.vote, found.tally_hash) == ("met", made.number, made.tally_hash)
    assert [(each.part, each.whole) for each in found.figures] == [
        (3, 4),
        (30_000, 35_000),
        (3, 3),
        (30_000, 30_000),
    ]
    assert "王小明" not in str(made.tally)
    assert "1号楼" not in str(made.tally)


def test_a_later_change_of_the_roll_makes_a_new_edition_and_never_touches_an_open_vote(cast: Cast) -> None:
    project = cast.project()
    first = balloting.homes(project)[0]
    made, other = balloting.vote(project), balloting.vote(project, subject="management", rule="ordinary")
    assert made.edition_id == other.edition_id
    values = {"area": "999.99", "owner_name": "李", "phone": "", "owner_no": "", "unsold": False}
    with transaction():
        actions.put(cast.street, project, first.id, values, at=NOW)
    later = balloting.vote(project)
    assert [(each.number, each.area) for each in db.session.scalars(select(RollEdition).order_by(RollEdition.number))] == [
        (1, 35_000), (2, 126_999),
    ]  # fmt: skip
    assert made.edition is not None
    assert (made.edition.number, later.edition and later.edition.number) == (1, 2)


def test_a_roll_with_a_household_missing_opens_no_vote(cast: Cast) -> None:
    project = cast.project()
    assert "空" in refused(balloting.vote, project).words("zh")
    balloting.homes(project)
    row = db.session.scalars(select(RollHousehold)).first()
    assert row is not None
    with transaction():
        actions.remove(cast.street, row, "登记错误", at=NOW)
    assert "1 户" in refused(balloting.vote, project).words("zh")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"rule": "ordinary"}, "rule"),
        ({"secret": True, "changeable": True}, "changeable"),
        ({"closes_at": NOW}, "closes_at"),
        ({"notice_on": NOW.date()}, "closes_at"),
        ({"closes_at": NOW + timedelta(days=400)}, "closes_at"),
    ],
)
def test_a_vote_drafted_wrongly_names_the_field(cast: Cast, values: dict[str, Any], field: str) -> None:
    assert field in refused(balloting.vote, cast.project(), to="draft", **values).errors


def test_a_vote_opens_after_its_notice_closes_at_its_time_and_another_person_publishes(cast: Cast) -> None:
    project = cast.project()
    balloting.homes(project)
    early = balloting.vote(project, to="draft", notice_on=(NOW - timedelta(days=14)).date())
    assert "15 日" in refused(actions.move, cast.street, early, "open", {}, at=NOW).words("zh")
    made = balloting.vote(project)
    assert "提前" in refused(actions.move, cast.street, made, "close", {}, at=NOW).words("zh")
    assert refused(balloting.ballot, made, 1, at=made.closes_at).slug == "conflict"
    with transaction():
        actions.move(cast.street, made, "close", {}, at=made.closes_at)
    assert "另一位" in refused(actions.move, cast.street, made, "publish", {}, at=made.closes_at).words("zh")
    with transaction():
        actions.move(cast.community, made, "publish", {}, at=made.closes_at)
    assert queries.outcome(project, "plan").state == "not_met"


def test_a_voter_votes_once_and_the_same_form_sent_again_is_the_same_ballot(cast: Cast) -> None:
    project = cast.project()
    balloting.homes(project)
    for secret in (False, True):
        made = balloting.vote(project, secret=secret)
        receipt = balloting.ballot(made, 1)
        assert balloting.ballot(made, 1) == receipt
        assert refused(balloting.ballot, made, 1, "against").slug == "same-id-other-content"
        assert "voter" in refused(balloting.ballot, made, 1, once="z" * 24).errors
        kept = db.session.scalars(select(Ballot).where(Ballot.vote_id == made.id)).one()
        assert kept.receipt == codes.fingerprint(receipt)
    voter = queries.voter(balloting.vote(project, subject="management"), 1)
    assert voter is not None
    other = balloting.vote(project, to="draft")
    assert (
        refused(actions.cast, OWNER, other, voter, "agree", once="y" * 24, key=KEY, at=NOW).slug
        == "not-found"
    )


def test_an_owner_changes_a_ballot_only_where_the_vote_says_so(cast: Cast) -> None:
    project = cast.project()
    balloting.homes(project)
    made = balloting.vote(project, changeable=True)
    balloting.ballot(made, 1, "against")
    balloting.ballot(made, 1, "agree", once="x" * 24)
    balloting.close(made)
    assert [each["choice"] for each in made.tally["ballots"]] == ["agree"]
    assert db.session.scalars(select(Ballot).where(Ballot.replaced_at.is_not(None))).one().choice == "against"


def test_a_paper_ballot_is_entered_with_its_photo_and_corrected_with_a_reason(cast: Cast) -> None:
    project = cast.project()
    balloting.homes(project)
    made = balloting.vote(project)
    paper(cast, made, 1, "against", "a")
    with pytest.raises(Problem):
        paper(cast, made, 1, "agree", "b")
    paper(cast, made, 1, "agree", "b", reason="看错一栏")
    balloting.ballot(made, 2)
    with pytest.raises(Problem):
        paper(cast, made, 2, "against", "c", reason="代改")
    verbs = [each.verb for each in journal.timeline("vote", made.id)]
    assert verbs == ["vote.draft", "vote.open", "vote.enter", "vote.correct", "vote.cast"]
    assert all("agree" not in str(each.data) for each in journal.timeline("vote", made.id))
    secret = balloting.vote(project, secret=True)
    with pytest.raises(Problem) as found:
        paper(cast, secret, 1, "agree", "d")
    assert "无记名" in found.value.words("zh")


def test_nothing_kept_of_a_secret_vote_joins_a_voter_to_a_choice(cast: Cast) -> None:
    project = cast.project()
    balloting.homes(project)
    made = balloting.vote(project, secret=True)
    for number, choice in ((1, "agree"), (2, "against"), (3, "agree"), (4, "agree")):
        balloting.ballot(made, number, choice)
    raw = db.session.execute(text("SELECT receipt, voter_id, area, choice FROM ballots")).all()
    assert all((voter, area) == (None, None) and "ag" not in choice[:3] for _r, voter, area, choice in raw)
    assert not {each.once_hash for each in db.session.scalars(select(Turnout))} & {row[0] for row in raw}
    assert all(not each.data for each in journal.timeline("vote", made.id) if each.verb == "vote.cast")
    balloting.close(made)
    # read as they lie: in the order of their receipts, no longer in the order they came
    place = "rowid" if db.engine.dialect.name == "sqlite" else "ctid"
    lain = [row[0] for row in db.session.execute(text(f"SELECT receipt FROM ballots ORDER BY {place}")).all()]
    assert lain == sorted(lain)
    assert made.sums == ""
    assert made.tally["areas"]["agree"] == 8000 + 10_000 + 5000
    assert queries.outcome(project, "plan").state == "not_met"


def test_owners_data_are_sealed_masked_and_each_look_is_written_down(cast: Cast) -> None:
    balloting.homes(cast.project())
    row = db.session.scalars(select(RollHousehold)).first()
    assert row is not None
    raw = db.session.execute(text("SELECT owner_name, phone FROM roll_households")).all()
    assert all(each.startswith("p1.") for line in raw for each in line)
    with transaction():
        assert actions.see(cast.street, row, "notify", at=NOW) == ("王小明", "13800138000")
    entry = journal.timeline("roll", row.id)[-1]
    assert (entry.verb, entry.data["purpose"]) == ("roll.see", "notify")
    assert "purpose" in refused(actions.see, cast.street, row, "curious", at=NOW).errors


def test_a_file_is_taken_whole_or_not_at_all_and_again_changes_nothing(cast: Cast) -> None:
    project = cast.project()
    balloting.homes(project, (("80.00", ""),))
    rows = [["房号", "面积"], ["1号楼 / 1单元 / 101", "81.00"], ["1号楼 / 1单元 / 999", "70"]]
    with transaction():
        found = actions.import_roll(cast.street, project, rows, at=NOW, dry=False)
    assert [(each.line, each.field) for each in found.faults] == [(3, "place")]
    assert db.session.scalars(select(RollHousehold)).one().area == 8000
    for told in ((0, 1, 0), (0, 0, 1)):
        with transaction():
            done = actions.import_roll(cast.street, project, rows[:2], at=NOW, dry=False)
        assert (done.new, done.changed, done.same) == told
    assert db.session.scalars(select(RollHousehold)).one().area == 8100


def test_a_wrong_number_and_a_wrong_code_open_nothing(cast: Cast) -> None:
    project = cast.project()
    balloting.homes(project)
    made = balloting.vote(project)
    with transaction():
        (voter, code), *_rest = actions.print_codes(cast.street, made, KEY, at=NOW)
    number = actions.slip_number(made, voter)
    found = actions.opened(f" {number.lower()} ", codes.shown(code).lower(), KEY)
    assert found is not None
    assert found[1].id == voter.id
    for wrong, said in (
        (number, "0" * 16),
        (f"{made.number}-9999", code),
        ("", code),
        ("BJ", ""),
        (f"{made.number}-²", code),
    ):
        assert actions.opened(wrong, said, KEY) is None
