"""A complaint handed over as a warranty claim, and a hotline's day put off: once, as the rules allow, and told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from inspect_app.complaints import actions, queries
from inspect_app.complaints.models import Complaint
from inspect_app.complaints.rules.promises import more_days, promised
from inspect_app.complaints.schemas import late
from inspect_app.core import journal, rulebook
from inspect_app.core.calendar import add_working_days
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.files import attachments
from inspect_app.core.journal import react
from inspect_app.core.permits import SYSTEM, may
from inspect_app.defects.models import Defect
from inspect_app.messages.models import Delivery
from inspect_app.warranty import actions as warranty
from inspect_app.warranty.models import Claim
from tests import make
from tests.cast import Cast
from tests.complaints.test_actions import LEAK, filed, moving
from tests.complaints.test_follow_and_desk import following

Browser = Callable[[str], FlaskClient]


def covered(cast: Cast) -> Complaint:
    words = "3 单元 502 漏水，电话 13812345678"
    complaint = filed(cast, replace(LEAK, words=words, spot="3 单元 502", photos=[make.received("white")]))
    with transaction():
        complaint.covered = True
    moving(cast.street, complaint, "accept")
    return complaint


def handed_over(cast: Cast, complaint: Complaint) -> Claim:
    with transaction():
        actions.hand_over(cast.street, complaint, at=make.NOW)
    return db.session.scalars(select(Claim)).one()


def test_a_complaint_becomes_one_claim_without_phone_or_door_and_goes_on(
    cast: Cast, browser: Browser
) -> None:
    complaint = covered(cast)
    answers = complaint.accountable_party_id
    assert not may(cast.contractor_a, "complaint.hand-over", complaint)
    claim = handed_over(cast, complaint)
    assert (claim.source_kind, claim.source_id, claim.spot) == ("complaint", complaint.id, "")
    assert "13812345678" not in claim.words
    assert (complaint.state, complaint.accountable_party_id) == ("accepted", answers)
    with pytest.raises(Problem) as twice:
        handed_over(cast, complaint)
    assert "已转为报修" in twice.value.words("zh")
    moving(cast.street, complaint, "answer", finding="upheld", answer="属实，按保修处理")
    with transaction():
        row = actions.decide_photo(
            cast.street, queries.photos_of(complaint.id)[0], "redact", {"boxes": ""}, at=make.NOW
        )
    react()
    assert db.session.scalars(select(Defect)).all() == [], "one repair, not two"
    assert [each.sha256 for each in attachments("claim", claim.id)] == [row.copy_sha256]
    assert claim.number in browser("street").get(f"/complaints/{complaint.id}").text
    for name, values in (
        ("dispatch", {"worker": "王师傅"}),
        ("attend", {}),
        ("repair", {"note": "换了防水", "photos": [make.received("blue")]}),
    ):
        with transaction():
            warranty.move_claim(cast.contractor_a, claim, name, values, at=make.NOW)
    with transaction():
        warranty.move_claim(cast.officer, claim, "check", {"reason": "现场看过"}, at=make.NOW)
    react()
    assert complaint.state == "resolved", "the resident is asked, nobody else says that it is settled"


def test_its_resident_chooses_a_time_by_the_complaints_own_code(cast: Cast, browser: Browser) -> None:
    complaint = covered(cast)
    client = following(browser, complaint)
    assert client.post("/complaints/follow/claim").status_code == 404, "nothing was handed over yet"
    claim = handed_over(cast, complaint)
    slot = make.NOW + timedelta(days=20000)
    for name, values in (("dispatch", {"worker": "王师傅"}), ("propose", {"slot_1": slot})):
        with transaction():
            warranty.move_claim(cast.contractor_a, claim, name, values, at=make.NOW)
    react()
    told = db.session.scalars(select(Delivery).where(Delivery.about == f"resident {complaint.number}")).all()
    assert "请您选上门时间" in told[-1].body
    assert browser("").post("/complaints/follow/claim").location == "/complaints/follow"
    assert "选上门时间" in client.get("/complaints/follow/case").text
    assert client.post("/complaints/follow/claim").location == "/claims/case"
    assert "回到投诉" in client.get("/claims/case").text
    assert client.post("/claims/own/agree", data={"slot": "slot_1"}).location == "/claims/case"
    db.session.refresh(claim)
    assert (claim.state, claim.visit.chosen if claim.visit else None) == ("appointed", slot)
    client.post("/claims/leave")
    assert client.get("/complaints/follow/case").location == "/complaints/follow", "left is left"


def test_a_hotline_waits_until_it_is_answered_and_only_the_first_time(cast: Cast) -> None:
    complaint = filed(cast)
    with transaction():
        complaint.hotline_by = make.NOW.date() - timedelta(days=1)
    moving(cast.street, complaint, "accept")
    assert late(complaint)
    moving(cast.street, complaint, "answer", finding="outside", answer="已转办")
    moving(cast.street, complaint, "resolve", answer="办好了")
    moving(SYSTEM, complaint, "reopen", reason="没有")
    with transaction():
        complaint.decide_by = date(2999, 1, 1)
    moving(cast.officer, complaint, "accept")
    assert (complaint.hotline_waits, late(complaint)) == (None, False)


def test_what_cannot_be_handed_over_is_refused_with_its_reason(cast: Cast) -> None:
    complaint = filed(cast)
    with pytest.raises(Problem) as early:
        handed_over(cast, complaint)
    assert early.value.slug == "wrong-state"
    moving(cast.street, complaint, "accept")
    with transaction():
        complaint.covered = False
    with pytest.raises(Problem) as uncovered:
        handed_over(cast, complaint)
    assert "不在保修期" in uncovered.value.words("zh")
    moving(cast.street, complaint, "answer", finding="upheld", answer="属实")
    react()
    with transaction():
        complaint.covered = True
    with pytest.raises(Problem) as ticketed:
        handed_over(cast, complaint)
    assert "已有整改单" in ticketed.value.words("zh")


def test_worked_cases_of_a_hotline_put_off() -> None:
    found = promised("hotline", date(2026, 3, 2), "370102")
    assert found is not None
    assert found[1] == date(2026, 3, 9)
    added = more_days("hotline", date(2026, 3, 2), "370102")
    assert added is not None
    assert (added.days, added.verified) == (10, True)
    assert add_working_days(date(2026, 3, 9), added.days) == date(2026, 3, 23)
    assert [
        more_days(*each)
        for each in (("hotline", date(2026, 3, 2), "440100"), ("notice", date(2026, 3, 2), "37"))
    ] == [None, None]
    asked = {"promise": "hotline", "start": "2026-03-02", "region": "370102", "more": True}
    told = rulebook.ask(rulebook.rule("complaints.promise"), asked, date(2026, 3, 2))
    assert told["result"]["by"] == "2026-03-23"


def test_a_hotline_is_put_off_once_before_its_day_where_a_rule_allows(cast: Cast, browser: Browser) -> None:
    complaint, desk = filed(cast), browser("street")

    def put_off(days: int = 0) -> None:
        with transaction():
            actions.extend_hotline(
                cast.street, complaint, reason="需要检测", at=make.NOW + timedelta(days=days)
            )

    with pytest.raises(Problem) as no_rule:
        put_off()
    assert "没有" in no_rule.value.words("zh")
    with transaction():
        complaint.project.region, complaint.hotline_by = "370102", date(2099, 5, 18)
    assert "12345 延期 10 个工作日" in desk.get(f"/complaints/{complaint.id}").text
    with transaction():
        complaint.hotline_by = date(2026, 5, 18)
    with pytest.raises(Problem) as over:
        put_off(60)
    assert "已过" in over.value.words("zh")
    put_off()
    assert complaint.hotline_by == add_working_days(date(2026, 5, 18), 10)
    told = journal.timeline("complaint", complaint.id)[-1]
    assert told.data["due_on"] == complaint.hotline_by.isoformat()
    with pytest.raises(Problem) as again:
        put_off()
    assert "一次" in again.value.words("zh")
