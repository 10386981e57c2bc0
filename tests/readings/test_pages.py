"""Readings for people: every page opens for those who may, in both languages, and says what to do when empty."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.readings import actions
from inspect_app.readings.actions import Sample
from inspect_app.readings.models import Alarm, Device, Limit
from tests.cast import Cast

Browser = Callable[[str], FlaskClient]


@pytest.fixture
def windy(cast: Cast) -> str:
    """Return the project's id, with a device whose wind is over the limit."""
    with transaction():
        actions.register_device(
            cast.supervisor, project=cast.project(), name="wind-1", kind="weather", label="塔顶", at=now()
        )
    at = int(now().timestamp() * 1000)
    with transaction():
        actions.record(
            [Sample("p17", "wind-1", "wind_speed", at - i * 60_000, 12.0) for i in range(5, 0, -1)], at=now()
        )
    return cast.project().id


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_opens_in_both_languages(cast: Cast, browser: Browser, windy: str, language: str) -> None:
    device = db.session.scalars(select(Device)).one().id
    alarm = db.session.scalars(select(Alarm)).first()
    with transaction():
        letter = actions.keep_dead_letter("t", b"\xff<script>alert(1)</script>", "json", "", now())
    assert alarm is not None
    pages = [
        f"/projects/{windy}/site", f"/projects/{windy}/site?hours=720", f"/projects/{windy}/devices", f"/projects/{windy}/devices/new",
        f"/devices/{device}", f"/projects/{windy}/limits", f"/projects/{windy}/limits/new?key=wind-6",
        f"/projects/{windy}/limits/new", "/alarms", "/alarms?state=open", f"/alarms/{alarm.id}",
    ]  # fmt: skip
    for path in pages:
        reply = browser("officer").get(path + ("&" if "?" in path else "?") + f"lang={language}")
        assert reply.status_code in (200, 403), path
        assert reply.status_code == 200 or path.endswith("/devices/new"), path
    for path in ("/dead-letters", f"/dead-letters/{letter.id}"):
        reply = browser("admin").get(f"{path}?lang={language}")
        assert reply.status_code == 200
        assert "<script>alert" not in reply.text
        assert browser("officer").get(path).status_code in (403, 404)


def test_an_empty_site_says_how_to_begin(cast: Cast, browser: Browser) -> None:
    project = cast.project().id
    assert f"/projects/{project}/devices/new" in browser("supervisor").get(f"/projects/{project}/site").text
    for path in ("/alarms", f"/projects/{project}/devices"):
        assert 'class="empty"' in browser("supervisor").get(path).text


def test_a_secret_is_shown_once_and_a_bad_name_keeps_what_was_typed(cast: Cast, browser: Browser) -> None:
    project, client = cast.project().id, browser("supervisor")
    wrong = client.post(
        f"/projects/{project}/devices/new", data={"name": "Dust 1", "kind": "dust", "label": "北门"}
    )
    assert (wrong.status_code, "Dust 1" in wrong.text, "北门" in wrong.text) == (422, True, True)
    made = client.post(f"/projects/{project}/devices/new", data={"name": "dust-1", "kind": "dust"})
    assert (made.status_code, "p17_dust-1" in made.text) == (200, True)
    device = db.session.scalars(select(Device)).one()
    assert "密钥只显示这一次" in made.text
    again = client.post(f"/devices/{device.id}/secret")
    assert "密钥只显示这一次" in again.text
    assert "密钥只显示这一次" not in client.get(f"/devices/{device.id}").text
    assert client.post(f"/devices/{device.id}/moves/retire", data={}).status_code == 422
    assert client.post(f"/devices/{device.id}/moves/retire", data={"reason": "拆除"}).status_code == 302
    assert client.post(f"/devices/{device.id}/secret").status_code == 409
    assert browser("contractor_a").post(f"/devices/{device.id}/secret").status_code == 403


def test_a_device_behind_a_gateway_has_no_secret_and_both_pages_name_the_other(
    cast: Cast, browser: Browser
) -> None:
    project, client = cast.project().id, browser("supervisor")
    new = f"/projects/{project}/devices/new"
    assert "经哪个网关接入" not in client.get(new).text
    client.post(new, data={"name": "gw-1", "kind": "gateway", "label": "门卫室网关"})
    gateway = db.session.scalars(select(Device)).one().id
    assert "门卫室网关" in client.get(new).text
    made = client.post(new, data={"name": "dust-1", "kind": "dust", "gateway_id": gateway})
    assert (made.status_code, "不需要密钥" in made.text, "密钥只显示这一次" in made.text) == (
        200,
        True,
        False,
    )
    device = db.session.scalars(select(Device).where(Device.name == "dust-1")).one().id
    assert f"/devices/{device}" in client.get(f"/devices/{gateway}").text
    shown = client.get(f"/devices/{device}").text
    assert (f"/devices/{gateway}" in shown, "更换密钥" in shown) == (True, False)
    assert client.post(f"/devices/{device}/secret").status_code == 403
    client.post(f"/devices/{gateway}/moves/retire", data={"reason": "拆除"})
    assert "所接网关已停用" in client.get(f"/devices/{device}").text


