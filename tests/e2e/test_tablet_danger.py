"""Danger now, on the tablet: told at once where there is a network, kept where there is none, and whom to call."""

import pytest
from playwright.sync_api import Browser

from tests.e2e import tablets
from tests.e2e import test_keyboard as keyboard
from tests.e2e.browsing import Findings
from tests.running import Program

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600), pytest.mark.xdist_group("town")]


@pytest.fixture(scope="module")
def site(town: Program) -> tablets.Site:
    """A site of this file's own."""
    return tablets.Site(town, "t28")


@pytest.mark.parametrize(("size", "language"), [((834, 1194), "zh"), ((360, 740), "en")])
def test_danger_is_told_before_the_checklist_is_done_and_the_checklist_raises_nothing_again(
    town: Program, site: tablets.Site, chromium: Browser, findings: Findings, size: tuple[int, int], language: str
) -> None:  # fmt: skip
    (visit,) = site.visits()
    say = (lambda zh, _en: zh) if language == "zh" else (lambda _zh, en: en)
    with tablets.tablet(chromium, findings, site.account, size) as one:
        page = one.page
        page.context.set_offline(True)
        tablets.go(page, town.url)
        tablets.walk(page, town.url, visit, [tablets.picture(2700 + size[0])], failing=True)
        page.evaluate("(lang) => localStorage.setItem('tablet-lang', lang)", language)
        tablets.go(page, town.url, f"#/visit/{visit}/base")
        keyboard.tab_to(page, say("⚠ 立即危险", "⚠ Danger now"))
        page.keyboard.press("Enter")
        page.get_by_role("button", name=say("是，上报", "Yes, report it")).click()
        page.locator("#numbers").wait_for()
        one.findings.looked_at.clear()
        one.look().picture(f"tablet-danger-{language}")
        called = page.locator("#numbers a").evaluate_all("(all) => all.map((each) => each.href)")
        assert called[-3:] == ["tel:119", "tel:120", "tel:110"]
        page.get_by_role("button", name=say("关闭", "Close")).click()
        page.locator("#danger .state.tone-waiting").wait_for()
        assert page.locator("#severity-base").input_value() == "major"
        one.findings.looked_at.clear()
        one.look().picture(f"tablet-danger-told-{language}")
        (row,) = tablets.table(page, "dangers")
        assert (row["state"], row["item"]) == ("kept", "base")
        page.context.set_offline(False)
        tablets.shown(page, "#/leave", "#dangers .state.tone-good")
        (row,) = tablets.table(page, "dangers")
        assert site.received(visit) is None
        standing = _defects(town, site)
        assert row["defect"] in standing
        page.evaluate("localStorage.setItem('tablet-lang', 'zh')")
        tablets.go(page, town.url)
        tablets.sign(page, visit)
        tablets.sealed(page, 1)
        assert _defects(town, site) == standing
    assert findings.faults == [], "\n".join(findings.faults)


def _defects(town: Program, site: tablets.Site) -> list[str]:
    status, found = town.call(f"/api/defects/?project_id={site.project}&severity=major", token=site.admin)
    assert status == 200, found
    return sorted(each["number"] for each in found["rows"])
