"""A drawn target is known to its team alone, from its moment on, until somebody of it stands on the site."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.journal import Entry
from inspect_app.core.permits import SYSTEM
from inspect_app.identity.models import Session
from inspect_app.identity.queries import actor_of, fingerprint
from inspect_app.inspections import queries
from inspect_app.inspections.actions import arrive, miss_late, site_code, submit
from inspect_app.inspections.models import Seal, Visit
from inspect_app.inspections.rules.arrival import metres
from tests import drawing, make
from tests.cast import BEGIN, secret_of
from tests.drawing import OPENS
from tests.replies import text_of
from tests.walls.ways import PUBLIC, ways

#: nobody of them was drawn; each sees visits of p17 otherwise, or builds it
OTHERS = ("contractor_a", "contractor_b", "supervisor", "owner", "street", "inspector", "officer", "admin")
FAR = datetime(2099, 1, 5, 1, tzinfo=UTC)


@pytest.fixture
def team(cast):
    """Three inspectors besides the cast's own, who has no room; two of them are drawn for each site."""
    people = drawing.inspectors(3)
    with transaction():
        drawing.set_inspector(SYSTEM, cast.person("inspector"), skills=[], room=0, at=make.NOW)
        for each in people:
            for kind in ("web", "token"):
                secret = fingerprint(secret_of(each.account, kind))
                db.session.add(
                    Session(secret=secret, person_id=each.id, kind=kind, created_at=BEGIN, expires_at=FAR)
                )
    return people


def drawn(**values):
    """Return the seal of p17 in a draw of every site."""
    made = drawing.draw(to="published", share=100, **values)
    return next(each for each in made.seals if each.visit.project.site == "p17")


def figures(app, caller, browser, cast):
    """Return what everybody reads at every address that has no id in it, and at the pages of the project."""
    own = [f"/projects/{cast.project().id}", f"/api/acceptances/gate/{cast.project().id}"]
    lists = [
        each.rule
        for each in ways(app)
        if each.is_safe and "<" not in each.rule and each.endpoint not in PUBLIC
    ]
    apart = re.compile(
        r"/(draws|api/draws|api/fairness|journal|api/journal|inspectors|healthz|readyz|metrics|account)\b"
    )
    return {
        (person, path): re.sub(
            r'value="[^"]{20,}"|/f/[\w.=-]+|<time[^<]*<small>[^<]*</small></time>|"(at|csrf)": ?"[^"]*"', "",
            text_of((caller if path.startswith("/api") else browser)(person).get(path)),
        )
        for person in OTHERS for path in [*own, *lists] if not apart.match(path)
    }  # fmt: skip


def test_no_list_count_page_or_call_changes_when_a_target_is_drawn(app, caller, browser, cast, team):
    make.visit(cast.project())
    before = figures(app, caller, browser, cast)
    seal = drawn()
    after = figures(app, caller, browser, cast)
    assert [key for key in before if before[key] != after[key]] == []
    for person in OTHERS:
        for path in (f"/api/visits/{seal.visit_id}", f"/api/visits/{seal.visit_id}/units"):
            assert caller(person).get(path).status_code == 404
        for path in (f"/visits/{seal.visit_id}", f"/visits/{seal.visit_id}/checklist"):
            assert browser(person).get(path).status_code == 404
        for move in ("cancel", "finish"):
            body = {"reason": "x"} if move == "cancel" else {}
            assert (
                caller(person).post(f"/api/visits/{seal.visit_id}/moves/{move}", json=body).status_code == 404
            )
        for act, body in (("arrive", {"code": "x"}), ("replace", {"reason": "x"})):
            assert caller(person).post(f"/api/visits/{seal.visit_id}/{act}", json=body).status_code == 404


def test_no_entry_of_the_journal_names_a_sealed_target(team, cast):
    seal = drawn()
    told = select(Entry).where((Entry.project_id == cast.project().id) | (Entry.thing_id == seal.visit_id))
    assert not [each.verb for each in db.session.scalars(told) if each.verb.startswith("visit")]
    for each in db.session.scalars(select(Entry).where(Entry.thing_kind == "draw")):
        assert seal.visit_id not in str(each.data)
        assert cast.project().id not in str(each.data)


def test_the_published_draw_does_not_tell_a_contractor_which_site_it_is(caller, cast, team):
    seal = drawn()
    for path in (f"/api/draw/{seal.draw.number}",):
        text = text_of(caller("contractor_a").get(path))
        for word in (cast.project().id, cast.project().number, seal.visit_id, seal.visit.number, "p17"):
            assert word not in text


def test_the_team_is_told_from_its_moment_on_and_before_it_only_that_there_is_a_task(caller, team):
    seal = drawn(opens_at=FAR, due_on=date(2099, 1, 9))
    mine = seal.team[0].account
    listed = caller(mine).get("/api/sealed").json
    assert [each["number"] for each in listed if each["visit_id"] == seal.visit_id] == [seal.visit.number]
    assert set(listed[0]) == {"visit_id", "number", "draw", "opens_at", "due_on", "arrived_at"}
    assert caller(mine).get(f"/api/visits/{seal.visit_id}").status_code == 404
    assert caller(mine).get("/api/visits/?mine=true").json["total"] == 0
    body = {"code": site_code(seal.visit.project)}
    assert caller(mine).post(f"/api/visits/{seal.visit_id}/arrive", json=body).status_code == 404
    with transaction():
        for each in db.session.scalars(select(Seal)):
            each.opens_at = OPENS
    assert caller(mine).get("/api/sealed").json == []
    assert caller(mine).get(f"/api/visits/{seal.visit_id}").json["project"].startswith("p17")
    other = next(each for each in team if each not in seal.team)
    assert caller(other.account).get(f"/api/visits/{seal.visit_id}").status_code == 404


