"""Claims, money held back, return visits and the calendar as people and machines meet them."""

import re
from datetime import timedelta
from io import BytesIO

import pytest

from inspect_app.acceptance.queries import standing
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.core.todo import waiting
from inspect_app.warranty import actions
from inspect_app.warranty.models import Claim
from tests import make
from tests.warranty import claims as told


@pytest.fixture
def project(cast):
    make.certificate(cast.project())
    return cast.project()


def filed(client, project, **typed):
    """Claim as a resident and return number and code as shown."""
    url = f"/claims/new?site={project.site}&element={make.element_of(project).id}"
    given = {"words": "顶层漏水", "urgency": "leak", "once": "a" * 32, **typed}
    reply = client.post(url, data={**given, "photos": (BytesIO(make.photo("red")), "a.jpg")})
    assert reply.status_code == 302, reply.text
    return re.findall(r'class="keep-line">([^<]+)<', client.get(reply.location).text)


def test_a_resident_claims_follows_chooses_a_time_and_confirms_without_an_account(browser, caller, project):
    resident, firm = browser(), caller("contractor_a")
    answer = resident.get(f"/warranty/p17?element={make.element_of(project).id}").text
    assert "/claims/new?site=p17" in answer
    assert "tel:119" in answer
    number, code = filed(resident, project)
    one = db.session.query(Claim).one()
    assert (one.number, one.state) == (number, "claimed")
    assert code not in str(db.session.connection().exec_driver_sql("select * from claims").all())
    other = browser()
    assert other.post("/claims/follow", data={"number": number, "code": "0000"}).status_code == 422
    assert (
        other.post("/claims/follow", data={"number": number, "code": code.lower()}).location == "/claims/case"
    )
    moves = f"/api/warranty/claims/{one.id}/moves"
    assert firm.post(f"{moves}/dispatch", json={"worker": "王师傅"}).status_code == 200
    slot = (now() + timedelta(hours=5)).isoformat()
    assert firm.post(f"{moves}/propose", json={"slot_1": slot}).json["turn"] == "resident"
    assert "哪个时间方便" in other.get("/claims/case").text
    assert other.post("/claims/own/agree", data={"slot": "slot_1"}).status_code == 302
    assert firm.post(f"{moves}/attend", json={}).status_code == 200
    assert firm.post(f"{moves}/confirm", json={}).status_code == 403
    repaired = {"note": "已修", "photos": [told.photo(5)]}
    assert firm.post(f"{moves}/repair", json=repaired).json["state"] == "repaired"
    assert "修好了吗" in other.get("/claims/case").text
    assert other.post("/claims/own/confirm", data={"satisfaction": "3"}).status_code == 302
    assert "已确认修好" in other.get("/claims/case").text
    assert "Confirmed as repaired" in browser("owner").get(f"/claims/{one.id}?lang=en").text


def test_the_same_form_sent_twice_is_one_claim(browser, project):
    client = browser()
    assert filed(client, project) == filed(client, project)


def test_a_danger_shows_the_number_to_call_at_once(browser, project):
    client = browser()
    filed(client, project, urgency="gas")
    shown = client.get("/claims/filed?lang=en").text
    assert shown.index("tel:119") < shown.index("keep-line")
    assert "Keep" not in shown or "Close the valve" in shown


def test_a_form_filled_in_wrongly_names_the_field_and_keeps_what_was_typed(browser, project):
    reply = browser().post("/claims/new?site=p17", data={"spot": "502 卫生间"})
    assert reply.status_code == 422
    assert "f-words" in reply.text
    assert "502 卫生间" in reply.text


def test_without_number_and_code_a_claim_opens_for_nobody(browser, project):
    one, _code = told.claim(project)
    for url in ("/claims/case", "/claims/filed"):
        assert browser().get(url).location == "/claims/follow"
    assert browser().post("/claims/own/confirm").location == "/claims/follow"
    assert browser("contractor_b").get(f"/claims/{one.id}").status_code == 404
    assert browser("property").get(f"/claims/{one.id}").status_code == 404


def test_others_are_offered_once_it_is_time_and_before_that_the_page_says_when(browser, caller, project):
    early, late = told.taken(project, "dispatched", at=now()), told.taken(project, "dispatched", source="2")
    offered = {}
    for one in (early, late):
        shown = browser("owner").get(f"/claims/{one.id}").text
        offered[one.id] = f"/claims/{one.id}/moves/take-over" in shown
        assert ("这个时间之后可以" in shown) is not offered[one.id]
        moves = caller("owner").get(f"/api/warranty/claims/{one.id}").json["moves"]
        assert ("take-over" in moves) is offered[one.id]
        assert "这个时间之后可以" not in browser("contractor_a").get(f"/claims/{one.id}").text
    assert offered == {early.id: False, late.id: True}


def test_machines_claim_and_follow_with_the_code(caller, project):
    body = {"site": "p17", "words": "漏水", "urgency": "burst", "once": "b" * 32}
    made = caller().post("/api/warranty/claims", json=body)
    assert made.status_code == 201
    assert made.json["calls"][0]["number"] == "12345"
    assert caller().post("/api/warranty/claims", json=body).json == made.json
    opened = {"number": made.json["claim"]["number"], "code": made.json["code"]}
    assert caller().post("/api/warranty/follow", json=opened).json["state"] == "claimed"
    assert caller().post("/api/warranty/follow", json={**opened, "code": "x"}).status_code == 422
    assert caller().post("/api/warranty/claims", json={**body, "once": "", "site": "none"}).status_code == 422


