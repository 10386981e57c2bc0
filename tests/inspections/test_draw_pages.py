"""The draw room, the public page, arriving and the lists of inspectors, as people and tablets use them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.identity.models import Person
from inspect_app.inspections.actions import site_code
from inspect_app.inspections.models import Draw, InspectorCard, Recusal, Seal, UnitDraw
from inspect_app.inspections.rules.draw_units import pick, seed_of_units
from inspect_app.projects.actions import add_element
from tests import drawing, make
from tests.cast import REGION


@pytest.fixture
def town(cast):
    drawing.sites(6)
    drawing.inspectors(5)
    return cast


@pytest.fixture
def theirs(town):
    """The town with room for visits only with the cast's inspector and one more: chance leaves nobody else."""
    with transaction():
        for person in (town.person("inspector"), *everybody_else()):
            drawing.set_inspector(SYSTEM, person, skills=[], room=0, at=make.NOW)
        for person in (town.person("inspector"), everybody_else()[0]):
            drawing.set_inspector(SYSTEM, person, skills=[], room=20, at=make.NOW)
    return town


def everybody_else():
    return list(db.session.scalars(select(Person).where(Person.account.like("drawn-%")).order_by(Person.id)))


def asked(**values):
    given = {
        "name": "六月抽查", "template_id": make.checklist().template_id, "region": REGION, "share": 20, "strata": "",
        "team": 2, "entropy": "双色球 2099001 期", "entropy_at": "2099-01-02T21:30", "opens_at": "2099-01-03T08:00",
        "due_on": "2099-01-09",
    }  # fmt: skip
    return {**given, **values}


def test_an_officer_prepares_freezes_and_shows_the_list_to_everybody(town, browser):
    officer = browser("officer")
    reply = officer.post("/draws/new", data=asked(needs="燃气 电气"))
    made = db.session.scalars(select(Draw)).one()
    assert reply.location == f"/draws/{made.id}"
    assert made.needs == ["燃气", "电气"]
    page = officer.get(reply.location).get_data(as_text=True)
    assert "p17 老旧小区改造" in page
    assert browser().get(f"/draw/{made.number}").status_code == 404
    officer.post(f"/draws/{made.id}/moves/freeze")
    listed = db.session.get(Draw, made.id).list_hash
    for path in (f"/draw/{made.number}", f"/draws/{made.id}"):
        page = (browser() if path.startswith("/draw/") else officer).get(path).get_data(as_text=True)
        assert listed in page
    assert "老旧小区改造" not in browser().get(f"/draw/{made.number}").get_data(as_text=True)
    told = browser().get(f"/api/draw/{made.number}").json
    assert (told["list_hash"], told["state"], told["chance"]) == (listed, "frozen", None)
    assert made.number in browser().get("/draw").get_data(as_text=True)


@pytest.mark.parametrize(
    ("values", "field"),
    [({"share": 2}, "share"), ({"team": 1}, "team"), ({"opens_at": "2099-01-02T20:00"}, "opens_at"),
     ({"entropy_at": "2020-01-01T00:00"}, "entropy_at"), ({"due_on": "2099-01-01"}, "due_on"), ({"name": ""}, "name")],
)  # fmt: skip
def test_a_draw_that_cannot_be_names_the_field(cast, browser, values, field):
    reply = browser("officer").post("/draws/new", data=asked(**values))
    assert reply.status_code == 422
    assert f'id="f-{field}-error"' in reply.get_data(as_text=True)


def test_a_chance_before_its_moment_is_refused_on_the_page(town, browser):
    made = drawing.draw(to="frozen", entropy_at=drawing.datetime(2099, 1, 1, tzinfo=drawing.UTC),
                        opens_at=drawing.datetime(2099, 1, 2, tzinfo=drawing.UTC), due_on=drawing.datetime(2099, 1, 3).date())  # fmt: skip
    reply = browser("officer").post(f"/draws/{made.id}/moves/draw", data=drawing.SAID)
    assert reply.status_code == 422
    assert db.session.get(Draw, made.id).state == "frozen"


