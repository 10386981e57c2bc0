"""What keeps a lot from being accepted, and what puts one in doubt that was."""

from sqlalchemy import delete, select

from inspect_app.core import journal
from inspect_app.core.db import db, transaction
from inspect_app.core.journal import react
from inspect_app.core.permits import SYSTEM
from inspect_app.gates.models import GatePassage
from inspect_app.materials.actions import use
from inspect_app.materials.models import MaterialLot
from inspect_app.works import queries
from inspect_app.works.models import Work
from tests import make, working
from tests.answering import approved, cause_at, shots_at
from tests.cast import Cast
from tests.working import refused


def built_in(used: MaterialLot, lot: Work) -> None:
    with transaction():
        use(SYSTEM, used, [lot.element_id], used_on=make.NOW.date(), at=make.NOW)


def test_a_defect_at_an_accepted_lot_puts_it_in_doubt_without_touching_what_was_signed(cast: Cast) -> None:
    project = cast.project()
    unit = working.all_accepted(project)
    lot = db.session.scalars(select(Work).where(Work.level == "lot")).one()
    signed = lot.content
    make.defect(project, element_id=cast.element().id, kind="hazard")
    defect = make.defect(project, element_id=cast.element().id)
    while react():
        pass
    assert (lot.doubted_at is not None, lot.state, lot.content, unit.state) == (
        True,
        "accepted",
        signed,
        "accepted",
    )
    stands = queries.standing(project)
    assert set(stands.levels.values()) == {"not_met"}
    assert {each.level for each in stands.gaps} == {"unit", "division", "item_work", "lot"}
    for name, given in make.PATHS["closed"]:
        with transaction():
            if name == "rectify":
                approved(defect, at=make.NOW)
            make.move_defect(
                SYSTEM, defect, name, {**given, **shots_at(name), **cause_at(defect, name)}, at=make.NOW
            )
    while react():
        pass
    assert lot.doubted_at is None
    assert set(queries.standing(project).levels.values()) == {"met"}
    verbs = [each.verb for each in journal.timeline("work", lot.id)]
    assert verbs[-2:] == ["work.doubt", "work.settle"]


def test_nothing_is_accepted_where_a_grave_defect_is_open_or_rejected_material_was_built_in(
    cast: Cast,
) -> None:
    project = cast.project()
    lot = working.lot(project)
    key = working.looked(project)
    make.defect(project, element_id=cast.element().id, severity="serious")
    assert "缺陷" in refused(cast.contractor_a, lot, "submit", papers="complete", record=key).words("zh")
    other = working.lot(cast.project("p18"))
    bad = make.lot(cast.project("p18"), to="accepted")
    built_in(bad, other)
    with transaction():
        make.move_lot(cast.officer, bad, "reject", {"reason": "抽检不合格"}, at=make.NOW)
    found = refused(
        cast.contractor_b, other, "submit", papers="complete", record=working.looked(cast.project("p18"))
    )
    assert bad.number in found.words("zh")


def test_what_is_inspected_before_the_gate_of_the_start_is_no_acceptance(cast: Cast) -> None:
    lot = working.lot(cast.project())
    with transaction():
        db.session.execute(delete(GatePassage).where(GatePassage.gate == "start"))
    assert "关口" in refused(cast.contractor_a, lot, "submit").words("zh")
