"""Arriving on a drawn site with the tablet: by the camera, a photo of the code, by place, by typing."""

import re

import pytest
import segno
from playwright.sync_api import Browser

from inspect_app.inspections.actions import site_code
from inspect_app.inspections.models import Seal
from tests.e2e import tablets
from tests.e2e import test_keyboard as keyboard
from tests.e2e.browsing import Findings
from tests.e2e.drawn import POINT, at_arrival, findings, journal, photo_of, seal, tablet, team

__all__ = ["findings", "seal", "team"]
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600), pytest.mark.xdist_group("arrival")]
# A sign on a canvas instead of a camera: everything behind it is the browser's own.
_CAMERA = """(picture) => { navigator.mediaDevices.getUserMedia = async () => {
  const image = new Image();
  image.src = picture;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = 640;
  canvas.height = 480;
  const brush = canvas.getContext("2d");
  const paint = () => { brush.fillStyle = "#999"; brush.fillRect(0, 0, 640, 480); brush.drawImage(image, 160, 80, 320, 320); };
  paint();
  setInterval(paint, 100);
  return canvas.captureStream(10);
}; }"""
_NO_CAMERA = """() => { navigator.mediaDevices.getUserMedia = async () => {
  throw new DOMException("no", "NotAllowedError");
}; }"""


def test_a_drawn_task_is_opened_by_the_camera_and_then_briefed(
    chromium: Browser, findings: Findings, seal: Seal
) -> None:
    visit, code = seal.visit_id, site_code(seal.visit.project)
    picture = segno.make(f"http://127.0.0.1/arrive/{code}", error="m", micro=False).png_data_uri(
        scale=8, border=4
    )
    with tablet(chromium, findings, seal) as one:
        page = at_arrival(one, visit)
        assert page.evaluate("'jsQR' in self") is False
        page.evaluate(_CAMERA, picture)
        page.get_by_role("button", name="扫现场码").click()
        page.get_by_role("button", name="无利害关系，开始检查").wait_for()
        assert page.evaluate("'jsQR' in self") is True
        assert page.url.endswith(f"#/visit/{visit}")
        assert page.locator("video").count() == 0
    assert [each["how"] for each in journal()] == ["code"]


def test_where_no_camera_is_allowed_a_photo_of_the_code_opens_it(
    chromium: Browser, findings: Findings, seal: Seal
) -> None:
    visit, code = seal.visit_id, site_code(seal.visit.project)
    with tablet(chromium, findings, seal) as one:
        page = at_arrival(one, visit)
        page.evaluate(_NO_CAMERA)
        page.get_by_role("button", name="扫现场码").click()
        page.get_by_text("相机打不开或未授权").wait_for()
        one.look().picture("tablet-scan")
        page.get_by_role("button", name="关闭").click()
        photo_of(page, "p18" + code[3:])
        page.get_by_text("这是另一个工地的现场码").wait_for()
        assert tablets.table(page, "arrivals") == []
        photo_of(page, code)
        page.get_by_role("button", name="无利害关系，开始检查").wait_for()
    assert [each["how"] for each in journal()] == ["code"]


def test_a_drawn_task_is_opened_by_place_and_not_from_afar(
    chromium: Browser, findings: Findings, seal: Seal
) -> None:
    far = {**POINT, "latitude": 40.3}
    with tablet(chromium, findings, seal, geolocation=far, permissions=["geolocation"]) as one:
        page = at_arrival(one, seal.visit_id)
        page.get_by_role("button", name="用定位").click()
        page.locator(".field-error", has_text="须在 300 米以内").wait_for()
        page.context.set_geolocation({**POINT, "latitude": 40.2004})  # type: ignore[typeddict-item]
        page.get_by_role("button", name="用定位").click()
        page.get_by_role("button", name="无利害关系，开始检查").wait_for()
    assert [each["how"] for each in journal()] == ["place"]


@pytest.mark.parametrize(("size", "language"), [((834, 1194), "zh"), ((360, 740), "en")])
def test_arriving_is_free_of_barriers_and_done_by_the_keyboard_alone(
    chromium: Browser, findings: Findings, seal: Seal, size: tuple[int, int], language: str
) -> None:
    visit, code = seal.visit_id, site_code(seal.visit.project)
    zh = language == "zh"
    with tablet(chromium, findings, seal, size) as one:
        page = one.page
        page.evaluate("(lang) => localStorage.setItem('tablet-lang', lang)", language)
        tablets.go(page, findings.url)
        one.look().picture(f"tablet-drawn-{language}")
        tablets.shown(page, "#/arrive", "#code")
        one.look().picture(f"tablet-find-{language}")
        tablets.shown(page, f"#/arrive/{visit}", "#arrival")
        one.look().picture(f"tablet-arrive-{language}")
        keyboard.tab_to(page, "有利害关系，请换人" if zh else "I have an interest: send another")
        keyboard.tab_to(page, "从照片读码" if zh else "Read from a photo")
        keyboard.tab_to(page, "或输入编码（印在二维码下方）" if zh else "Or type the code (printed below it)")
        page.keyboard.type(code)
        page.keyboard.press("Enter")
        page.get_by_role("button", name=re.compile("无利害关系|No interest")).wait_for()
        one.look()
    assert [each["how"] for each in journal()] == ["code"]


def test_a_code_scanned_from_the_days_list_leads_to_the_task_of_that_site(
    chromium: Browser, findings: Findings, seal: Seal
) -> None:
    visit, code = seal.visit_id, site_code(seal.visit.project)
    with tablet(chromium, findings, seal) as one:
        page = one.page
        page.get_by_role("link", name="扫现场码").click()
        photo_of(page, code)
        page.locator("#arrival").wait_for()
        assert page.locator("#code").input_value() == code
        assert f"#/arrive/{visit}/" in page.url
