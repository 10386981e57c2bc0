"""A contractor without an account answers a ticket on a phone: link, code, plan, the fix from the same angle."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask, current_app
from itsdangerous import URLSafeSerializer
from playwright.sync_api import Browser

from inspect_app.core.calendar import CHINA
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.defects import actions, queries
from inspect_app.defects.models import Defect
from tests import make
from tests.cast import Cast
from tests.e2e.browsing import Findings, Window
from tests.serving import serving

_NO_CAMERA = """navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", "NotAllowedError"));"""
CODE = "ABCDE12345"


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with serving(app) as url:
        yield url


def sent(cast: Cast) -> tuple[str, str]:
    """Return the id of a serious ticket and the path of its link."""
    made = make.defect(
        cast.project(), photos=[make.received()], severity="serious", clause="GB 50207-2012", at=now()
    )
    key = str(current_app.secret_key)
    with transaction():
        link = actions.issue_link(cast.supervisor, made, code=CODE, key=key, at=now())
    path = f"/ticket/{URLSafeSerializer(key, salt='defect-link').dumps(link.id)}"
    found = made.id
    db.session.rollback()
    return found, path


@pytest.mark.e2e
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_ticket_is_answered_on_a_phone_by_link_alone(
    address: str, cast: Cast, chromium: Browser, language: str
) -> None:
    key, path = sent(cast)
    page = chromium.new_page(viewport={"width": 360, "height": 740}, base_url=address, locale="zh-CN")
    page.add_init_script(_NO_CAMERA)
    phone = Window(page, "phone", Findings(address))
    zh = language == "zh"
    phone.go(f"{path}?lang={language}").picture(f"link-code-{language}")
    phone.fill("#code", code="abcde-12345").press("打开" if zh else "Open").picture(f"link-ticket-{language}")
    phone.open("接收" if zh else "Accept").fill("#move-accept", signer="张三")
    phone.press("确认：接收" if zh else "Confirm: Accept")
    until = (now() + timedelta(days=1)).astimezone(CHINA).strftime("%Y-%m-%dT%H:%M")
    phone.open("报整改方案" if zh else "Hand in a plan")
    phone.fill("#move-plan", who="王工", until=until, method="返工", lot="7").picture(f"link-plan-{language}")
    phone.press("确认：报整改方案" if zh else "Confirm: Hand in a plan")
    with transaction():
        (asked,) = queries.requests_of(db.session.get_one(Defect, key))
        actions.decide(cast.supervisor, asked, "grant", {}, at=now())
    phone.go("/ticket").open("提交整改" if zh else "Submit the fix")
    page.locator("#move-rectify input[name=after] + .actions button").click()
    page.locator(".ghost .ghost-whole").wait_for()
    phone.picture(f"link-ghost-{language}")
    page.set_input_files(
        "#ghost-file", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": make.photo("green")}
    )
    page.locator(".ghost .btn-primary").click()
    phone.fill("#move-rectify", note="已重做", signer="张三")
    phone.press("确认：提交整改" if zh else "Confirm: Submit the fix").picture(f"link-done-{language}")
    db.session.rollback()
    assert db.session.get_one(Defect, key).state == "rectified"
    assert not phone.findings.faults
