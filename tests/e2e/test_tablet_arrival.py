"""Arriving on a drawn site with the tablet: by the camera, a photo of the code, by place, by typing; with no network too."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import segno
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.journal import Entry
from inspect_app.core.permits import SYSTEM
from inspect_app.identity.models import Person
from inspect_app.inspections.actions import site_code
from inspect_app.inspections.models import Recusal, Seal
from tests import drawing, make
from tests.cast import PASSWORD, Cast
from tests.e2e import tablets
from tests.e2e import test_keyboard as keyboard
from tests.e2e.browsing import Findings, Window
from tests.serving import serving

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600), pytest.mark.xdist_group("arrival")]
POINT = {"latitude": 40.2, "longitude": 116.2, "accuracy": 20}
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


@pytest.fixture
def team(cast: Cast) -> list[Person]:
    """Three inspectors; the cast's own has no room."""
    people = drawing.inspectors(3)
    with transaction():
        drawing.set_inspector(SYSTEM, cast.person("inspector"), skills=[], room=0, at=make.NOW)
        cast.project().lat, cast.project().lon = POINT["latitude"], POINT["longitude"]
    return people


@pytest.fixture
def seal(team: list[Person]) -> Seal:
    """The seal of p17, whose time has come."""
    return told()


def told(**values: Any) -> Seal:
    """Return the seal of p17 in a draw of every site."""
    made = drawing.draw(to="published", share=100, **values)
    return next(each for each in made.seals if each.visit.project.site == "p17")


@pytest.fixture
def findings(app: Flask) -> Iterator[Findings]:
    """The faults the windows of a test meet, at the app served for it."""
    with serving(app) as url:
        found = Findings(url)
        yield found
        # A refusal is an answer of the server's, which the browser calls an error.
        faults = [each for each in found.faults if not re.search("status of (404|422)", each)]
        assert faults == [], "\n".join(faults)


@contextmanager
def tablet(
    browser: Browser, findings: Findings, seal: Seal, size: tuple[int, int] = (834, 1194), **more: Any
) -> Iterator[Window]:
    """The tablet of the first inspector drawn, with the day on board."""
    account = seal.team[0].account
    db.session.rollback()
    with tablets.tablet(browser, findings, account, size, password=PASSWORD, **more) as one:
        yield one


def sign(code: str) -> bytes:
    """Return a picture of the sign at a gate, as a phone's camera would have it."""
    out = BytesIO()
    segno.make(f"http://127.0.0.1/arrive/{code}", error="m", micro=False).save(
        out, kind="png", scale=8, border=4
    )
    return out.getvalue()


def journal() -> list[dict[str, Any]]:
    """Return what the journal says of arrivals."""
    db.session.rollback()
    return [each.data for each in db.session.scalars(select(Entry).where(Entry.verb == "visit.arrive"))]


def photo_of(page: Page, code: str) -> None:
    """Have the code read from a photo of the sign."""
    page.locator("#code-photo").set_input_files(
        {"name": "gate.png", "mimeType": "image/png", "buffer": sign(code)}
    )


def at_arrival(one: Window, visit: str) -> Page:
    """Turn from the day's list to the page of an arrival, as a finger does."""
    page = one.page
    page.locator(f"a.visit[href='#/arrive/{visit}']").click()
    page.locator("#arrival").wait_for()
    return page


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


def test_an_arrival_without_a_network_is_kept_sent_later_and_the_checklist_follows_it(
    chromium: Browser, findings: Findings, seal: Seal
) -> None:
    visit, code = seal.visit_id, site_code(seal.visit.project)
    with tablet(chromium, findings, seal, geolocation=POINT, permissions=["geolocation"]) as one:
        page = one.page
        page.context.set_offline(True)
        tablets.go(page, findings.url)
        at_arrival(one, visit)
        photo_of(page, code)
        note = page.locator("[data-arrival='kept']")
        note.wait_for()
        assert "到场已存在本机：扫码" in note.inner_text()
        assert "有网后自动发送，由服务器判定是否开启" in note.inner_text()
        one.look().picture("tablet-arrival-kept")
        (row,) = tablets.table(page, "arrivals")
        assert (row["code"], row["where"]["lat"], row["state"]) == (code, POINT["latitude"], "kept")
        assert journal() == []
        tablets.go(page, findings.url)
        page.locator(f"a.visit[href='#/arrive/{visit}']", has_text="到场待发送").wait_for()
        page.goto(f"{findings.url}/tablet#/visit/{visit}")
        page.get_by_role("button", name="无利害关系，开始检查").click()
        page.locator("[data-item='base']").wait_for()
        page.evaluate("location.hash = '#/'")
        page.context.set_offline(False)
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        page.locator(f"a.visit[href='#/visit/{visit}']").wait_for()
        (row,) = tablets.table(page, "arrivals")
        assert row["state"] == "opened"
    (entry,) = journal()
    assert entry["how"] == "code"
    assert entry["scanned_at"][:16] == row["at"][:16]


def test_before_its_time_a_sealed_task_names_no_target_and_says_why_it_does_not_open(
    chromium: Browser, findings: Findings, team: list[Person]
) -> None:
    opens = now() + timedelta(days=2)
    seal = told(opens_at=opens, due_on=opens.date() + timedelta(days=1))
    visit, code, name = seal.visit_id, site_code(seal.visit.project), seal.visit.project.name
    with tablet(chromium, findings, seal) as one:
        page = one.page
        row = page.locator(f"[data-sealed='{visit}']")
        row.wait_for()
        assert "封存任务" in row.inner_text()
        assert name not in page.locator("body").inner_text()
        at_arrival(one, visit)
        assert page.locator("#interest").count() == 0
        one.look().picture("tablet-sealed")
        page.locator("#code").fill("p17.1234")
        page.get_by_role("button", name="用此编码").click()
        page.locator("#code-error", has_text="这不是现场码").wait_for()
        page.locator("#code").fill(code)
        page.get_by_role("button", name="用此编码").click()
        page.locator(".field-error", has_text="还没到开启时刻").wait_for()
        with transaction():
            for each in db.session.scalars(select(Seal)):
                each.opens_at = drawing.OPENS
        page.locator("#code").fill(code)
        page.get_by_role("button", name="用此编码").click()
        page.locator("main h1", has_text=name).wait_for()
        page.get_by_role("button", name="无利害关系，开始检查").wait_for()
        assert page.locator("#age").inner_text()


def test_with_an_interest_one_tap_declares_it_and_hands_the_task_on(
    chromium: Browser, findings: Findings, seal: Seal
) -> None:
    visit, first = seal.visit_id, seal.team[0].id
    with tablet(chromium, findings, seal) as one:
        page = at_arrival(one, visit)
        one.look()
        page.get_by_role("button", name="有利害关系，请换人").click()
        page.get_by_text("已申报回避，任务转给抽取名单中的下一人").wait_for()
        page.locator(f"a.visit[href='#/arrive/{visit}']").wait_for(state="detached")
    db.session.rollback()
    assert first not in {each.id for each in db.session.get_one(Seal, visit).team}
    (made,) = db.session.scalars(select(Recusal))
    assert (made.person_id, made.kind) == (first, "interest")


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
