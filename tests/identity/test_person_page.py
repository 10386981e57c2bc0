"""A person's page: what the administrator sees and does there, in both languages, whatever is typed."""

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.identity import actions
from tests.cast import PEOPLE, REGION, Cast
from tests.conftest import ON_POSTGRES
from tests.identity.test_roles import AT, give
from tests.identity.test_roles_api import role
from tests.walls.nasty import LEAKS, TEXTS

Clients = Callable[[str], FlaskClient]
FORM = "application/x-www-form-urlencoded"


def typed(body: Mapping[str, str]) -> bytes:
    """Return a form as bytes, even one that no browser would send."""
    return urlencode(body, errors="surrogatepass").encode()


def test_the_page_shows_roles_history_and_who_did_it(browser: Clients, cast: Cast) -> None:
    made = give(cast, "officer", "authority", "inspector", project_id=cast.project().id)
    with transaction():
        actions.end_membership(cast.admin, made, at=AT)
    page = browser("admin").get(f"/people/{cast.person('officer').id}")
    assert page.status_code == 200
    held, past = page.text.split("以前的角色", 1)
    assert "昌平区质量安全监督站：监督机构" in held
    assert f"区划 {REGION}" in held
    assert "检查员" in past
    assert "仅项目：p17 老旧小区改造" in past
    assert "收回角色" in past
    english = browser("admin").get(f"/people/{cast.person('officer').id}?lang=en").text
    for words in (
        "Roles held now",
        "Roles held before",
        "Role taken back",
        "Only project: p17",
        "Close the account",
    ):
        assert words in english
    assert not re.search(r"[\u4e00-\u9fff]{2,}：[\u4e00-\u9fff]", re.sub(r"<option[^>]*>[^<]*", "", english))


def test_the_administrator_gives_narrows_and_takes_back_on_the_page(browser: Clients, cast: Cast) -> None:
    admin, person = browser("admin"), cast.person("officer")
    address = f"/people/{person.id}"
    given = admin.post(f"{address}/memberships", data=role(cast, "authority", "inspector"))
    assert (given.status_code, given.location) == (302, address)
    assert "角色已授予" in admin.get(address).text
    db.session.rollback()
    one = next(each for each in cast.person("officer").memberships if each.role == "inspector")
    narrow = admin.post(f"/memberships/{one.id}/narrow", data={"project_id": cast.project().id})
    assert narrow.location == address
    assert admin.post(f"/memberships/{one.id}/end").status_code == 409
    db.session.rollback()
    new = next(each for each in cast.person("officer").memberships if each.project_id)
    assert admin.post(f"/memberships/{new.id}/end").location == address
    db.session.rollback()
    assert [each.role for each in cast.person("officer").memberships if not each.ended_at] == ["authority"]


def test_what_was_typed_wrong_is_named_at_its_field_and_kept(browser: Clients, cast: Cast) -> None:
    address = f"/people/{cast.person('officer').id}/memberships"
    body = role(cast, "contractor_a", "contractor", project_id=cast.project("p18").id)
    reply = browser("admin").post(address, data=body)
    assert reply.status_code == 422
    assert "该单位没有参加此项目" in reply.text
    assert re.search(r'<details class="move mt-2 no-print" open', reply.text)
    assert f'value="{cast.project("p18").id}" selected' in reply.text
    assert reply.text.count('id="f-project_id"') == 1


def test_the_forms_of_a_page_share_no_id(browser: Clients, cast: Cast) -> None:
    give(cast, "officer", "authority", "inspector")
    give(cast, "officer", "authority", "admin")
    for page in (
        browser("admin").get(f"/people/{cast.person('officer').id}"),
        browser("admin").post(f"/people/{cast.person('officer').id}/memberships", data={}),
    ):
        ids = re.findall(r'\sid="([^"]+)"', page.text)
        assert len(ids) == len(set(ids))


def test_closing_and_reopening_on_the_page(browser: Clients, cast: Cast) -> None:
    admin, address = browser("admin"), f"/people/{cast.person('owner').id}"
    assert admin.post(f"{address}/reopen").status_code == 409
    assert admin.post(f"{address}/close").location == address
    page = admin.get(address).text
    assert "恢复账号" in page
    assert "授予角色</summary>" not in page
    assert admin.post(f"{address}/close").status_code == 409
    assert admin.post(f"{address}/reopen").location == address
    assert "停用账号" in admin.get(address).text


def test_the_own_page_offers_no_closing_and_the_server_refuses_it(browser: Clients, cast: Cast) -> None:
    admin, address = browser("admin"), f"/people/{cast.person('admin').id}"
    assert "不能自己停用" in admin.get(address).text
    reply = admin.post(f"{address}/close")
    assert (reply.status_code, "不能停用自己的账号" in reply.text) == (409, True)
    last = admin.post(f"/memberships/{cast.person('admin').memberships[0].id}/end")
    assert (last.status_code, "最后一位系统管理员" in last.text) == (409, True)


def test_whoever_gives_up_the_role_is_led_to_a_page_they_may_see(browser: Clients, cast: Cast) -> None:
    give(cast, "inspector", "authority", "admin")
    admin = browser("admin")
    reply = admin.post(f"/memberships/{cast.person('admin').memberships[0].id}/end")
    assert reply.location == "/account"
    assert "没有角色" in admin.get("/account").text
    assert admin.get("/people").status_code == 403


def test_a_district_administrator_sees_no_button_for_what_is_beyond(browser: Clients, cast: Cast) -> None:
    with transaction():
        one = cast.person("officer")
        party = cast.party("authority")
        actions.add_membership(SYSTEM, person=one, party=party, role="admin", region=REGION, at=AT)
    district = browser("officer")
    beyond, within = (district.get(f"/people/{cast.person(each).id}").text for each in ("admin", "inspector"))
    assert "确认收回" not in beyond
    assert "确认停用" not in beyond
    assert "管理范围以外" in beyond
    assert "确认收回" in within
    assert "确认停用" in within
    assert "stranger" not in district.get("/people").text


@pytest.mark.parametrize("name", [each for each in PEOPLE if each != "admin"])
def test_nobody_else_opens_the_page(browser: Clients, cast: Cast, name: str) -> None:
    assert browser(name).get(f"/people/{cast.person('street').id}").status_code == 403
    own = cast.person("street").memberships[0].id
    assert browser(name).post(f"/memberships/{own}/end").status_code == 403


def test_no_odd_value_breaks_a_form_or_gives_a_role(caller: Clients, browser: Clients, cast: Cast) -> None:
    person, admin, site = cast.person("officer"), caller("admin"), browser("admin")
    good, one = role(cast, "authority", "inspector"), person.memberships[0].id
    for number, name in enumerate(("party_id", "role", "project_id", "region")):
        for text in TEXTS[number::4] if ON_POSTGRES else TEXTS:
            if name in ("project_id", "region") and text == "":
                continue  # an empty box means none
            body = {**good, name: text}
            given = admin.post(f"/api/people/{person.id}/memberships", json=body)
            shown = site.post(f"/people/{person.id}/memberships", data=typed(body), content_type=FORM)
            narrowed = admin.post(f"/api/memberships/{one}/narrow", json={name: text})
            for reply in (given, shown, narrowed):
                assert reply.status_code in (400, 409, 422), (name, text[:30], reply.status_code)
                assert not LEAKS.search(reply.text.replace(text, "")), (name, text[:30])
                assert "<script>alert" not in reply.text
    db.session.rollback()
    assert [each.id for each in cast.person("officer").memberships] == [one]
