"""ODK Collect connected from the QR code to the receipt, over real HTTP, and what does not open."""

import base64
import json
import re
import zlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import requests
import segno
from flask import Flask
from requests.auth import HTTPBasicAuth, HTTPDigestAuth
from sqlalchemy import select

from inspect_app.core import digest
from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.identity import actions
from inspect_app.identity.models import AppLogIn
from inspect_app.identity.rules import LOG_IN_HERE
from inspect_app.inspections.models import Submission, Visit
from inspect_app.inspections.pages.collect import settings_for
from tests import make
from tests.cast import PASSWORD, Cast
from tests.inspections.odk import HEADERS, instance, log_in
from tests.inspections.test_openrosa import BAD
from tests.serving import serving

ASKED = {"label": "手机", "password": PASSWORD}


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with serving(app) as url:
        yield url


@pytest.fixture
def secret(browser: Any) -> tuple[str, str]:
    """Name and secret as the page shows them once."""
    return shown(browser("inspector").post("/collect", data=ASKED).text)


def shown(page: str) -> tuple[str, str]:
    name, secret = re.findall(r">(app-[0-9a-f]{12}|[\w-]{43})<", page)
    return name, secret


def phone(*secret: str) -> requests.Session:
    """Return a client that does as Collect does: asks, answers the challenge, and counts on with its nonce."""
    session = requests.Session()
    session.headers.update(HEADERS)
    session.auth = HTTPDigestAuth(*secret)
    return session


def todays(cast: Cast, person: str = "inspector") -> Visit:
    return make.visit(cast.project(), at=now(), due_on=local_day(now()), assignee_id=cast.person(person).id)


def test_a_phone_lists_fetches_and_sends_with_what_the_page_gave_it(
    cast: Cast, address: str, secret: tuple[str, str]
) -> None:
    visit = todays(cast)
    client = phone(*secret)
    listed = client.get(f"{address}/openrosa/formList?deviceID=collect%3Aabc")
    assert (listed.status_code, visit.id in listed.text) == (200, True)
    assert [each.status_code for each in listed.history] == [401]
    form = client.get(f"{address}/openrosa/forms/{visit.id}")
    assert (form.status_code, form.history) == (200, [])
    head = client.head(f"{address}/openrosa/submission")
    assert head.status_code == 204
    xml = instance(visit, BAD)
    files = {
        "xml_submission_file": ("s.xml", xml, "text/xml"),
        "1.jpg": ("1.jpg", make.photo(), "image/jpeg"),
    }
    assert client.post(f"{address}/openrosa/submission", files=files).status_code == 201
    db.session.rollback()
    assert db.session.scalars(select(Submission.person_name)).all() == ["inspector"]
    assert db.session.scalars(select(AppLogIn)).one().seen_at is not None


def test_the_qr_code_is_what_collect_scans(app: Flask, browser: Any) -> None:
    page = browser("inspector").post("/collect", data=ASKED).text
    name, secret = shown(page)
    server = f"{app.config['SETTINGS'].address}/openrosa"
    coded = settings_for(server, name, secret)
    assert segno.make(coded, micro=False).svg_inline(scale=5, omitsize=True) in page
    settings = json.loads(zlib.decompress(base64.b64decode(coded)))
    general = settings["general"]
    assert (general["server_url"], general["username"], general["password"]) == (server, name, secret)
    assert (settings["admin"], settings["project"]["name"]) == ({}, "安居巡检")
    again = browser("inspector").get("/collect").text
    assert (name in again, secret in again) == (True, False)


def test_connecting_is_for_those_who_inspect_and_names_what_is_wrong(app: Flask, browser: Any) -> None:
    for person, status in (("contractor_a", 403), ("owner", 403), ("inspector", 200), ("supervisor", 200)):
        assert browser(person).get("/collect").status_code == status
    assert browser("").get("/collect").status_code == 302
    client = browser("inspector")
    reply = client.post("/collect?lang=en", data={"label": "x", "password": "wrong"})
    assert (reply.status_code, "the password is wrong" in reply.text) == (422, True)
    assert client.post("/collect", data={"label": "x" * 61, "password": PASSWORD}).status_code == 422
    assert client.post("/collect", data={"password": PASSWORD}).status_code == 422
    assert db.session.scalars(select(AppLogIn)).all() == []


