"""Roles given, narrowed and taken back, and always somebody left to administer."""

import threading
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.journal import Entry
from inspect_app.core.permits import SYSTEM, may
from inspect_app.identity import actions, queries
from inspect_app.identity.models import Membership
from tests.cast import REGION, Cast

AT = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)


def standing(cast: Cast, name: str) -> list[Membership]:
    db.session.rollback()
    return [each for each in cast.person(name).memberships if each.ended_at is None]


def give(cast: Cast, name: str, party: str, role: str, **reach: str) -> Membership:
    with transaction():
        return actions.add_membership(
            SYSTEM, person=cast.person(name), party=cast.party(party), role=role, at=AT, **reach
        )


def refused(work) -> Problem:
    with pytest.raises(Problem) as caught, transaction():
        work()
    return caught.value


def journal_size() -> int:
    return db.session.scalar(select(func.count()).select_from(Entry)) or 0


def test_a_further_role_adds_what_it_reaches_and_taking_it_back_takes_that_away(cast: Cast) -> None:
    project = cast.project("p18")
    assert not may(cast.contractor_a, "project.read", project)
    made = give(cast, "contractor_a", "supervisor", "inspector", project_id=project.id)
    assert may(cast.contractor_a, "project.read", cast.project("p18"))
    with transaction():
        actions.end_membership(cast.admin, db.session.get_one(Membership, made.id), at=AT)
    assert not may(cast.contractor_a, "project.read", cast.project("p18"))


def test_each_act_writes_one_entry_that_names_person_party_role_and_reach(cast: Cast) -> None:
    before = journal_size()
    made = give(cast, "contractor_a", "supervisor", "inspector", project_id=cast.project().id)
    with transaction():
        actions.end_membership(cast.admin, made, at=AT)
    assert journal_size() == before + 2
    last = db.session.scalars(select(Entry).order_by(Entry.seq.desc())).first()
    assert (last.verb, last.actor_name, last.project_id) == ("membership.end", "admin", cast.project().id)
    assert last.data == {
        "person": "contractor_a", "party": "正信监理公司", "role": "inspector", "project": "p17 老旧小区改造"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("party", "role", "reach", "field"),
    [
        ("contractor_a", "supervisor", {}, "role"),
        ("contractor_a", "nobody", {}, "role"),
        ("contractor_a", "contractor", {"region": REGION}, "region"),
        ("contractor_a", "contractor", {"site": "p18"}, "project_id"),
        ("contractor_a", "contractor", {"project_id": "nowhere"}, "project_id"),
        ("authority", "inspector", {"site": "p17", "region": REGION}, "region"),
        ("contractor_b", "contractor", {}, "role"),
    ],
)
def test_a_role_that_does_not_fit_is_refused_by_its_field(
    cast: Cast, party: str, role: str, reach: dict[str, str], field: str
) -> None:
    given = dict(reach)
    if "site" in given:
        given["project_id"] = cast.project(given.pop("site")).id
    problem = refused(lambda: give(cast, "contractor_b", party, role, **given))
    assert list(problem.errors) == [field]
    assert len(standing(cast, "contractor_b")) == 1


def test_the_same_role_can_be_held_again_once_it_was_taken_back(cast: Cast) -> None:
    project = cast.project().id
    for _ in range(3):
        made = give(cast, "inspector", "supervisor", "inspector", project_id=project)
        assert refused(lambda: give(cast, "inspector", "supervisor", "inspector", project_id=project)).errors
        with transaction():
            actions.end_membership(SYSTEM, made, at=AT)
    assert len(cast.person("inspector").memberships) == 4


@pytest.mark.parametrize("reach", [{}, {"region": REGION}, {"project_id": "p"}])
def test_the_table_itself_holds_a_standing_role_only_once(cast: Cast, reach: dict[str, str]) -> None:
    given = {
        "person_id": cast.person("street").id, "party_id": cast.party("authority").id, "role": "inspector",
        "created_at": AT, **reach,
    }  # fmt: skip
    with transaction():
        db.session.add_all([Membership(**given, ended_at=AT), Membership(**given, ended_at=AT)])
        db.session.add(Membership(**given))
    with pytest.raises(IntegrityError), transaction():
        db.session.add(Membership(**given))