def test_a_target_opens_by_the_sites_code_for_everybody_in_whose_sight_it_lies(caller, team):
    seal = drawn()
    mine = seal.team[1].account
    path = f"/api/visits/{seal.visit_id}/arrive"
    wrong = caller(mine).post(path, json={"code": "p17.00000000000000000000"})
    assert wrong.status_code == 422
    assert caller("owner").get(f"/api/visits/{seal.visit_id}").status_code == 404
    assert caller(mine).post(path, json={"code": site_code(seal.visit.project)}).status_code == 200
    first = db.session.get(Seal, seal.visit_id).arrived_at
    assert caller(mine).post(path, json={"lat": 1, "lon": 1}).status_code == 200
    assert db.session.get(Seal, seal.visit_id).arrived_at == first
    assert caller("owner").get(f"/api/visits/{seal.visit_id}").status_code == 200
    assert caller("contractor_a").get(f"/api/visits/{seal.visit_id}").status_code == 404
    entry = db.session.scalars(select(Entry).where(Entry.verb == "visit.arrive")).one()
    assert entry.data == {"how": "code"}


@pytest.mark.parametrize(("lat", "opens"), [(40.2005, True), (40.2100, False)])
def test_a_target_opens_by_place_only_near_the_site(team, cast, lat, opens):
    with transaction():
        cast.project().lat, cast.project().lon = 40.2, 116.2
    seal = drawn()
    inspector = actor_of(seal.team[0])
    if opens:
        with transaction():
            arrive(inspector, seal, at=OPENS, lat=lat, lon=116.2)
        assert 50 < seal.distance < 60
        return
    with pytest.raises(Problem) as refusal, transaction():
        arrive(inspector, seal, at=OPENS, lat=lat, lon=116.2)
    assert "place" in refusal.value.errors


def test_nobody_arrives_before_the_time_and_a_site_without_a_point_asks_for_its_code(team):
    seal = drawn()
    inspector, code = actor_of(seal.team[0]), site_code(seal.visit.project)
    with pytest.raises(Problem), transaction():
        arrive(inspector, seal, at=OPENS - timedelta(seconds=1), code=code)
    with pytest.raises(Problem) as refusal, transaction():
        arrive(inspector, seal, at=OPENS, lat=40.0, lon=116.0)
    assert "code" in refusal.value.errors


def test_a_sealed_target_has_no_form_until_somebody_of_its_team_has_arrived(caller, team):
    seal = drawn()
    inspector, path = seal.team[0], f"/openrosa/forms/{seal.visit_id}"
    client = caller(inspector.account)
    assert (seal.visit_id in client.get("/openrosa/formList").text, client.get(path).status_code) == (
        False,
        404,
    )
    assert client.get(f"{path}/elements.csv").status_code == 404
    with transaction():
        arrive(actor_of(inspector), seal, at=OPENS, code=site_code(seal.visit.project))
    assert (seal.visit_id in client.get("/openrosa/formList").text, client.get(path).status_code) == (
        True,
        200,
    )


def test_a_checklist_of_a_sealed_target_is_taken_only_after_arrival(team):
    seal = drawn()
    inspector = actor_of(seal.team[0])
    with pytest.raises(Problem) as refusal, transaction():
        submit(inspector, make.filled(seal.visit), at=OPENS)
    assert "visit" in refusal.value.errors
    db.session.rollback()
    with transaction():
        arrive(inspector, seal, at=OPENS, code=site_code(seal.visit.project))
        submit(inspector, make.filled(seal.visit), at=OPENS + timedelta(hours=1))
    assert seal.visit.state == "done"


def test_both_of_a_team_find_the_task_in_their_day(team):
    seal = drawn(due_on=date(2026, 11, 27))
    for person in seal.team:
        day = queries.day(actor_of(person), date(2026, 11, 27))
        assert seal.visit_id in [each.id for each in day.due]


def test_a_target_nobody_opened_is_told_to_officers_when_its_time_has_passed_and_to_nobody_else(caller, team):
    seal = drawn()
    with transaction():
        miss_late(SYSTEM, at=OPENS + timedelta(days=20))
    assert db.session.get(Visit, seal.visit_id).state == "missed"
    assert caller("officer").get(f"/api/visits/{seal.visit_id}").status_code == 200
    for person in ("contractor_a", "owner", "supervisor", "inspector"):
        assert caller(person).get(f"/api/visits/{seal.visit_id}").status_code == 404


def test_a_degree_of_latitude_is_a_hundred_and_eleven_kilometres():
    assert metres(40, 116, 41, 116) == pytest.approx(111_195, abs=1)
    assert metres(40, 116, 40, 116) == 0
    assert metres(0, 179.999, 0, -179.999) == pytest.approx(222, abs=1)
