"""Complaints that point to one cause bring about one targeted inspection, once."""

from dataclasses import replace as changed
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from inspect_app.checklists.actions import publish
from inspect_app.complaints import actions, queries
from inspect_app.complaints.models import Cluster, Complaint
from inspect_app.complaints.queries.record import near
from inspect_app.complaints.rules.categories import CATEGORIES, parts
from inspect_app.complaints.rules.clusters import CHECKLISTS, THRESHOLDS, Said, found, stack_of
from inspect_app.complaints.rules.nearness import bears_on
from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.inspections.models import Visit
from inspect_app.materials import actions as materials
from inspect_app.projects.actions import add_element
from inspect_app.projects.models import Element
from tests import make
from tests.cast import Cast
from tests.complaints.test_actions import LEAK, filed, replace

DAY = date(2026, 5, 11)
STACK = next(each for each in THRESHOLDS if each.kind == "stack")


def said(n: int, **values: object) -> Said:
    one = Said(f"TS-2026-{n:06d}", "wet_room", DAY, {"stack": ("1号楼 / 1单元",), "team": ("安居",)})
    return changed(one, **values)  # type: ignore[arg-type]


def test_a_cluster_needs_its_number_within_its_days_of_one_category_and_key() -> None:
    enough = [said(n) for n in range(STACK.least)]
    assert [each.kind for each in found(enough, DAY)] == ["stack"]
    assert found(enough[1:], DAY) == []
    old = [*enough[1:], said(9, day=DAY - timedelta(days=STACK.days))]
    assert found(old, DAY) == []
    assert found([*enough[1:], said(9, category="lift")], DAY) == []
    assert found([*enough[1:], said(9, keys={"stack": ("1号楼 / 2单元",)})], DAY) == []
    many = [said(n, keys={}) for n in range(5)]
    assert [each.kind for each in found(many, DAY)] == ["week"]
    assert [each.key for each in found([said(n, keys={"lot": ("屋-03",)}) for n in range(3)], DAY)] == [
        "屋-03"
    ]


def test_every_checklist_named_is_for_a_category_there_is() -> None:
    assert set(CHECKLISTS) <= set(CATEGORIES)
    assert (stack_of("1号楼 / 1单元 / 302"), stack_of("1号楼")) == ("1号楼 / 1单元", "")


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def search(days: int = 0) -> int:
    with transaction():
        return actions.find_clusters(SYSTEM, at=make.later(days=days))


def test_three_leaks_of_one_part_are_inspected_once(cast: Cast) -> None:
    with transaction():
        publish(SYSTEM, key="roof-waterproofing", content=make.LIST, at=make.NOW)
    for n in range(STACK.least):
        filed(cast, replace(LEAK, element_id=cast.element().id), once=f"{n}" * 32)
    visits = count(Visit)
    assert [search(), search(), search(2)] == [1, 0, 0]
    made = db.session.scalars(select(Cluster)).one()
    visit = db.session.get_one(Visit, made.visit_id)
    assert (count(Visit), made.kind, len(made.numbers)) == (visits + 1, "stack", 3)
    assert visit.due_on == DAY + timedelta(days=3)
    complaint = db.session.scalars(select(Complaint)).first()
    assert complaint is not None
    assert queries.record(cast.street, complaint).clusters == [made]
    assert queries.record(cast.contractor_a, complaint).clusters == []


def test_the_case_opens_with_its_construction_record(cast: Cast, browser) -> None:
    roof = cast.element()
    make.defect(cast.project(), element_id=roof.id, title="卷材搭接不足")
    make.defect(cast.project("p18"), element_id=cast.element(site="p18").id, title="隔壁的问题")
    complaint = filed(cast, replace(LEAK, element_id=roof.id))
    page = browser("street").get(f"/complaints/{complaint.id}").text
    assert "建造档案" in page
    assert "卷材搭接不足" in page
    assert "隔壁的问题" not in page
    assert "Construction record" in browser("street").get(f"/complaints/{complaint.id}?lang=en").text


def built(project, place, **values):
    """Return a lot of membrane that was built into a place."""
    lot = make.lot(project, to="accepted", **values)
    with transaction():
        used = {"used_on": make.NOW.date(), "at": make.NOW}
        materials.use(make.signer(project, "contractor"), lot, [place.id], **used)
    return lot


