"""A complaint that is passed on lies with a party that sees it."""

import pytest

from inspect_app.complaints import actions, queries
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.permits import may
from tests import make
from tests.cast import Cast
from tests.complaints.test_actions import filed


def test_a_complaint_is_passed_only_to_another_party_of_its_project(cast: Cast) -> None:
    complaint = filed(cast)
    for party in (complaint.accountable_party_id, cast.party("contractor_b").id, "unknown"):
        with pytest.raises(Problem) as refused, transaction():
            actions.assign(cast.street, complaint, party_id=party, reason="试", at=make.NOW)
        assert list(refused.value.errors) == ["party_id"]
        db.session.refresh(complaint)


def test_a_complaint_is_passed_only_to_parties_that_find_it_in_their_list(cast: Cast) -> None:
    complaint = filed(cast)
    for name in ("supervisor", "utility", "property", "community"):
        actor = getattr(cast, name)
        with transaction():
            actions.assign(cast.street, complaint, party_id=cast.party(name).id, reason="请查", at=make.NOW)
            actions.take_over(actor, complaint, at=make.NOW)
        assert may(actor, "complaint.accept", complaint)
        assert [each.id for each in db.session.scalars(queries.visible(actor))] == [complaint.id]
    for name in ("designer", "surveyor", "contractor_b"):
        with pytest.raises(Problem) as refused, transaction():
            actions.assign(cast.street, complaint, party_id=cast.party(name).id, reason="请查", at=make.NOW)
        assert list(refused.value.errors) == ["party_id"]
    assert complaint.accountable_party_id == cast.party("community").id
