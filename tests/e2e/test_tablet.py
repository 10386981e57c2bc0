"""The tablet's app in a real browser against the real program: a whole inspection without a network, and back."""

import pytest
from playwright.sync_api import Browser

from tests.e2e import tablets
from tests.e2e.browsing import Findings
from tests.running import Program

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300), pytest.mark.xdist_group("town")]


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
        tablets.walk(page, town.url, visit, [tablets.picture(n) for n in range(3)])
        tablets.sign(page, visit, refusing=True)
        (row,) = tablets.table(page, "outbox")
        assert row["state"] == "kept"
        assert site.received(visit) is None
        page.context.set_offline(False)
        page.locator("[data-state='sealed']").wait_for(timeout=30_000)
        assert site.received(visit) == row["id"]
        told = town.call(f"/api/submissions/{row['id']}", token=site.admin)[1]
        assert told["content"] == row["content"]
        assert len(next(each for each in told["body"]["answers"] if each["item"] == "view")["photos"]) == 3
        assert told["body"]["signatures"][1]["refused"] == "对厚度有异议"
        one.look()
    assert findings.faults == [], "\n".join(findings.faults)
