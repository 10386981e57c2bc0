"""Join, split, void and hand on, each with its way back; nothing is lost by any of them."""

from datetime import datetime
from typing import Any

import pytest

from inspect_app.core import journal
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.files import attachments
from inspect_app.core.permits import SYSTEM, Actor, Grant, may
from inspect_app.defects import actions, queries
from inspect_app.defects.models import Defect
from inspect_app.identity.actions import add_party
from inspect_app.identity.models import Party
from inspect_app.projects.actions import set_party
from tests import make
from tests.cast import Cast


def moving(actor: Actor, defect: Defect, name: str, at: datetime = make.NOW, **values: Any) -> None:
    with transaction():
        actions.move(actor, defect, name, values, at=at)


def refusal(call: Any) -> Problem:
    with pytest.raises(Problem) as refused:
        call()
    db.session.rollback()
    return refused.value


def settle() -> None:
    while journal.react():
        pass


def joining(cast: Cast, defect: Defect, head: Defect) -> None:
    moving(cast.supervisor, defect, "join", into=head.number, why="duplicate")


def test_a_joined_ticket_gives_its_earlier_deadline_and_takes_it_back(cast: Cast) -> None:
    head = make.defect(cast.project(), title="屋面渗漏", photos=[make.received("red")])
    sooner = make.defect(cast.project(), severity="major", title="屋面漏水", photos=[make.received("blue")])
    soonest = make.defect(cast.project(), severity="serious", at=make.later(days=-2))
    due, own = head.due_at, (sooner.due_at, soonest.due_at)
    joining(cast, sooner, head)
    assert head.due_at == own[0]
    assert (sooner.state, [each.label for each in attachments("defect", sooner.id)]) == ("joined", ["found"])
    moving(cast.supervisor, sooner, "unjoin", reason="不是同一处")
    assert (head.due_at, sooner.state, sooner.due_at) == (due, "open", own[0])
    assert [each.verb for each in journal.timeline("defect", sooner.id)][1:] == [
        "defect.join",
        "defect.unjoin",
    ]


def test_what_is_joined_is_closed_with_its_head_and_whoever_raised_it_learns_so(cast: Cast) -> None:
    head, other = make.defect(cast.project(), to="accepted"), make.defect(cast.project())
    joining(cast, other, head)
    assert not may(cast.supervisor, "defect.confirm", other)
    assert refusal(lambda: moving(SYSTEM, other, "confirm")).slug == "conflict"
    assert refusal(lambda: moving(cast.officer, head, "void", reason="重复")).slug == "conflict"
    moving(cast.contractor_a, head, "rectify", note="已改", after=[make.received("green")])
    moving(cast.supervisor, head, "confirm")
    settle()
    settle()
    db.session.expire_all()
    assert (other.state, other.rectified_at) == ("closed", head.rectified_at)
    assert [each.verb for each in journal.timeline("defect", other.id)].count("defect.confirm") == 1


@pytest.mark.parametrize("wrong", ["itself", "nothing", "foreign", "another party", "settled"])
def test_a_ticket_joins_only_one_of_its_project_and_party_that_is_on_the_way(cast: Cast, wrong: str) -> None:
    defect = make.defect(cast.project())
    numbers = {
        "itself": defect.number, "nothing": "QX-1999-000001", "foreign": make.defect(cast.project("p18")).number,
        "another party": make.defect(cast.project(), liable_party_id=cast.party("owner").id).number,
        "settled": make.defect(cast.project(), to="closed").number,
    }  # fmt: skip
    values = {"into": numbers[wrong], "why": "duplicate"}
    assert "into" in refusal(lambda: moving(cast.supervisor, defect, "join", **values)).errors
    assert defect.state == "open"


def test_a_part_split_off_has_the_photos_and_the_deadline_and_may_be_joined_again(cast: Cast) -> None:
    whole = make.defect(cast.project(), photos=[make.received("red")], to="accepted")
    with transaction():
        part = actions.split(cast.supervisor, whole, {"title": "东侧女儿墙"}, at=make.later(days=1))
    with transaction():
        again = actions.split(cast.supervisor, whole, {"title": "东侧女儿墙"}, at=make.later(days=1))
    assert again.id == part.id
    assert (part.due_at, part.split_from_id, part.state) == (whole.due_at, whole.id, "open")
    assert [each.sha256 for each in attachments("defect", part.id)] == [
        each.sha256 for each in attachments("defect", whole.id)
    ]
    joining(cast, part, whole)
    assert queries.family(cast.supervisor, whole)["joined"] == [part]


