"""Every open case has exactly one party that answers for it, at every moment; passing on needs acceptance."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from inspect_app.complaints import actions, queries
from inspect_app.complaints.models import Complaint, Transfer
from inspect_app.complaints.rules.transfers import MOST_BOUNCES
from inspect_app.core import journal
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.permits import may
from tests import make
from tests.cast import Cast
from tests.complaints.test_actions import filed
from tests.complaints.test_follow_and_desk import following

Client = Callable[[str], FlaskClient]
OTHERS = ("property", "utility", "community", "supervisor")


def act(name: str, *given: Any, **values: Any) -> None:
    with transaction():
        getattr(actions, name)(*given, **values, at=make.NOW)


def offered(cast: Cast, complaint: Complaint, whom: str) -> None:
    act("assign", cast.street, complaint, party_id=cast.party(whom).id, reason="归口")


def test_until_it_is_taken_the_old_party_answers(cast: Cast) -> None:
    complaint = filed(cast)
    before = complaint.accountable_party_id
    offered(cast, complaint, "property")
    assert complaint.accountable_party_id == before
    assert may(cast.property, "complaint.read", complaint)
    assert not may(cast.property, "complaint.accept", complaint)
    assert [each.id for each in db.session.scalars(queries.visible(cast.property))] == [complaint.id]
    with pytest.raises(Problem) as refused:
        offered(cast, complaint, "utility")
    assert "物业" in refused.value.words("zh")
    act("take_over", cast.property, complaint)
    assert complaint.accountable_party_id == cast.party("property").id
    with pytest.raises(Problem):
        act("take_over", cast.property, complaint)


def test_refusals_are_counted_and_after_so_many_the_desk_decides(cast: Cast) -> None:
    complaint = filed(cast)
    before = complaint.accountable_party_id
    with pytest.raises(Problem) as early:
        act("decide", cast.street, complaint, party_id=cast.party("property").id, reason="指定")
    assert early.value.status == 409
    for n in range(MOST_BOUNCES):
        offered(cast, complaint, "property")
        act("refuse", cast.property, complaint, reason="不归我管")
        assert (complaint.bounces, complaint.accountable_party_id) == (n + 1, before)
        assert list(db.session.scalars(queries.visible(cast.property))) == []
    with pytest.raises(Problem) as again:
        offered(cast, complaint, "property")
    assert "指定" in again.value.words("zh")
    act("decide", cast.street, complaint, party_id=cast.party("property").id, reason="指定")
    assert complaint.accountable_party_id == cast.party("property").id
    answers = db.session.scalars(select(Transfer.answer).order_by(Transfer.offered_at, Transfer.id)).all()
    assert answers == ["refused"] * MOST_BOUNCES + ["decided"]


@pytest.mark.parametrize("seed", range(6))
def test_at_every_instant_an_open_case_has_exactly_one_party_whatever_is_done(cast: Cast, seed: int) -> None:
    dice, complaint = random.Random(seed), filed(cast)
    owner = complaint.accountable_party_id
    for _step in range(25):
        offer = complaint.offer
        name = dice.choice(["assign", "take_over", "refuse", "recall", "decide"])
        given: dict[str, Any] = {}
        if name in ("assign", "decide"):
            given = {"party_id": cast.party(dice.choice(OTHERS)).id, "reason": "归口"}
        elif name == "refuse":
            given = {"reason": "不归我管"}
        try:
            act(name, cast.street, complaint, **given)
        except Problem:
            pass
        else:
            if name == "take_over" and offer is not None:
                owner = offer.to_party_id
            elif name == "decide":
                owner = given["party_id"]
        db.session.refresh(complaint)
        assert complaint.accountable_party_id == owner
        assert sum(each.answer is None for each in complaint.transfers) <= 1
        told = [
            each.data["accountable_party_id"] for each in journal.timeline("complaint", complaint.id)
            if "accountable_party_id" in (each.data or {})
        ]  # fmt: skip
        assert told[-1] == owner


def test_pages_show_exactly_the_acts_that_would_succeed(cast: Cast, browser: Client) -> None:
    complaint = filed(cast)
    desk, taker, resident = browser("street"), browser("property"), following(browser, complaint)
    path = f"/complaints/{complaint.id}"
    assert taker.get(path).status_code == 404
    sent = desk.post(f"{path}/assign", data={"party_id": cast.party("property").id, "reason": "归口"})
    assert sent.status_code == 302
    assert "收回转办" in desk.get(path).text
    assert "等其接收" in desk.get(path).text
    assert "接收这件投诉" in taker.get(path).text
    assert "接收这件投诉" not in browser("owner").get(path).text
    assert taker.post(f"{path}/refuse", data={}).status_code == 422
    assert taker.post(f"{path}/refuse", data={"reason": "不归我管"}).status_code == 302
    shown = resident.get("/complaints/follow/case").text
    assert "对方未接收，仍由原单位负责" in shown
    assert "不归我管" not in shown
    assert "退回次数" in desk.get(path).text
