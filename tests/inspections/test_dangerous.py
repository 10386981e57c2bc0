"""A dangerous work says its kind and size, and does not begin before the papers they ask for are signed."""

import io
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import select

from inspect_app.archive.queries import bundle
from inspect_app.core.db import db
from inspect_app.gates.queries import SOURCES, Scope
from inspect_app.inspections.models import DangerousWork
from inspect_app.inspections.rules.dangerous import Paper, standing
from tests import make

START = datetime(2026, 5, 1, tzinfo=UTC)


def papers(*told):
    """Papers in this order: `plan`, `plan!` signed, `review!5pass` signed, of five, passed."""
    days = count()
    found = []
    for each in told:
        kind, signed, rest = each.partition("!")
        review = (int(rest[0]), rest[1:]) if rest else (None, None)
        found.append(Paper(kind, START + timedelta(days=next(days)), bool(signed), *review))
    return found


@pytest.mark.parametrize(("kind", "size", "told", "state", "needs"), [
    (None, None, (), "unknown", (None, None)), ("scaffold", None, (), "unknown", (None, None)),
    ("scaffold", 23.9, (), "free", (False, False)),
    ("scaffold", 26, (), "plan", (True, False)), ("scaffold", 26, ("plan",), "plan-unsigned", (True, False)),
    ("scaffold", 26, ("plan!",), "ready", (True, False)), ("scaffold", 26, ("plan!", "plan"), "plan-unsigned", (True, False)),
    ("scaffold", 50, ("plan!",), "review", (True, True)), ("cradle", None, ("plan!",), "ready", (True, False)),
    ("pit", 5, ("plan!", "review"), "review-unsigned", (True, True)), ("pit", 5, ("plan!", "review!4pass"), "panel", (True, True)),
    ("pit", 5, ("plan!", "review!5fail"), "failed", (True, True)), ("pit", 5, ("plan!", "review!5pass"), "ready", (True, True)),
    ("pit", 5, ("plan!", "review!5amend"), "amend", (True, True)),
    ("pit", 5, ("plan!", "review!5amend", "plan"), "plan-unsigned", (True, True)),
    ("pit", 5, ("plan!", "review!5amend", "plan!"), "ready", (True, True)),
    ("pit", 5, ("plan!", "review!5pass", "plan!"), "review", (True, True)),
])  # fmt: skip
def test_papers_are_judged_by_kind_size_and_order(kind, size, told, state, needs):
    found = standing(kind, size, papers(*told))
    assert (found.state, (found.plan, found.review)) == (state, needs)
    assert found.ready == (state in ("ready", "free"))


def gate(project):
    found = SOURCES["inspections.dangerous"](Scope(project, make.NOW))
    return found.state, found.why[1]


def test_a_contractor_hands_in_the_plan_the_supervisor_signs_and_the_gate_is_met(cast, browser, caller):
    project = cast.project()
    path = f"/projects/{project.id}/dangerous-works"
    assert gate(project)[0] == "no_data"
    contractor, supervisor = browser("contractor_a"), browser("supervisor")
    contractor.post(
        path, data={"name": "外墙脚手架", "kind": "scaffold", "size": "26", "since": "2026-05-01"}
    )
    made = db.session.scalars(select(DangerousWork)).one()
    assert (made.size, made.party_id) == (2600, cast.party("contractor_a").id)
    assert gate(project) == ("not_met", "外墙脚手架: The special plan is missing")
    one = f"/dangerous-works/{made.id}"
    reply = contractor.post(
        f"{one}/papers",
        data={
            "kind": "plan",
            "on": "2026-05-01",
            "by_name": "张工",
            "photos": (io.BytesIO(make.photo("white")), "a.jpg"),
        },
        content_type="multipart/form-data",
    )
    assert reply.location == one
    paper = made.papers[0]
    held = db.session.scalars(bundle.attached(project.id)).all()
    assert [each.label for each in held if each.thing_kind == "dangerous"] == [paper.id]
    assert gate(project)[1].endswith("awaits the chief supervisor's signature")
    assert contractor.post(f"{one}/sign", data={"paper_id": paper.id, "name": "x"}).status_code == 403
    assert "请填写您的姓名" in supervisor.post(
        f"{one}/sign", data={"paper_id": paper.id, "name": "x"}
    ).get_data(as_text=True)
    assert "待总监理工程师签字" in supervisor.get("/").get_data(as_text=True)
    name = cast.person("supervisor").name
    assert supervisor.post(f"{one}/sign", data={"paper_id": paper.id, "name": name}).location == one
    assert gate(project) == ("met", "1 on record, their papers complete")
    again = caller("supervisor").post(f"/api{one}/sign", json={"paper_id": paper.id, "name": name})
    assert again.status_code == 409
    # Larger than it was said to be: it needs experts now.
    assert (
        caller("contractor_a")
        .post(f"/api{one}/measure", json={"kind": "scaffold", "size": 20, "reason": "x"})
        .status_code
        == 403
    )
    grown = caller("owner").post(
        f"/api{one}/measure", json={"kind": "scaffold", "size": 50.5, "reason": "实测"}
    )
    assert (grown.json["size"], grown.json["expert_review"], grown.json["standing"]) == (50.5, True, "review")
    missing = caller("contractor_a").post(
        f"/api{one}/papers",
        json={"kind": "review", "on": "2026-05-01", "by_name": "李", "photos": ["0" * 64]},
    )
    assert set(missing.json["errors"]) == {"experts"}
    page = browser("owner").get(one).get_data(as_text=True)
    for words in ("缺专家论证", "搭设高度 50.5 m", "签认危大工程文件", "原规模"):
        assert words in page
    assert "f-name-" not in page


def test_a_name_is_told_only_to_those_who_may_read_it_and_another_contractor_sees_nothing(
    cast, browser, caller
):
    project = cast.project()
    path = f"/projects/{project.id}/dangerous-works"
    browser("supervisor").post(path, data={"name": "吊篮作业", "since": "2026-05-01"})
    made = db.session.scalars(select(DangerousWork)).one()
    assert gate(project)[0] == "no_data"
    assert caller("contractor_b").get(f"/api/dangerous-works/{made.id}").status_code == 404
    told = SOURCES["inspections.dangerous"](Scope(project, make.NOW, to=cast.contractor_b))
    assert "吊篮" not in told.why[0]
    assert (
        caller("contractor_a")
        .post(f"/api/dangerous-works/{made.id}/measure", json={"kind": "cradle", "reason": "登记"})
        .json["standing"]
        == "plan"
    )
    assert (
        caller("contractor_a")
        .post(f"/api/dangerous-works/{made.id}/end", json={"until": "2026-05-02"})
        .status_code
        == 403
    )
    browser("owner").post(f"/dangerous-works/{made.id}/end", data={"until": "2026-05-20"})
    db.session.refresh(made)
    assert made.until.isoformat() == "2026-05-20"
    bad = browser("owner").post(f"/dangerous-works/{made.id}/end", data={"until": "2026-04-20"})
    assert "不能早于开始日期" in bad.get_data(as_text=True)
