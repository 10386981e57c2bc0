"""Lots go up to the unit work level by level: signed in order, once each, and never past what did not qualify."""

import pytest

from inspect_app.core import journal
from inspect_app.core.db import transaction
from inspect_app.core.errors import Problem
from inspect_app.core.permits import SYSTEM, may
from inspect_app.materials.actions import use
from inspect_app.materials.models import MaterialLot
from inspect_app.works import actions, queries
from inspect_app.works.models import Work
from inspect_app.works.rules import WORKFLOW
from tests import make, working
from tests.cast import Cast
from tests.working import refused

PEOPLE = (
    "admin", "officer", "inspector", "supervisor", "contractor_a", "contractor_b", "owner", "designer", "surveyor",
    "street", "community", "property", "utility", "stranger",
)  # fmt: skip
#: of a lot
WHO: dict[str, set[str]] = {
    "submit": {"contractor_a"}, "sign": {"contractor_a", "supervisor"}, "accept": set(), "concede": set(), "test": set(),
    "withdraw": {"contractor_a"}, "fail": {"supervisor", "owner"},
    "resolve": {"contractor_a", "supervisor", "designer", "owner"}, "bar": {"supervisor", "owner", "officer"},
    "overturn": {"supervisor", "owner", "officer"}, "drop": {"supervisor", "owner"},
}  # fmt: skip


def built_in(used: MaterialLot, lot: Work) -> None:
    with transaction():
        use(SYSTEM, used, [lot.element_id], used_on=make.NOW.date(), at=make.NOW)


def test_each_move_is_open_to_its_people_alone(cast: Cast) -> None:
    lot = working.lot(cast.project())
    for move in WORKFLOW.moves:
        found = {each for each in PEOPLE if may(getattr(cast, each), f"work.{move.name}", lot)}
        assert found == WHO[move.name], move.name
    assert refused(cast.supervisor, lot, "sign", name="x").slug == "wrong-state"


def test_a_division_is_drafted_from_the_building_tree_once_and_what_was_dropped_stays_dropped(
    cast: Cast,
) -> None:
    works = working.divided(cast.project())
    roof = [each for each in works if each.level == "lot" and each.element.kind == "roof"]
    assert {each.parent.name for each in roof} == {"基层与保护层", "防水与密封", "细部构造"}
    assert {each.level for each in works} == {"unit", "division", "item_work", "lot"}
    working.take(cast.supervisor, roof[0], "drop", reason="不在合同范围")
    assert len(working.divided(cast.project())) == len(works)
    assert "下级" in refused(cast.supervisor, roof[1].parent, "drop", reason="不做").words("zh")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"level": "unit", "parent_id": "lot"}, "parent_id"),
        ({"level": "lot", "parent_id": "unit"}, "parent_id"),
        ({"level": "lot", "parent_id": "item_work"}, "element_id"),
        ({"level": "division", "parent_id": "unit", "kind": "roof_layer"}, "kind"),
        ({"level": "division", "parent_id": "unit", "name": "屋面"}, "name"),
        ({"level": "division", "parent_id": "unit", "element_id": "roof"}, "element_id"),
    ],
)
def test_what_is_added_wrongly_names_its_field(cast: Cast, values: dict[str, str], field: str) -> None:
    lot = working.lot(cast.project())
    named = {each.level: each.id for each in (*queries.parents(lot), lot)} | {"roof": lot.element_id}
    given = {key: named.get(value, value) if key.endswith("_id") else value for key, value in values.items()}
    with pytest.raises(Problem) as found, transaction():
        actions.add(cast.owner, cast.project(), at=make.NOW, **{"name": "二期", **given})
    assert list(found.value.errors) == [field]


def test_a_lot_goes_up_to_its_unit_work_only_level_by_level(cast: Cast) -> None:
    project = cast.project()
    lot = working.lot(project)
    item, division, unit = reversed(queries.parents(lot))
    declared = {"papers": "complete", "tests": "蓄水试验合格", "visual": "good"}
    for above in (item, division, unit):
        assert "下级" in refused(cast.contractor_a, above, "submit", **declared).words("zh")
    assert {"tests", "visual"} >= set(
        refused(cast.contractor_a, division, "submit", papers="complete").errors
    )
    assert set(queries.standing(project).levels.values()) == {"no_data"}
    for each in (lot, item, division, unit):
        working.accepted(each)
        assert each.state == "accepted"
    stands = queries.standing(project)
    assert (set(stands.levels.values()), stands.gaps, stands.drafted) == ({"met"}, (), True)
    assert [each.post for each in unit.signatures] == ["manager", "designer", "surveyor", "chief", "owner"]
    verbs = [each.verb for each in journal.timeline("work", lot.id)]
    assert verbs[1:] == ["work.submit", *["work.sign"] * 3, "work.accept"]


def test_signing_out_of_order_twice_or_for_two_is_refused_by_name(cast: Cast) -> None:
    lot = working.submitted(working.lot(cast.project()))
    those = working.people(cast.project())
    early = refused(those["supervisor"], lot, "sign", name=those["supervisor"].name)
    assert "专业工长" in early.words("zh")
    assert "foreman" in early.words("en")
    assert "name" in refused(those["foreman"], lot, "sign", name="别人").errors
    working.take(those["foreman"], lot, "sign", name=those["foreman"].name)
    twice = refused(those["foreman"], lot, "sign", name=those["foreman"].name)
    assert "两个岗位" in twice.words("zh")
    assert [queries.to_sign(those[each], lot) for each in ("foreman", "contractor", "supervisor")] == [
        False, True, False,
    ]  # fmt: skip
    working.take(those["contractor"], lot, "sign", name=those["contractor"].name)
    working.take(those["supervisor"], lot, "sign", name=those["supervisor"].name)
    assert (lot.state, len({each.content for each in lot.signatures})) == ("accepted", 1)
    assert refused(those["supervisor"], lot, "sign", name=those["supervisor"].name).slug == "wrong-state"


def test_what_changed_after_it_was_submitted_is_not_signed_and_a_new_round_is_signed_anew(cast: Cast) -> None:
    project = cast.project()
    used = make.lot(project, to="accepted")
    lot = working.submitted(working.lot(project))
    those = working.people(project)
    working.take(those["foreman"], lot, "sign", name=those["foreman"].name)
    built_in(used, lot)
    changed = refused(those["contractor"], lot, "sign", name=those["contractor"].name)
    assert "有变动" in changed.words("zh")
    working.take(those["contractor"], lot, "withdraw", reason="补登材料")
    working.submitted(lot, at=make.later(hours=1))
    assert (lot.round, lot.signed, len(lot.signatures)) == (2, {}, 1)
    assert [each["number"] for each in lot.record["materials"]] == [used.number]


@pytest.mark.parametrize("record", ["", "XJ-2026-999999", "XJ-2026-999999:layer"])
def test_a_lot_is_not_submitted_without_a_record_of_its_own(cast: Cast, record: str) -> None:
    make.visit(cast.project())
    lot = working.lot(cast.project())
    assert "record" in refused(cast.contractor_a, lot, "submit", papers="complete", record=record).errors


def test_a_released_hold_point_is_a_record_and_one_that_is_not_released_is_none(cast: Cast) -> None:
    project = cast.project()
    waiting, hold = make.hold(project, title="别处"), make.hold(project, to="released")
    lot = working.lot(project)
    assert (
        "record" in refused(cast.contractor_a, lot, "submit", papers="complete", record=waiting.number).errors
    )
    assert working.submitted(lot, record=hold.number).state == "signing"
    assert lot.record["evidence"]["number"] == hold.number
