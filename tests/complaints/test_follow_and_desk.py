"""What the resident follows and the desk handles: words kept apart, moves of each side, the phone."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from inspect_app.complaints.models import Complaint
from inspect_app.core import journal
from inspect_app.core.db import db
from tests.cast import Cast
from tests.complaints.test_actions import LEAK, filed, moving, replace
from tests.complaints.test_pages import TOLD, where

Browser = Callable[[str], FlaskClient]


def following(browser: Browser, complaint: Complaint) -> FlaskClient:
    client = browser("")
    with client.session_transaction() as session:
        session["follow"] = {"id": complaint.id, "at": 4_000_000_000}
    return client


def test_the_resident_reads_words_meant_for_them_and_no_remark_or_name(cast: Cast, browser: Browser) -> None:
    complaint = filed(cast)
    desk = browser("street")
    desk.post(f"/complaints/{complaint.id}/moves/accept", data={"answer": "明天上门"})
    desk.post(f"/complaints/{complaint.id}/tell", data={"words": "下午三点"})
    desk.post(f"/complaints/{complaint.id}/remark", data={"words": "住户脾气大"})
    desk.post(f"/complaints/{complaint.id}/phone", data={"purpose": "ask"})
    case = following(browser, complaint).get("/complaints/follow/case").text
    assert "明天上门" in case
    assert "下午三点" in case
    assert "住户脾气大" not in case
    assert "查看联系电话" not in case
    assert ">street<" not in case
    shown = desk.get(f"/complaints/{complaint.id}").text
    assert "住户脾气大" in shown
    assert "138****78" in shown


def test_the_resident_says_whether_it_is_settled(cast: Cast, browser: Browser) -> None:
    complaint = filed(cast)
    for name, values in (
        ("accept", {}),
        ("answer", {"finding": "outside", "answer": "转市政"}),
        ("resolve", {"answer": "已修"}),
    ):
        moving(cast.street, complaint, name, **values)
    client = following(browser, complaint)
    empty = client.post("/complaints/follow/moves/reopen", data={})
    assert empty.status_code == 422
    assert client.post("/complaints/follow/moves/reopen", data={"reason": "还在漏"}).status_code == 302
    db.session.refresh(complaint)
    assert (complaint.state, complaint.reopenings) == ("reopened", 1)
    assert client.post("/complaints/follow/moves/confirm").status_code == 409
    moving(cast.street, complaint, "accept")
    moving(cast.street, complaint, "answer", finding="outside", answer="再转")
    moving(cast.street, complaint, "resolve", answer="修好")
    assert client.post("/complaints/follow/moves/confirm").status_code == 302
    db.session.refresh(complaint)
    assert complaint.state == "closed"
    last = journal.timeline("complaint", complaint.id)[-1]
    assert (last.actor_kind, last.actor_name) == ("resident", "居民")
    assert client.post("/complaints/follow/moves/accept").location == "/complaints/follow"


def test_a_contractor_sees_only_what_was_routed_to_it_without_the_phone(cast: Cast, browser: Browser) -> None:
    mine, others = filed(cast), filed(cast, once="y" * 32, site="p18")
    client = browser("contractor_a")
    listed = client.get("/complaints").text
    assert mine.number in listed
    assert others.number not in listed
    page = client.get(f"/complaints/{mine.id}").text
    assert "138*" not in page
    assert "13812345678" not in page
    assert client.get(f"/complaints/{others.id}").status_code == 404
    assert client.post(f"/complaints/{mine.id}/phone").status_code == 403


def test_a_look_at_the_phone_shows_it_once_and_is_written_down(cast: Cast, browser: Browser) -> None:
    complaint = filed(cast)
    client = browser("street")
    assert "13812345678" not in client.get(f"/complaints/{complaint.id}").text
    assert "13812345678" in client.post(f"/complaints/{complaint.id}/phone", data={"purpose": "appoint"}).text
    told = [(each.verb, each.data.get("purpose")) for each in journal.timeline("complaint", complaint.id)]
    assert told == [("complaint.file", None), ("complaint.see-phone", "appoint")]
    for given in ({}, {"purpose": "curiosity"}):
        assert client.post(f"/complaints/{complaint.id}/phone", data=given).status_code == 422
    assert "约上门时间" in client.get(f"/complaints/{complaint.id}").text


def test_a_complaint_passed_on_is_shown_with_its_new_party(cast: Cast, browser: Browser) -> None:
    complaint = filed(cast)
    client = browser("street")
    wrong = client.post(f"/complaints/{complaint.id}/assign", data={"party_id": "x", "reason": "试"})
    assert wrong.status_code == 422
    good = {"party_id": cast.party("utility").id, "reason": "燃气"}
    assert client.post(f"/complaints/{complaint.id}/assign", data=good).status_code == 302
    assert "昌平燃气公司" in client.get(f"/complaints/{complaint.id}").text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_stands_in_both_languages(cast: Cast, browser: Browser, language: str) -> None:
    complaint = filed(cast, replace(LEAK, element_id=cast.element().id))
    resident = following(browser, complaint)
    resident.post(f"/complaints/new/tell?{where(cast)}", data=TOLD)
    for path in (
        "/complaints/new", "/complaints/new?site=p17", "/complaints/new/tell?site=p17",
        "/complaints/new/contact?site=p17", "/complaints/follow", "/complaints/follow/case",
    ):  # fmt: skip
        page = resident.get(f"{path}{'&' if '?' in path else '?'}lang={language}")
        assert page.status_code == 200, path
        assert 'class="bare"' in page.text
    for path in (
        "/complaints",
        f"/complaints/{complaint.id}",
        f"/complaints?project_id={complaint.project_id}",
    ):
        page = browser("street").get(f"{path}{'&' if '?' in path else '?'}lang={language}")
        assert page.status_code == 200, path
        assert complaint.number in page.text


def test_the_project_page_leads_to_its_complaints(cast: Cast, browser: Browser) -> None:
    project = cast.project()
    assert f"/projects/{project.id}/complaints" in browser("street").get(f"/projects/{project.id}").text
    reply = browser("street").get(f"/projects/{project.id}/complaints")
    assert reply.location == f"/complaints?project_id={project.id}"
