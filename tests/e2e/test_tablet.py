"""The tablet's app in a real browser against the real program: a whole inspection without a network, and back."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e import tablets
from tests.e2e import test_keyboard as keyboard
from tests.e2e.browsing import Findings
from tests.running import Program

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900), pytest.mark.xdist_group("town")]

# Writes everything the tablet holds into a store of the first layout, without what came later.
_AS_OF_OLD = """async () => {
  const name = "inspect-tablet";
  const opened = (version, build) => new Promise((done, no) => {
    const asked = indexedDB.open(name, version);
    asked.onupgradeneeded = () => build(asked.result);
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => no(asked.error);
  });
  const now = await opened();
  const held = {};
  for (const table of ["meta", "visits", "drafts", "photos", "outbox"]) {
    held[table] = await new Promise((done) => {
      const all = now.transaction(table).objectStore(table).getAll();
      all.onsuccess = () => done(all.result);
    });
  }
  now.close();
  await new Promise((done) => { indexedDB.deleteDatabase(name).onsuccess = done; });
  const old = await opened(10, (base) => {
    base.createObjectStore("meta", { keyPath: "key" });
    base.createObjectStore("visits", { keyPath: "id" });
    base.createObjectStore("drafts", { keyPath: "id" }).createIndex("visit", "visit");
    const photos = base.createObjectStore("photos", { keyPath: "sha" });
    ["draft", "received"].forEach((each) => photos.createIndex(each, each));
    const outbox = base.createObjectStore("outbox", { keyPath: "id" });
    ["visit", "state"].forEach((each) => outbox.createIndex(each, each));
  });
  const change = old.transaction(Object.keys(held), "readwrite");
  held.drafts.forEach((each) => { delete each.person; delete each.changes; });
  held.photos.forEach((each) => { delete each.about; });
  Object.entries(held).forEach(([table, rows]) => rows.forEach((row) => change.objectStore(table).put(row)));
  await new Promise((done) => { change.oncomplete = done; });
  old.close();
}"""


@pytest.fixture(scope="module")
def site(town: Program) -> tablets.Site:
    """A site of this file's own."""
    return tablets.Site(town, "t01")


def test_a_whole_inspection_without_a_network_arrives_once_with_all_its_photos(
    town: Program, site: tablets.Site, chromium: Browser, findings: Findings
) -> None:
    (visit,) = site.visits()
    with tablets.tablet(chromium, findings, site.account) as one:
        page = one.page
        page.context.set_offline(True)
        tablets.go(page, town.url)
        tablets.walk(page, town.url, visit, [tablets.picture(n, 1700 if n < 3 else 300) for n in range(30)])
        tablets.sign(page, visit, refusing=True)
        (row,) = tablets.table(page, "outbox")
        assert row["state"] == "kept"
        assert site.received(visit) is None
        page.context.set_offline(False)
        page.locator("[data-state='sealed']").wait_for(timeout=60_000)
        assert site.received(visit) == row["id"]
        told = town.call(f"/api/submissions/{row['id']}", token=site.admin)[1]
        assert told["content"] == row["content"]
        assert len(next(each for each in told["body"]["answers"] if each["item"] == "view")["photos"]) == 30
        assert told["body"]["signatures"][1]["refused"] == "对厚度有异议"
        one.look()
    assert findings.faults == [], "\n".join(findings.faults)


