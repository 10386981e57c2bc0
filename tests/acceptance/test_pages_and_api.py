"""Acceptance as the parties, the authority and machines meet it."""

import io

import pytest
from sqlalchemy import select

from inspect_app.acceptance import queries as reads
from inspect_app.acceptance.models import Acceptance
from inspect_app.acceptance.rules import ORDER
from inspect_app.core import vault
from inspect_app.core.db import db
from inspect_app.core.journal import react
from tests import make

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
#: role -> the cast's person who signs
PEOPLE = dict(zip(ORDER, ("contractor_a", "surveyor", "designer", "supervisor", "owner"), strict=True))


def test_the_page_shows_every_condition_with_its_clause_and_where_to_mend_it(browser, cast):
    url = f"/projects/{cast.project().id}/acceptance"
    shown = browser("contractor_a").get(url).text
    assert "第十六条" in shown
    assert "尚未提交" in shown
    assert f"{url}/documents/new?kind=completion_report" in shown
    assert f"{url}/documents/new?kind=assessment" not in shown
    assert f"{url}/documents/new?kind=assessment" in browser("supervisor").get(url).text
    assert "conditions are missing" in browser("owner").get(f"{url}?lang=en").text


def test_the_parties_hand_in_papers_sign_in_order_and_get_the_certificate(browser, cast):
    project = cast.project()
    make.ready(project)
    url = f"/projects/{project.id}/acceptance"
    begun = browser("owner").post(url)
    assert begun.status_code == 302
    assert browser("contractor_a").post(f"{begun.location}/moves/open").status_code == 302
    for role, person in PEOPLE.items():
        client = browser(person)
        assert "签署合格意见" in client.get(begun.location).text
        reply = client.post(f"{begun.location}/moves/sign", data={"name": person, "note": f"{role} 同意"})
        assert reply.status_code == 302
    assert "正在签发证书" in browser("owner").get(begun.location).text
    while react():
        pass
    certificate = reads.standing(project.id)
    assert certificate.number in browser("owner").get(url).text
    shown = browser("property").get(f"/certificates/{certificate.id}").text
    for words in ("supervisor 同意", "2026", certificate.content, "第四十九条"):
        assert words in shown
    paper = browser("property").get(f"/certificates/{certificate.id}.pdf")
    assert (paper.status_code, paper.mimetype) == (200, "application/pdf")
    assert paper.data == vault.read(certificate.pdf_sha256)
    assert certificate.number in browser("street").get("/certificates").text


def test_a_signature_refused_shows_what_is_missing_and_keeps_what_was_typed(browser, cast):
    one = make.signed(cast.project(), parties=0)
    make.defect(cast.project(), severity="major")
    reply = browser("contractor_a").post(
        f"/acceptances/{one.id}/moves/sign", data={"name": "contractor_a", "note": "我方同意"}
    )
    assert reply.status_code == 409
    assert "1 条较重或重大缺陷未销号" in reply.text
    assert "我方同意" in reply.text


@pytest.mark.parametrize("person", ["contractor_b", "officer", "inspector", "property", "surveyor", "owner"])
def test_only_a_member_of_the_party_whose_turn_it_is_signs(caller, cast, person):
    one = make.signed(cast.project(), parties=0)
    reply = caller(person).post(f"/api/acceptances/{one.id}/moves/sign", json={"name": person})
    assert reply.status_code == (404 if person == "contractor_b" else 403)
    assert db.session.get_one(Acceptance, one.id).signed == []


def test_nobody_but_the_platform_takes_the_move_issue(caller, cast):
    one = make.signed(cast.project(), parties=4)
    assert caller("owner").post(f"/api/acceptances/{one.id}/moves/issue", json={}).status_code == 403
    assert caller("admin").post(f"/api/acceptances/{one.id}/moves/issue", json={}).status_code == 403


def test_the_button_to_open_appears_only_when_nothing_is_missing(browser, cast):
    begun = browser("owner").post(f"/projects/{cast.project().id}/acceptance").location
    assert f"{begun}/moves/open" not in browser("contractor_a").get(begun).text
    assert browser("contractor_a").post(f"{begun}/moves/open").status_code == 409
    make.ready(cast.project())
    assert f"{begun}/moves/open" in browser("contractor_a").get(begun).text


def test_a_file_is_kept_byte_for_byte_and_given_only_to_those_who_see_the_project(browser, cast):
    url = f"/projects/{cast.project().id}/acceptance"
    given = {"kind": "completion_report", "file": (io.BytesIO(PDF), "报告.pdf"), "dated_on": "2026-05-01"}
    assert browser("contractor_a").post(f"{url}/documents/new", data=given).status_code == 302
    paper = reads.documents(cast.project().id)[0]
    assert browser("street").get(f"/documents/{paper.id}").data == PDF
    assert browser("contractor_b").get(f"/documents/{paper.id}").status_code == 404
    assert "工程竣工报告" in browser("owner").get(url).text


