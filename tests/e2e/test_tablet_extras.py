"""What a tablet brings along beside the answers, without a network: how it was filled in, a pin, a spoken note."""

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests import make
from tests.e2e import tablets
from tests.e2e.browsing import Findings
from tests.running import Program

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600), pytest.mark.xdist_group("town")]
PLACE = {"latitude": 40.2213, "longitude": 116.2311, "accuracy": 0}
# A tone instead of a microphone: everything behind it is the browser's own.
_HUM = """navigator.mediaDevices.getUserMedia = async () => {
  const context = new AudioContext();
  const tone = context.createOscillator();
  const out = context.createMediaStreamDestination();
  tone.connect(out);
  tone.start();
  return out.stream;
};"""

_PLAYS = """(sound) => new Promise((done, no) => {
  sound.onloadedmetadata = () => done(true);
  sound.onerror = () => no(sound.error.message);
  sound.load();
})"""


@pytest.fixture(scope="module")
def site(town: Program) -> tablets.Site:
    """A site with a drawing of its roof."""
    made = tablets.Site(town, "t09")
    picture = town.call(
        "/api/files", make.jpeg(make.scene(4)), token=made.admin, **{"Content-Type": "image/jpeg"}
    )
    sheet = {"name": "屋面平面图", "sha256": picture[1]["sha256"]}
    status, found = town.call(f"/api/projects/{made.project}/sheets", sheet, token=made.admin)
    assert status == 201, found
    return made


def log_of(town: Program, site: tablets.Site, key: str) -> dict[str, Any]:
    status, found = town.call(f"/api/submissions/{key}/fill-log", token=site.admin)
    assert status == 200, found
    whole: dict[str, Any] = found
    return whole


def change(page: Page, visit: str, key: str, reason: str) -> None:
    """Change an item after somebody has signed."""
    tablets.item(page, visit, key)
    assert page.locator("[inert] [data-item]").count() == 1
    page.get_by_role("button", name="说明原因并修改").click()
    page.locator("#ask-words").fill(reason)
    page.get_by_role("button", name="修改", exact=True).click()
    page.locator("[inert]").wait_for(state="detached")
    page.locator(f"#text-{key}").fill("补充说明")
    tablets.kept(page)


def test_order_dwell_places_and_changes_after_signing_go_with_the_checklist(
    town: Program, site: tablets.Site, chromium: Browser, findings: Findings
) -> None:
    (visit,) = site.visits()
    more = {"geolocation": PLACE, "permissions": ["geolocation"]}
    with tablets.tablet(chromium, findings, site.account, **more) as one:
        page = one.page
        page.context.set_offline(True)
        tablets.walk(page, town.url, visit, [tablets.picture(901)])
        page.evaluate(f"location.hash = '#/review/{visit}'")
        page.locator("#name-inspector").wait_for()
        assert page.get_by_text("有定位精度为 0 米").count() == 1
        page.get_by_role("button", name="签字", exact=True).click()
        page.locator("#name-contractor").wait_for()
        change(page, visit, "remarks", "漏写一处")
        one.findings.looked_at.clear()
        one.look()
        tablets.sign(page, visit, begun=True)
        page.context.set_offline(False)
        tablets.sealed(page, 1)
        (row,) = tablets.table(page, "outbox")
    told = log_of(town, site, row["id"])
    log = told["log"]
    assert log == row["body"]["log"]
    assert [each["item"] for each in log["items"]][:4] == ["base", "thickness", "method", "view"]
    assert all(each["spent"] >= 0 for each in log["items"])
    assert [(each["item"], each["reason"]) for each in log["changes"]] == [("remarks", "漏写一处")]
    assert log["place"] == "given"
    assert "exact" in [each["kind"] for each in told["marks"]]
    kept = town.call(f"/api/submissions/{row['id']}", token=site.admin)[1]
    assert kept["content"] == row["content"] == row["receipt"]["content"]
    assert kept["body"]["log"] == told["sha256"]
    assert findings.faults == [], "\n".join(findings.faults)


