"""Numbers tell as much as words: a second inspector cannot count what the first found, and whoever decides can."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from inspect_app.acceptance.queries import gate
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.defects.models import Defect
from inspect_app.inspections import actions, queries
from tests import make, noticing
from tests.inspections import test_doubles as doubles
from tests.make import NOW, later

second, everything = doubles.second, doubles.everything
pytestmark = pytest.mark.usefixtures("everything")


def lines(caller, person, project):
    found = caller(person).get(f"/api/acceptances/gate/{project.id}").json["lines"]
    return {each["key"]: each for each in found}


def drawn_after(cast, *answers):
    doubles.first(cast, *answers)
    return doubles.drawn()[0].again


def test_the_gate_counts_no_defect_the_second_inspector_may_not_know(cast, second, caller, browser):
    project = cast.project()
    before = lines(caller, "second", project)
    again = drawn_after(cast, doubles.fail())
    blind, open_ = lines(caller, "second", project), lines(caller, "supervisor", project)
    changed = {key for key in blind if blind[key] != open_[key]}
    assert changed, "the finding stands in the gate of everybody else"
    assert {key: blind[key] for key in changed} == {key: before[key] for key in changed}
    words = open_["grave_defects"]["missing"]["zh"]
    page = f"/projects/{project.id}/acceptance"
    assert [words in browser(each).get(page).text for each in ("second", "supervisor")] == [False, True]
    doubles.handed_in(second, again, doubles.fail(), at=later(days=2))
    assert lines(caller, "second", project) == lines(caller, "supervisor", project)


def test_a_finding_is_as_good_as_none_in_every_line(cast, second, caller):
    """With and without the finding the second inspector reads the same: no line tells one from the other."""
    project, other = cast.project("p17"), cast.project("p18")
    for where, answers in ((project, (doubles.fail(),)), (other, ())):
        visit = make.visit(where, assignee_id=cast.inspector.id)
        doubles.handed_in(cast.inspector, visit, *answers)
    doubles.drawn()
    seen = {
        one.site: {key: each["missing"] for key, each in lines(caller, "second", one).items()}
        for one in (project, other)
    }
    assert seen["p17"]["grave_defects"] == seen["p18"]["grave_defects"]
    assert seen["p17"]["overdue_defects"] == seen["p18"]["overdue_defects"]


def test_what_decides_counts_everything(cast, second):
    drawn_after(cast, doubles.fail())
    project = cast.project()
    assert [each.requirement.key for each in gate(project, NOW)] == [
        each.requirement.key for each in gate(project, NOW, second)
    ]
    whole = {each.requirement.key: each.missing for each in gate(project, NOW)}
    known = {each.requirement.key: each.missing for each in gate(project, NOW, second)}
    assert whole != known
    with pytest.raises(Problem), transaction():
        make.signed(project, at=NOW)


def test_what_an_element_was_answered_is_not_read_from_the_lines_about_records(cast, second, caller):
    project = cast.project()
    before = lines(caller, "second", project)
    roof = make.element_of(project)
    visit = make.visit(project, assignee_id=cast.inspector.id)
    told = [{"item": "base", "outcome": "pass", "element": roof.id}]
    doubles.handed_in(cast.inspector, visit, *told)
    doubles.drawn()
    blind, open_ = lines(caller, "second", project), lines(caller, "supervisor", project)
    assert blind["concealed_works"] == before["concealed_works"]
    assert open_["concealed_works"] != before["concealed_works"]


def test_why_a_plan_is_denser_is_told_once_the_second_checklist_is_in(cast, second, browser):
    project = cast.project()
    plan = make.plan(project, at=NOW - timedelta(days=2), every=10, tuned=True)
    again = drawn_after(cast, doubles.fail())
    assert db.session.scalars(select(Defect.severity)).all() == ["serious"]
    with transaction():
        actions.retune(cast.admin, project, grade="A", at=later(days=1))
    words = ("严重缺陷", "Open serious defects")
    shown = browser("supervisor").get(f"/plans/{plan.id}").text
    assert words[0] in shown
    hidden = browser("second").get(f"/plans/{plan.id}").text
    assert words[0] not in hidden
    assert "您的独立复核提交后" in hidden
    assert queries.doubles.hides(second, project.id)
    doubles.handed_in(second, again, doubles.fail(), at=later(days=2))
    assert words[0] in browser("second").get(f"/plans/{plan.id}").text
    assert not queries.doubles.hides(second, project.id)


def test_what_the_authority_writes_into_the_second_inspectors_own_notice_waits_for_the_second_checklist(
    cast, second, browser, caller
):
    again = drawn_after(cast, doubles.fail())
    defect = db.session.scalars(select(Defect)).one()
    own, plain = (noticing.notice(again.project, actor=second, facts=each) for each in ("我起草的", "另一份"))
    told = {"kind": "rectification", "facts": f"我起草的；{doubles.WORD}", "defect_ids": [defect.id]}
    assert caller("officer").post(f"/api/notices/{own.id}/edit", json=told).status_code == 200
    pages = ("/", "/notices", f"/notices/{own.id}", f"/notices/{own.id}/edit", f"/notices/{plain.id}")
    for moment in ("while it is a draft", "once it is issued"):
        for path in pages:
            shown = browser("second").get(path).text
            assert not [mark for mark in (doubles.WORD, defect.number, defect.id) if mark in shown], (
                moment,
                path,
            )
        assert browser("second").get(f"/notices/{own.id}.pdf").status_code == 404
        assert [each["id"] for each in caller("second").get("/api/notices/").json["rows"]] == [plain.id]
        caller("officer").post(f"/api/notices/{own.id}/moves/issue", json={})
    doubles.handed_in(second, again, at=later(days=2))
    assert doubles.WORD in browser("second").get(f"/notices/{own.id}").text


def test_a_ticket_asks_once_what_is_hidden_from_its_reader(cast, second, browser, queries):
    drawn_after(cast, doubles.fail())
    defect = db.session.scalars(select(Defect)).one()
    queries.clear()
    assert browser("supervisor").get(f"/defects/{defect.id}").status_code == 200
    assert len([each for each in queries if "doubles" in each]) == 1
