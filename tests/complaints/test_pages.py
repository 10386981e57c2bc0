"""Complaints for people: the resident's three screens, the page they follow, and the desk."""

import re
from collections.abc import Callable
from io import BytesIO
from random import Random
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from inspect_app.complaints.models import Complaint
from inspect_app.complaints.rules.emergencies import EMERGENCIES
from inspect_app.complaints.rules.life import FOLLOWING
from inspect_app.core.db import db, transaction
from inspect_app.core.files import attachments
from inspect_app.identity.models import Failure
from tests import make
from tests.cast import Cast

Browser = Callable[[str], FlaskClient]
TOLD = {"category": "roof_leak", "words": "顶楼漏水，<script>alert(1)</script>", "spot": "502"}


def where(cast: Cast) -> str:
    return f"site=p17&element={cast.element().id}"


def through(cast: Cast, client: FlaskClient, **contact: Any) -> str:
    told = {**TOLD, "photos": (BytesIO(make.photo()), "leak.jpg")}
    reply = client.post(f"/complaints/new/tell?{where(cast)}", data=told)
    assert reply.status_code == 302, reply.text
    reply = client.post(reply.location, data=contact)
    assert (reply.status_code, reply.location) == (302, "/complaints/filed")
    return client.get("/complaints/filed").text


def test_a_resident_goes_from_a_name_to_a_part_by_links_alone(cast: Cast, browser: Browser) -> None:
    client = browser("")
    first = client.get("/complaints/new?name=西环")
    assert "/complaints/new?site=p17" in first.text
    assert "没有找到这个小区" in client.get("/complaints/new?name=不存在").text
    building = cast.element("1号楼").id
    assert f"/complaints/new?site=p17&amp;building={building}" in client.get("/complaints/new?site=p17").text
    parts = client.get(f"/complaints/new?site=p17&building={building}").text
    assert f"element={cast.element().id}" in parts
    chosen = client.get(f"/complaints/new?site=p17&element={cast.element().id}")
    assert chosen.location == f"/complaints/new/tell?{where(cast)}"
    assert "屋面" in client.get(chosen.location).text
    assert client.get("/complaints/new?site=nowhere").status_code == 404


@pytest.mark.parametrize(("first_sign", "is_kept"), [(0x4E00, True), (0x20000, False)])
def test_a_long_story_is_kept_by_the_browser_or_refused(
    cast: Cast, browser: Browser, first_sign: int, is_kept: bool
) -> None:
    # A browser forgets a cookie of more than 4096 bytes without a word, and the story with it.
    client, chance = browser(""), Random(7)
    words = "".join(chr(first_sign + chance.randrange(20_000)) for _ in range(1000))
    photos = [(BytesIO(make.photo(each)), "a.jpg") for each in ("red", "blue", "green", "black", "white")]
    told = {**TOLD, "words": words, "photos": photos}
    reply = client.post(f"/complaints/new/tell?{where(cast)}", data=told)
    assert reply.status_code == (302 if is_kept else 422)
    (cookie,) = reply.headers.getlist("Set-Cookie") if is_kept else [""]
    assert len(cookie.partition(";")[0]) <= 4096
    assert words in (client.get(reply.location).text if is_kept else reply.text)
    assert ("请写短一些" in reply.text) is not is_kept


@pytest.mark.parametrize("kind", list(EMERGENCIES))
def test_a_danger_stops_at_the_numbers_to_call(cast: Cast, browser: Browser, kind: str) -> None:
    page = browser("").get(f"/complaints/emergency/{kind}?site=p17")
    assert page.status_code == 200
    for call in EMERGENCIES[kind].calls:
        assert f'href="tel:{call.number}"' in page.text
    assert browser("").get("/complaints/emergency/boredom").status_code == 404


