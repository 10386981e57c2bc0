"""Marks over a photo, drawn on a tablet without a network, and seen on the record."""

import pytest
from playwright.sync_api import Browser, Page

from inspect_app.inspections.rules.paper import paper_hash
from tests.e2e import tablets
from tests.e2e.browsing import Findings, Window
from tests.running import Program

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600), pytest.mark.xdist_group("town")]


@pytest.fixture(scope="module")
def site(town: Program) -> tablets.Site:
    """A site of this file's own."""
    return tablets.Site(town, "t24")


def draw(page: Page, kind: str, colour: str, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw one mark, from and to shares of the picture."""
    for name in (kind, colour):
        page.locator(f"dialog label:has([value='{name}'])").click()
    box = page.locator(".board").bounding_box()
    assert box is not None
    for n, (x, y) in enumerate((start, end)):
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
        (page.mouse.down, page.mouse.up)[n]()


def before_signing(one: Window, visit: str, language: str) -> str:
    """Look at the paper before signing, without a network; return the fingerprint it shows."""
    page = one.page
    page.evaluate(f"location.hash = '#/review/{visit}'")
    page.locator(f"a[href='#/paper/{visit}']").click()
    paper = page.locator("article.paper")
    paper.wait_for()
    assert paper.locator("figure svg path, figure svg ellipse").count() == 6
    assert paper.get_by_text("王经理").count() == 0
    one.findings.looked_at.clear()
    one.look().picture(f"tablet-paper-{language}")
    page.emulate_media(media="print")
    assert not page.locator("header.bar").is_visible()
    assert not page.locator("main .no-print").is_visible()
    assert len(page.pdf()) > 1000
    page.emulate_media(media="screen")
    fingerprint = page.locator("#paper-hash").inner_text().strip()
    assert len(fingerprint) == 64
    return fingerprint


@pytest.mark.parametrize(("size", "language"), [((834, 1194), "zh"), ((360, 740), "en")])
def test_marks_drawn_without_a_network_arrive_signed_and_are_shown_over_the_photo(
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
        page.context.set_offline(True)
        tablets.walk(page, town.url, visit, [tablets.picture(2400 + size[0], 400)], failing=True)
        page.evaluate("(lang) => localStorage.setItem('tablet-lang', lang)", language)
        tablets.go(page, town.url, f"#/visit/{visit}/base")
        tablets.item(page, visit, "base")
        page.locator("figure[data-photo] .picture").click()
        page.locator("dialog .board").wait_for()
        draw(page, "arrow", "red", (0.2, 0.3), (0.6, 0.7))
        draw(page, "circle", "yellow", (0.5, 0.5), (0.9, 0.9))
        draw(page, "line", "blue", (0.1, 0.9), (0.4, 0.9))
        one.findings.looked_at.clear()
        one.look().picture(f"tablet-marks-{language}")
        page.locator("dialog button.main").click()
        page.locator("figcaption", has_text="3").wait_for()
        shown = before_signing(one, visit, language)
        page.evaluate("localStorage.setItem('tablet-lang', 'zh')")
        tablets.go(page, town.url, f"#/visit/{visit}/base")
        tablets.sign(page, visit)
        page.context.set_offline(False)
        tablets.sealed(page, 1)
        (row,) = tablets.table(page, "outbox")
        kept = town.call(f"/api/submissions/{row['id']}", token=site.admin)[1]
        assert kept["content"] == row["content"] == row["receipt"]["content"]
        (base,) = [each for each in kept["body"]["answers"] if each["item"] == "base"]
        (layer,) = base["layers"]
        assert layer["photo"] == base["photos"][0]
        assert [(each["kind"], each["colour"]) for each in layer["shapes"]] == [
            ("arrow", "red"), ("circle", "yellow"), ("line", "blue"),
        ]  # fmt: skip
        assert paper_hash(kept["body"]) == shown
        (x, y), _end = layer["shapes"][0]["points"]
        assert abs(x - 0.2) < 0.02
        assert abs(y - 0.3) < 0.02
        one.go(f"/submissions/{row['id']}?lang={language}")
        over = page.locator("figure.marked").first
        assert shown in one.text()
        assert over.locator("svg").get_attribute("aria-label")
        assert over.locator(".marks").is_visible()
        one.look().picture(f"marks-record-{language}")
        over.locator("[data-marks]").click()
        assert not over.locator(".marks").is_visible()
        assert over.locator("[data-marks]").get_attribute("aria-pressed") == "true"
        (defect,) = [each for each in town.call(f"/api/defects/?project_id={site.project}", token=site.admin)[1]["rows"]
                     if each["title"] == "基层干净干燥"][:1]  # fmt: skip
        one.go(f"/defects/{defect['id']}")
        one.look().picture(f"marks-defect-{language}")
    assert findings.faults == [], "\n".join(findings.faults)
