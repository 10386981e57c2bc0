"""The resident's side without an account: by page and by number and code it follows, answers times, signs what it read."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.journal import react, timeline
from inspect_app.disputes import actions, queries
from inspect_app.disputes.models import Dispute
from inspect_app.messages.models import Delivery
from inspect_app.warranty import actions as warranty
from tests import disputing, make
from tests.complaints.test_actions import filed, moving
from tests.complaints.test_follow_and_desk import following
from tests.disputing import dispute, fresh, resident, take
from tests.warranty import claims

SOON = make.later(days=2)


def test_a_resident_goes_all_the_way_by_number_and_code(cast, caller) -> None:
    anybody, desk = caller(""), caller("community")
    claim, code = claims.claim(cast.project())
    claims.take(claim, "decline", {"reason": "不在保修范围"})
    key = {"number": claim.number, "code": code}

    def mine(way, **given):
        return anybody.post(f"/api/disputes/own/{way}", json={**key, **given})

    assert mine("follow").status_code == 404
    assert "claim" in mine("open", wish="重做").json["errors"]
    made = mine("open", claim="漏水不修", wish="重做")
    assert (made.status_code, made.json["moves"], made.json["may_sign"]) == (201, ["withdraw"], False)
    assert mine("open", claim="再", wish="再").status_code == 409
    room = f"/api/disputes/{made.json['id']}"
    desk.post(f"{room}/moves/accept", json={})
    caller("contractor_a").post(f"{room}/moves/consent", json={"answer": "不在保修"})
    soon = (now() + timedelta(days=3)).isoformat()
    met = desk.post(f"{room}/meetings", json={"meet_at": soon, "where": "居委会"}).json
    told = {"thing_id": met["id"], "meet_at": met["meet_at"]}
    assert "why" in mine("times", **told, answer="cannot").json["errors"]
    said = mine("times", **told, answer="cannot", why="周六可以").json["meetings"][0]["answers"]
    assert said == {"applicant": {"answer": "cannot", "why": "周六可以"}}
    piece = next(each for each in mine("follow").json["record"] if each["kind"] == "case")
    brought = mine("evidence", kind="case", thing_id=piece["thing_id"])
    assert [each["side"] for each in brought.json["evidence"]] == ["applicant"]
    day = (local_day(now()) + timedelta(days=20)).isoformat()
    desk.post(f"{room}/moves/draft", json={"terms": "重做", "perform_by": day})
    assert mine("moves/rewrite", reason="太晚").json["state"] == "mediating"
    desk.post(f"{room}/moves/draft", json={"terms": "重做，十日内", "perform_by": day})
    assert mine("sign", name="李大爷", draft=1).status_code == 409
    assert mine("sign", name="李大爷", draft=2).json["signed"] == ["applicant"]
    caller("contractor_a").post(f"{room}/sign", json={"name": "王经理", "draft": 2})
    desk.post(f"{room}/moves/agree", json={})
    ruled = mine("moves/confirm", court="昌平法院", ruling="1 号", confirmed_on=local_day(now()).isoformat())
    assert ruled.json["ruling"] == "1 号"
    ended = mine("moves/settle", note="修好了").json
    assert (ended["state"], ended["moves"]) == ("settled", [])
    assert not {"source_id", "respondent_id", "project_id"} & set(ended)


def test_without_the_code_nothing_opens_and_nothing_is_told(cast, caller) -> None:
    one = dispute(cast.project(), to="drafted")
    for way, given in (("follow", {}), ("sign", {"name": "李", "draft": 1}), ("moves/withdraw", {})):
        for number in (one.source_number, "BX-2026-999999", "TS-2026-000001", one.number):
            body = {"number": number, "code": "AAAA-BBBB-CCCC-DDDD", **given}
            reply = caller("").post(f"/api/disputes/own/{way}", json=body)
            assert (reply.status_code, [*reply.json["errors"]]) == (422, ["code"])
    assert (fresh(one).state, one.signed) == ("drafted", frozenset())


def test_on_the_own_page_a_time_is_answered_by_one_tap_and_a_moved_one_is_asked_again(cast, browser) -> None:
    complaint = filed(cast)
    moving(cast.street, complaint, "accept")
    moving(cast.street, complaint, "answer", finding="unfounded", answer="不属实")
    page, client = "/disputes/own/complaint", following(browser, complaint)
    client.post(page, data={"claim": "漏水", "wish": "重做"})
    one = queries.followed("complaint", complaint.id)
    for name in ("accept", "consent"):
        take(one, name)
    meet_at = now() + timedelta(days=3)
    with transaction():
        met = actions.call(cast.community, one, meet_at=meet_at, where="居委会", at=now())
    assert "我能到" in client.get(page).text
    told = {"thing_id": met.id, "meet_at": met.meet_at.isoformat()}
    assert client.post(f"{page}/time", data={**told, "answer": "cannot"}).status_code == 422
    assert client.post(f"{page}/time", data={**told, "answer": "come"}).status_code == 302
    assert "我能到" not in client.get(page).text
    assert "能到" in browser("community").get(f"/disputes/{one.id}").text
    with transaction():
        actions.move_mediation(
            cast.community, met, "postpone", {"meet_at": meet_at + timedelta(days=1), "reason": "下雨"}, at=now()
        )  # fmt: skip
    assert "我能到" in client.get(page).text, "what was said of the earlier time does not count"
    assert client.post(f"{page}/time", data={**told, "answer": "come"}).status_code == 409
    firm = browser("contractor_a")
    told["meet_at"] = fresh_time(one)
    sent = firm.post(f"/disputes/meetings/{met.id}/answer", data={**told, "answer": "cannot", "why": "周末"})
    assert sent.status_code == 302
    assert "周末" in client.get(page).text


def fresh_time(one) -> str:
    db.session.rollback()
    return queries.meetings(one.id)[0][0].meet_at.isoformat()


def test_a_time_is_answered_for_one_side_once_and_by_no_one_else(cast) -> None:
    one = dispute(cast.project(), to="mediating")
    with transaction():
        met = actions.call(cast.community, one, meet_at=SOON, where="居委会", at=make.NOW)
    for _twice in range(2):
        with transaction():
            actions.answer_time(resident(one), met, answer="come", meet_at=SOON, at=make.NOW)
    assert [each.what[0] for each in queries.times(cast.contractor_a, make.NOW)] == ["答复能否到场"]
    with transaction():
        actions.answer_time(cast.contractor_a, met, answer="cannot", why="周六", meet_at=SOON, at=make.NOW)
    said = queries.standing([met])[met.id]
    assert {side: each.answer for side, each in said.items()} == {"applicant": "come", "respondent": "cannot"}
    assert [each.verb for each in timeline("mediation", met.id)].count("mediation.answer") == 2
    for person, day, what in (
        ("community", 0, "主持调解会"), ("community", 3, "登记调解会"), ("street", 0, None), ("contractor_a", 0, None),
    ):  # fmt: skip
        waits = queries.times(getattr(cast, person), make.later(days=day))
        assert [each.what[0] for each in waits] == ([what] if what else []), (person, day)
    with transaction():
        actions.move_mediation(cast.community, met, "cancel", {"reason": "改天"}, at=make.NOW)
    with pytest.raises(Problem):
        actions.answer_time(resident(one), met, answer="come", meet_at=SOON, at=make.NOW)


def test_nobody_signs_a_draft_they_have_not_read(cast) -> None:
    one = dispute(cast.project(), to="drafted")
    take(one, "rewrite", {"reason": "期限太紧"})
    take(one, "draft", {"terms": "居民自行承担", "perform_by": disputing.NEXT})
    for sign in (
        lambda: actions.sign(resident(one), one, draft=1, name="李", at=make.NOW),
        lambda: actions.sign_for(
            cast.community, one, side="applicant", draft=1, name="李", photos=[], at=make.NOW
        ),
    ):
        with pytest.raises(Problem) as refused:
            sign()
        assert refused.value.status == 409
        db.session.rollback()
    assert fresh(one).signed == frozenset()


def test_a_draft_sent_back_is_no_agreement_any_more(cast, browser) -> None:
    one = dispute(cast.project(), to="drafted")
    room = f"/disputes/{one.id}"
    assert browser("contractor_a").get(f"{room}.pdf").status_code == 200
    take(one, "rewrite", {"reason": "期限太紧"})
    assert browser("contractor_a").get(f"{room}.pdf").status_code == 404
    shown = browser("contractor_a").get(room).text
    assert "没有生效" in shown
    assert ".pdf" not in shown


def test_the_room_stays_open_to_both_sides_when_the_complaint_is_handed_on(cast, browser) -> None:
    complaint = filed(cast)
    moving(cast.street, complaint, "accept")
    moving(cast.street, complaint, "answer", finding="unfounded", answer="不属实")
    client = following(browser, complaint)
    client.post("/disputes/own/complaint", data={"claim": "漏水", "wish": "重做"})
    one = queries.followed("complaint", complaint.id)
    take(one, "accept")
    with transaction():
        complaint.accountable_party_id = cast.party("property").id
    firm = browser("contractor_a")
    assert firm.get(f"/complaints/{complaint.id}").status_code == 404
    assert firm.get(f"/disputes/{one.id}").status_code == 200
    assert firm.post(f"/disputes/{one.id}/moves/consent", data={"answer": "装修所致"}).status_code == 302


def test_the_resident_of_a_complaint_hears_of_its_mediation_by_text_message_once(cast, browser) -> None:
    complaint = filed(cast)
    moving(cast.street, complaint, "accept")
    moving(cast.street, complaint, "answer", finding="unfounded", answer="不属实")
    following(browser, complaint).post("/disputes/own/complaint", data={"claim": "漏水", "wish": "重做"})
    one = queries.followed("complaint", complaint.id)
    for name in ("accept", "consent"):
        take(one, name)
    with transaction():
        actions.call(cast.community, one, meet_at=SOON, where="居委会", at=make.NOW)
    for _twice in range(2):
        while react():
            pass
    sent = db.session.scalars(select(Delivery).where(Delivery.about == f"resident {complaint.number}"))
    told = [(each.target, each.body) for each in sent if "调解" in each.body]
    assert len(told) == 3
    assert {each[0] for each in told} == {complaint.phone}
    assert any("请答复能否到场" in each[1] for each in told)
    assert not any("居委会" in each[1] for each in told), "where and what stands behind number and code"


def test_nothing_comes_into_a_room_that_ended_at_that_moment(cast) -> None:
    one = dispute(cast.project(), to="mediating")
    ended = update(Dispute).where(Dispute.id == one.id).values(state="failed", ended_at=make.NOW)
    for late in (
        lambda: actions.call(cast.community, one, meet_at=SOON, where="居委会", at=make.NOW),
        lambda: actions.add_evidence(
            resident(one), one, kind="own", why="滴水", photos=["0" * 64], at=make.NOW
        ),
    ):
        assert one.state == "mediating"
        # By another at the same moment: this session has read the room before.
        db.session.execute(ended.execution_options(synchronize_session=False))
        with pytest.raises(Problem) as refused:
            late()
        assert refused.value.status == 409
        db.session.rollback()


def test_the_resident_of_a_complaint_finds_the_dispute_of_the_claim_made_of_it(cast, browser) -> None:
    complaint = filed(cast)
    with transaction():
        made, _code = warranty.claim(
            cast.street, cast.project(), warranty.Told(urgency="leak", words="漏水"), source_kind="complaint",
            source_id=complaint.id, key="", at=make.NOW,
        )  # fmt: skip
    claims.take(made, "decline", {"reason": "不在保修范围"})
    with transaction():
        case = queries.case(cast.street, "claim", made.id)
        one = actions.open_dispute(cast.street, case, claim="漏水不修", wish="重做", at=make.NOW)
    other = following(browser, filed(cast, once="b" * 32))
    assert one.number not in other.get("/disputes/own/complaint").text
    client = following(browser, complaint)
    assert "看调解进展" in client.get("/complaints/follow/case").text
    assert one.number in client.get("/disputes/own/complaint").text
    assert client.post("/disputes/own/complaint/withdraw").status_code == 302
    assert fresh(one).state == "withdrawn"
