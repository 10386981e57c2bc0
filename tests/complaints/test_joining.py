"""Known cases near by: joined by one tap, counted, followed by an own number and code, nobody's words told."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from inspect_app.complaints import queries
from inspect_app.complaints.models import Complaint, Supporter
from inspect_app.complaints.rules.nearness import MOST_SHOWN, nearness, public_place
from inspect_app.core.db import db
from tests.cast import Cast
from tests.complaints.test_actions import LEAK, filed, moving, replace
from tests.complaints.test_pages import TOLD, where

Browser = Callable[[str], FlaskClient]


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("1号楼 / 屋面", "1号楼 / 屋面", "part"),
        ("1号楼 / 1单元 / 101", "1号楼 / 1单元 / 201", "stack"),
        ("1号楼 / 1单元 / 101", "1号楼 / 2单元 / 101", "building"),
        ("1号楼 / 屋面", "1号楼 / 外墙", "building"),
        ("1号楼", "11号楼", None),
        ("", "", "grounds"),
        ("", "1号楼", None),
    ],
)
def test_how_near_two_places_are(one: str, other: str, near: str | None) -> None:
    assert nearness(one, other) == nearness(other, one) == near
    assert public_place("1号楼 / 1单元 / 101") == "1号楼"


def test_only_open_cases_of_this_place_are_shown_and_only_a_few(cast: Cast) -> None:
    roof = cast.element()
    for n in range(MOST_SHOWN + 2):
        filed(cast, replace(LEAK, element_id=roof.id), once=f"{n}" * 32)
    filed(cast, replace(LEAK, element_id=roof.id, category="other"), once="o" * 32)
    filed(cast, replace(LEAK, element_id=cast.element(site="p18").id), once="p" * 32, site="p18")
    filed(cast, once="g" * 32)
    known = queries.nearby(cast.project().id, roof, "roof_leak")
    assert [each.near for each in known] == ["part"] * MOST_SHOWN
    assert {each.near for each in queries.nearby(cast.project().id, None)} == {"grounds"}


def test_me_too_takes_one_tap_counts_and_never_merges(cast: Cast, browser: Browser) -> None:
    case = filed(cast, replace(LEAK, element_id=cast.element().id, words="王大爷家漏水", spot="502"))
    client = browser("")
    page = client.get(f"/complaints/new/tell?{where(cast)}").text
    assert f"/complaints/{case.id}/join" in page
    assert "王大爷" not in page
    for _twice in range(2):
        assert client.post(f"/complaints/{case.id}/join").location == "/complaints/joined"
    assert db.session.scalar(select(func.count()).select_from(Supporter)) == 1
    assert db.session.scalar(select(func.count()).select_from(Complaint)) == 1
    page = client.get("/complaints/joined").text
    number, code = re.search(r"FY-\d{4}-\d{6}", page), re.search(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", page)
    assert number
    assert code
    moving(cast.street, case, "accept", answer="王大爷您好")
    other = browser("")
    assert other.post("/complaints/follow", data={"number": number[0], "code": "0" * 16}).status_code == 422
    assert other.post("/complaints/follow", data={"number": number[0], "code": code[0]}).status_code == 302
    shown = other.get("/complaints/follow/case").text
    assert "调查中" in shown
    assert not [each for each in ("王大爷", "502", "13812345678") if each in shown]
    assert other.post("/complaints/follow/moves/withdraw").location == "/complaints/follow"
    assert "1 户" in browser("street").get(f"/complaints/{case.id}").text


def test_a_closed_or_unknown_case_cannot_be_joined(cast: Cast, browser: Browser) -> None:
    case = filed(cast)
    moving(cast.street, case, "accept")
    moving(cast.street, case, "answer", finding="outside", answer="转")
    moving(cast.street, case, "close", reason="转市政")
    assert browser("").post(f"/complaints/{case.id}/join").status_code == 409
    assert browser("").post("/complaints/nothing/join").status_code == 404


def test_machines_join_and_look_too(cast: Cast, caller: Browser) -> None:
    case = filed(cast, replace(LEAK, element_id=cast.element().id, words="王大爷家漏水"))
    listed = caller("").get(
        "/api/complaints/nearby", query_string={"site": "p17", "element_id": cast.element().id}
    )
    assert [each["id"] for each in listed.json["rows"]] == [case.id]
    assert "王大爷" not in listed.text
    sent = {"once": "s" * 32, "phone": "13900000000"}
    replies = [caller("").post(f"/api/complaints/{case.id}/join", json=sent) for _twice in range(2)]
    assert replies[0].status_code == 201
    assert replies[0].json == replies[1].json
    assert caller("").post(f"/api/complaints/{case.id}/join", json={"phone": "x"}).status_code == 422


def test_staff_write_it_down_for_a_caller_and_read_it_back(cast: Cast, browser: Browser) -> None:
    desk = browser("street")
    assert desk.post(f"/complaints/new/tell?{where(cast)}", data=TOLD).status_code == 302
    path = f"/complaints/new/contact?{where(cast)}"
    assert "请念给居民核对" in desk.get(path).text
    early = desk.post(path, data={"source": "phone", "phone": "13812345678"})
    assert early.status_code == 422
    assert "念给居民听" in early.text
    assert desk.post(path, data={"read_back": "1"}).status_code == 422
    done = desk.post(path, data={"source": "phone", "read_back": "1"})
    assert done.location == "/complaints/filed"
    made = db.session.scalars(select(Complaint)).one()
    assert (made.source, made.filed_by) == ("phone", cast.street.id)
    assert made.number in desk.get("/complaints/filed").text
    assert "来电登记" in desk.get(f"/complaints/{made.id}").text


def test_a_resident_cannot_pretend_to_be_the_desk(cast: Cast, browser: Browser) -> None:
    client = browser("")
    client.post(f"/complaints/new/tell?{where(cast)}", data=TOLD)
    client.post(f"/complaints/new/contact?{where(cast)}", data={"source": "hotline", "source_number": "1"})
    made = db.session.scalars(select(Complaint)).one()
    assert (made.source, made.source_number) == ("self", None)
