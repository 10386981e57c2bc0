"""A checklist half signed on an older layout of the tablet's store: the new app finds everything, and it goes on."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e import tablets
from tests.e2e.browsing import Findings
from tests.running import Program

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900), pytest.mark.xdist_group("town")]

# Writes what the tablet holds into a store of layout 1 or 2 as their own app left it: signatures stood by role on a
# list, which knows them by name only; the first layout had neither taps nor whose draft it was.
_AS_OF = """async (layout) => {
  const name = "inspect-tablet";
  const opened = (version, build) => new Promise((done, no) => {
    const asked = indexedDB.open(name, version);
    asked.onupgradeneeded = () => build(asked.result);
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => no(asked.error);
  });
  const indexes = {
    meta: ["key", []], visits: ["id", []], drafts: ["id", layout > 1 ? ["visit", "person"] : ["visit"]],
    photos: ["sha", ["draft", "received"]], outbox: ["id", ["visit", "state"]],
    ...(layout > 1 ? { taps: ["seq", ["draft"]] } : {}),
  };
  const now = await opened();
  const held = {};
  for (const table of Object.keys(indexes)) {
    held[table] = await new Promise((done) => {
      const all = now.transaction(table).objectStore(table).getAll();
      all.onsuccess = () => done(all.result);
    });
  }
  now.close();
  await new Promise((done) => { indexedDB.deleteDatabase(name).onsuccess = done; });
  const old = await opened(layout * 10, (base) => Object.entries(indexes).forEach(([table, [key, more]]) => {
    const store = base.createObjectStore(table, { keyPath: key, autoIncrement: table === "taps" });
    more.forEach((each) => store.createIndex(each, each));
  }));
  held.drafts.forEach((each) => {
    const signed = [];
    Object.assign(signed, each.signatures);
    each.signatures = signed;
    if (layout === 1) { delete each.person; delete each.changes; }
  });
  if (layout === 1) held.photos.forEach((each) => { delete each.about; });
  const change = old.transaction(Object.keys(indexes), "readwrite");
  Object.entries(held).forEach(([table, rows]) => rows.forEach((row) => change.objectStore(table).put(row)));
  await new Promise((done, no) => { change.oncomplete = done; change.onerror = () => no(change.error); });
  old.close();
  return held.drafts.map((each) => [Array.isArray(each.signatures), each.signatures.length]);
}"""
_BYTES = """() => import("/static/js/tablet/store.js").then(({ db }) => db.photos.toArray()).then((rows) =>
  Promise.all(rows.map(async (row) => {
    const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", row.bytes));
    return [row.sha, row.bytes.byteLength, [...sum].join(".")];
  })))"""
_VERSION = """() => new Promise((done) => {
  const asked = indexedDB.open("inspect-tablet");
  asked.onsuccess = () => { const found = asked.result.version; asked.result.close(); done(found); };
})"""


@pytest.fixture(scope="module")
def site(town: Program) -> tablets.Site:
    """A site of this file's own."""
    return tablets.Site(town, "t26")


def sign_by_hand(page: Page, visit: str) -> None:
    """Let the inspector sign with the finger; the contractor is still to come."""
    page.evaluate(f"location.hash = '#/review/{visit}'")
    page.locator("#name-inspector").wait_for()
    page.locator("canvas.sign-pad").scroll_into_view_if_needed()
    box = page.locator("canvas.sign-pad").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    for n in range(12):
        page.mouse.move(box["x"] + 40 + 20 * n, box["y"] + 40 + 30 * (n % 2))
    page.mouse.up()
    page.get_by_role("button", name="签字", exact=True).click()
    page.locator("li", has_text="检查人员").locator("img.signature").wait_for()


def held(page: Page, visit: str) -> tuple[Any, ...]:
    """Return all that is kept of a visit: its draft, its photos with what is in them, and what is to be sent."""
    (draft,) = [each for each in tablets.table(page, "drafts") if each["visit"] == visit]
    # A photo may go out at any moment there is a network.
    photos = [{**each, "received": None} for each in tablets.table(page, "photos")]
    return draft, photos, sorted(page.evaluate(_BYTES)), tablets.table(page, "outbox")


@pytest.mark.parametrize("layout", [1, 2])
def test_a_half_signed_checklist_of_an_older_layout_is_found_whole_and_signed_to_the_end(
    town: Program, site: tablets.Site, chromium: Browser, findings: Findings, layout: int
) -> None:
    (visit,) = site.visits()
    with tablets.tablet(chromium, findings, site.account) as one:
        page = one.page
        page.context.set_offline(True)
        tablets.walk(page, town.url, visit, [tablets.picture(910 + layout), tablets.picture(920 + layout)])
        sign_by_hand(page, visit)
        before, taps, version = held(page, visit), tablets.table(page, "taps"), page.evaluate(_VERSION)
        assert before[0]["signatures"]["inspector"]["image"] in [each["sha"] for each in before[1]]
        page.context.set_offline(False)
        page.goto(f"{town.url}/visits")
        # No window of the app is open: nothing goes out, and nothing holds the store.
        assert page.evaluate(_AS_OF, layout) == [[True, 0]]
        assert page.evaluate(_VERSION) == layout * 10
        page.context.set_offline(True)
        tablets.go(page, town.url, f"#/review/{visit}")
        assert page.evaluate(_VERSION) == version
        after = held(page, visit)
        if layout == 1:  # what a photo was taken for was not kept then
            blank = [{**each, "about": {}} for each in before[1]]
            assert after == (before[0], blank, *before[2:])
        else:
            assert after == before
            assert tablets.table(page, "taps") == taps
        page.locator("li", has_text="检查人员").locator("img.signature").wait_for()
        page.locator("#name-contractor").wait_for()
        page.context.set_offline(False)
        tablets.sign(page, visit, begun=True)
        tablets.sealed(page, 1)
        told = town.call(f"/api/submissions/{site.received(visit)}", token=site.admin)[1]
        signed = {each["role"]: each for each in told["body"]["signatures"]}
        assert signed["inspector"]["image"] == before[0]["signatures"]["inspector"]["image"]
        assert signed["contractor"]["name"] == "王经理"
        assert len(next(each for each in told["body"]["answers"] if each["item"] == "view")["photos"]) == 2
    assert findings.faults == [], "\n".join(findings.faults)
