"""The codes of a vote go to the phones on its roll: sealed in the outbox, nowhere else, and not once it is over."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from inspect_app.core import journal
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.messages.models import Delivery
from inspect_app.votes import actions
from inspect_app.votes.models import RollHousehold
from inspect_app.votes.rules.life import AGAIN
from tests import balloting
from tests.balloting import NOW
from tests.cast import Cast


def letters() -> list[Delivery]:
    """Return the letters with codes, in the order they were put out."""
    while journal.react():
        pass
    stmt = select(Delivery).where(Delivery.about.startswith("vote-code")).order_by(Delivery.id)
    return list(db.session.scalars(stmt))


def test_codes_go_to_phones_when_a_vote_opens_and_on_request_and_lie_nowhere_in_clear(
    app: Flask, cast: Cast
) -> None:
    balloting.homes(cast.project(), (("80.00", ""), ("70.00", ""), ("60.00", "")))
    with transaction():
        rows = db.session.scalars(select(RollHousehold).order_by(RollHousehold.area.desc())).all()
        rows[2].phone = "010-62345678"
    made = balloting.vote(cast.project(), by_phone=True, secret=True)
    sent = letters()
    assert [each.target for each in sent] == ["13800138000"] * 2
    found = re.search(r"编号 (\S+?)，投票码 ([0-9A-Z-]+)，", sent[0].body)
    assert found is not None
    opened = actions.opened(found[1], found[2], str(app.secret_key))
    assert opened is not None
    assert opened[0].id == made.id
    raw = db.session.execute(text("SELECT target, body, about FROM deliveries")).all()
    assert all(each.startswith("p1.") for line in raw for each in line[:2])
    assert {line[2] for line in raw} == {f"vote-code {made.number}"}
    told = str([(each.verb, each.data) for each in journal.timeline("vote", made.id)])
    assert found[2] not in told
    assert "'codes': 3" in told
    with pytest.raises(Problem, match=r"\w") as soon, transaction():
        actions.send_codes(cast.street, made, at=NOW + timedelta(hours=1))
    db.session.rollback()
    assert "小时内" in soon.value.words("zh")
    # whoever has voted is asked no more
    balloting.ballot(made, opened[1].number)
    with transaction():
        actions.send_codes(cast.street, made, at=NOW + AGAIN)
    assert len(letters()) == 3
    balloting.close(made)
    assert {(each.state, each.body) for each in letters()} == {("dead", "")}