def test_a_voided_ticket_comes_back_with_the_time_it_had_left(cast: Cast) -> None:
    defect = make.defect(cast.project(), actor=cast.supervisor)
    due = defect.due_at
    moving(cast.supervisor, defect, "void", make.later(days=1), reason="误登")
    moving(cast.supervisor, defect, "reopen", make.later(days=4), reason="确有其事")
    assert (defect.state, defect.due_at - due, defect.voided_at) == ("open", make.timedelta(days=3), None)
    assert not may(cast.contractor_a, "defect.reopen", defect)


@pytest.fixture
def sub(cast: Cast) -> tuple[Party, Actor]:
    """A subcontractor of p17, and somebody of it."""
    with transaction():
        party = add_party(SYSTEM, kind="subcontractor", name="巧匠防水", region="110114", at=make.NOW)
        set_party(SYSTEM, cast.project(), party=party, role="subcontractor", at=make.NOW)
    return party, Actor("person", "sub-1", "赵工", (Grant("subcontractor", party.id),))


def test_a_subcontractor_sees_the_sub_ticket_and_nothing_else(cast: Cast, sub: tuple[Party, Actor]) -> None:
    party, person = sub
    parent, other = (make.defect(cast.project(), to="accepted") for _ in range(2))
    with transaction():
        given = actions.delegate(
            cast.contractor_a, parent, {"party_id": party.id, "title": "补卷材"}, at=make.NOW
        )
    assert db.session.scalars(queries.visible(person)).all() == [given]
    assert db.session.scalar(queries.one(person, parent.id)) is None
    assert queries.family(person, given)["parent"] == []
    assert queries.family(cast.contractor_a, parent)["subs"] == [given]
    assert {each.id for each in db.session.scalars(queries.visible(cast.contractor_a))} == {
        parent.id,
        other.id,
        given.id,
    }
    assert db.session.scalar(queries.one(cast.contractor_b, given.id)) is None
    assert parent.subs_open == 1


def test_a_ticket_is_handed_in_after_its_sub_tickets_and_whoever_worked_on_those_verifies_nothing(
    cast: Cast, sub: tuple[Party, Actor]
) -> None:
    party, person = sub
    parent = make.defect(cast.project(), to="accepted")
    with transaction():
        given = actions.delegate(
            cast.contractor_a, parent, {"party_id": party.id, "title": "补卷材"}, at=make.NOW
        )
    fix = {"note": "已改", "after": [make.received("green")]}
    assert not may(cast.contractor_a, "defect.rectify", parent)
    assert refusal(lambda: moving(cast.contractor_a, parent, "rectify", **fix)).slug == "conflict"
    moving(person, given, "accept")
    moving(person, given, "rectify", note="已补", after=[make.received("white")])
    able = [
        name
        for name in ("officer", "supervisor", "contractor_a")
        if may(getattr(cast, name), "defect.confirm", given)
    ]
    assert able == ["contractor_a"]
    assert not may(person, "defect.confirm", given)
    moving(cast.contractor_a, given, "confirm")
    assert parent.subs_open == 0
    moving(cast.contractor_a, parent, "rectify", **fix)
    moved_on = Actor("person", "sub-1", "赵工", (Grant("supervisor", cast.party("supervisor").id),))
    same_firm = Actor(
        "person",
        "x",
        "两头",
        (Grant("supervisor", cast.party("supervisor").id), Grant("subcontractor", party.id)),
    )
    assert [may(each, "defect.confirm", parent) for each in (moved_on, same_firm, cast.supervisor)] == [
        False,
        False,
        True,
    ]


def test_the_sub_tickets_of_a_void_ticket_are_void_too(cast: Cast, sub: tuple[Party, Actor]) -> None:
    parent = make.defect(cast.project(), to="accepted")
    given = {"party_id": sub[0].id, "title": "补卷材"}
    with transaction():
        child = actions.delegate(cast.contractor_a, parent, given, at=make.NOW)
    moving(cast.officer, parent, "void", reason="误登")
    settle()
    db.session.expire_all()
    assert (child.state, parent.subs_open) == ("void", 0)
    late = {**given, "until": make.later(days=300), "title": "别的"}
    second = make.defect(cast.project(), to="accepted")
    assert "until" in refusal(lambda: actions.delegate(cast.contractor_a, second, late, at=make.NOW)).errors
    owner = {**given, "party_id": cast.party("owner").id}
    assert (
        "party_id" in refusal(lambda: actions.delegate(cast.contractor_a, second, owner, at=make.NOW)).errors
    )