def test_the_public_page_shows_the_result_once_it_is_published(town, browser):
    made = drawing.draw(to="drawn", share=25)
    assert drawing.SAID["chance"] not in browser().get(f"/draw/{made.number}").get_data(as_text=True)
    assert "drawn" not in browser().get(f"/api/draw/{made.number}").json
    browser("officer").post(f"/draws/{made.id}/moves/publish")
    page = browser().get(f"/draw/{made.number}?lang=en").get_data(as_text=True)
    assert drawing.SAID["chance"] in page
    assert made.drawn[0]["site"][:12] in page
    assert "verify_draw.py" in page


@pytest.mark.parametrize("person", ["contractor_a", "supervisor", "inspector", "owner"])
def test_only_authority_and_administrator_draw(town, browser, caller, person):
    made = drawing.draw()
    for path in ("/draws", f"/draws/{made.id}", "/draws/new", "/draws/fairness", "/inspectors"):
        assert browser(person).get(path).status_code in (403, 404)
    assert caller(person).post("/api/draws/", json={**asked(), "weights": []}).status_code in (403, 422)
    assert caller(person).post(f"/api/draws/{made.id}/moves/freeze").status_code in (403, 404)
    assert caller("stranger").get(f"/api/draws/{made.id}").status_code == 404


def test_an_authority_draws_in_its_own_division_only(cast, caller):
    body = {
        **asked(region="310101"),
        "entropy_at": "2099-01-02T21:30:00+08:00",
        "opens_at": "2099-01-03T08:00:00+08:00",
    }
    assert caller("officer").post("/api/draws/", json=body).status_code == 403
    assert caller("admin").post("/api/draws/", json=body).status_code == 201


def test_the_fairness_page_sets_the_odds_beside_what_happened(town, browser, caller):
    made = drawing.draw(to="published", share=25)
    rows = caller("officer").get("/api/fairness").json
    assert {each["expected"] for each in rows} == {0}
    with transaction():
        for seal in made.seals:
            drawing.finish(seal)
    rows = caller("officer").get("/api/fairness").json
    assert sum(each["expected"] for each in rows) == pytest.approx(2)
    assert sum(each["drawn"] for each in rows) == 2
    assert sum(each["never"] for each in rows) == 6
    assert "75.0" in browser("officer").get("/draws/fairness").get_data(as_text=True)


def test_an_inspector_scans_the_code_at_the_gate_and_the_task_opens(theirs, browser):
    made = drawing.draw(to="published", share=100)
    with transaction():
        seal = next(each for each in made.seals if theirs.person("inspector") in each.team)
        seal.opens_at = make.NOW + timedelta(days=2)
    inspector, code = browser("inspector"), site_code(seal.visit.project)
    page = inspector.get(f"/visits/{seal.visit_id}").get_data(as_text=True)
    assert "data-arrive" in page
    assert inspector.get(f"/visits/{seal.visit_id}/checklist").location == f"/visits/{seal.visit_id}"
    assert seal.visit.number in inspector.get(f"/arrive/{code}").get_data(as_text=True)
    assert inspector.post(f"/visits/{seal.visit_id}/arrive", data={"code": "x"}).status_code == 422
    reply = inspector.post(f"/visits/{seal.visit_id}/arrive", data={"code": code})
    assert reply.location == f"/visits/{seal.visit_id}"
    assert db.session.get(Seal, seal.visit_id).how == "code"
    assert inspector.get(f"/visits/{seal.visit_id}/checklist").status_code == 200
    assert "data-arrive" not in inspector.get(f"/visits/{seal.visit_id}").get_data(as_text=True)
    assert code in browser("officer").get(f"/projects/{seal.visit.project_id}/site-code").get_data(
        as_text=True
    )
    assert browser("contractor_b").get(f"/projects/{seal.visit.project_id}/site-code").status_code in (
        403,
        404,
    )


