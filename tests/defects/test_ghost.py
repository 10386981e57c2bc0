"""The photo from before lies over the camera while the one from after is taken, in a real browser."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page

from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.files import attachments
from inspect_app.defects.models import Defect
from tests import make
from tests.cast import PASSWORD, Cast
from tests.e2e.browsing import Findings, Window
from tests.serving import serving

# A painted picture instead of a camera: everything behind it is the browser's own.
_CAMERA = """navigator.mediaDevices.getUserMedia = async () => {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: 640, height: 480 });
  const brush = canvas.getContext("2d");
  const paint = () => { brush.fillStyle = "green"; brush.fillRect(0, 0, 640, 480); requestAnimationFrame(paint); };
  paint();
  return canvas.captureStream();
};"""
_NONE = """navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", "NotAllowedError"));"""


def broken(cast: Cast, to: str) -> str:
    made = make.defect(cast.project(), photos=[make.received()], to=to, at=now())
    key: str = made.id
    db.session.rollback()
    return key


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with serving(app) as url:
        yield url


def entered(chromium: Browser, url: str, account: str, size: tuple[int, int], camera: str) -> Page:
    page = chromium.new_page(viewport={"width": size[0], "height": size[1]}, base_url=url, locale="zh-CN")
    page.add_init_script(camera)
    page.goto("/login?next=/defects")
    page.fill("[name=account]", account)
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/defects")
    return page


@pytest.mark.e2e
@pytest.mark.parametrize(("size", "language"), [((834, 1194), "zh"), ((360, 740), "en")])
def test_the_new_photo_is_taken_under_the_ghost_of_the_old_one(
    address: str, cast: Cast, chromium: Browser, size: tuple[int, int], language: str
) -> None:
    key = broken(cast, "accepted")
    page = entered(chromium, address, "contractor-a", size, _CAMERA)
    one = Window(page, "phone" if size[0] < 500 else "tablet", Findings(address))
    one.go(f"/defects/{key}?lang={language}")
    page.locator("details.move > summary").first.click()
    opener = page.locator("#move-rectify input[name=after] + .actions button")
    opener.click()
    page.locator(".ghost video").wait_for()
    ghost = page.locator(".ghost-over")
    assert ghost.evaluate("(image) => image.decode().then(() => image.naturalWidth)") == 64
    assert ghost.evaluate("(image) => getComputedStyle(image).opacity") == "0.5"
    one.findings.looked_at.clear()
    one.look().picture(f"ghost-live-{language}")
    page.locator("#ghost-slider").fill("20")
    assert ghost.evaluate("(image) => getComputedStyle(image).opacity") == "0.2"
    page.locator(".ghost .btn-primary").click()
    page.locator(".ghost-now").wait_for()
    page.locator("#ghost-slider").fill("30")
    assert "30%" in page.locator(".ghost-now").evaluate("(image) => image.style.clipPath")
    one.findings.looked_at.clear()
    one.look().picture(f"ghost-compare-{language}")
    page.locator(".ghost .btn-primary").click()
    page.locator("#move-rectify .previews img").wait_for()
    page.fill("#move-rectify [name=note]", "已重铺")
    page.locator("#move-rectify button.btn-primary").click()
    page.locator("details.move", has=page.locator("#move-rectify")).wait_for(state="detached")
    page.close()
    assert [each.label for each in attachments("defect", key)] == ["found", "after"]
    assert one.findings.faults == []


@pytest.mark.e2e
def test_without_a_live_camera_old_and_new_lie_side_by_side_and_the_verifier_keeps_the_photo(
    address: str, cast: Cast, chromium: Browser
) -> None:
    key = broken(cast, "rectified")
    page = entered(chromium, address, "supervisor", (834, 1194), _NONE)
    one = Window(page, "tablet", Findings(address))
    one.go(f"/defects/{key}")
    page.locator("summary", has_text="复查合格").click()
    page.locator("#move-confirm input[name=checked] + .actions button").click()
    photo = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": make.photo("blue")}
    page.set_input_files("#ghost-file", photo)
    page.locator(".ghost-now").wait_for()
    page.get_by_role("button", name="重拍").click()
    page.set_input_files("#ghost-file", photo)
    one.findings.looked_at.clear()
    one.look().picture("ghost-still")
    page.get_by_role("button", name="用这张").click()
    page.get_by_role("button", name="确认：复查合格").click()
    page.get_by_role("heading", name="复查照片").wait_for()
    one.findings.looked_at.clear()
    one.look().picture("ghost-checked")
    page.close()
    db.session.rollback()
    assert db.session.get_one(Defect, key).state == "closed"
    assert [each.label for each in attachments("defect", key)] == ["found", "after", "checked"]
    assert one.findings.faults == []


def test_photos_of_the_re_check_stay_with_the_ticket_for_machines_too(
    app: Flask, cast: Cast, caller: Callable[[str], FlaskClient]
) -> None:
    key = broken(cast, "rectified")
    sent = {"reason": "缺踢脚板", "checked": [make.received("blue")]}
    reply = caller("supervisor").post(f"/api/defects/{key}/moves/return", json=sent)
    assert reply.status_code == 200, reply.json
    told = caller("supervisor").get(f"/api/defects/{key}").json
    assert [each["label"] for each in told["photos"]] == ["found", "after", "checked"]
    missing = {"reason": "缺踢脚板", "checked": ["0" * 64]}
    other = broken(cast, "rectified")
    refused = caller("supervisor").post(f"/api/defects/{other}/moves/return", json=missing)
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["checked"])
    assert caller("stranger").post(f"/api/defects/{other}/moves/return", json=sent).status_code == 404


def test_a_ticket_without_a_photo_from_before_offers_no_ghost(
    cast: Cast, browser: Callable[[str], FlaskClient]
) -> None:
    bare = make.defect(cast.project(), to="accepted")
    seen = make.defect(cast.project(), to="accepted", photos=[make.received()])
    assert 'id="ghost"' not in browser("contractor_a").get(f"/defects/{bare.id}").text
    assert 'id="ghost"' in browser("contractor_a").get(f"/defects/{seen.id}").text
