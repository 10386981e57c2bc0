"""Functional tests as builders, supervisors and machines meet them."""

from io import BytesIO

from sqlalchemy import select

from inspect_app.acceptance.queries import gate
from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.trials.models import Trial
from tests import make, trialing


def test_a_builder_records_a_curve_on_a_page_and_the_supervisor_has_it_judged(browser, cast):
    project = cast.project()
    pipe, today = trialing.element(project), now()
    builder, watcher = browser("contractor_a"), browser("supervisor")
    form = {
        "element_id": pipe.id,
        "kind": "water_metal",
        "working": "0.5",
        "planned_on": local_day(today).isoformat(),
    }
    shown = builder.get(f"/projects/{project.id}/trials/new").get_data(as_text=True)
    assert "给水管道水压试验" in shown
    reply = builder.post(f"/projects/{project.id}/trials/new", data={**form, "working": "no"})
    assert (reply.status_code, "应为 0 到 1000000 的数" in reply.get_data(as_text=True)) == (422, True)
    reply = builder.post(f"/projects/{project.id}/trials/new", data=form)
    one = db.session.scalars(select(Trial)).one()
    assert reply.location == f"/trials/{one.id}"
    page = builder.get(f"/trials/{one.id}").get_data(as_text=True)
    assert "不低于 0.6 MPa" in page
    assert "压降不大于 0.02 MPa" in page
    assert 'name="curve"' in page
    assert 'name="bore"' not in page
    said = {
        **trialing.GAUGE, "valid_until": local_day(today).isoformat(), "began_at": today.isoformat(), "seen": "no",
        "curve": "s,MPa\n0,0.75\n300,0.74\n600,0.73", "name": cast.contractor_a.name,
    }  # fmt: skip
    reply = builder.post(
        f"/trials/{one.id}/moves/run",
        data={**said, "photos": (BytesIO(make.photo("red")), "a.jpg")},
    )
    assert reply.status_code == 302, reply.get_data(as_text=True)
    assert (
        watcher.post(f"/trials/{one.id}/moves/witness", data={"name": cast.supervisor.name}).status_code
        == 302
    )
    page = watcher.get(f"/trials/{one.id}").get_data(as_text=True)
    for words in ("结论：合格", "10 min 内压降 0.02 MPa，允许 0.02 MPa", "<polyline", 'class="stage"'):
        assert words in page
    paper = watcher.get(f"/trials/{one.id}.pdf")
    assert (paper.mimetype, paper.data[:5]) == ("application/pdf", b"%PDF-")
    listed = watcher.get(f"/trials?project_id={project.id}").get_data(as_text=True)
    assert (one.number in listed, "屋面淋水或蓄水" in listed) == (True, True)


def test_a_machine_plans_and_reads_a_trial_and_a_rival_finds_none(caller, cast):
    project = cast.project()
    pipe = trialing.element(project)
    builder, day = caller("contractor_a"), local_day(now()).isoformat()
    body = {
        "project_id": project.id,
        "element_id": pipe.id,
        "kind": "water_metal",
        "working": "0.5",
        "planned_on": day,
    }
    made = builder.post("/api/trials/", json=body)
    assert (made.status_code, made.json["moves"]) == (201, ["run", "void"])
    again = builder.post("/api/trials/", json=body)
    assert (again.status_code, made.json["number"] in again.text) == (409, True)
    address = f"/api/trials/{made.json['id']}"
    assert caller("contractor_b").get(address).status_code == 404
    assert caller("contractor_b").get("/api/trials/").json["total"] == 0
    assert caller("owner").get(address).json["curve"] == []
    wrong = builder.post(
        f"{address}/moves/run",
        json={
            "began_at": now().isoformat(),
            "seen": "no",
            "photos": [make.received()],
            "name": cast.contractor_a.name,
        },
    )
    assert (wrong.status_code, list(wrong.json["errors"])) == (422, ["curve"])


def test_the_gate_waits_for_the_tests_of_a_project_that_keeps_them_here(cast):
    project = cast.project()
    assert _missing(project) is None, "no test is kept here: the files tell"
    pipe = trialing.element(project)
    trialing.trial(project, pipe)
    missing = _missing(project)
    assert ("屋面淋水或蓄水" in missing[0], pipe.path in missing[0]) == (True, False)


def _missing(project):
    return next(each.missing for each in gate(project, make.NOW) if each.requirement.key == "trials")