def test_three_screens_make_one_complaint_with_its_photo_and_no_row_before(
    cast: Cast, browser: Browser
) -> None:
    client = browser("")
    told = {**TOLD, "photos": (BytesIO(make.photo()), "leak.jpg")}
    client.post(f"/complaints/new/tell?{where(cast)}", data=told)
    assert db.session.scalar(select(func.count()).select_from(Complaint)) == 0
    page = through(cast, client, phone="138 1234 5678", visit_consent="1")
    made = db.session.scalars(select(Complaint)).one()
    assert made.number in page
    assert (made.phone, made.visit_consent, made.element_id) == ("138 1234 5678", True, cast.element().id)
    assert len(attachments("complaint", made.id)) == 1
    assert "安居建设集团" in page


def test_back_shows_what_was_typed_and_errors_lose_nothing(cast: Cast, browser: Browser) -> None:
    client = browser("")
    client.post(
        f"/complaints/new/tell?{where(cast)}", data={**TOLD, "photos": (BytesIO(make.photo()), "a.jpg")}
    )
    back = client.get(f"/complaints/new/tell?{where(cast)}").text
    assert "502" in back
    assert 'value="roof_leak" checked' in back
    assert "/f/" in back
    wrong = client.post(f"/complaints/new/tell?{where(cast)}", data={"words": "只写了字"})
    assert wrong.status_code == 422
    assert "只写了字" in wrong.text
    contact = client.post(f"/complaints/new/contact?{where(cast)}", data={"phone": "abc"})
    assert contact.status_code == 422
    assert "顶楼漏水" in contact.text
    assert db.session.scalar(select(func.count()).select_from(Complaint)) == 0


def test_pressing_send_twice_files_one_complaint(cast: Cast, browser: Browser) -> None:
    client = browser("")
    client.post(f"/complaints/new/tell?{where(cast)}", data=TOLD)
    with client.session_transaction() as session:
        draft = session["complaint"]
    client.post(f"/complaints/new/contact?{where(cast)}", data={})
    with client.session_transaction() as session:
        session["complaint"] = draft
    client.post(f"/complaints/new/contact?{where(cast)}", data={})
    assert db.session.scalar(select(func.count()).select_from(Complaint)) == 1


def test_the_longest_words_fit_the_cookie(cast: Cast, browser: Browser) -> None:
    client = browser("")
    words = "".join(chr(0x4E00 + (n * 7919) % 20000) for n in range(1000))
    photos = [
        (BytesIO(make.photo(colour)), f"{colour}.jpg") for colour in ("red", "blue", "green", "gold", "navy")
    ]
    reply = client.post(
        f"/complaints/new/tell?{where(cast)}",
        data={**TOLD, "words": words, "spot": "楼" * 120, "photos": photos},
    )
    assert len(reply.headers["Set-Cookie"]) < 4093
    assert client.post(reply.location, data={}).status_code == 302
    assert db.session.scalars(select(Complaint)).one().words == words


