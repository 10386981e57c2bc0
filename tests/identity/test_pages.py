"""Log-in, sessions, second factor and the administrator's pages, as people meet them."""

import re
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.journal import Entry
from inspect_app.identity.models import Failure, Party, Session
from tests.cast import PASSWORD


def log_in(client, account="supervisor", password=PASSWORD, **more):
    return client.post("/login", data={"account": account, "password": password, **more})


def test_the_right_password_opens_a_session_and_is_journaled(browser):
    client = browser()
    reply = client.post("/login?next=/projects", data={"account": "SUPERVISOR", "password": PASSWORD})
    assert reply.status_code == 302
    assert reply.location == "/projects"
    assert client.get("/account").status_code == 200
    assert (
        db.session.scalars(select(Entry).where(Entry.verb == "session.begin")).one().actor_name
        == "supervisor"
    )


def test_a_wrong_password_is_refused_in_both_languages_and_counted(browser):
    reply = log_in(browser(), password="wrong")
    assert reply.status_code == 401
    assert "账号、密码或验证码不对" in reply.text
    assert 'value="supervisor"' in reply.text
    assert (
        "Account, password or code is wrong"
        in browser().post("/login?lang=en", data={"account": "nobody", "password": "x"}).text
    )
    assert len(db.session.scalars(select(Failure)).all()) == 6


def test_after_five_failures_even_the_right_password_waits(browser):
    client = browser()
    for _ in range(5):
        log_in(client, password="wrong")
    assert log_in(client).status_code == 429
    with transaction():
        for failure in db.session.scalars(select(Failure)):
            failure.at = now() - timedelta(minutes=16)
    assert log_in(client).status_code == 302


def test_another_account_is_not_locked_by_those_failures(browser):
    client = browser()
    for _ in range(5):
        log_in(client, password="wrong")
    assert log_in(client, account="owner").status_code == 302


def test_next_never_leads_off_the_site(browser):
    for target in ("//evil.example", "https://evil.example", "/\\evil.example"):
        reply = browser().post(f"/login?next={target}", data={"account": "owner", "password": PASSWORD})
        assert reply.location == "/"


def test_logging_out_ends_the_session_at_once(browser):
    client = browser("owner")
    assert client.get("/account").status_code == 200
    client.post("/logout")
    again = browser("owner")  # the same secret, kept by a thief
    assert again.get("/account").status_code == 302


def test_a_closed_account_is_out_with_the_next_request(browser, cast):
    client = browser("owner")
    assert browser("admin").post(f"/people/{cast.person('owner').id}/close").status_code == 302
    assert client.get("/account").status_code == 302


def test_a_code_for_a_secret_that_was_never_shown_is_wrong(browser):
    refused = browser("owner").post("/account/totp", data={"code": "123456"})
    assert refused.status_code == 422
    assert re.search(r"<code>[A-Z2-7]{32}</code>", refused.text)


def test_a_one_time_code_is_needed_once_turned_on_and_good_only_once(browser, cast):
    client = browser("owner")
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", client.get("/account").text)[1]
    assert client.post("/account/totp", data={"code": "000000"}).status_code == 422
    assert client.post("/account/totp", data={"code": pyotp.TOTP(secret).now()}).status_code == 302
    code = pyotp.TOTP(secret).now()
    assert log_in(browser(), "owner").status_code == 401
    assert log_in(browser(), "owner", code=code).status_code == 302
    assert log_in(browser(), "owner", code=code).status_code == 401


def test_changing_the_password_ends_the_other_sessions(browser, cast):
    client, thief = browser("owner"), browser()
    assert log_in(thief, "owner").status_code == 302
    wrong = client.post("/account/password", data={"old": "no", "new": "another horse 43"})
    assert wrong.status_code == 422
    assert client.post("/account/password", data={"old": PASSWORD, "new": "short"}).status_code == 422
    good = client.post("/account/password", data={"old": PASSWORD, "new": "another horse 43"})
    assert good.status_code == 302
    assert client.get("/account").status_code == 200
    assert thief.get("/account").status_code == 302


def test_a_form_without_its_token_is_refused(app, browser):
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        client = browser("owner")
        assert client.post("/logout").status_code == 400
        token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/account").text)[1]
        assert client.post("/logout", data={"csrf_token": token}).status_code == 302
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_the_administrator_adds_a_party_and_a_person_who_can_log_in(browser, cast):
    admin = browser("admin")
    assert admin.post("/parties/new", data={"kind": "contractor", "name": "新建公司"}).status_code == 302
    party = db.session.scalars(select(Party).where(Party.name == "新建公司")).one()
    person = {"account": "new.one", "name": "新人", "password": "a good long one", "party_id": party.id}
    wrong = admin.post("/people/new", data={**person, "role": "supervisor"})
    assert wrong.status_code == 422
    assert "该单位不能担任此角色" in wrong.text
    assert admin.post("/people/new", data={**person, "role": "contractor"}).status_code == 302
    assert admin.post("/people/new", data={**person, "role": "contractor"}).status_code == 422
    assert log_in(browser(), "new.one", "a good long one").status_code == 302
    assert "新人" in admin.get("/people").text


def test_others_may_not_open_the_administrators_pages(browser):
    for url in ("/people", "/parties/new", "/people/new"):
        assert browser("owner").get(url).status_code == 403
        assert browser().get(url).status_code == 302


def test_secrets_are_stored_only_as_fingerprints(browser):
    client = browser()
    log_in(client)
    with client.session_transaction() as session:
        secret = session["key"]
    stored = [each.secret for each in db.session.scalars(select(Session))]
    assert secret not in stored


def test_a_borrowed_session_cannot_put_its_own_second_factor_in_place_of_the_first(browser, cast):
    client = browser("owner")
    page = client.get("/account").text
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)[1]
    assert client.post("/account/totp", data={"code": pyotp.TOTP(secret).now()}).status_code == 302
    client.get("/account")
    with client.session_transaction() as session:
        other = session["totp"]
    assert client.post("/account/totp", data={"code": pyotp.TOTP(other).now()}).status_code == 409
    assert cast.person("owner").totp_secret == secret


@pytest.mark.parametrize(
    ("name", "value"),
    [("account", "zhang san"), ("account", "x" * 61), ("region", "11-0114"), ("region", "1" * 13)],
)
def test_an_account_or_region_that_only_begins_well_is_refused_by_its_field(browser, cast, name, value):
    party = cast.party("authority").id
    person = {
        "account": "zhang",
        "name": "张",
        "password": "correct horse 42",
        "party_id": party,
        "role": "authority",
    }
    reply = browser("admin").post("/people/new?lang=en", data={**person, name: value})
    assert reply.status_code == 422
    assert 'aria-invalid="true"' in reply.text


def test_a_region_is_for_those_whose_office_is_a_place_and_widens_no_other_role(browser, cast):
    person = {"account": "zhang", "name": "张", "password": "correct horse 42", "region": "110114"}
    for party, role, status in (
        ("owner", "owner", 422),
        ("supervisor", "inspector", 422),
        ("street", "street", 302),
    ):
        given = {**person, "party_id": cast.party(party).id, "role": role}
        assert browser("admin").post("/people/new", data=given).status_code == status


def test_the_code_for_the_second_factor_is_scaled_and_never_cut_off(browser):
    page = browser("supervisor").get("/account").text
    assert re.search(r'<svg viewBox="0 0 \d+ \d+" class="segno">', page)