def test_another_persons_form_is_not_there(cast: Cast, address: str, browser: Any) -> None:
    visit = todays(cast)
    stranger = phone(*shown(browser("stranger").post("/collect", data=ASKED).text))
    for path in ("", "/manifest", "/elements.csv"):
        assert stranger.get(f"{address}/openrosa/forms/{visit.id}{path}").status_code == 404
    assert visit.id not in stranger.get(f"{address}/openrosa/formList").text
    files = {"xml_submission_file": ("s.xml", instance(visit, BAD), "text/xml")}
    assert stranger.post(f"{address}/openrosa/submission", files=files).status_code == 404


def test_wrong_secrets_are_counted_and_a_disconnected_phone_is_out(
    cast: Cast, address: str, secret: tuple[str, str]
) -> None:
    url = f"{address}/openrosa/formList"
    known = phone(*secret)
    assert known.get(url).status_code == 200
    with transaction():
        actions.end_app(cast.inspector, db.session.scalars(select(AppLogIn)).one(), at=now())
    assert known.get(url).status_code == 401
    tries = [
        phone("app-0123456789ab", f"no {n}").get(url).status_code for n in range(LOG_IN_HERE.failures + 1)
    ]
    assert tries == [401] * LOG_IN_HERE.failures + [429]


def test_an_answer_opens_once_and_only_where_it_was_meant(
    cast: Cast, address: str, secret: tuple[str, str]
) -> None:
    url, other = f"{address}/openrosa/formList", f"{address}/openrosa/forms/{todays(cast).id}"
    client = phone(*secret)
    overheard = client.get(url).request.headers["Authorization"]
    again = requests.get(url, headers={"Authorization": overheard}, timeout=10)
    assert (again.status_code, "stale=true" in again.headers["WWW-Authenticate"]) == (401, True)
    elsewhere = requests.get(other, headers={"Authorization": overheard}, timeout=10)
    assert (elsewhere.status_code, "stale" in elsewhere.headers["WWW-Authenticate"]) == (401, False)
    posted = requests.post(url, headers={"Authorization": overheard}, timeout=10)
    assert posted.status_code in (401, 405)
    assert client.get(url).status_code == 200
    assert (
        requests.get(f"{address}/api/me", headers={"Authorization": overheard}, timeout=10).status_code == 401
    )


def test_a_nonce_whose_time_has_passed_is_answered_anew_by_the_client_itself(
    app: Flask, address: str, secret: tuple[str, str]
) -> None:
    client, made = phone(*secret), now() - digest.NONCE_LASTS - timedelta(seconds=1)
    old = digest.new_nonce(str(app.secret_key), made)
    assert isinstance(client.auth, HTTPDigestAuth)
    client.auth.init_per_thread_state()
    client.auth._thread_local.chal = {"realm": digest.REALM, "nonce": old, "qop": "auth"}
    client.auth._thread_local.last_nonce = old
    reply = client.get(f"{address}/openrosa/formList")
    assert (reply.status_code, [each.status_code for each in reply.history]) == (200, [401])
    assert "stale=true" in reply.history[0].headers["WWW-Authenticate"]


def test_in_the_clear_no_secret_is_taken_and_a_tablet_keeps_its_way_in(
    app: Flask, cast: Cast, address: str, secret: tuple[str, str]
) -> None:
    plain = requests.get(f"{address}/openrosa/formList", auth=HTTPBasicAuth(*secret), timeout=10)
    assert (plain.status_code, plain.headers["WWW-Authenticate"][:6]) == (401, "Digest")
    assert "Basic" not in plain.headers["WWW-Authenticate"]
    client, over_tls = app.test_client(), {"base_url": "https://localhost"}
    asked = client.get("/openrosa/formList", **over_tls).headers.getlist("WWW-Authenticate")
    assert [each[:6] for each in asked] == ["Digest", "Basic "]
    assert client.get("/openrosa/formList", auth=secret, **over_tls).status_code == 200
    assert client.get("/openrosa/formList", auth=(secret[0], "no"), **over_tls).status_code == 401
    # Collect answers the first challenge it knows; a tablet's name is asked for what can be checked.
    tablet = {"Authorization": 'Digest username="p17_tab-1", realm="Inspect", nonce="n"'}
    asked = client.get("/openrosa/formList", headers=tablet, **over_tls).headers.getlist("WWW-Authenticate")
    assert [each[:6] for each in asked] == ["Basic "]
    assert client.get("/openrosa/formList", headers=log_in(cast.inspector), **over_tls).status_code == 200
