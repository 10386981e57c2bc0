"""What was found besides the checklist: written without a network, sent with it, a defect of its own."""

import pytest
from playwright.sync_api import Browser

from tests.e2e import tablets
from tests.e2e.browsing import Findings
from tests.running import Program

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600), pytest.mark.xdist_group("town")]
_PNG = {"name": "photo.png", "mimeType": "image/png"}


@pytest.fixture(scope="module")
def site(town: Program) -> tablets.Site:
    """A site of this file's own."""
    return tablets.Site(town, "t25")


@pytest.mark.parametrize(("size", "language"), [((834, 1194), "zh"), ((360, 740), "en")])
def test_a_finding_besides_the_checklist_is_written_without_a_network_and_becomes_a_defect(
    town: Program,
    site: tablets.Site,
    chromium: Browser,
    findings: Findings,
    size: tuple[int, int],
    language: str,
) -> None:
    (visit,) = site.visits()
    title = f"消火栓箱被封堵 {language}"
    with tablets.tablet(chromium, findings, site.account, size) as one:
        page = one.page
        page.context.set_offline(True)
        tablets.walk(page, town.url, visit, [tablets.picture(2500 + size[0])])
        page.evaluate("(lang) => localStorage.setItem('tablet-lang', lang)", language)
        tablets.go(page, town.url, f"#/extra/{visit}")
        page.locator("#extras button.wide").click()
        page.locator("[data-extra]").wait_for()
        page.evaluate(f"location.hash = '#/review/{visit}'")
        page.locator(f"a.entry[href='#/extra/{visit}']").click()
        page.locator("[id^='title-']").fill(title)
        page.locator("[data-extra] label.big:has([value='hazard'])").click()
        page.locator("[id^='severity-']").select_option("serious")
        page.locator("[id^='note-']").fill("一层楼道")
        page.locator("[id^='photo-']").set_input_files({**_PNG, "buffer": tablets.picture(2600 + size[0])})
        page.locator("figure[data-photo]").wait_for()
        page.locator("#kept", has_text="✓").wait_for()
        one.findings.looked_at.clear()
        one.look().picture(f"tablet-besides-{language}")
        page.evaluate("localStorage.setItem('tablet-lang', 'zh')")
        tablets.go(page, town.url, f"#/visit/{visit}")
        tablets.sign(page, visit)
        page.context.set_offline(False)
        tablets.sealed(page, 1)
        (row,) = tablets.table(page, "outbox")
        kept = town.call(f"/api/submissions/{row['id']}", token=site.admin)[1]
        assert kept["content"] == row["content"] == row["receipt"]["content"]
        (extra,) = kept["body"]["extras"]
        assert (extra["title"], extra["kind"], extra["severity"]) == (title, "hazard", "serious")
        assert len(extra["photos"]) == 1
        rows = town.call(f"/api/defects/?project_id={site.project}", token=site.admin)[1]["rows"]
        (made,) = [each for each in rows if each["title"] == title]
        assert (made["source_kind"], made["description"]) == ("extra", "一层楼道")
        one.go(f"/submissions/{row['id']}?lang={language}")
        assert page.locator(f"[data-extra='{made['id']}'] .photos img").count() == 1
        one.look().picture(f"besides-record-{language}")
    assert findings.faults == [], "\n".join(findings.faults)


def test_after_a_signature_a_finding_is_changed_only_with_a_reason(
    town: Program, site: tablets.Site, chromium: Browser, findings: Findings
) -> None:
    (visit,) = site.visits()
    with tablets.tablet(chromium, findings, site.account) as one:
        page = one.page
        page.context.set_offline(True)
        tablets.walk(page, town.url, visit, [tablets.picture(2701)])
        page.evaluate(f"location.hash = '#/review/{visit}'")
        page.locator("#name-inspector").wait_for()
        page.get_by_role("button", name="签字", exact=True).click()
        page.locator("#name-contractor").wait_for()
        page.evaluate(f"location.hash = '#/extra/{visit}'")
        page.locator("#locked").wait_for()
        assert page.locator("#extras [inert] button.wide").count() == 1
        page.get_by_role("button", name="说明原因并修改").click()
        page.locator("#ask-words").fill("漏记一处")
        page.get_by_role("button", name="修改", exact=True).click()
        page.locator("#locked").wait_for(state="detached")
        page.locator("#extras button.wide").click()
        page.locator("[id^='title-']").fill("楼道堆物")
        tablets.kept(page)
        page.get_by_role("button", name="删除这一处").click()
        page.get_by_role("button", name="删除", exact=True).click()
        page.locator("[data-extra]").wait_for(state="detached")
        page.locator("#extras button.wide").click()
        page.locator("[id^='title-']").fill("楼道堆物两处")
        tablets.kept(page)
        tablets.sign(page, visit, begun=True)
        page.context.set_offline(False)
        tablets.sealed(page, 1)
        (row,) = tablets.table(page, "outbox")
    assert [each["title"] for each in row["body"]["extras"]] == ["楼道堆物两处"]
    assert [each["reason"] for each in row["body"]["log"]["changes"]] == ["漏记一处"]
    assert findings.faults == [], "\n".join(findings.faults)