def test_a_place_that_is_not_given_is_noted_and_stops_nothing(
    town: Program, site: tablets.Site, chromium: Browser, findings: Findings
) -> None:
    (visit,) = site.visits()
    with tablets.tablet(chromium, findings, site.account) as one:
        page = one.page
        tablets.walk(page, town.url, visit, [tablets.picture(902)])
        tablets.sign(page, visit)
        tablets.sealed(page, 1)
        (row,) = tablets.table(page, "outbox")
    told = log_of(town, site, row["id"])
    assert told["log"]["place"] in ("refused", "none", "unasked")
    assert told["log"]["fixes"] == []
    assert not {"exact", "still", "fast", "far"} & {each["kind"] for each in told["marks"]}
    assert findings.faults == [], "\n".join(findings.faults)


def test_a_log_the_server_cannot_read_is_left_out_and_the_checklist_arrives(
    town: Program, site: tablets.Site, chromium: Browser, findings: Findings
) -> None:
    (visit,) = site.visits()
    with tablets.tablet(chromium, findings, site.account) as one:
        page = one.page
        page.context.set_offline(True)
        tablets.walk(page, town.url, visit, [tablets.picture(903)])
        tablets.sign(page, visit)
        page.evaluate(
            """async () => {
              const { db } = await import("/static/js/tablet/store.js");
              await db.outbox.toCollection().modify((row) => { row.body.log.place = "nowhere"; });
            }"""
        )
        page.context.set_offline(False)
        tablets.sealed(page, 1)
        (row,) = tablets.table(page, "outbox")
    assert "log" not in row["body"]
    assert row["unsent"]["place"] == "nowhere"
    assert town.call(f"/api/submissions/{row['id']}/fill-log", token=site.admin)[0] == 404


@pytest.mark.parametrize(("size", "language"), [((834, 1194), "zh"), ((360, 740), "en")])
def test_a_pin_and_a_spoken_note_are_made_without_a_network_and_arrive(
    town: Program,
    site: tablets.Site,
    chromium: Browser,
    findings: Findings,
    size: tuple[int, int],
    language: str,
) -> None:
    (visit,) = site.visits()
    with tablets.tablet(chromium, findings, site.account, size) as one:
        page = one.page
        page.add_init_script(_HUM)
        page.evaluate("(lang) => localStorage.setItem('tablet-lang', lang)", language)
        page.context.set_offline(True)
        tablets.go(page, town.url)
        page.evaluate("(where) => { location.hash = where; }", f"#/visit/{visit}")
        page.locator("button.main").click()
        tablets.item(page, visit, "base")
        page.locator("#pin-base").click()
        board = page.locator(".leaflet-image-layer")
        board.wait_for()
        assert board.evaluate("(image) => image.decode().then(() => image.naturalWidth)") == 320
        one.findings.looked_at.clear()
        one.look().picture(f"tablet-pin-{language}")
        page.locator("[data-axis='x']").fill("250")
        box = board.bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + box["width"] / 10, box["y"] + box["height"] / 2)
        page.locator("dialog button.main").click()
        page.locator("[data-pin]", has_text="屋面平面图").wait_for()
        page.locator("#voice-base").click()
        page.wait_for_timeout(1600)
        page.locator(".voice button.main").click()
        page.locator(".voice audio").wait_for()
        assert page.locator(".voice audio").evaluate(_PLAYS)
        one.findings.looked_at.clear()
        one.look().picture(f"tablet-voice-{language}")
        assert "false" not in page.locator("#pane").inner_text()
        answer = next(iter(tablets.table(page, "drafts")[-1]["answers"].values()))
        assert 0 <= answer["pin"]["x"] <= 200
        assert 1 <= answer["voice"]["seconds"] <= 4
        page.evaluate("localStorage.setItem('tablet-lang', 'zh')")
        tablets.go(page, town.url, f"#/visit/{visit}/base")
        tablets.answer(page, visit, [tablets.picture(910 + size[0])], failing=True)
        tablets.sign(page, visit)
        page.context.set_offline(False)
        tablets.sealed(page, 1)
        (row,) = tablets.table(page, "outbox")
    kept = town.call(f"/api/submissions/{row['id']}", token=site.admin)[1]["body"]["answers"]
    (base,) = [each for each in kept if each["item"] == "base"]
    assert (base["pin"], base["voice"]) == (answer["pin"], answer["voice"]), json.dumps(base)
    assert findings.faults == [], "\n".join(findings.faults)
