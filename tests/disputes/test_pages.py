"""The room in the browser and for machines: from a complaint to the signed paper, and what a stranger gets."""

import re
from datetime import timedelta
from io import BytesIO

from pypdf import PdfReader
from sqlalchemy import select

from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.disputes import actions
from inspect_app.disputes.models import Dispute
from tests import disputing, make
from tests.complaints.test_actions import filed, moving
from tests.complaints.test_follow_and_desk import following
from tests.complaints.test_life import asked as watched
from tests.conftest import ON_POSTGRES

__all__ = ["ON_POSTGRES"]


def _answered(cast):
    one = filed(cast)
    moving(cast.street, one, "accept")
    moving(cast.street, one, "answer", finding="upheld", answer="属装修所致")
    return one


def _the(number: int = 0) -> Dispute:
    return db.session.scalars(select(Dispute).order_by(Dispute.asked_at.desc(), Dispute.id)).all()[number]


def test_a_resident_goes_from_the_complaint_through_the_room_to_a_signed_paper(cast, browser) -> None:
    case = _answered(cast)
    resident, firm, desk = following(browser, case), browser("contractor_a"), browser("community")
    assert "/disputes/own/complaint" in resident.get("/complaints/follow/case").text
    assert resident.post("/disputes/own/complaint", data={"claim": "漏水"}).status_code == 422
    page = resident.post(
        "/disputes/own/complaint", data={"claim": "顶楼漏水", "wish": "重做"}, follow_redirects=True
    )
    assert "待受理" in page.text
    one = _the()
    room = f"/disputes/{one.id}"
    assert "受理调解" in desk.get(room).text
    desk.post(f"{room}/moves/accept")
    assert firm.get(room).status_code == 200
    firm.post(f"{room}/moves/consent", data={"answer": "装修打孔所致"})
    day = (local_day(now()) + timedelta(days=20)).isoformat()
    desk.post(f"{room}/moves/draft", data={"terms": "<b>施工单位</b>重做屋面防水", "perform_by": day})
    shown = resident.get("/disputes/own/complaint").text
    assert "&lt;b&gt;施工单位" in shown
    resident.post("/disputes/own/complaint/sign", data={"name": "李大爷", "draft": 1})
    firm.post(f"{room}/sign", data={"name": "王经理", "draft": 1})
    desk.post(f"{room}/moves/agree")
    one = _the()
    assert (one.state, (one.confirm_by - local_day(now())).days) == ("agreed", 30)
    for client, path in ((resident, "/disputes/own/complaint/agreement.pdf"), (firm, f"{room}.pdf")):
        paper = client.get(path)
        assert paper.mimetype == "application/pdf"
        assert paper.headers["Cache-Control"] == "no-store"
    text = "".join(each.extract_text() for each in PdfReader(BytesIO(paper.data)).pages)
    for word in ("李大爷", "王经理", "重做屋面防水", one.number):
        assert word in text
    assert "李大爷" not in desk.get(room).text
    assert resident.post("/disputes/own/complaint/settle", data={"note": "已重做"}).status_code == 302
    assert _the().state == "settled"


def test_a_stranger_finds_no_room_and_a_browser_without_the_code_is_asked_for_it(cast, browser) -> None:
    one = disputing.dispute(cast.project(), to="drafted")
    for name in ("contractor_b", "stranger", "supervisor", "owner"):
        for path in ("", ".pdf", "/moves/fail", "/sign", "/evidence"):
            client, way = browser(name), f"/disputes/{one.id}{path}"
            reply = client.get(way) if path in ("", ".pdf") else client.post(way)
            assert reply.status_code == 404, (name, path)
    other = following(browser, _answered(cast))
    assert one.number not in other.get("/disputes/own/complaint").text
    for path in ("/disputes/own/complaint", "/disputes/own/claim", "/disputes/own/claim/agreement.pdf"):
        assert browser("").get(path).status_code == 302
    assert browser("").get("/disputes/own/defect").status_code == 404
    assert other.post("/disputes/own/complaint/accept").status_code in (302, 404)
    assert _the().state in ("drafted", "asked")


def test_a_machine_opens_signs_and_is_told_by_field_what_is_wrong(cast, caller) -> None:
    claim = disputing.declined(cast.project())
    street = caller("street")
    body = {"source_kind": "claim", "source_id": claim.id, "claim": "漏水", "wish": "重做"}
    made = street.post("/api/disputes/", json=body)
    assert made.status_code == 201
    assert street.post("/api/disputes/", json=body).status_code == 409
    assert caller("contractor_b").post("/api/disputes/", json=body).status_code == 404
    key = made.json["id"]
    assert made.json["accountable"] == cast.party("community").name
    desk = caller("community")
    assert desk.post(f"/api/disputes/{key}/moves/accept", json={}).status_code == 200
    bad = desk.post(f"/api/disputes/{key}/evidence", json={"kind": "own"})
    assert "why" in bad.json["errors"]
    caller("contractor_a").post(f"/api/disputes/{key}/moves/consent", json={"answer": "不在保修"})
    soon = (now() + timedelta(days=3)).isoformat()
    met = desk.post(f"/api/disputes/{key}/meetings", json={"meet_at": soon, "where": "居委会"})
    assert (
        desk.post(
            f"/api/disputes/meetings/{met.json['id']}/moves/cancel", json={"reason": "改天"}
        ).status_code
        == 200
    )
    body = {
        "expert": "检测站",
        "qualification": "甲级",
        "question": "原因",
        "payer": "shared",
        "meet_at": soon,
    }
    assert desk.post(f"/api/disputes/{key}/appraisals", json=body).status_code == 200
    desk.post(f"/api/disputes/{key}/moves/draft", json={"terms": "重做", "perform_by": soon[:10]})
    paper = {"side": "applicant", "name": "李大爷", "draft": 1, "photos": [make.received("navy")]}
    assert desk.post(f"/api/disputes/{key}/sign-for", json=paper).json["signed"] == ["applicant"]
    signed = (
        caller("contractor_a").post(f"/api/disputes/{key}/sign", json={"name": "王经理", "draft": 1}).json
    )
    assert signed["signed"] == ["applicant", "respondent"]
    assert "李大爷" not in str(signed)
    assert (
        caller("contractor_a").post(f"/api/disputes/{key}/sign", json={"name": "王", "draft": 1}).status_code
        == 403
    )


def test_a_list_of_many_asks_the_database_no_more_than_a_list_of_few(cast, browser) -> None:
    counts, client = [], browser("street")
    for start, end in ((0, 2), (2, 8)):
        for n in range(start, end):
            disputing.dispute(cast.project(), source=f"s{n}")
        client.get("/disputes")
        with watched() as statements:
            shown = client.get("/disputes")
        assert len(set(re.findall(r"TJ-\d{4}-\d{6}", shown.text))) == end
        counts.append(len(statements))
    assert counts[1] <= counts[0]


def test_a_room_of_many_meetings_asks_the_database_no_more_than_a_room_of_one(cast, browser) -> None:
    one, client, counts = disputing.dispute(cast.project(), to="mediating"), browser("community"), []
    for more in (1, 4):
        for n in range(more):
            with transaction():
                actions.call(cast.community, one, meet_at=make.later(days=2 + n), where="居委会", at=make.NOW)
        client.get(f"/disputes/{one.id}")
        with watched() as statements:
            assert client.get(f"/disputes/{one.id}").text.count("登记调解会") >= more
        counts.append(len(statements))
    assert counts[1] <= counts[0]
