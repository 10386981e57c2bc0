"""The inbox, choices, calendar, outbox and webhooks as people meet them."""

import re
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.messages import actions
from inspect_app.messages.models import Choice, Delivery, Message
from tests import make
from tests.cast import Cast
from tests.messages.test_telling import settle


def shown(reply: Any, status: int = 200) -> str:
    assert reply.status_code == status, reply.get_data(as_text=True)[:2000]
    return re.sub(r"\s+", " ", reply.get_data(as_text=True))


def test_a_person_reads_their_own_messages_and_nobody_elses(cast: Cast, browser, caller, queries) -> None:
    for number in range(3):
        make.defect(cast.project(), at=now(), title=f"问题{number}")
    settle()
    client = browser("contractor_a")
    queries.clear()
    text = shown(client.get("/messages"))
    few = len(queries)
    assert "问题2" in text
    assert re.search(r'class="count">3<', text)
    assert "问题1" in client.get("/messages?as=csv").get_data(as_text=True)
    first = db.session.scalars(select(Message).order_by(Message.at, Message.id)).first()
    key, url = first.id, first.url
    assert browser("contractor_b").post(f"/messages/{key}/open").status_code == 404
    assert caller("contractor_b").post(f"/api/messages/{key}/read").status_code == 404
    assert caller("contractor_b").get("/api/messages").json["total"] == 0
    assert client.post(f"/messages/{key}/open").headers["Location"] == url
    assert caller("contractor_a").get("/api/messages?unread=true").json["unread"] == 2
    assert caller("contractor_a").post(f"/api/messages/{key}/read").json["read_at"]
    for number in range(3, 9):
        make.defect(cast.project(), at=now(), title=f"问题{number}")
    settle()
    queries.clear()
    shown(client.get("/messages"))
    assert len(queries) == few
    client.post("/messages/read-all")
    text = shown(client.get("/messages"))
    assert 'class="count"' not in text
    assert "没有消息" in shown(client.get("/messages?unread=true&topic=defect"))
    client.get("/messages?page=x&topic=nonsense")


def test_choices_are_kept_and_a_wrong_one_is_named_in_both_languages(cast: Cast, browser) -> None:
    client = browser("contractor_a")
    text = shown(client.get("/messages/choices"))
    assert 'value="defect:email" checked' in text
    bad = {
        "email": "a@b",
        "phone": "123",
        "quiet_from": "25:00",
        "quiet_until": "07:00",
        "ways": ["defect:pigeon"],
    }
    text = shown(client.post("/messages/choices", data=bad), 422)
    for words in ("邮箱格式不对", "应为 11 位手机号"):
        assert words in text
    text = shown(client.post("/messages/choices?lang=en", data=bad), 422)
    assert "must be a mobile number of 11 digits" in text
    good = {
        "email": "a@example.com", "phone": "+86 138 1234 5678", "language": "en", "quiet_from": "21:30",
        "quiet_until": "06:00", "ways": ["defect:sms", "alarm:email"],
    }  # fmt: skip
    assert client.post("/messages/choices", data=good).location == "/messages/email"
    own = db.session.get_one(Choice, cast.person("contractor_a").id)
    assert (own.phone, own.ways["defect"], own.ways["credit"]) == ("13812345678", ["sms"], [])
    assert 'value="21:30"' in shown(client.get("/messages/choices?lang=zh"))


def test_letters_go_to_an_address_only_once_its_code_was_entered(cast: Cast, browser) -> None:
    client, key = browser("contractor_a"), cast.person("contractor_a").id
    wanted = {"email": "new@example.com", "language": "zh", "quiet_from": "00:00", "quiet_until": "00:00",
              "ways": ["defect:email"]}  # fmt: skip
    assert client.get("/messages/email").location == "/messages/choices", "nothing was asked for"
    assert client.post("/messages/choices", data=wanted).location == "/messages/email"
    letter = db.session.scalars(select(Delivery)).one()
    code = re.search(r"\d{6}", letter.body)[0]
    assert (letter.target, letter.void_after is not None) == ("new@example.com", True)
    assert db.session.get_one(Choice, key).email == ""
    shown(client.post("/messages/email", data={"code": f"{(int(code) + 1) % 10**6:06d}"}), 422)
    other = browser("supervisor")
    with client.session_transaction() as mine, other.session_transaction() as theirs:
        theirs["email-ask"] = mine["email-ask"]
    assert other.post("/messages/email", data={"code": code}).location == "/messages/choices"
    assert client.post("/messages/email", data={"code": code}).location == "/messages/choices"
    assert db.session.get_one(Choice, key).email == "new@example.com"
    assert client.post("/messages/choices", data=wanted).location == "/messages/choices", (
        "the same is not asked again"
    )
    client.post("/messages/choices", data={**wanted, "email": "other@example.com"})
    assert db.session.get_one(Choice, key).email == "new@example.com", "the one before goes on until then"
    client.post("/messages/choices", data={**wanted, "email": ""})
    assert db.session.get_one(Choice, key).email == ""
    entries = str([each.data for each in journal.timeline("person", key)])
    assert "example.com" not in entries


