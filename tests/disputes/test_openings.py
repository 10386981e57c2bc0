"""From a ticket, a claim and a complaint to an agreement that holds; and where mediation is not offered."""

from datetime import timedelta

from inspect_app.core import onward
from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.permits import Actor
from inspect_app.defects import actions as defects
from inspect_app.disputes import queries
from inspect_app.disputes.models import Dispute
from tests import disputing, make
from tests.complaints.test_actions import filed, moving


def _rejected(cast):
    ticket = make.defect(cast.project(), to="disputed")
    with transaction():
        defects.move(cast.supervisor, ticket, "reject", {"reason": "合同范围内"}, at=make.NOW)
    return ticket


def _answered(cast):
    one = filed(cast)
    moving(cast.street, one, "accept")
    moving(cast.street, one, "answer", finding="unfounded", answer="属装修所致")
    return one


def test_each_kind_of_case_goes_from_asking_to_an_agreement_that_holds(cast, caller) -> None:
    ticket = _rejected(cast)
    cases = (
        ("defect", ticket, "contractor_a", "owner"),
        ("claim", disputing.declined(cast.project()), "street", "contractor_a"),
        ("complaint", _answered(cast), "street", "contractor_a"),
    )
    day = (local_day(now()) + timedelta(days=20)).isoformat()
    for kind, case, asks, answers in cases:
        body = {"source_kind": kind, "source_id": case.id, "claim": "不是我方责任", "wish": "重新认定"}
        made = caller(asks).post("/api/disputes/", json=body)
        assert (made.status_code, made.json["accountable"]) == (201, cast.party("community").name), kind
        assert made.json["respondent"] == cast.party(answers).name, kind
        way, desk, other = f"/api/disputes/{made.json['id']}", caller("community"), caller(answers)
        desk.post(f"{way}/moves/accept", json={})
        other.post(f"{way}/moves/consent", json={"answer": "属合同范围"})
        desk.post(f"{way}/moves/draft", json={"terms": "各担一半", "perform_by": day})
        other.post(f"{way}/sign", json={"name": "周经理", "draft": 1})
        if kind == "defect":
            signed = caller(asks).post(f"{way}/sign", json={"name": "王经理", "draft": 1})
        else:
            paper = {"side": "applicant", "name": "李大爷", "draft": 1, "photos": [make.received("navy")]}
            signed = desk.post(f"{way}/sign-for", json=paper)
        assert signed.json["signed"] == ["applicant", "respondent"], kind
        held = desk.post(f"{way}/moves/agree", json={})
        assert (held.json["state"], held.json["turn"]) == ("agreed", "mediator"), kind


def test_a_ticket_leads_its_liable_party_to_the_room_and_nobody_else(cast, browser) -> None:
    ticket = _rejected(cast)
    new = f"/disputes/new?kind=defect&case={ticket.id}"
    assert "申请调解" in browser("contractor_a").get(f"/defects/{ticket.id}").text
    assert "申请调解" not in browser("supervisor").get(f"/defects/{ticket.id}").text
    assert browser("supervisor").get(new).status_code == 403
    assert browser("contractor_b").get(new).status_code == 404
    sent = browser("contractor_a").post(new, data={"claim": "不在范围", "wish": "改由他方承担"})
    made = db.session.query(Dispute).one()
    assert sent.headers["Location"] == f"/disputes/{made.id}"
    assert made.number in browser("contractor_a").get(f"/defects/{ticket.id}").text


def test_mediation_is_not_offered_of_what_a_public_body_itself_answers_for(cast) -> None:
    one = _answered(cast)
    resident = Actor("resident", one.id, "居民")
    assert any("/disputes/own/" in each[0] for each in onward.links(resident, one))
    with transaction():
        one.accountable_party_id = cast.party("street").id
    db.session.refresh(one)
    assert queries.case(resident, "complaint", one.id).can_be_mediated is False
    for actor in (resident, cast.officer):
        assert not any("disputes/" in each[0] for each in onward.links(actor, one))