def test_a_file_that_is_no_paper_is_refused_at_its_field_with_what_was_typed(browser, cast):
    url = f"/projects/{cast.project().id}/acceptance/documents/new"
    given = {
        "kind": "completion_report",
        "file": (io.BytesIO(b"MZ\x90"), "a.pdf"),
        "note": "见附件",
        "dated_on": "2026-05-01",
    }
    reply = browser("contractor_a").post(url, data=given)
    assert reply.status_code == 422
    assert "只接受 PDF、JPEG 或 PNG 文件" in reply.text
    assert "见附件" in reply.text


def test_the_letter_asks_for_a_term_of_each_class_present_and_no_other(browser, cast):
    url = f"/projects/{cast.project().id}/acceptance/documents/new?kind=warranty_letter"
    shown = browser("contractor_a").get(url).text
    assert "term-W-WP" in shown
    assert "term-W-LIFT" not in shown
    given = {"kind": "warranty_letter", "term-W-WP": "5", "term-W-MEP": "two"}
    assert browser("contractor_a").post(url, data=given).status_code == 422
    assert browser("contractor_a").post(url, data={**given, "term-W-MEP": "3"}).status_code == 302
    assert reads.documents(cast.project().id)[0].terms == {"W-WP": 5, "W-MEP": 3}


def test_only_the_party_that_handed_it_in_withdraws_a_paper(browser, caller, cast):
    sent = caller("designer").post(
        "/api/documents", json={"project_id": cast.project().id, "kind": "design_check", "note": "存档"}
    )
    assert sent.status_code == 201
    url = f"/documents/{sent.json['id']}/withdraw"
    assert browser("contractor_a").post(url, data={"reason": "x"}).status_code == 403
    assert browser("designer").post(url, data={}).status_code == 422
    assert browser("designer").post(url, data={"reason": "传错"}).status_code == 302


def test_machines_send_a_file_and_hand_it_in(caller, cast):
    client = caller("supervisor")
    sha = client.post("/api/documents/files", data=PDF, content_type="application/pdf").json["sha256"]
    paper = {"project_id": cast.project().id, "kind": "assessment", "sha256": sha}
    assert client.post("/api/documents", json=paper).json["sha256"] == sha
    assert client.post("/api/documents", json={**paper, "kind": "design_check"}).status_code == 422
    assert client.post("/api/documents/files", data=b"GIF89a").status_code == 422
    assert caller().post("/api/documents/files", data=PDF).status_code == 401


def test_machines_read_the_gate(caller, cast):
    url = f"/api/acceptances/gate/{cast.project().id}"
    assert caller("owner").get(url).json["clear"] is False
    make.ready(cast.project())
    reply = caller("owner").get(url).json
    assert reply["clear"] is True
    assert all(line["clause"] and line["missing"] is None for line in reply["lines"])
    assert caller("contractor_b").get(url).status_code == 404


@pytest.mark.parametrize("move", ["suspend", "revoke"])
def test_only_the_authority_of_the_place_suspends_or_revokes_and_must_say_why(caller, cast, move):
    one = make.certificate(cast.project())
    url = f"/api/certificates/{one.id}/moves/{move}"
    assert caller("owner").post(url, json={"reason": "x"}).status_code == 403
    assert caller("stranger").post(url, json={"reason": "x"}).status_code == 404
    assert caller("officer").post(url, json={}).status_code == 422
    reply = caller("officer").post(url, json={"reason": "现场复查发现渗漏"})
    assert reply.json["state"] == ("suspended" if move == "suspend" else "revoked")
    again = caller("officer").post(url, json={"reason": "x"})
    assert again.status_code == 409


def test_the_list_of_certificates_costs_the_same_queries_however_many_there_are(caller, queries, cast):
    make.certificate(cast.project("p17"))
    client = caller("officer")
    client.get("/api/certificates")
    queries.clear()
    assert client.get("/api/certificates").json["total"] == 1
    few = len(queries)
    make.certificate(cast.project("p18"))
    queries.clear()
    assert client.get("/api/certificates").json["total"] == 2
    assert len(queries) == few
    assert caller("contractor_a").get("/api/certificates").json["total"] == 1


def test_the_acceptance_page_costs_the_same_queries_however_many_papers_there_are(browser, queries, cast):
    client, url = browser("officer"), f"/projects/{cast.project().id}/acceptance"
    make.signed(cast.project(), parties=0)
    queries.clear()
    client.get(url)
    few = len(queries)
    for _ in range(3):
        make.papers(cast.project())
    queries.clear()
    client.get(url)
    assert len(queries) == few
    assert len(db.session.scalars(select(Acceptance)).all()) == 1
