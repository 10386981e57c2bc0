"""What a tablet takes along to read before a visit: last findings, a contractor's pattern, curves, what is sealed."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.journal import Entry
from inspect_app.core.permits import SYSTEM
from inspect_app.inspections.actions import site_code, submit
from inspect_app.inspections.models import Seal
from inspect_app.projects import actions as projects
from inspect_app.readings import actions as readings
from inspect_app.readings.actions import Sample
from tests import drawing, make
from tests.cast import REGION
from tests.drawing import OPENS
from tests.inspections.test_sealed import FAR, drawn, team

__all__ = ["team"]


def aboard(caller, account, project):
    """Return what the tablet of a person takes along of a project."""
    return caller(account).get("/api/tablet").json["projects"][project.id]


@pytest.fixture
def visit(cast):
    """A visit of today for the cast's inspector."""
    return make.visit(cast.project(), due_on=local_day(now()), assignee_id=cast.person("inspector").id)


def test_the_last_finished_visit_is_told_with_what_it_failed_and_where(caller, cast, visit):
    earlier = make.visit(cast.project())
    failing = {"item": "base", "outcome": "fail", "note": "阴角开裂", "element": cast.element().id,
               "photos": [make.received()]}  # fmt: skip
    with transaction():
        submit(SYSTEM, make.filled(earlier, failing), at=make.later(hours=1))
    last = aboard(caller, "inspector", cast.project())["brief"]["last"]
    assert (last["number"], last["zh"], last["failed"]) == (earlier.number, "否决项不合格", 1)
    assert last["findings"] == [
        {"zh": "基层干净干燥", "en": "Base clean and dry", "clause": "GB 50207-2012 找平层", "place": "1号楼 / 屋面", "note": "阴角开裂"}
    ]  # fmt: skip


def test_a_site_nobody_has_finished_a_visit_of_has_no_last_findings(caller, cast, visit):
    assert aboard(caller, "inspector", cast.project())["brief"]["last"] is None


def test_a_contractors_pattern_counts_its_defects_of_a_year_by_kind_and_clause(caller, cast, visit):
    recent = now() - timedelta(days=30)
    for clause, kind, count in (("条款甲", "quality", 2), ("条款乙", "hazard", 1), ("", "quality", 1)):
        for _ in range(count):
            make.defect(cast.project(), clause=clause, kind=kind, at=recent)
    make.defect(cast.project(), clause="条款旧", kind="quality", at=now() - timedelta(days=400))
    make.defect(cast.project(), clause="条款废", kind="quality", at=recent, to="void")
    make.defect(cast.project("p18"), clause="条款乙施工方", kind="quality", at=recent)
    told = aboard(caller, "inspector", cast.project())["brief"]["pattern"]
    assert told["party"] == cast.party("contractor_a").name
    assert {each["kind"]: each["count"] for each in told["kinds"]} == {"quality": 3, "hazard": 1}
    assert [(each["clause"], each["count"]) for each in told["clauses"]] == [("条款甲", 2), ("条款乙", 1)]


def test_a_pattern_counts_only_sites_the_inspector_may_see(caller, cast, visit):
    with transaction():
        far = projects.add_project(
            SYSTEM, site="far", name="外区", community="外", region="310101", at=make.NOW
        )
        projects.set_party(
            SYSTEM, far, party=cast.party("contractor_a"), role="contractor", leader="王工", at=make.NOW
        )
    make.defect(far, clause="外区条款", kind="quality", at=now() - timedelta(days=3))
    assert not cast.inspector.has("admin")
    assert not far.region.startswith(REGION)
    told = aboard(caller, "inspector", cast.project())["brief"]["pattern"]
    assert (told["sites"], told["clauses"]) == (0, [])


def test_curves_come_with_their_gaps_and_limits_at_most_three_those_in_alarm_first(caller, cast, visit):
    start = int((now() - timedelta(hours=5)).timestamp() * 1000)
    with transaction():
        for name in ("a-dust", "b-dust", "c-dust", "z-dust"):
            readings.register_device(SYSTEM, project=cast.project(), name=name, kind="dust", at=make.NOW)
    samples = [
        Sample("p17", name, "wind_speed", start + minute * 60_000, 12.5 if name == "z-dust" else 3.0)
        for name in ("a-dust", "b-dust", "c-dust", "z-dust")
        for minute in (*range(60), *range(240, 290))
    ]
    with transaction():
        readings.record(samples, at=now())
    curves = aboard(caller, "inspector", cast.project())["brief"]["curves"]
    assert [each["device"] for each in curves] == ["z-dust", "a-dust", "b-dust"]
    for each in curves:
        assert each["values"].count(None) == 1
        assert len(each["times"]) == len(each["values"]) <= 100
        assert each["unit"]
        assert all(limit["zh"] and limit["en"] for limit in each["limits"])
    assert curves[0]["limits"]


def test_before_its_time_a_drawn_task_comes_along_with_its_number_alone(caller, team):
    seal = drawn(opens_at=FAR, due_on=FAR.date())
    told = caller(seal.team[0].account).get("/api/tablet")
    (row,) = [each for each in told.json["sealed"] if each["visit_id"] == seal.visit_id]
    assert (row["number"], row["arrived_at"]) == (seal.visit.number, None)
    assert told.json["visits"] == []
    assert seal.visit.project.name not in told.text
    assert seal.visit.project_id not in told.text


def test_from_its_time_on_a_drawn_visit_says_whether_somebody_has_arrived(caller, team):
    seal = drawn()
    account = seal.team[0].account
    told = caller(account).get("/api/tablet").json
    assert told["seals"][seal.visit_id]["arrived_at"] is None
    assert told["versions"] == {seal.visit.template_version_id: 1}
    code = {"code": site_code(seal.visit.project), "scanned_at": OPENS.isoformat()}
    assert caller(account).post(f"/api/visits/{seal.visit_id}/arrive", json=code).status_code == 200
    assert caller(account).get("/api/tablet").json["seals"][seal.visit_id]["arrived_at"]
    assert caller("contractor_a").get("/api/tablet").status_code == 403


def test_when_the_tablet_was_there_is_noted_and_moves_no_time_of_the_servers(caller, team):
    seal = drawn()
    account, path = seal.team[0].account, f"/api/visits/{seal.visit_id}/arrive"
    code = site_code(seal.visit.project)
    wrong = caller(account).post(path, json={"code": code, "scanned_at": "yesterday"})
    assert wrong.status_code == 422
    assert list(wrong.json["errors"]) == ["scanned_at"]
    said = "2026-05-13T10:30:00+08:00"
    assert caller(account).post(path, json={"code": code, "scanned_at": said}).status_code == 200
    entry = db.session.scalars(select(Entry).where(Entry.verb == "visit.arrive")).one()
    assert entry.data == {"how": "code", "scanned_at": "2026-05-13T02:30:00+00:00"}
    assert db.session.get(Seal, seal.visit_id).arrived_at > drawing.OPENS + timedelta(days=1)
