"""A dossier as its keepers, the utilities, the authority and machines meet it."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.permits import SYSTEM
from inspect_app.dossier import actions, queries
from inspect_app.dossier.models import AuditFinding, Line, UtilityWork
from tests import make

BLANK: dict[str, Any] = {
    "what": "", "said": "", "amount": "", "unit": "", "element_id": None, "source": "台账", "note": "", "replaces": "",
    "why": "", "photos": [], "lacks": False, "on": make.NOW.date(),
}  # fmt: skip


def entered(project, register, kind, **values):
    with transaction():
        return actions.enter(
            SYSTEM, project, {**BLANK, "register": register, "kind": kind, **values}, at=make.NOW
        )


def refused(project, register, kind, **values) -> set[str]:
    with pytest.raises(Problem) as problem:
        entered(project, register, kind, **values)
    db.session.rollback()
    return set(problem.value.errors)


def planned(project, party, *, to="planned", days=0, **values):
    since = make.NOW.date() + timedelta(days=days)
    given = {"trade": "gas", "title": "燃气管更换", "street": "西环路", "trench": "", **values}
    with transaction():
        work = actions.plan_work(
            SYSTEM,
            project,
            {"party_id": party.id, "since": since, "until": since + timedelta(days=5), **given},
            at=make.NOW,
        )
        if to == "signed":
            actions.move_work(SYSTEM, work, "sign", {"name": SYSTEM.name}, at=make.NOW)
    return work


def test_a_value_is_corrected_by_another_line_and_never_written_over(cast):
    project = cast.project()
    first = entered(project, "value", "households", said="1,240")
    assert first.said == "1240"
    assert refused(project, "value", "households", said="1250") == {"kind"}
    assert refused(project, "value", "households", said="1250", replaces=first.id) == {"why"}
    second = entered(project, "value", "households", said="1250", replaces=first.id, why="补录2户")
    db.session.refresh(first)
    assert (first.said, first.replaced_at is not None, second.replaces_id) == ("1240", True, first.id)
    with pytest.raises(Problem, match="conflict"):
        entered(project, "value", "households", said="1", replaces=first.id, why="再改")
    db.session.rollback()
    assert len(queries.lines(project.id)) == 2


@pytest.mark.parametrize(
    ("register", "kind", "values", "fields"),
    [
        ("value", "households", {"said": "12.5"}, {"said"}),
        ("value", "built_year", {"said": "1198"}, {"said"}),
        ("value", "percent", {"said": "101"}, {"said"}),
        ("value", "entered_pool", {"said": "2026-02-30"}, {"said"}),
        ("value", "pool_state", {"said": "gone"}, {"said"}),
        ("value", "unheard", {"said": "1"}, {"kind"}),
        ("value", "eligible", {"said": "合", "source": ""}, {"source"}),
        ("value", "eligible", {"said": "合", "on": make.NOW.date() + timedelta(days=1)}, {"on"}),
        ("value", "eligible", {"lacks": True}, {"note"}),
        ("scope", "basic", {"said": "雨污分流", "what": "begun"}, {"what"}),
        ("fund", "central", {"what": "planned", "amount": "-3"}, {"amount"}),
        ("fund", "central", {"what": "planned", "amount": "1e9"}, {"amount"}),
        ("fund", "central", {"what": "planned", "amount": "1", "lacks": True}, {"lacks"}),
        ("picture", "before", {"photos": ["0" * 64]}, {"element_id"}),
        ("duty", "owner_letter", {"said": "张工"}, {"photos"}),
    ],
)  # fmt: skip
def test_what_a_register_does_not_take_is_refused_at_its_field(cast, register, kind, values, fields):
    assert refused(cast.project(), register, kind, **values) == fields


def test_a_part_is_not_more_than_its_whole_whichever_is_entered_last(cast):
    project = cast.project()
    entered(project, "value", "took_part", said="90")
    assert refused(project, "value", "asked", said="80") == {"said"}
    entered(project, "value", "asked", said="100")
    assert refused(project, "value", "consented", said="91") == {"said"}


def test_money_is_whole_fen_and_another_day_is_another_figure(cast):
    project, day = cast.project(), make.NOW.date()
    first = entered(project, "fund", "central", what="received", amount="1000000.05")
    assert first.amount == 100000005
    entered(project, "fund", "central", what="received", amount="1200000", on=day - timedelta(days=30))
    assert refused(project, "fund", "central", what="received", amount="3") == {"kind"}


def test_keepers_enter_on_the_page_and_readers_see_what_is_missing(browser, cast, queries):
    project, keeper = cast.project(), browser("owner")
    base = f"/projects/{project.id}/dossier"
    typed = {"register": "value", "kind": "households", "said": "多", "on": "2026-05-01", "source": "户籍"}
    wrong = keeper.post(f"{base}/enter", data=typed)
    assert (wrong.status_code, "户籍" in wrong.text, "f-said" in wrong.text) == (422, True, True)
    assert keeper.post(f"{base}/enter", data={**typed, "said": "<b>1240"}).status_code == 422
    assert keeper.post(f"{base}/enter", data={**typed, "said": "1240"}).status_code == 302
    line = db.session.scalars(select(Line)).one()
    again = {**typed, "said": "1241", "replaces": line.id, "why": "核对"}
    assert "1240" in keeper.get(f"{base}/enter?replaces={line.id}").text
    assert keeper.post(f"{base}/enter", data=again).status_code == 302
    for side in ("before", "after"):
        shot = {"register": "picture", "kind": side, "element_id": cast.element().id, "on": "2026-05-01"}
        shot["photos"] = (BytesIO(make.photo("red" if side == "before" else "blue")), "a.jpg")
        assert keeper.post(f"{base}/enter", data=shot).status_code == 302
    for lang, word in (("zh", "更正过 1 次"), ("en", "corrected: 1")):
        shown = browser("officer").get(f"{base}?lang={lang}").text
        assert word in shown
    assert "1号楼 / 屋面" in shown
    assert keeper.get(f"{base}/enter?register=nothing").status_code == 404
    assert browser("inspector").get(f"{base}/enter?register=scope").status_code == 403
    assert browser("contractor_a").get(base).status_code == 403
    keeper.get("/dossiers")
    queries.clear()
    assert project.name in keeper.get("/dossiers").text
    few = len(queries)
    for n in range(4):
        entered(project, "scope", "basic", said=f"管网{n}", what="planned")
    queries.clear()
    keeper.get("/dossiers")
    assert len(queries) <= few
    queries.clear()
    keeper.get(base)
    whole = len(queries)
    for n in range(4):
        entered(project, "scope", "upgrading", said=f"养老{n}", what="done", amount="3.5", unit="处")
    queries.clear()
    assert "养老3" in keeper.get(base).text
    assert len(queries) <= whole


def test_a_utility_signs_its_own_work_and_sees_where_another_meets_it(browser, cast):
    project = cast.project()
    gas = planned(project, cast.party("utility"))
    road = planned(project, cast.party("contractor_a"), trade="road", title="路面", days=3)
    utility = browser("utility")
    page = utility.get("/utility-works").text
    assert "同一位置日期重叠" in page
    assert utility.post(f"/utility-works/{gas.id}/moves/sign", data={"name": "别人"}).status_code == 422
    assert (
        utility.post(f"/utility-works/{gas.id}/moves/sign", data={"name": cast.utility.name}).status_code
        == 302
    )
    assert (
        utility.post(f"/utility-works/{road.id}/moves/sign", data={"name": cast.utility.name}).status_code
        == 403
    )
    found = {each.key: each.state for each in queries.standing(project)}
    assert found["coordinated"] == "missing"
    why = {"reason": "与燃气同沟同期"}
    assert browser("owner").post(f"/utility-works/{road.id}/moves/excuse", data=why).status_code == 302
    assert {each.key: each.state for each in queries.standing(project)}["coordinated"] == "there"
    moved = {"since": "2026-07-01", "until": "2026-06-01", "reason": "雨季"}
    assert utility.post(f"/utility-works/{gas.id}/moves/revise", data=moved).status_code == 422
    assert (
        utility.post(
            f"/utility-works/{gas.id}/moves/revise", data={**moved, "until": "2026-07-05"}
        ).status_code
        == 302
    )
    db.session.refresh(gas)
    assert (gas.state, gas.signed_by_name) == ("planned", ""), "new dates are signed anew"
    assert "之外" not in utility.get(f"/utility-works/{gas.id}").text
    new = f"/projects/{project.id}/utility-works/new"
    given = {
        "party_id": cast.party("contractor_a").id, "trade": "gas", "title": "x", "street": "y", "since": "2026-07-01",
        "until": "2026-07-02",
    }  # fmt: skip
    assert utility.post(new, data=given).status_code == 422, "a utility plans its own party's works only"
    assert utility.post(new, data={**given, "party_id": cast.party("utility").id}).status_code == 302


def test_whoever_answers_a_finding_does_not_close_it_and_late_ones_are_found(browser, cast):
    project, today = cast.project(), local_day(now())
    typed = {"body": "audit", "found_on": "2026-03-01", "words": "资金滞留", "due_on": "2026-04-01"}
    made = browser("street").post(f"/projects/{project.id}/audit-findings/new", data=typed)
    assert made.status_code == 302
    assert "资金滞留" in browser("officer").get("/audit-findings?state=late").text
    url, proof = made.location, {"photos": (BytesIO(make.photo("red")), "a.jpg")}
    assert browser("owner").post(f"{url}/moves/answer", data={"reply": "已拨付"}).status_code == 422, (
        "without proof"
    )
    assert browser("owner").post(f"{url}/moves/answer", data={"reply": "已拨付", **proof}).status_code == 302
    assert browser("owner").post(f"{url}/moves/close", data={"note": "核"}).status_code == 403
    assert browser("officer").post(f"{url}/moves/return", data={"reason": "缺凭证"}).status_code == 302
    more = {"photos": (BytesIO(make.photo("blue")), "b.jpg")}
    assert browser("owner").post(f"{url}/moves/answer", data={"reply": "已补凭证", **more}).status_code == 302
    one = db.session.scalars(select(AuditFinding)).one()
    with pytest.raises(Problem, match="conflict"), transaction():
        actions.move_finding(cast.owner, one, "close", {"note": "自己核"}, at=now())
    assert browser("officer").post(f"{url}/moves/close", data={"note": "属实"}).status_code == 302
    db.session.refresh(one)
    assert (one.state, one.closed_by_name) == ("closed", cast.officer.name)
    assert list(db.session.scalars(queries.findings(cast.officer, on=today, state="late"))) == []


def test_machines_enter_lines_plan_works_and_are_told_whats_wrong(caller, cast):
    project, owner = cast.project(), caller("owner")
    body = {"register": "value", "kind": "households", "said": "12", "on": "2026-05-01", "source": "台账"}
    url = f"/api/projects/{project.id}/dossier"
    assert owner.post(url, json={**body, "said": "x"}).json["errors"].keys() == {"said"}
    made = owner.post(url, json=body)
    assert made.status_code == 201
    whole = owner.get(url).json
    assert (whole["lines"][0]["said"], len(whole["standing"]) > 40) == ("12", True)
    work = {
        "project_id": project.id, "party_id": cast.party("utility").id, "trade": "gas", "title": "管", "street": "路",
        "since": "2026-06-02", "until": "2026-06-01",
    }  # fmt: skip
    assert owner.post("/api/utility-works/", json=work).json["errors"].keys() == {"until"}
    assert owner.post("/api/utility-works/", json={**work, "until": "2026-06-09"}).status_code == 201
    assert caller("utility").get("/api/utility-works/?street=路").json["rows"][0]["moves"] == [
        "sign",
        "excuse",
        "revise",
        "cancel",
    ]
    assert caller("stranger").get("/api/utility-works/").json["total"] == 0
    assert db.session.scalars(select(UtilityWork)).one().number.startswith("ZY-")