def test_a_calendar_is_read_at_its_secret_address_until_it_is_renewed(cast: Cast, browser) -> None:
    defect = make.defect(cast.project(), at=now(), title="屋面渗漏")
    make.defect(cast.project("p18"), at=now(), title="别人的工单")
    client = browser("contractor_a")
    assert client.post("/messages/feed").status_code == 302
    address = re.search(r"/calendar/[\w-]+\.ics", shown(client.get("/messages/choices")))[0]
    anybody = browser("")
    reply = anybody.get(address)
    text = reply.get_data(as_text=True).replace("\r\n ", "")
    assert reply.mimetype == "text/calendar"
    assert f"SUMMARY:整改期限：{defect.number} 屋面渗漏" in text
    assert "别人的工单" not in text
    assert anybody.get(address, headers={"If-None-Match": reply.headers["ETag"]}).status_code == 304
    client.post("/messages/feed")
    assert anybody.get(address).status_code == 404
    again = re.search(r"/calendar/[\w-]+\.ics", shown(client.get("/messages/choices")))[0]
    assert again != address
    with transaction():
        cast.person("contractor_a").closed_at = now()
    assert anybody.get(again).status_code == 404
    assert anybody.get("/calendar/x.ics").status_code == 404


def test_the_outbox_shows_what_was_given_up_to_whoever_looks_after_the_installation_alone(
    cast: Cast, browser, caller
) -> None:
    with transaction():
        given = {"at": now(), "about": "code", "void_after": now() - timedelta(seconds=1)}
        actions.put_out("one", "sms", "13812345678", "验证码 123456", **given)
    actions.send_due()
    key = db.session.scalars(select(Delivery.id)).one()
    for name in ("officer", "contractor_a", "street"):
        assert browser(name).get("/outbox").status_code == 403
        assert browser(name).post(f"/outbox/{key}/moves/try-again").status_code == 403
    admin = browser("admin")
    text = shown(admin.get("/outbox"))
    assert "短信验证码" in text
    assert "已过有效时间" in text
    assert "13812345678" not in text
    assert "123456" not in text
    assert browser("admin").post(f"/outbox/{key}/moves/send").status_code == 403
    assert admin.post(f"/outbox/{key}/moves/try-again").status_code == 302
    text = shown(admin.post(f"/outbox/{key}/moves/try-again"), 409)
    file = admin.get("/outbox?state=all&as=csv").get_data(as_text=True)
    assert "短信验证码" in file
    assert "13812345678" not in file
    row = caller("admin").get("/api/outbox?state=waiting").json["rows"][0]
    assert (row["id"], row["state"], "target" in row) == (key, "waiting", False)
    assert shown(admin.get(f"/outbox/{key}"), 302)


def test_a_webhook_is_set_up_by_the_administrator_its_secret_shown_once(cast: Cast, browser, caller) -> None:
    admin = browser("admin")
    bad = {"name": "", "url": "ftp://x", "topics": ["defect"]}
    text = shown(admin.post("/hooks/new", data=bad), 422)
    assert "应为 http(s):// 开头的网址" in text
    good = {"name": "市平台", "url": "https://example.com/in", "topics": ["defect", "credit"]}
    text = shown(admin.post("/hooks/new", data=good))
    secret = re.search(r"whsec_[\w+/=]+", text)[0]
    assert secret not in shown(admin.get("/hooks"))
    made = caller("admin").post("/api/hooks", json={**good, "name": "省平台"})
    assert made.status_code == 201
    assert made.json["secret"].startswith("whsec_")
    listed = caller("admin").get("/api/hooks").json
    assert {each["name"] for each in listed} == {"市平台", "省平台"}
    assert all("secret" not in each for each in listed)
    assert browser("officer").get("/hooks").status_code == 403
    assert caller("officer").post("/api/hooks", json=good).status_code == 403
    assert admin.post(f"/hooks/{made.json['id']}/end").status_code == 302
    assert admin.post(f"/hooks/{made.json['id']}/end").status_code == 404
    assert caller("admin").post("/api/hooks", json={**good, "project_id": "none"}).status_code == 422