def test_a_task_still_sealed_stands_in_the_day_without_its_target(theirs, browser):
    made = drawing.draw(to="published", share=100, opens_at=drawing.datetime(2099, 1, 2, tzinfo=drawing.UTC),
                        due_on=drawing.datetime(2099, 1, 3).date())  # fmt: skip
    mine = made.seals
    page = browser("inspector").get("/today").get_data(as_text=True)
    assert mine
    for seal in mine:
        assert seal.visit.number in page
        assert seal.visit.project.name not in page
        assert f"/visits/{seal.visit_id}" not in page


def test_an_inspector_gives_a_task_back_on_its_page(town, browser):
    made = drawing.draw(to="published", share=100)
    seal, inspector = next(
        (seal, each) for seal in made.seals for each in seal.team if each in everybody_else()
    )
    account, inspector = inspector.account, browser()
    inspector.post("/login", data={"account": account, "password": "right horse 42"})
    assert inspector.post(f"/visits/{seal.visit_id}/replace", data={}).status_code == 422
    assert inspector.post(f"/visits/{seal.visit_id}/replace", data={"reason": "亲属"}).location == "/today"
    assert inspector.get(f"/visits/{seal.visit_id}").status_code == 404


def test_units_are_drawn_once_from_the_list_and_stay(cast, caller, browser):
    project, top = cast.project(), cast.element("1号楼 / 1单元")
    with transaction():
        for number in range(40):
            add_element(SYSTEM, project, kind="household", name=f"{number + 101}", parent=top, at=make.NOW)
    visit = make.visit(project)
    reply = caller("inspector").post(f"/api/visits/{visit.id}/units", json={"kind": "household"})
    first = reply.json
    assert len(first["units"]) == 40
    assert len(first["drawn"]) == 5
    assert first["seed"] == seed_of_units(first["list_hash"], visit.id)
    assert first["drawn"] == pick(first["units"], first["seed"], 5)
    again = caller("supervisor").post(
        f"/api/visits/{visit.id}/units", json={"kind": "household", "sample": "number", "number": 40}
    )
    assert again.json["drawn"] == first["drawn"]
    assert len(db.session.scalars(select(UnitDraw)).all()) == 1
    page = browser("inspector").get(f"/visits/{visit.id}").get_data(as_text=True)
    assert "5 / 40" in page
    assert (
        caller("contractor_a").post(f"/api/visits/{visit.id}/units", json={"kind": "household"}).status_code
        == 404
    )
    refused = caller("inspector").post(f"/api/visits/{visit.id}/units", json={"kind": "lift"})
    assert "kind" in refused.json["errors"]


def test_a_person_declares_and_withdraws_their_own_recusal(cast, browser, caller):
    inspector, firm = browser("inspector"), cast.party("contractor_a")
    inspector.post("/recusals", data={"kind": "employer", "party_id": firm.id, "until": "2025-06-30"})
    made = db.session.scalars(select(Recusal)).one()
    assert made.person_id == cast.inspector.id
    assert "安居建设集团" in inspector.get("/recusals").get_data(as_text=True)
    assert inspector.post("/recusals", data={"kind": "employer"}).status_code == 422
    assert caller("supervisor").post(f"/api/recusals/{made.id}/withdraw").status_code == 404
    assert caller("supervisor").get("/api/recusals/").json["total"] == 0
    inspector.post(f"/recusals/{made.id}/withdraw")
    assert db.session.get(Recusal, made.id).withdrawn_at is not None


def test_an_officer_sets_skills_and_declares_for_an_inspector(cast, browser, caller):
    person = cast.inspector.id
    browser("officer").post(f"/inspectors/{person}", data={"skills": "燃气 电气", "room": "3"})
    card = db.session.get(InspectorCard, person)
    assert (card.skills, card.room) == (["燃气", "电气"], 3)
    assert "燃气" in browser("officer").get("/inspectors").get_data(as_text=True)
    body = {"person_id": person, "kind": "interest", "project_id": cast.project().id}
    assert caller("officer").post("/api/recusals/", json=body).status_code == 201
    assert caller("contractor_a").post("/api/recusals/", json=body).status_code == 403
    assert caller("supervisor").post("/api/recusals/", json=body).status_code == 422
    assert caller("stranger").put(f"/api/inspectors/{person}", json={"room": 0}).status_code == 404
