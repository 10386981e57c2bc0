"""Writing a checklist in a real browser: by keyboard alone, the draft kept by itself, and no barrier for anybody."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from inspect_app.checklists.models import TemplateVersion
from inspect_app.core.db import db
from tests.cast import PASSWORD, Cast
from tests.checklists.test_actions import publish
from tests.checklists.test_conditions import CONTENT
from tests.e2e.browsing import SIZES, Findings, Window
from tests.serving import serving

pytestmark = pytest.mark.e2e


@pytest.fixture
def address(app: Flask, cast: Cast) -> Iterator[str]:
    publish(CONTENT)
    cast.person("officer")
    db.session.rollback()
    with serving(app) as url:
        yield url


@pytest.fixture
def desk(address: str, chromium: Browser) -> Iterator[Page]:
    """An officer at a tablet, logged in; any error of a script fails the test."""
    width, height = SIZES["tablet"]
    page = chromium.new_page(viewport={"width": width, "height": height}, base_url=address)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto("/login?next=/checklists")
    page.fill("[name=account]", "officer")
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/checklists")
    yield page
    page.close()
    assert errors == []


def reach(page: Page, where: str, most: int = 120) -> None:
    """Press Tab until something has the focus."""
    for _ in range(most):
        if page.evaluate("(where) => document.activeElement.matches(where)", where):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{where} was never reached by Tab")


def test_a_checklist_is_written_and_published_by_keyboard_alone(desk: Page) -> None:
    desk.goto("/checklists/drafts")
    reach(desk, "[name=key]")
    desk.keyboard.type("stairs")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/drafts/*")
    for name, words in (("zh", "楼道"), ("en", "Stairs")):
        reach(desk, f"[name={name}]")
        desk.keyboard.type(words)
    reach(desk, "[value=add-section]")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**#sections.0")
    expect(desk.locator("[name='sections.0.zh']")).to_be_focused()
    desk.keyboard.type("扶手")
    reach(desk, "[name='sections.0.en']")
    desk.keyboard.type("Rails")
    for n in range(2):
        reach(desk, "[value='add-item:sections.0']")
        desk.keyboard.press("Enter")
        desk.wait_for_url(f"**#sections.0.items.{n}")
        expect(desk.locator(f"[name='sections.0.items.{n}.zh']")).to_be_focused()
        desk.keyboard.type(f"牢固{n}")
        for field, words in (("en", f"Firm {n}"), ("clause", "GB 50352-2019")):
            reach(desk, f"[name='sections.0.items.{n}.{field}']")
            desk.keyboard.type(words)
    expect(desk.locator("[data-kept]")).to_have_text("草稿已保存")
    expect(desk.locator("[data-count]")).to_have_text("可以发布")
    expect(desk.locator("[data-preview]")).to_contain_text("牢固1")
    reach(desk, "[value='up:sections.0.items.1']", 300)
    desk.keyboard.press("Enter")
    desk.wait_for_url("**#sections.0.items.0")
    expect(desk.locator("[name='sections.0.items.0.zh']")).to_have_value("牢固1")
    reach(desk, "[value=publish]", 200)
    desk.keyboard.press("Enter")
    desk.wait_for_url(lambda url: "/drafts" not in url)
    db.session.rollback()
    version = db.session.scalars(select(TemplateVersion).where(TemplateVersion.number == 1)).all()[-1]
    assert [each["zh"] for each in version.content["sections"][0]["items"]] == ["牢固1", "牢固0"]


def test_a_fault_appears_at_its_field_while_writing_and_a_condition_is_built_by_choosing(desk: Page) -> None:
    desk.click("main table a")
    desk.get_by_role("link", name="在此基础上编写").click()
    desk.click("main form#begin button")
    desk.wait_for_url("**/drafts/*")
    when = "sections.0.items.3"
    expect(desk.locator(f"[data-said='{when}']")).to_contain_text("“不漏”等于“不合格”")
    desk.fill(f"[name='{when}.when']", "${tight} = 'maybe'")
    expect(desk.locator(f"[data-fault='{when}.when']")).to_contain_text("没有“maybe”")
    desk.fill(f"[name='{when}.when']", "")
    desk.select_option(f"[name='{when}.b-pick']", "pipe=plastic")
    desk.select_option(f"[name='{when}.b-sign']", "!=")
    desk.click(f"[value='when:{when}']")
    desk.wait_for_url(f"**#{when}")
    expect(desk.locator(f"[name='{when}.when']")).to_have_value("${pipe} != 'plastic'")
    expect(desk.locator(f"[data-said='{when}']")).to_contain_text("“管材”不等于“塑料”")
    desk.select_option("[name='sections.0.items.3.kind']", "timed")
    expect(desk.locator("[name='sections.0.items.3.seconds']")).to_be_visible()
    expect(desk.locator("[name='sections.0.items.3.zh']")).to_be_focused()
    grips = desk.locator(".w-item .w-grip")
    grips.nth(0).drag_to(
        desk.locator("[data-path='sections.0.items.2']"), target_position={"x": 200, "y": 20}
    )
    expect(desk.locator("[name='sections.0.items.2.key']")).to_have_value("pipe")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_page_of_writing_has_a_barrier_or_is_wider_than_its_screen(
    desk: Page, address: str, language: str
) -> None:
    findings = Findings(address)
    desk.goto("/checklists")
    desk.click("main table a")
    here = desk.url.removeprefix(address).partition("?")[0]
    desk.get_by_role("link", name="在此基础上编写").click()
    desk.click("main form#begin button")
    desk.wait_for_url("**/drafts/*")
    path = desk.url.removeprefix(address).partition("#")[0]
    for size, (width, height) in SIZES.items():
        desk.set_viewport_size({"width": width, "height": height})
        window = Window(desk, size, findings)
        for each in (path, f"{path}/preview", "/checklists/drafts", here, f"{here}/compare"):
            window.go(f"{each}?lang={language}")
            window.picture(f"{language}-{size}-{each.strip('/').replace('/', '-')[:24]}-{len(each)}")
    assert findings.faults == []
