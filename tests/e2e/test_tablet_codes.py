"""An element's code in the stairwell takes the tablet to its place; a tap while a page is drawn anew is shown."""

import pytest
import segno
from playwright.sync_api import Browser

from tests.e2e import tablets
from tests.e2e.browsing import Findings
from tests.e2e.test_tablet_arrival import _CAMERA
from tests.running import Program

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600), pytest.mark.xdist_group("town")]
_TAP_WHILE_IT_TURNS = """(where) => {
  location.hash = where;
  document.querySelector("label.big input").click();
}"""


@pytest.fixture(scope="module")
def site(town: Program) -> tablets.Site:
    """A site of this file's own."""
    return tablets.Site(town, "t27")


def test_a_code_in_the_stairwell_takes_the_walk_to_its_element_without_a_network(
    town: Program, site: tablets.Site, chromium: Browser, findings: Findings
) -> None:
    (visit,) = site.visits()
    with tablets.tablet(chromium, findings, site.account) as one:
        page = one.page
        page.goto(f"{town.url}/tablet#/visit/{visit}")
        page.get_by_role("button", name="无利害关系，开始检查").click()
        options = page.locator("#place option")
        options.nth(2).wait_for(state="attached")
        wanted = options.nth(2).get_attribute("value")
        page.context.set_offline(True)
        for element, said in (("of-another-site", "这个码不是本项目的部位"), (wanted, "")):
            address = f"https://somewhere.test/warranty/t27?element={element}"
            page.evaluate(
                _CAMERA, segno.make(address, error="m", micro=False).png_data_uri(scale=8, border=4)
            )
            page.get_by_role("button", name="扫部位码").click()
            if said:
                page.locator("dialog", has_text=said).wait_for()
                one.look().picture("tablet-code")
                page.get_by_role("button", name="关闭").click()
        page.wait_for_function("(id) => document.getElementById('place').value === id", arg=wanted)
        assert page.locator("dialog").count() == 0
        one.look()
    assert findings.faults == [], "\n".join(findings.faults)


def test_a_tap_while_the_page_is_drawn_anew_is_kept_and_shown(
    town: Program, site: tablets.Site, chromium: Browser, findings: Findings
) -> None:
    (visit,) = site.visits()
    with tablets.tablet(chromium, findings, site.account) as one:
        page = one.page
        page.goto(f"{town.url}/tablet#/visit/{visit}")
        page.get_by_role("button", name="无利害关系，开始检查").click()
        page.locator("[data-item='base']").wait_for()
        page.evaluate(_TAP_WHILE_IT_TURNS, f"#/visit/{visit}/base")
        tablets.kept(page)
        assert page.locator("label.big input").first.is_checked()
        (draft,) = [each for each in tablets.table(page, "drafts") if each["visit"] == visit]
        assert [each["outcome"] for each in draft["answers"].values()] == ["pass"]
    assert findings.faults == [], "\n".join(findings.faults)
