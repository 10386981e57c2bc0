"""Papers entered by hand, the blacklist, what if, and what anybody may read."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.credit import actions, queries
from inspect_app.credit.models import Blacklisting, CreditEntry
from inspect_app.inspections.actions import retune
from inspect_app.projects.models import Project
from tests import make
from tests.cast import Cast
from tests.credit.test_api_and_pages import entered

Caller = Callable[[str], FlaskClient]


def paper(cast: Cast, **values: Any) -> dict[str, Any]:
    """Return what an officer types from a paper."""
    day = local_day(now()) - timedelta(days=2)
    given = {
        "party_id": cast.party("contractor_a").id, "event": "failed_spot_test", "occurred_on": day.isoformat(),
        "document": "抽检〔2026〕3 号", "document_on": day.isoformat(), "issuer": "昌平区质量安全监督站",
        "penalty_months": 18, "photos": [make.received("white")],
    }  # fmt: skip
    return {**given, **values}


def test_a_paper_is_entered_once_with_its_picture_and_wrong_input_is_named(
    cast: Cast, caller: Caller
) -> None:
    officer, project = caller("officer"), cast.project()
    body = {**paper(cast), "project_id": project.id}
    tomorrow = (local_day(now()) + timedelta(days=1)).isoformat()
    for name, value in (
        ("event", "overdue_rectification"), ("event", "nonsense"), ("party_id", cast.party("contractor_b").id),
        ("occurred_on", tomorrow), ("document_on", tomorrow), ("document_on", "2026-01-01"), ("document", "x" * 81),
        ("penalty_months", 121), ("photos", []), ("photos", ["0" * 64]), ("issuer", ""), ("occurred_on", "2019-05-01"),
    ):  # fmt: skip
        reply = officer.post("/api/credit/", json={**body, name: value})
        assert reply.status_code == 422, (name, value)
        found = "event" if value == "2019-05-01" else name
        assert found in {each.split(".")[0] for each in reply.json["errors"]}, (name, value)
    made = officer.post("/api/credit/", json=body)
    assert (made.status_code, made.json["kind"], made.json["penalty_months"]) == (201, "general", 18)
    assert officer.post("/api/credit/", json=body).status_code == 422
    assert caller("contractor_a").post("/api/credit/", json=body).status_code == 403
    assert caller("stranger").post("/api/credit/", json=body).status_code == 404
    entry = db.session.get_one(CreditEntry, made.json["id"])
    assert entry.public_until is not None
    assert entry.public_until > entry.expires_on, "never shorter than the penalty of eighteen months"


def test_the_public_page_shows_what_is_published_alone_and_never_a_case(
    cast: Cast, browser: Caller, caller: Caller
) -> None:
    shown, minor = entered(cast), entered(cast, event="complaint_upheld", n=1)
    proposed = entered(cast, "p18", event="stop_work", to="proposed", n=2)
    assert minor.state == "effective"
    anyone = browser("")
    for language in ("zh", "en"):
        page = anyone.get(f"/credit/public?lang={language}")
        assert page.status_code == 200
        assert "安居建设集团" in page.text
        assert "宏达建筑公司" not in page.text
        assert shown.source_number not in page.text
    listed = caller("").get("/api/credit/public").json
    assert [each["event"] for each in listed["rows"]] == ["stop_work"]
    assert not {"project", "project_id", "source_number", "explanation_zh", "objection"} & set(
        listed["rows"][0]
    )
    assert caller("").get("/api/credit/public?q=%25").json["total"] == 0
    assert caller("").get("/api/credit/public?page=0").status_code == 422
    firm = browser("contractor_a")
    assert firm.post(f"/credit/{shown.id}/moves/object", data={"reason": "有误"}).status_code == 302
    assert caller("").get("/api/credit/public").json["rows"] == []
    assert proposed.state == "proposed"


def test_a_blacklisting_is_proposed_heard_and_shown_to_its_people(
    cast: Cast, browser: Caller, caller: Caller
) -> None:
    project, officer = cast.project(), browser("officer")
    day = local_day(now()).isoformat()
    typed = {
        "party_id": cast.party("contractor_a").id, "ground": "arrears", "document": "(2026)京 1 号",
        "document_on": day, "issuer": "昌平区人民法院", "facts": "拒不履行生效判决",
    }  # fmt: skip
    path = f"/projects/{project.id}/credit/blacklist"
    assert officer.get(path).status_code == 200
    assert officer.post(path, data={**typed, "ground": "envy"}).status_code == 422
    where = officer.post(path, data=typed).location
    key = where.rpartition("/")[2]
    firm = browser("contractor_a")
    assert "陈述申辩" in firm.get(where).text
    assert where in firm.get("/").text
    assert browser("contractor_b").get(where).status_code == 404
    assert (
        caller("officer").post(f"/api/credit/blacklist/{key}/moves/enter", json={"reason": "x"}).status_code
        == 409
    )
    assert firm.post(f"{where}/moves/plead", data={"reason": "已付清"}).status_code == 302
    reply = caller("officer").post(f"/api/credit/blacklist/{key}/moves/enter", json={"reason": "未付清"})
    assert (reply.status_code, reply.json["state"]) == (200, "listed")
    assert "昌平区人民法院" in browser("").get("/credit/public").text
    assert where in firm.get(f"/credit/parties/{typed['party_id']}").text
    assert db.session.scalars(select(Blacklisting)).one().state == "listed"


def test_what_if_answers_for_a_day_to_come_without_an_entry_or_with_another(
    cast: Cast, caller: Caller, browser: Caller
) -> None:
    entry = entered(cast)
    path, today = f"/api/credit/parties/{entry.party_id}/what-if", local_day(now())
    firm = caller("contractor_a")
    asked = firm.get(f"{path}?without={entry.id}").json
    assert (asked["before"]["score"], asked["after"]["score"]) == (94, 100)
    more = firm.get(f"{path}?code=overdue_rectification&days=3&times=2").json
    assert (more["after"]["score"], more["after"]["lines"][-1]["points"]) == (87, -3.5)
    assert firm.get(f"{path}?on={entry.expires_on}").json["after"]["score"] == 100
    for wrong in (
        f"on={today - timedelta(days=1)}",
        "on=2099-01-01",
        "code=nonsense",
        "times=0",
        "days=-1",
        "closed_on=x",
    ):
        assert firm.get(f"{path}?{wrong}").status_code == 422, wrong
    assert caller("contractor_b").get(path).status_code == 404
    page = browser("contractor_a").get(
        f"/credit/parties/{entry.party_id}/what-if?without={entry.id}&code=&times=1&days=0"
    )
    assert page.status_code == 200
    assert "未办结的工单在哪天办结" in page.text


def test_an_overdue_ticket_closed_on_a_day_is_worth_what_it_will_be_then(cast: Cast, caller: Caller) -> None:
    at = now() - timedelta(days=12)
    defect = make.defect(cast.project(), at=at)
    with transaction():
        made = actions.propose(
            SYSTEM, party_id=defect.liable_party_id, project=defect.project, event="overdue_rectification",
            source_kind="defect", source_id=defect.id, source_number=defect.number, occurred_at=now(), at=now(),
            settled=False,
        )  # fmt: skip
        assert made is not None
        actions.move(SYSTEM, made, "confirm", {}, at=now())
    late = local_day(defect.due_at) + timedelta(days=30)
    path = f"/api/credit/parties/{defect.liable_party_id}/what-if?closed_on={late}"
    found = caller("contractor_a").get(path).json
    assert (found["before"]["score"], found["after"]["score"]) == (98, 95)


def test_the_desk_lists_what_waits_for_the_authority_of_the_place(cast: Cast, browser: Caller) -> None:
    waiting, done = entered(cast, to="proposed"), entered(cast, n=1)
    page = browser("officer").get("/credit/desk").text
    assert waiting.id in page
    assert done.id not in page
    assert waiting.id not in browser("stranger").get("/credit/desk").text
    assert browser("contractor_a").get("/credit/desk").status_code == 403
    assert waiting.id in browser("contractor_a").get("/").text


def test_a_listed_contractor_has_its_plans_checked_in_full_each_month(cast: Cast) -> None:
    project: Project = cast.project()
    plan = make.plan(project, every=30, tuned=True)
    on = local_day(make.NOW)
    with transaction():
        one = Blacklisting(
            party_id=cast.party("contractor_a").id, project=project, ground="arrears", document="x", document_on=on,
            issuer="x", facts="x", state="listed", proposed_at=make.NOW, listed_at=make.NOW, until=on,
        )  # fmt: skip
        db.session.add(one)
        db.session.flush()
        listed = bool(queries.listed([one.party_id], on))
        retune(SYSTEM, project, grade="A", at=make.NOW, blacklisted=listed)
    assert plan.monthly_full
    assert queries.risks([project.id], on + timedelta(days=1))[project.id].listed is False


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_new_page_stands_in_both_languages(cast: Cast, browser: Caller, language: str) -> None:
    entry = entered(cast)
    project = cast.project()
    for who, path in (
        ("officer", "/credit/desk"), ("officer", f"/projects/{project.id}/credit/enter"), ("", "/credit/public"),
        ("officer", f"/projects/{project.id}/credit/blacklist"), ("officer", "/credit/rules"),
        ("contractor_a", f"/credit/parties/{entry.party_id}/what-if"), ("", "/credit/public?q=安居"),
    ):  # fmt: skip
        page = browser(who).get(f"{path}{'&' if '?' in path else '?'}lang={language}")
        assert page.status_code == 200, (who, path)