def test_a_longer_term_is_recorded_on_a_page(browser, project):
    client = browser("owner")
    url = f"/projects/{project.id}/warranty/agree"
    shown = client.get(url).text
    paper = re.search(r'name="document_id".*?<option value="([0-9a-f-]{36})"', shown, re.DOTALL)[1]
    refused = client.post(url, data={"code": "W-WP", "amount": "5", "document_id": paper})
    assert refused.status_code == 422
    assert "f-amount" in refused.text
    assert client.post(url, data={"code": "W-WP", "amount": "8", "document_id": paper}).status_code == 302
    assert "2034-05-11" in client.get(f"/projects/{project.id}/warranty").text
    assert browser("supervisor").get(url).status_code == 403


def test_money_held_back_is_recorded_shown_with_its_sum_and_hidden_from_others(browser, caller, project):
    url = f"/projects/{project.id}/retention"
    too_much = {"settlement": "8600000", "held": "258000.01", "months": "12", "form": "cash", "delay": "none"}
    refused = browser("owner").post(url, data=too_much)
    assert refused.status_code == 422
    assert "258,000.00" in refused.text
    made = browser("owner").post(url, data={**too_much, "held": "258000"})
    assert made.status_code == 302
    told.taken(project, "dispatched")
    shown = browser("contractor_a").get(made.location).text
    assert "258,000.00" in shown
    assert "报修 BX-2026-000001" in shown
    assert "258,000.00" in browser("owner").get("/retentions?lang=en").text
    for person in ("contractor_b", "property", "designer"):
        assert browser(person).get(made.location).status_code == 404
    whole = caller("owner").get(f"/api/warranty{made.location}").json
    assert (whole["left"], whole["blocked_by"][0]["zh"]) == (25_800_000, "报修 BX-2026-000001")


def test_a_return_visit_is_made_door_by_door(browser, caller, project):
    with transaction():
        visit = actions.plan_visits(SYSTEM, standing(project.id), at=make.later(days=40))[0]
    url, client = f"/return-visits/{visit.id}", browser("property")
    assert "3 个月回访" in client.get(f"/projects/{project.id}/return-visits").text
    unit = visit.sample[0]
    form = client.get(f"{url}/household?unit={unit}").text
    assert "上下水" in form
    half = client.post(f"{url}/household", data={"element_id": unit, "q-leak": "good"})
    assert half.status_code == 422
    said = {f"q-{key}": "good" for key in ("leak", "wet_room", "pipes", "power", "finish")}
    assert (
        client.post(f"{url}/household", data={"element_id": unit, "satisfaction": "3", **said}).status_code
        == 302
    )
    assert client.post(f"{url}/moves/finish", data={"note": "正常"}).status_code == 302
    row = caller("street").get(f"/api/warranty{url}").json
    assert (row["state"], row["households"][0]["satisfaction"], row["moves"]) == ("held", 3, [])
    assert browser("contractor_b").get(url).status_code == 404


def test_the_calendar_shows_a_firm_and_a_project_what_comes(browser, project):
    with transaction():
        actions.plan_visits(SYSTEM, standing(project.id), at=make.later(days=40))
    one = told.taken(project, "dispatched")
    for url in (f"/projects/{project.id}/warranty/calendar", "/warranty-calendar"):
        shown = browser("contractor_a").get(url).text
        assert one.number in shown
        assert "回访" in shown
    assert one.number not in browser("contractor_b").get("/warranty-calendar").text
    assert one.number not in browser("property").get("/warranty-calendar").text


def test_what_waits_stands_on_the_desk_of_whoever_must_act(cast, project):
    one = told.taken(project, "dispatched")
    assert [each.url for each in waiting(cast.contractor_a, make.NOW) if "/claims/" in each.url] == [
        f"/claims/{one.id}"
    ]
    assert [each.url for each in waiting(cast.contractor_b, make.NOW) if "/claims/" in each.url] == []


def test_a_long_list_of_claims_costs_no_more_queries(browser, queries, project):
    client = browser("owner")

    def cost():
        queries.clear()
        assert client.get("/claims").status_code == 200
        return len(queries)

    told.claim(project, source="first")
    few = cost()
    for number in range(12):
        told.claim(project, source=f"more-{number}")
    assert cost() == few


def test_a_long_list_of_sums_held_back_costs_no_more_queries(browser, queries, cast, project):
    client = browser("owner")

    def cost():
        queries.clear()
        assert client.get("/retentions").status_code == 200
        return len(queries)

    with transaction():
        actions.hold_retention(SYSTEM, project, settlement=1e6, held=3e4, at=make.NOW)
    few = cost()
    make.certificate(cast.project("p18"))
    with transaction():
        actions.hold_retention(SYSTEM, cast.project("p18"), settlement=1e6, held=3e4, at=make.NOW)
    assert cost() == few