def test_every_screen_is_free_of_barriers_on_tablet_and_phone_in_both_languages(
    town: Program, site: tablets.Site, chromium: Browser, findings: Findings
) -> None:
    for size, language in (((834, 1194), "zh"), ((360, 740), "en")):
        (visit,) = site.visits()
        with tablets.tablet(chromium, findings, site.account, size) as one:
            page = one.page
            page.evaluate("(lang) => localStorage.setItem('tablet-lang', lang)", language)
            tablets.go(page, town.url)
            one.look().picture("tablet-today")
            tablets.shown(page, f"#/visit/{visit}", "button.main")
            one.look().picture("tablet-brief")
            page.locator("button.main").click()
            for key in ("base", "thickness", "method", "view", "remarks"):
                tablets.item(page, visit, key)
                one.findings.looked_at.clear()
                one.look().picture(f"tablet-{key}")
            for where in (f"#/visit/{visit}", f"#/review/{visit}", "#/leave", "#/device"):
                tablets.shown(page, where, "h1")
                one.findings.looked_at.clear()
                one.look().picture("tablet-" + where.split("/")[1])
            page.evaluate("document.documentElement.setAttribute('data-bs-theme', 'dark')")
            one.findings.looked_at.clear()
            one.look().picture("tablet-dark")
    assert findings.faults == [], "\n".join(findings.faults)


def test_an_item_is_answered_by_the_keyboard_alone(
    town: Program, site: tablets.Site, chromium: Browser, findings: Findings
) -> None:
    (visit,) = site.visits()
    with tablets.tablet(chromium, findings, site.account) as one:
        page = one.page
        tablets.shown(page, f"#/visit/{visit}", "button.main")
        keyboard.tab_to(page, "无利害关系，开始检查")
        page.keyboard.press("Enter")
        page.locator("[data-item='base']").wait_for()
        keyboard.tab_to(page, "outcome-base")
        page.keyboard.press("Space")
        tablets.kept(page)
        keyboard.tab_to(page, "下一项")
        page.keyboard.press("Enter")
        page.locator("[data-item='thickness']").wait_for()
        assert page.evaluate("document.activeElement.id") == "item-head"
        assert tablets.table(page, "drafts")[-1]["answers"]
    assert findings.faults == [], "\n".join(findings.faults)


def test_a_rescue_file_takes_everything_to_another_tablet(
    town: Program, site: tablets.Site, chromium: Browser, findings: Findings, tmp_path: Path
) -> None:
    (visit,) = site.visits()
    with tablets.tablet(chromium, findings, site.account) as broken:
        page = broken.page
        page.context.set_offline(True)
        tablets.walk(page, town.url, visit, [tablets.picture(700)])
        tablets.sign(page, visit)
        tablets.shown(page, "#/device", "h1")
        with page.expect_download() as file:
            page.get_by_role("button", name="导出到文件").click()
        file.value.save_as(tmp_path / "rescue.json")
        (row,) = [each for each in tablets.table(page, "outbox") if each["visit"] == visit]
    with tablets.tablet(chromium, findings, site.account) as fresh:
        page = fresh.page
        tablets.shown(page, "#/device", "h1")
        page.locator("#rescue-in").set_input_files(tmp_path / "rescue.json")
        page.get_by_text("已导入").wait_for()
        tablets.shown(page, "#/leave", "h1")
        tablets.sealed(page, 1)
        assert site.received(visit) == row["id"]
    assert findings.faults == [], "\n".join(findings.faults)


def test_a_tablet_of_the_first_layout_keeps_what_it_held_and_sends_it(
    town: Program, site: tablets.Site, chromium: Browser, findings: Findings
) -> None:
    (visit,) = site.visits()
    with tablets.tablet(chromium, findings, site.account) as one:
        page = one.page
        page.context.set_offline(True)
        tablets.walk(page, town.url, visit, [tablets.picture(800)])
        before = next(each for each in tablets.table(page, "drafts") if each["visit"] == visit)
        page.context.set_offline(False)
        page.goto(f"{town.url}/visits")
        page.evaluate(_AS_OF_OLD)
        assert "person" not in tablets.table(page, "drafts")[0]
        tablets.go(page, town.url)
        after = next(each for each in tablets.table(page, "drafts") if each["visit"] == visit)
        assert {**after, "person": before["person"]} == before
        assert after["person"] == before["person"]
        tablets.sign(page, visit)
        tablets.sealed(page, 1)
        assert site.received(visit) == before["id"]
    assert findings.faults == [], "\n".join(findings.faults)
