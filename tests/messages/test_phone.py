"""A resident finds the own cases by a code to the phone; nothing tells anybody whether a number has any."""

import re
from typing import Any

from sqlalchemy import delete, func, select

from inspect_app.complaints import actions as complaints
from inspect_app.complaints.models import Complaint
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.permits import ANYONE, SYSTEM
from inspect_app.identity.models import Failure
from inspect_app.messages import actions
from inspect_app.messages.jobs import forget
from inspect_app.messages.models import Delivery, PhoneAsk, PhoneCase
from inspect_app.messages.rules import phones
from tests.cast import Cast
from tests.complaints.test_actions import LEAK, filed, replace
from tests.messages.test_telling import settle

NUMBER = "13812345678"


def patient() -> None:
    """Let a minute have passed for every throttle."""
    with transaction():
        db.session.execute(delete(Failure))


def asked(client: Any, number: str = NUMBER) -> str:
    """Ask for a code; return what the text message says it is."""
    patient()
    reply = client.post("/phone", data={"phone": number})
    assert reply.headers["Location"] == "/phone/code"
    letter = db.session.scalars(
        select(Delivery).where(Delivery.channel == "sms").order_by(Delivery.made_at.desc())
    ).first()
    assert letter.void_after is not None
    return re.search(r"验证码 (\d{6})", letter.body)[1]


def entered(client: Any, code: str) -> Any:
    return client.post("/phone/code", data={"code": code})


def test_a_number_and_its_code_list_the_own_cases_and_open_one(cast: Cast, browser) -> None:
    made = filed(cast, replace(LEAK, spot="3 单元 502", phone="138 1234 5678"))
    other = filed(cast, replace(LEAK, words="别家的事", phone="13987654321"), "b" * 32)
    with transaction():
        joined, _code = complaints.join(
            ANYONE, db.session.get_one(Complaint, other.id), once="x" * 32, key="k" * 32, at=now(), phone=NUMBER
        )  # fmt: skip
    settle()
    client = browser("")
    assert entered(client, asked(client)).headers["Location"] == "/phone/cases"
    text = client.get("/phone/cases").get_data(as_text=True)
    assert made.number in text
    assert joined.number in text
    assert other.number not in text
    assert "单元" not in text
    assert NUMBER not in text
    assert "138****5678" in text
    assert client.post(f"/phone/cases/{other.id}/open").headers["Location"] == "/phone/cases"
    assert client.post(f"/phone/cases/{made.id}/open").headers["Location"] == "/complaints/follow/case"
    assert made.number in client.get("/complaints/follow/case").get_data(as_text=True)
    assert client.post(f"/phone/cases/{joined.id}/open").status_code == 302
    assert client.get("/complaints/follow/case").status_code == 200
    with client.session_transaction() as session:
        assert NUMBER not in str(dict(session))
    client.post("/phone/leave")
    assert client.get("/phone/cases").headers["Location"] == "/phone"


def test_a_number_without_cases_is_answered_like_any_other(cast: Cast, browser) -> None:
    filed(cast, replace(LEAK, phone=NUMBER))
    settle()
    pages = []
    for number in (NUMBER, "13700000000"):
        client = browser("")
        code = asked(client, number)
        first = client.post("/phone/code", data={"code": "000000" if code != "000000" else "111111"})
        pages.append((first.status_code, re.sub(r'value="[^"]{20,}"', "", first.get_data(as_text=True))))
        assert entered(client, code).status_code == 302
    assert pages[0] == pages[1]
    stranger = browser("").post("/phone/code", data={"code": "123456"})
    assert stranger.status_code == 422
    assert "验证码不对或已失效" in stranger.get_data(as_text=True)
    for typed in ("", "12345", "010-6666666", "<script>", "1" * 200):
        assert browser("").post("/phone", data={"phone": typed}).status_code == 422


def test_a_code_opens_once_in_the_browser_that_asked_and_not_after_five_wrong_ones(browser) -> None:
    client, thief = browser(""), browser("")
    code = asked(client)
    assert entered(thief, code).status_code == 422
    assert entered(client, code).status_code == 302
    with client.session_transaction() as session:
        session["phone-ask"] = db.session.scalars(select(PhoneAsk.id)).one()
    assert entered(client, code).status_code == 422
    code = asked(client)
    wrong = "000000" if code != "000000" else "111111"
    for _each in range(phones.MOST_TRIES):
        assert entered(client, wrong).status_code == 422
    assert entered(client, code).status_code == 422


def test_codes_are_not_sent_again_within_a_minute_nor_many_from_one_address(browser) -> None:
    client = browser("")
    asked(client)
    assert client.post("/phone", data={"phone": "+86 " + NUMBER}).status_code == 429
    patient()
    sent = [browser("").post("/phone", data={"phone": f"138000000{n:02d}"}).status_code for n in range(12)]
    assert sent == [302] * phones.FROM_ONE.failures + [429] * 2
    patient()
    for _each in range(phones.WRONG.failures):
        assert entered(browser(""), "123456").status_code == 422
    assert entered(browser(""), "123456").status_code == 429


def test_a_resident_hears_by_text_message_how_far_the_case_is_until_the_number_is_erased(cast: Cast) -> None:
    made = filed(cast, replace(LEAK, phone=NUMBER, spot="3 单元 502"))
    silent = filed(cast, replace(LEAK, phone="010-66666666", words="没有手机"), "b" * 32)
    for each in (made, silent):
        with transaction():
            one = db.session.get_one(Complaint, each.id)
            complaints.move(cast.street, one, "accept", {"answer": "秘密的答复"}, at=now())
    settle()
    letter = db.session.scalars(select(Delivery).where(Delivery.channel == "sms")).one()
    assert letter.target == NUMBER
    assert made.number in letter.body
    assert "秘密" not in letter.body + letter.about
    assert "单元" not in letter.body
    with transaction():
        complaints.move(SYSTEM, db.session.get_one(Complaint, made.id), "withdraw", {}, at=now())
        complaints.erase_own(SYSTEM, db.session.get_one(Complaint, made.id), at=now())
    settle()
    assert db.session.scalar(select(func.count()).select_from(PhoneCase)) == 0
    with transaction():
        actions.mark_case("complaint", made.id, NUMBER)
    with transaction():
        forget(now())
    assert db.session.scalar(select(func.count()).select_from(PhoneCase)) == 0


def test_who_has_shown_a_number_need_not_type_it_to_complain(cast: Cast, browser) -> None:
    client = browser("")
    entered(client, asked(client))
    where = "site=p17&element=" + cast.element().id
    told = {"category": "roof_leak", "words": "屋面漏水", "photos": []}
    reply = client.post(f"/complaints/new/tell?{where}", data=told)
    assert reply.status_code == 302, reply.get_data(as_text=True)[:3000]
    assert f'value="{NUMBER}"' in client.get(f"/complaints/new/contact?{where}").get_data(as_text=True)
