"""Nobody needs a mouse: log-in and a complaint by the keyboard alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.e2e.browsing import Findings, Window
from tests.e2e.conftest import PASSWORD
from tests.running import Program

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300), pytest.mark.xdist_group("town")]
_FOCUSED = """() => {
  const at = document.activeElement;
  const label = at.labels && at.labels.length ? at.labels[0].innerText : at.innerText;
  return [at.name || "", at.value || "", (label || "").trim()];
}"""
# A hidden box shows its focus on its words.
_SHOWN = """() => {
  const at = document.activeElement;
  return [at, at.nextElementSibling, ...(at.labels || [])].some((each) => {
    const style = each && getComputedStyle(each);
    return style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
}"""


def tab_to(page: Page, words: str) -> None:
    """Press Tab until the field of this name, or the link or button of these words, has the focus, and shows it."""
    for _ in range(80):
        page.keyboard.press("Tab")
        name, _value, label = page.evaluate(_FOCUSED)
        if words in (name, label):
            assert page.evaluate(_SHOWN), f"one cannot see that {words} has the focus"
            return
    raise AssertionError(f"{words} cannot be reached by the keyboard on {page.url}")


def choose(page: Page, name: str, value: str) -> None:
    """Go to a group of choices and take one with the arrow keys."""
    tab_to(page, name)
    page.keyboard.press("Space")
    for _ in range(30):
        if page.evaluate(_FOCUSED)[1] == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{value} cannot be chosen by the keyboard")


def enter(page: Page) -> None:
    """Press Enter and wait for the page that follows."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_log_in_by_the_keyboard_alone(come: Callable[..., Window], findings: Findings) -> None:
    page = come("").go("/login?next=/projects").page
    page.keyboard.press("Tab")
    assert page.evaluate(_FOCUSED)[2] == "跳到正文"
    tab_to(page, "account")
    page.keyboard.type("admin")
    tab_to(page, "password")
    page.keyboard.type(PASSWORD)
    enter(page)
    assert page.url.endswith("/projects")
    assert findings.faults == []


def test_a_complaint_by_the_keyboard_alone(
    town: Program, come: Callable[..., Window], findings: Findings
) -> None:
    site = a_community(town)
    phone = come("", "phone").go(f"/complaints/new?site={site}")
    page = phone.page
    for place in ("3号楼", "屋面"):
        tab_to(page, place)
        enter(page)
        phone.look()
    choose(page, "category", "roof_leak")
    tab_to(page, "words")
    page.keyboard.type("顶层漏水")
    tab_to(page, "下一步")
    enter(page)
    tab_to(page, "提交")
    enter(page)
    phone.look().sees("已收到您的反映")
    number, code = page.locator("main .keep-line").all_inner_texts()
    tab_to(page, "查进展")
    enter(page)
    assert page.locator("#f-number").input_value() == number
    tab_to(page, "code")
    page.keyboard.type(code)
    enter(page)
    phone.look().sees("待受理")
    phone.close()
    assert findings.faults == [], "\n".join(findings.faults)


def a_community(town: Program) -> str:
    """Make a project with one building and its roof, over the API; return its short name."""
    token = town.token("admin", PASSWORD)
    new = {"site": "p31", "name": "南里改造工程", "community": "南里小区", "region": "110114"}
    project = town.call("/api/projects/", new, token=token)[1]["id"]
    firm = town.call("/api/parties", {"kind": "contractor", "name": "南里施工队"}, token=token)[1]["id"]
    parties, elements = f"/api/projects/{project}/parties", f"/api/projects/{project}/elements"
    town.call(parties, {"party_id": firm, "role": "contractor", "leader": "李工"}, token=token)
    above = town.call(elements, {"kind": "building", "name": "3号楼"}, token=token)[1]["id"]
    made = town.call(elements, {"kind": "roof", "name": "屋面", "parent_id": above}, token=token)
    assert made[0] == 201, made
    return "p31"
