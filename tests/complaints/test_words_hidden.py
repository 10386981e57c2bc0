"""A resident's number in the words reaches the handling offices, and nobody who only repairs."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from inspect_app.complaints.api import resident_of
from inspect_app.complaints.models import Complaint
from inspect_app.complaints.rules.masking import HINT_EN, HINT_ZH, MASK
from inspect_app.core.db import db, transaction
from inspect_app.core.journal import react
from inspect_app.defects.models import Defect
from tests.cast import Cast
from tests.complaints.test_actions import LEAK, filed, moving

Client = Callable[[str], FlaskClient]
PHONE, OTHER, LINE = "13912345678", "13800001111", "010-62345678"
TOLD = replace(LEAK, words=f"顶楼漏水，我住3-2-501，打{PHONE}，{LINE}")
REPAIRERS, OFFICES = (
    ("contractor_a", "property", "utility"),
    ("street", "officer", "owner", "supervisor", "community"),
)


def reopened(cast: Cast, party: str = "contractor_a") -> Complaint:
    complaint = filed(cast, TOLD)
    with transaction():
        complaint.accountable_party = cast.party(party)
    moving(cast.street, complaint, "accept")
    moving(cast.street, complaint, "answer", finding="unfounded", answer="查过")
    moving(cast.street, complaint, "resolve", answer="已处理")
    moving(resident_of(complaint), complaint, "reopen", reason=f"还漏，打{OTHER}")
    return complaint


def seen(client: FlaskClient, api: FlaskClient, complaint: Complaint) -> str:
    paths = [f"/complaints/{complaint.id}", "/complaints?state=all", "/complaints?state=all&lang=en"]
    pages = [client.get(each) for each in paths]
    calls = [api.get(f"/api/complaints/{complaint.id}"), api.get("/api/complaints/?state=all")]
    assert [each.status_code for each in (*pages, *calls)] == [200] * 5
    home = client.get("/", follow_redirects=True).text
    return "\n".join([home, *(each.text for each in (*pages, *calls))])


@pytest.mark.parametrize("who", REPAIRERS)
def test_whoever_repairs_reads_the_words_without_the_numbers(
    cast: Cast, browser: Client, caller: Client, who: str
) -> None:
    complaint = reopened(cast, who)
    text = seen(browser(who), caller(who), complaint)
    assert not [each for each in (PHONE, OTHER, LINE, LINE[4:]) if each in text]
    assert f"我住3-2-501，打{MASK}，{MASK}" in text
    assert f"还漏，打{MASK}" in text
    assert HINT_ZH in text
    assert caller(who).get(f"/api/complaints/{complaint.id}").json["hidden"] is True
    english = browser(who).get(f"/complaints/{complaint.id}?lang=en").text
    assert HINT_EN in english


@pytest.mark.parametrize("who", OFFICES)
def test_the_handling_offices_read_all_of_it(cast: Cast, browser: Client, caller: Client, who: str) -> None:
    complaint = reopened(cast)
    text = seen(browser(who), caller(who), complaint)
    assert PHONE in text
    assert OTHER in text
    assert LINE in text
    assert MASK not in text
    assert caller(who).get(f"/api/complaints/{complaint.id}").json["hidden"] is False


def test_what_the_resident_wrote_is_kept_and_shown_to_the_resident(cast: Cast, caller: Client) -> None:
    body = {"site": "p17", "category": "roof_leak", "words": TOLD.words}
    made = caller("").post("/api/complaints/", json=body).json
    assert made["complaint"]["words"] == TOLD.words
    path = f"/api/complaints/{made['complaint']['number']}?code={made['code']}"
    assert caller("").get(path).json["words"] == TOLD.words
    assert db.session.scalars(select(Complaint.words)).one() == TOLD.words


def test_the_ticket_carries_the_words_without_the_numbers(cast: Cast, browser: Client) -> None:
    complaint = filed(cast, TOLD)
    moving(cast.street, complaint, "accept")
    moving(cast.street, complaint, "answer", finding="upheld", answer="属实")
    react()
    ticket = db.session.scalars(select(Defect)).one()
    assert f"打{MASK}" in ticket.description
    assert HINT_ZH in ticket.description
    assert PHONE not in browser("contractor_a").get(f"/defects/{ticket.id}").text


def test_without_a_number_there_is_no_hint(cast: Cast, browser: Client) -> None:
    complaint = filed(cast)
    assert HINT_ZH not in browser("contractor_a").get(f"/complaints/{complaint.id}").text


@pytest.mark.parametrize("asked", ["139", "1391", "9123", PHONE, "8", "@", "一三九"])
def test_a_hidden_number_cannot_be_found_out_by_searching_for_its_digits(
    cast: Cast, caller: Client, asked: str
) -> None:
    filed(cast, replace(TOLD, words=f"{TOLD.words} 一三九一二三四五六七八 a@b.cn"))

    def total(who: str, words: str) -> Any:
        return caller(who).get("/api/complaints/", query_string={"words": words}).json["total"]

    assert (total("contractor_a", asked), total("street", asked)) == (0, 1)
    assert (total("contractor_a", "顶楼"), total("contractor_a", "TS-2026-000001")) == (1, 1)
