"""A vote closes by itself; who votes for a household is written down; a proxy has an authority and a limit."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from inspect_app.core import journal
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.files import attachments
from inspect_app.core.jobs import JOBS, run_due
from inspect_app.core.permits import SYSTEM
from inspect_app.votes import actions, queries
from inspect_app.votes.models import RollHousehold
from inspect_app.votes.rules.proxies import PROXIES
from tests import balloting, make
from tests.balloting import KEY, NOW
from tests.cast import Cast

_CLOSE = "votes.close_due"


def _killed(at: datetime) -> None:
    actions.close_due(SYSTEM, at=at)
    raise KeyboardInterrupt


def test_a_vote_closes_by_itself_once_also_after_a_kill_and_its_opener_does_not_publish(cast: Cast) -> None:
    balloting.homes(cast.project())
    made, later = (
        balloting.vote(cast.project()),
        balloting.vote(cast.project(), closes_at=NOW + timedelta(days=9)),
    )
    balloting.ballot(made, 1)
    after = made.closes_at + timedelta(minutes=2)
    run_due(JOBS[_CLOSE], NOW)
    assert made.state == "open"

    with pytest.raises(KeyboardInterrupt), transaction():
        _killed(after)
    db.session.refresh(made)
    assert made.state == "open"
    assert run_due(JOBS[_CLOSE], after)
    run_due(JOBS[_CLOSE], after + timedelta(minutes=5))
    db.session.refresh(made)
    assert (made.state, made.closed_by, later.state) == ("closed", None, "open")
    assert [each.verb for each in journal.timeline("vote", made.id)].count("vote.close") == 1
    # the community opened it
    with pytest.raises(Problem) as found, transaction():
        actions.move(cast.community, made, "publish", {}, at=after)
    db.session.rollback()
    assert "另一位" in found.value.words("zh")
    with transaction():
        actions.move(cast.street, made, "publish", {}, at=after)
    assert queries.results(made)[0].sums.heads["agree"] == 1


def paper(cast: Cast, made: Any, number: int, by: actions.By) -> str:
    """Enter a paper ballot; return the field that was refused, "" where it was taken."""
    voter = queries.voter(made, number)
    assert voter is not None
    try:
        with transaction():
            actions.cast(
                cast.community, made, voter, "agree", once=f"{number}{by.who}{by.proxy}".ljust(24, "x"), key=KEY, at=NOW,
                paper=[make.received()], by=by,
            )  # fmt: skip
    except Problem as problem:
        db.session.rollback()
        return next(iter(problem.errors))
    return ""


def test_joint_owners_have_one_ballot_and_a_proxy_votes_for_a_few_with_an_authority(cast: Cast) -> None:
    balloting.homes(cast.project(), tuple(("50.00", "") for _home in range(PROXIES.most + 2)))
    with transaction():
        for row in db.session.scalars(select(RollHousehold)):
            row.owner_name = "王小明、李红"
    made = balloting.vote(cast.project())
    photo = [make.received()]
    assert paper(cast, made, 1, actions.By()) == "who"
    assert paper(cast, made, 1, actions.By("赵云")) == "who"
    assert paper(cast, made, 1, actions.By("李红")) == ""
    # the other of them is the same head
    assert paper(cast, made, 1, actions.By("王小明")) == "voter"
    assert paper(cast, made, 2, actions.By("李红", "赵云")) == "authority"
    for number in range(2, PROXIES.most + 2):
        assert paper(cast, made, number, actions.By("李红", "赵 云", photo)) == ""
    assert paper(cast, made, PROXIES.most + 2, actions.By("李红", "赵云", photo)) == "proxy"
    assert paper(cast, made, PROXIES.most + 2, actions.By("李红", "钱多", photo)) == ""
    voter = queries.voter(made, 2)
    assert voter is not None
    kept = attachments("ballot", queries.photo_key(made, voter))
    assert sorted(each.label for each in kept) == ["authority", "ballot"]
    with pytest.raises(Problem) as found, transaction():
        actions.cast(
            cast.community,
            made,
            voter,
            "agree",
            once="q" * 24,
            key=KEY,
            at=NOW,
            by=actions.By("李红", "赵云", photo),
        )
    db.session.rollback()
    assert set(found.value.errors) & {"proxy", "voter"}
    told = [each.data for each in journal.timeline("vote", made.id) if each.verb == "vote.enter"]
    assert [each.get("voted_by") for each in told] == [None, *["proxy"] * (PROXIES.most + 1)]
    assert "赵" not in str(told)
    raw = set(db.session.scalars(text("SELECT who FROM turnouts")))
    assert all(each.startswith("p1.") for each in raw)