def test_the_code_opens_the_case_and_what_was_typed_is_escaped(cast: Cast, browser: Browser) -> None:
    page = through(cast, browser(""))
    number = re.search(r"TS-\d{4}-\d{6}", page)
    code = re.search(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", page)
    assert number
    assert code
    other = browser("")
    wrong = other.post("/complaints/follow", data={"number": number[0], "code": "0000"})
    unknown = other.post("/complaints/follow", data={"number": "TS-2026-999999", "code": "0000"})
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    said = [
        # The form's token tells the second in which it was made.
        re.sub(r'(name="csrf_token" value=)"[^"]+"', r"\1", reply.text.replace(f'value="{typed}"', ""))
        for reply, typed in ((wrong, number[0]), (unknown, "TS-2026-999999"))
    ]
    assert said[0] == said[1]
    assert other.get("/complaints/follow/case").location == "/complaints/follow"
    assert (
        other.post("/complaints/follow", data={"number": number[0], "code": code[0].lower()}).status_code
        == 302
    )
    case = other.get("/complaints/follow/case").text
    assert "<script>alert(1)</script>" not in case
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in case
    other.post("/complaints/leave")
    assert other.get("/complaints/follow/case").location == "/complaints/follow"


def test_guessing_codes_on_the_page_is_slowed_by_address_with_the_calls_and_opens_again(
    cast: Cast, browser: Browser
) -> None:
    page = through(cast, browser(""))
    number = re.search(r"TS-\d{4}-\d{6}", page)
    code = re.search(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", page)
    assert number
    assert code

    def follow(typed: str, place: str, client: FlaskClient) -> int:
        given = {"number": number[0], "code": typed}
        return client.post(
            "/complaints/follow", data=given, environ_overrides={"REMOTE_ADDR": place}
        ).status_code

    # All of a /64 is one customer's: another address of it is no other guesser.
    places = [f"2001:db8:1:2::{n:x}" for n in range(FOLLOWING.failures)]
    assert {follow(f"wrong-{n}", place, browser("")) for n, place in enumerate(places)} == {422}
    assert follow(code[0], "2001:db8:1:2:ffff::1", browser("")) == 429
    api = browser("").get(
        f"/api/complaints/{number[0]}?code={code[0]}", environ_overrides={"REMOTE_ADDR": places[0]}
    )
    assert api.status_code == 429
    assert follow(code[0], "2001:db8:1:3::1", browser("")) == 302
    with transaction():
        for each in db.session.scalars(select(Failure)):
            each.at -= FOLLOWING.window
    assert follow(code[0], places[0], browser("")) == 302


def test_a_resident_may_speak_instead_of_writing(cast: Cast, browser: Browser) -> None:
    client = browser("")
    spoken = {"category": "roof_leak", "voice": (BytesIO(make.sound()), "say.webm"), "seconds": "12"}
    assert client.post(f"/complaints/new/tell?{where(cast)}", data=spoken).status_code == 302
    assert "<audio" in client.get(f"/complaints/new/contact?{where(cast)}").text
    client.post(f"/complaints/new/contact?{where(cast)}", data={})
    made = db.session.scalars(select(Complaint)).one()
    heard = browser("street").get(f"/complaints/{made.id}").text
    assert "12 秒" in heard
    assert "（见录音）" in heard
    assert "<audio" not in browser("contractor_a").get(f"/complaints/{made.id}").text


def test_neither_words_nor_voice_nor_a_broken_sound_is_a_complaint(cast: Cast, browser: Browser) -> None:
    path = f"/complaints/new/tell?{where(cast)}"
    assert browser("").post(path, data={"category": "roof_leak"}).status_code == 422
    broken = {"category": "roof_leak", "voice": (BytesIO(b"<html>"), "say.webm")}
    reply = browser("").post(path, data=broken)
    assert reply.status_code == 422
    assert 'id="f-voice-error"' in reply.text


def test_a_photo_that_is_named_and_not_sent_is_refused(cast: Cast, browser: Browser) -> None:
    others = make.received("navy")
    path = f"/complaints/new/tell?{where(cast)}"
    reply = browser("").post(path, data={**TOLD, "photos": others})
    assert reply.status_code == 422
    assert 'id="f-photos-error"' in reply.text
    assert browser("").post(path, data=TOLD).status_code == 302


@pytest.mark.parametrize(
    "nasty",
    ["𠮷㐂䶮🏠👩‍👩‍👧", "<script>alert(1)</script>", "\u202e反", "a" * 10_000, "漏\x00水", "'; DROP TABLE"],
)
def test_whatever_is_written_is_kept_as_it_is_or_refused_by_its_field(
    cast: Cast, browser: Browser, nasty: str
) -> None:
    client = browser("")
    reply = client.post(f"/complaints/new/tell?{where(cast)}", data={**TOLD, "words": nasty})
    if len(nasty) > 1000 or "\x00" in nasty:
        assert reply.status_code == 422
        assert 'id="f-words-error"' in reply.text
        return
    client.post(reply.location, data={})
    made = db.session.scalars(select(Complaint)).one()
    assert made.words == nasty
    assert "<script>alert" not in browser("street").get(f"/complaints/{made.id}").text
