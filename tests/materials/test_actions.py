"""A lot on its way from the gate into the works: nothing is used before it was tested and signed for."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.journal import react
from inspect_app.core.permits import may
from inspect_app.defects.actions import decide, hand_in_plan
from inspect_app.defects.actions import move as move_defect
from inspect_app.defects.models import Defect
from inspect_app.materials import actions, queries
from inspect_app.materials.models import MaterialLot
from inspect_app.materials.rules import WORKFLOW
from tests import make
from tests.cast import Cast

PEOPLE = (
    "admin", "officer", "inspector", "supervisor", "contractor_a", "contractor_b", "owner", "designer", "street",
    "community", "property", "utility", "stranger",
)  # fmt: skip
WHO = {
    "sample": {"supervisor", "owner"},
    "pass": {"contractor_a", "supervisor", "owner"},
    "accept": {"supervisor"},
    "reject": {"supervisor", "owner", "officer", "inspector"},
    "remove": {"supervisor", "owner"},
    "void": {"contractor_a"},
}


@pytest.mark.parametrize("state", make.LOTS)
def test_every_move_is_open_from_its_states_and_to_its_people(cast: Cast, state: str) -> None:
    lot = make.lot(cast.project(), to=state)
    assert lot.state == state
    for move in WORKFLOW.moves:
        assert {each for each in PEOPLE if may(getattr(cast, each), f"material.{move.name}", lot)} == WHO[
            move.name
        ]
        if state not in move.sources:
            with pytest.raises(Problem) as refused, transaction():
                actions.move(cast.supervisor, lot, move.name, {}, at=make.NOW)
            assert refused.value.slug == "wrong-state"


def test_what_the_catalogue_has_tested_is_not_signed_untested_and_nobody_signs_for_another(
    cast: Cast,
) -> None:
    boss = cast.supervisor
    tested, plain = make.lot(cast.project()), make.lot(cast.project(), kind="paint", maker_lot="P-1")
    with pytest.raises(Problem) as refused, transaction():
        actions.move(boss, tested, "accept", {"name": boss.name}, at=make.NOW)
    assert "第二十九条" in refused.value.words("zh")
    with pytest.raises(Problem) as refused, transaction():
        actions.move(boss, plain, "accept", {"name": "别人"}, at=make.NOW)
    assert "name" in refused.value.errors
    with transaction():
        actions.move(boss, plain, "accept", {"name": boss.name}, at=make.NOW)
    assert plain.accepted_by_name == boss.name


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"entered_on": make.NOW.date() + timedelta(days=1)}, "entered_on"),
        ({"party_id": "0", "maker_lot": "B"}, "party_id"),
        ({"photos": ["f" * 64], "maker_lot": "B"}, "photos"),
        ({}, "maker_lot"),
    ],
)
def test_a_lot_entered_wrongly_or_twice_names_the_field(
    cast: Cast, values: dict[str, Any], field: str
) -> None:
    make.lot(cast.project())
    with pytest.raises(Problem) as refused:
        make.lot(cast.project(), **values)
    db.session.rollback()
    assert field in refused.value.errors
    assert len(db.session.scalars(select(MaterialLot)).all()) == 1


def test_what_was_voided_may_be_entered_again(cast: Cast) -> None:
    make.lot(cast.project(), to="void")
    assert make.lot(cast.project()).state == "entered"


@pytest.mark.parametrize("state", [each for each in make.LOTS if each != "accepted"])
def test_nothing_is_used_before_it_is_signed_for(cast: Cast, state: str) -> None:
    lot = make.lot(cast.project(), to=state)
    with pytest.raises(Problem) as refused, transaction():
        actions.use(cast.contractor_a, lot, [cast.element().id], used_on=make.NOW.date(), at=make.NOW)
    assert "第三十七条" in refused.value.words("zh")
    assert lot.used == []


def test_a_use_is_recorded_once_and_taken_back_with_its_reason(cast: Cast) -> None:
    lot, roof = make.lot(cast.project(), to="accepted"), cast.element()
    day, builder = make.NOW.date(), cast.contractor_a
    for wrong in ({"used_on": day - timedelta(days=1)}, {"used_on": day + timedelta(days=1)}):
        with pytest.raises(Problem) as refused, transaction():
            actions.use(builder, lot, [roof.id], at=make.NOW, **wrong)
        assert "used_on" in refused.value.errors
    with pytest.raises(Problem) as refused, transaction():
        actions.use(builder, lot, [roof.id, cast.element(site="p18").id], used_on=day, at=make.NOW)
    assert "element_ids" in refused.value.errors
    for added in (1, 0):
        with transaction():
            assert len(actions.use(builder, lot, [roof.id], used_on=day, at=make.NOW)) == added
    with transaction():
        actions.unuse(builder, lot, lot.used[0].id, "记错楼栋", at=make.NOW)
    assert (lot.used, [each.reason for each in lot.uses]) == ([], ["记错楼栋"])
    with transaction():
        actions.use(builder, lot, [roof.id], used_on=day, at=make.NOW)
    assert [each.element_id for each in lot.used] == [roof.id]
    verbs = [each.verb for each in journal.timeline("material", lot.id)]
    assert verbs.count("material.use") == 2


def test_a_lot_rejected_after_it_was_built_in_raises_one_ticket_and_one_unused_none(cast: Cast) -> None:
    used, unused = (
        make.lot(cast.project(), to="accepted", maker_lot=each) for each in ("20260415-03", "20260415-04")
    )
    with transaction():
        actions.use(cast.contractor_a, used, [cast.element().id], used_on=make.NOW.date(), at=make.NOW)
    for lot in (used, unused):
        with transaction():
            actions.move(cast.officer, lot, "reject", {"reason": "监督抽检不合格"}, at=make.NOW)
    while react():
        pass
    raised = db.session.scalars(select(Defect).where(Defect.source_kind == "material")).one()
    assert (raised.source_id, raised.severity, raised.element_id) == (used.id, "serious", cast.element().id)
    assert raised.liable_party_id == used.party_id
    assert "第二十九条" in raised.clause
    assert used.number in raised.title


def test_a_plan_names_a_signed_lot_and_the_repair_says_where_it_went(cast: Cast) -> None:
    project, builder = cast.project(), cast.contractor_a
    bad, good = make.lot(project, to="rejected"), make.lot(project, to="accepted", maker_lot="B-2")
    defect = make.defect(project, to="accepted", severity="major", element_id=cast.element().id)
    plan = {"who": "张师傅", "method": "揭开重铺", "until": make.later(hours=20)}
    with pytest.raises(Problem) as refused, transaction():
        hand_in_plan(builder, defect, {**plan, "lot": bad.number}, at=make.NOW)
    assert "lot" in refused.value.errors
    with transaction():
        asked = hand_in_plan(builder, defect, {**plan, "lot": good.number}, at=make.NOW)
        decide(cast.supervisor, asked, "grant", {}, at=make.NOW)
    with transaction():
        done = {"note": "已重铺", "after": [make.received("green")]}
        move_defect(
            builder, defect, "rectify", {**done, **make.cause_at(defect, "rectify")}, at=make.later(hours=1)
        )
    while react():
        pass
    db.session.refresh(good, ["uses"])
    assert [(each.element_id, each.note) for each in good.used] == [(defect.element_id, defect.number)]


def test_each_is_told_what_waits_for_them(cast: Cast) -> None:
    for n, state in enumerate(make.LOTS):
        make.lot(cast.project(), to=state, maker_lot=f"L-{n}")
    said = {
        who: [each.what[0] for each in queries.todos(getattr(cast, who), make.NOW)]
        for who in ("supervisor", "contractor_a", "contractor_b", "stranger")
    }
    assert said["supervisor"] == ["监督退场并登记", "签认或判为不合格", "登记复验结果", "见证取样送检"]
    assert said["contractor_a"] == ["登记复验结果"]
    assert said["contractor_b"] == said["stranger"] == []