def household(project, building: str, door: str):
    with transaction():
        top = db.session.scalars(
            select(Element).where(Element.project_id == project.id, Element.path == building)
        ).one()
        return add_element(SYSTEM, project, kind="household", name=door, parent=top, at=make.NOW)


@pytest.mark.parametrize(
    ("path", "other", "kind", "bears"),
    [
        ("1号楼 / 1单元 / 302", "1号楼 / 屋面", "roof", True),
        ("1号楼 / 1单元 / 302", "1号楼 / 1单元 / 302 / 卫生间", "wet_room", True),
        ("1号楼 / 1单元 / 302", "1号楼", "building", True),
        ("1号楼 / 1单元 / 302", "2号楼 / 屋面", "roof", False),
        ("1号楼 / 1单元 / 302", "1号楼 / 电梯", "lift", False),
        ("1号楼", "1号楼 / 屋面", "roof", True),
        ("1号楼", "10号楼 / 屋面", "roof", False),
    ],
)
def test_a_leak_in_a_flat_may_come_from_the_roof_of_its_own_building(path, other, kind, bears) -> None:
    assert bears_on(path, other, kind, parts("roof_leak")) is bears


def test_a_leak_in_a_flat_opens_with_the_membrane_of_the_roof_and_its_test(cast: Cast, browser) -> None:
    project = cast.project()
    roof, flat = cast.element(), household(project, "1号楼", "302")
    lot = built(project, roof)
    for unfit in ({"kind": "paint", "maker_lot": "P"}, {"kind": "lift_part", "maker_lot": "L"}):
        with transaction():
            other = make.lot(project, **unfit)
            materials.move(cast.supervisor, other, "accept", {"name": cast.supervisor.name}, at=make.NOW)
            materials.use(cast.contractor_a, other, [roof.id], used_on=make.NOW.date(), at=make.NOW)
    complaint = filed(cast, replace(LEAK, category="roof_leak", element_id=flat.id))
    assert queries.record(cast.street, complaint).lots == [(lot, ["1号楼 / 屋面"])]
    page = browser("street").get(f"/complaints/{complaint.id}").text
    for word in (lot.number, "东方防水", "20260415-03", "FS-2026-118"):
        assert word in page
    assert queries.record(cast.property, complaint).lots == []
    bath = filed(cast, replace(LEAK, category="electric", element_id=flat.id), once="e" * 32)
    assert queries.record(cast.street, bath).lots == []


def test_three_leaks_over_one_lot_in_three_buildings_are_inspected_once(cast: Cast) -> None:
    project = cast.project()
    with transaction():
        publish(SYSTEM, key="roof-waterproofing", content=make.LIST, at=make.NOW)
        roofs = [cast.element()]
        for name in ("8号楼", "9号楼"):
            top = add_element(SYSTEM, project, kind="building", name=name, at=make.NOW)
            roofs.append(add_element(SYSTEM, project, kind="roof", name="屋面", parent=top, at=make.NOW))
    lot = built(project, roofs[0])
    with transaction():
        used = {"used_on": make.NOW.date(), "at": make.NOW}
        materials.use(make.signer(project, "contractor"), lot, [each.id for each in roofs[1:]], **used)
    for n, name in enumerate(("1号楼", "8号楼", "9号楼")):
        flat = household(project, name, "302")
        filed(cast, replace(LEAK, category="roof_leak", element_id=flat.id), once=f"{n}" * 32)
    assert [search(), search()] == [1, 0]
    made = db.session.scalars(select(Cluster)).one()
    assert (made.kind, made.key, len(made.numbers)) == ("lot", lot.number, 3)
    assert made.visit_id is not None


@pytest.mark.parametrize("category", ["roof_leak", "drainage", "electric", "fairness"])
def test_rows_and_the_rule_agree_on_what_bears_on_a_complaint(cast: Cast, category: str) -> None:
    project = cast.project()
    flat = household(project, "1号楼", "302")
    elements = db.session.scalars(select(Element).where(Element.project_id == project.id)).all()
    for n, place in enumerate((flat, cast.element(), cast.element("1号楼"))):
        complaint = filed(cast, replace(LEAK, category=category, element_id=place.id), once=f"{n}" * 32)
        rows = set(
            db.session.scalars(select(Element.path).where(Element.project_id == project.id, near(complaint)))
        )
        kinds = parts(category)
        assert rows == {each.path for each in elements if bears_on(place.path, each.path, each.kind, kinds)}
        assert place.path in rows
