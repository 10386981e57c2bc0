"""Accounts closed and opened again: what ends with them, what stays, and who may not be closed."""

from datetime import UTC, datetime

from sqlalchemy import select

from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.identity import actions, queries
from inspect_app.identity.models import Session
from tests.cast import Cast
from tests.identity.test_roles import AT, give, refused


def test_nobody_closes_their_own_account(cast: Cast) -> None:
    give(cast, "inspector", "authority", "admin")
    problem = refused(lambda: actions.close_person(cast.admin, cast.person("admin"), at=AT))
    assert (problem.status, problem.words("en")) == (409, "You cannot close your own account.")


def test_closing_ends_open_sessions_and_leaves_the_times_of_ended_ones(cast: Cast) -> None:
    person = cast.person("owner")
    mine = select(Session).where(Session.person_id == person.id).order_by(Session.kind)
    long_ago = datetime(2026, 3, 3, tzinfo=UTC)
    with transaction():
        db.session.scalars(mine).first().ended_at = long_ago
    with transaction():
        actions.close_person(cast.admin, cast.person("owner"), at=AT)
    assert [each.ended_at for each in db.session.scalars(mine)] == [long_ago, AT]
    assert refused(lambda: actions.close_person(SYSTEM, cast.person("owner"), at=AT)).status == 409


def test_a_reopened_account_has_its_roles_and_none_of_its_old_sessions(cast: Cast) -> None:
    assert refused(lambda: actions.reopen_person(SYSTEM, cast.person("owner"), at=AT)).status == 409
    with transaction():
        actions.close_person(cast.admin, cast.person("owner"), at=AT)
    closed = refused(lambda: give(cast, "owner", "authority", "inspector"))
    assert (closed.status, "reopen it first" in closed.words("en")) == (409, True)
    with transaction():
        actions.reopen_person(cast.admin, cast.person("owner"), at=AT)
    assert cast.owner.has("owner")
    alive = Session.person_id == cast.person("owner").id, Session.ended_at.is_(None)
    assert db.session.scalars(select(Session).where(*alive)).all() == []
    verbs = [each.verb for each in queries.history(cast.person("owner"))]
    assert verbs[:2] == ["person.reopen", "person.close"]