def test_an_alarm_is_acknowledged_on_its_page(cast: Cast, browser: Browser, windy: str) -> None:
    alarm = db.session.scalars(select(Alarm).where(Alarm.limit_id == "wind-6")).one().id
    assert (
        browser("contractor_a").post(f"/alarms/{alarm}/acknowledge", data={"note": "已停工"}).status_code
        == 302
    )
    shown = browser("supervisor").get(f"/alarms/{alarm}").text
    assert "已停工" in shown
    assert browser("supervisor").post(f"/alarms/{alarm}/acknowledge", data={}).status_code == 409


def test_a_channel_without_data_is_marked_as_missing(cast: Cast, browser: Browser) -> None:
    with transaction():
        actions.register_device(cast.supervisor, project=cast.project(), name="dust-1", kind="dust", at=now())
    old = int((now() - timedelta(hours=5)).timestamp() * 1000)
    with transaction():
        actions.record([Sample("p17", "dust-1", "pm10", old, 50.0)], at=now() - timedelta(hours=5))
    assert "数据缺失" in browser("supervisor").get(f"/projects/{cast.project().id}/site").text


def test_what_contradicts_a_reading_is_shown_beside_it(cast: Cast, browser: Browser) -> None:
    with transaction():
        device = actions.register_device(
            cast.supervisor, project=cast.project(), name="dust-1", kind="dust", at=now()
        )[0]
    at_ms = int(now().timestamp() * 1000) - 60_000
    for value in (50.0, 77.5):
        with transaction():
            actions.record([Sample("p17", "dust-1", "pm10", at_ms, value)], at=now())
    shown = browser("supervisor").get(f"/devices/{device.id}").text
    section = shown[shown.index('id="corrections"') :]
    assert ("50 µg/m³" in section, "77.5 µg/m³" in section) == (True, True)


def test_a_rule_is_adjusted_and_the_adjustment_ended_on_the_page(cast: Cast, browser: Browser) -> None:
    project, client = cast.project().id, browser("supervisor")
    page = client.get(f"/projects/{project}/limits").text
    assert "GB 3095-2012" in page
    assert "数值未经原文核实" in page
    data = {
        "key": "wind-6",
        "quantity": "wind_speed",
        "zh": "停工风速",
        "value": "9",
        "side": "above",
        "severity": "serious",
        "basis": "专项方案",
    }
    assert (
        client.post(f"/projects/{project}/limits/new?key=wind-6", data={**data, "value": "900"}).status_code
        == 422
    )
    assert client.post(f"/projects/{project}/limits/new?key=wind-6", data=data).status_code == 302
    limit = db.session.scalars(select(Limit)).one()
    assert "停工风速" in client.get(f"/projects/{project}/limits").text
    assert client.post(f"/limits/{limit.id}/end").status_code == 302
    assert browser("contractor_a").get(f"/projects/{project}/limits/new").status_code == 403


def test_a_limit_is_tried_on_the_past_from_its_form_and_by_machine_and_nothing_is_set(
    cast: Cast, browser: Browser, windy: str
) -> None:
    client = browser("supervisor")
    page = client.get(f"/projects/{windy}/limits/new?key=wind-6-lifting").text
    assert "load_rate" in page
    told = {
        "quantity": "wind_speed",
        "zh": "试",
        "basis": "方案",
        "value": "11",
        "side": "above",
        "severity": "general",
    }
    tried = client.post(f"/projects/{windy}/limits/new?lang=en", data={**told, "try": "1"})
    assert (tried.status_code, "chart-tried-" in tried.text) == (200, True)
    assert db.session.scalars(select(Limit)).all() == []
    refused = client.post(f"/projects/{windy}/limits/new", data={**told, "measure": "count", "try": "1"})
    assert refused.status_code == 422
    assert (
        client.post(
            f"/projects/{windy}/limits/new", data={**told, "measure": "fall", "per_s": "600"}
        ).status_code
        == 302
    )
    assert db.session.scalars(select(Limit.measure)).all() == ["fall"]
    assert client.get(f"/projects/{windy}/limits").status_code == 200
