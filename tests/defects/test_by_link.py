"""The ticket of a party without an account: link and code open it, nothing else does, and it leaks nothing of others."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from inspect_app.core import journal
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.defects import actions
from inspect_app.defects.models import Defect, Link
from inspect_app.defects.rules import links
from inspect_app.identity.models import Failure
from tests import make
from tests.cast import Cast

Browser = Callable[[str], FlaskClient]


def issued(browser: Browser, defect: Defect, who: str = "supervisor") -> tuple[str, str]:
    """Return the path of a link and its code, as the page shows them once."""
    shown = browser(who).post(f"/defects/{defect.id}/link").get_data(as_text=True)
    path = re.findall(r"<code>[^<]*(/ticket/[^<]+)</code>", shown)[0]
    return path, re.findall(r"<dd>([0-9A-Z]{5}-[0-9A-Z]{5})</dd>", shown)[0]


def opened(browser: Browser, defect: Defect) -> FlaskClient:
    """Return a browser without an account that has opened a ticket."""
    path, code = issued(browser, defect)
    client = browser("")
    assert client.post(path, data={"code": code}).headers["Location"] == "/ticket"
    return client


def fresh(cast: Cast, **values: Any) -> Defect:
    return make.defect(cast.project(), at=now(), **values)


def page(client: FlaskClient, path: str = "/ticket", status: int = 200) -> str:
    reply = client.get(path)
    assert reply.status_code == status
    return re.sub(r"\s+", " ", reply.get_data(as_text=True))


def upload(colour: str) -> tuple[BytesIO, str]:
    return BytesIO(make.photo(colour)), f"{colour}.jpg"


def test_the_page_before_the_code_tells_nothing_of_the_ticket(cast: Cast, browser: Browser) -> None:
    defect = fresh(cast, title="秘密的标题")
    path, _code = issued(browser, defect)
    real, forged = page(browser(""), path), page(browser(""), "/ticket/forged")
    for text in (real, forged):
        assert defect.number not in text
        assert "秘密的标题" not in text
    hidden = re.compile(r'value="[^"]{20,}"|/ticket/[\w.-]+')
    assert hidden.sub("", real) == hidden.sub("", forged)


@pytest.mark.parametrize("wrong", ["code", "link", "ended", "expired", "settled", "another party"])
def test_whatever_is_wrong_with_link_or_code_the_answer_is_the_same(
    cast: Cast, browser: Browser, wrong: str
) -> None:
    defect = fresh(cast)
    path, code = issued(browser, defect)
    one = db.session.query(Link).one()
    with transaction():
        if wrong == "ended":
            actions.end_links(cast.supervisor, defect, at=now())
        if wrong == "expired":
            one.expires_at = now() - make.timedelta(seconds=1)
        if wrong == "settled":
            actions.move(cast.officer, defect, "void", {"reason": "误登"}, at=now())
        if wrong == "another party":
            defect.liable_party_id = cast.party("owner").id
    typed = "AAAAA-AAAAA" if wrong == "code" else code
    reply = browser("").post(f"{path}x" if wrong == "link" else path, data={"code": typed})
    assert reply.status_code == 422
    assert "链接已失效或验证码不对" in reply.get_data(as_text=True)
    assert db.session.get_one(Link, one.id).reads == 0


def test_every_reading_is_recorded_as_service_of_the_notice(cast: Cast, browser: Browser) -> None:
    defect = fresh(cast)
    path, code = issued(browser, defect)
    for _ in range(2):
        browser("").post(path, data={"code": code.lower().replace("-", " ")})
    one = db.session.query(Link).one()
    assert (one.reads, one.first_read_at is not None) == (2, True)
    told = [each for each in journal.timeline("defect", defect.id) if each.verb == "defect.link-read"]
    assert [each.actor_kind for each in told] == ["link", "link"]
    assert "已阅读（送达）" in page(browser("supervisor"), f"/defects/{defect.id}")
    assert (
        code.replace("-", "")
        not in f"{one.code_seal} {[each.data for each in journal.timeline('defect', defect.id)]}"
    )


def test_a_party_accepts_and_hands_in_its_fix_by_name_without_an_account(
    cast: Cast, browser: Browser
) -> None:
    defect = fresh(cast, photos=[make.received("red")])
    client = opened(browser, defect)
    assert re.findall(r'id="move-([a-z-]+)"', page(client)) == ["accept", "dispute", "more-time"]
    assert client.post("/ticket/moves/accept", data={}).status_code == 422
    assert client.post("/ticket/moves/accept", data={"signer": "张三"}).status_code == 302
    assert "张三" in page(client)
    fix = {"signer": "张三", "note": "已补", "after": [upload("green"), upload("blue")]}
    assert client.post("/ticket/moves/rectify", data=fix).status_code == 302
    counted = select(func.count()).where(Failure.key.like("ticket-photo:%"))
    assert db.session.scalar(counted) == 2, "each photo counts, also of one field"
    db.session.expire_all()
    told = journal.timeline("defect", defect.id)[-1]
    assert (defect.state, told.actor_kind) == ("rectified", "link")
    assert told.actor_name.startswith("张三")
    assert "到现场复查" in page(client)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("more-time", {"reason": "下雨", "until": "later"}),
        ("dispute", {"claim": "不在范围内", "evidence": "photo"}),
    ],
)
def test_a_party_asks_for_time_or_disputes_by_link(
    cast: Cast, browser: Browser, name: str, values: Any
) -> None:
    defect = fresh(cast)
    client = opened(browser, defect)
    sent = {**values, "signer": "张三"}
    if "until" in sent:
        sent["until"] = (defect.due_at + make.timedelta(days=2)).isoformat()
    if "evidence" in sent:
        sent["evidence"] = upload("blue")
    assert client.post(f"/ticket/moves/{name}", data=sent).status_code == 302
    assert [each.verb for each in journal.timeline("defect", defect.id)][-1] == f"defect.{name}"


def test_a_link_does_nothing_but_its_own_ticket(cast: Cast, browser: Browser) -> None:
    defect, other = fresh(cast), fresh(cast, title="另一处的问题")
    client = opened(browser, defect)
    assert "另一处的问题" not in page(client)
    assert client.get(f"/defects/{other.id}").status_code in (302, 404)
    assert client.get(f"/api/defects/{other.id}").status_code in (401, 404)
    for name in ("void", "confirm", "delegate", "split", "reassign", "join"):
        assert (
            client.post(f"/ticket/moves/{name}", data={"signer": "张三", "reason": "x"}).headers["Location"]
            == "/ticket"
        )
    db.session.expire_all()
    assert (defect.state, other.state) == ("open", "open")


def test_the_door_closes_with_the_ticket_with_time_and_on_leaving(cast: Cast, browser: Browser) -> None:
    defect = fresh(cast)
    client = opened(browser, defect)
    with client.session_transaction() as session:
        session["ticket"] = {**session["ticket"], "at": session["ticket"]["at"] - 3600}
    assert "重新打开收到的链接" in page(client, status=410)
    client = opened(browser, defect)
    with transaction():
        actions.move(cast.officer, defect, "void", {"reason": "误登"}, at=now())
    assert "重新打开收到的链接" in page(client, status=410)
    while journal.react():
        pass
    assert all(each.ended_at for each in db.session.query(Link))
    assert browser("supervisor").post(f"/defects/{defect.id}/link").status_code == 403


def test_wrong_codes_close_the_door_for_a_while(cast: Cast, browser: Browser) -> None:
    defect = fresh(cast)
    path, code = issued(browser, defect)
    client = browser("")
    for _ in range(links.WRONG_CODES.failures):
        client.post(path, data={"code": "AAAAA-AAAAA"})
    assert client.post(path, data={"code": code}).status_code == 429
    assert db.session.query(Failure).count() == 2 * links.WRONG_CODES.failures


def test_a_new_link_ends_the_one_before_and_only_the_other_side_sends_one(
    cast: Cast, browser: Browser
) -> None:
    defect = fresh(cast)
    first = issued(browser, defect)
    issued(browser, defect, "officer")
    assert browser("").post(first[0], data={"code": first[1]}).status_code == 422
    for who, status in (("contractor_a", 403), ("owner", 403), ("contractor_b", 404), ("stranger", 404)):
        assert browser(who).post(f"/defects/{defect.id}/link").status_code == status
    assert browser("supervisor").post(f"/defects/{defect.id}/unlink").status_code == 302
    assert all(each.ended_at for each in db.session.query(Link))