def test_a_role_is_narrowed_in_one_step_and_both_stay_in_the_history(cast: Cast) -> None:
    old = standing(cast, "officer")[0]
    with transaction():
        made = actions.narrow_membership(
            cast.admin,
            db.session.get_one(Membership, old.id),
            project_id=cast.project().id,
            region=None,
            at=AT,
        )
    assert [each.id for each in standing(cast, "officer")] == [made.id]
    assert may(cast.officer, "project.read", cast.project("p17"))
    assert not may(cast.officer, "project.read", cast.project("p18"))
    rows = queries.held(cast.admin, cast.person("officer"))
    assert [(each.reach.project_id, each.given_by, each.ended_by) for each in rows] == [
        (cast.project().id, "admin", ""),
        (None, "系统", "admin"),
    ]


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"region": "1101"}, "region"),
        ({"region": "310101"}, "region"),
        ({"region": REGION}, "role"),
        ({}, "project_id"),
        ({"project_id": "nowhere"}, "project_id"),
    ],
)
def test_narrowing_never_widens_and_what_is_refused_changes_nothing(
    cast: Cast, wanted: dict[str, str], field: str
) -> None:
    one, before = standing(cast, "officer")[0], journal_size()
    reach = {"project_id": None, "region": None, **wanted}
    problem = refused(lambda: actions.narrow_membership(SYSTEM, one, **reach, at=AT))
    assert list(problem.errors) == [field]
    assert [each.id for each in standing(cast, "officer")] == [one.id]
    assert journal_size() == before


def test_a_role_taken_back_is_not_taken_back_or_narrowed_again(cast: Cast) -> None:
    made = give(cast, "officer", "authority", "inspector")
    with transaction():
        actions.end_membership(SYSTEM, made, at=AT)
    assert refused(lambda: actions.end_membership(SYSTEM, made, at=AT)).status == 409
    again = refused(lambda: actions.narrow_membership(SYSTEM, made, project_id=None, region=REGION, at=AT))
    assert again.status == 409


def test_the_last_administrator_of_the_whole_keeps_the_role_and_the_account(cast: Cast) -> None:
    give(cast, "officer", "authority", "admin", region=REGION)
    give(cast, "inspector", "authority", "admin")
    with transaction():
        actions.close_person(SYSTEM, cast.person("inspector"), at=AT)
    admin, own = cast.person("admin"), standing(cast, "admin")[0]
    for work in (
        lambda: actions.close_person(SYSTEM, admin, at=AT),
        lambda: actions.end_membership(SYSTEM, own, at=AT),
        lambda: actions.end_membership(cast.admin, own, at=AT),
        lambda: actions.narrow_membership(SYSTEM, own, project_id=None, region=REGION, at=AT),
    ):
        problem = refused(work)
        assert problem.status == 409
        assert "last administrator" in problem.words("en")
    assert [each.id for each in standing(cast, "admin")] == [own.id]


def test_with_a_second_administrator_the_first_may_go(cast: Cast) -> None:
    give(cast, "inspector", "authority", "admin")
    with transaction():
        actions.end_membership(cast.admin, standing(cast, "admin")[0], at=AT)
    assert not cast.admin.has("admin")
    assert refused(lambda: actions.close_person(SYSTEM, cast.person("inspector"), at=AT)).status == 409


def test_two_administrators_who_remove_each_other_at_one_moment_leave_one(app: Flask, cast: Cast) -> None:
    second = give(cast, "inspector", "authority", "admin").id
    first = standing(cast, "admin")[0].id
    db.session.rollback()
    ready, said = threading.Barrier(2), []

    def remove(one: str) -> None:
        with app.app_context():
            db.session.get_one(Membership, one)
            db.session.rollback()
            ready.wait()
            try:
                with transaction():
                    actions.end_membership(SYSTEM, db.session.get_one(Membership, one), at=AT)
                said.append("done")
            except Problem as problem:
                said.append(problem.slug)
            db.session.remove()

    hands = [threading.Thread(target=remove, args=(one,)) for one in (first, second)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert sorted(said) == ["conflict", "done"]


def test_the_history_of_a_person_holds_nothing_of_another(cast: Cast) -> None:
    give(cast, "owner", "authority", "inspector")
    ids = {cast.person("street").id, *(each.id for each in cast.person("street").memberships)}
    assert {each.thing_id for each in queries.history(cast.person("street"))} == ids
