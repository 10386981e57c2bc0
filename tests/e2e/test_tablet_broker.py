"""A tablet's own log-in at the broker: MQTT over WebSocket where it goes through, HTTP where it is blocked."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route

from tests import running
from tests.e2e import tablets
from tests.e2e.browsing import Findings
from tests.e2e.conftest import PASSWORD, command, publish_years
from tests.running import Program

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900), pytest.mark.xdist_group("town")]


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The program with a door for tablets' browsers at its broker."""
    home: Path = tmp_path_factory.mktemp("harbour")
    publish_years(home)
    with running.program(home, "up", TABLET_PORT=str(running.free_port())) as up:
        command(up, "add-person", "--account", "admin", "--name", "系统管理员", "--party", "昌平区质量安全监督站",
                "--kind", "authority", "--role", "admin", "--password", PASSWORD)  # fmt: skip
        yield up


def test_an_enrolled_tablet_sends_two_sites_over_mqtt_and_over_http_when_it_is_blocked(
    harbour: Program, chromium: Browser
) -> None:
    site = tablets.Site(harbour, "h01")
    other = tablets.Site(harbour, "h02")
    here, blocked = site.visits(2)
    (there,) = other.visits(account=site.account)
    findings = Findings(harbour.url)
    with tablets.tablet(chromium, findings, site.account) as one:
        page = one.page
        page.goto(f"{harbour.url}/tablet#/device")
        page.get_by_role("button", name="登记本机").click()
        page.get_by_text("已登记").first.wait_for()
        for n, visit in enumerate((here, there)):
            tablets.walk(page, harbour.url, visit, [tablets.picture(500 + n)])
            tablets.sign(page, visit)
            tablets.sealed(page, n + 1)
        assert {each["via"] for each in tablets.table(page, "outbox")} == {"MQTT"}
        assert site.received(here)
        assert other.received(there)
        page.route("**/vendor/mqtt/**", lambda route: route.abort())
        tablets.go(page, harbour.url)
        tablets.walk(page, harbour.url, blocked, [tablets.picture(502)])
        tablets.sign(page, blocked)
        tablets.sealed(page, 3)
        assert site.received(blocked)
    assert findings.faults == [], "\n".join(findings.faults)


def test_what_a_roaming_tablet_may_send_is_asked_of_its_person_each_time(
    harbour: Program, chromium: Browser
) -> None:
    site = tablets.Site(harbour, "h03")
    (visit,) = site.visits()
    findings = Findings(harbour.url)
    with tablets.tablet(chromium, findings, site.account) as one:
        page = one.page
        page.goto(f"{harbour.url}/tablet#/device")
        page.get_by_role("button", name="登记本机").click()
        page.get_by_text("已登记").first.wait_for()
        page.context.set_offline(True)
        tablets.walk(page, harbour.url, visit, [tablets.picture(510)])
        tablets.sign(page, visit)
        site.dismiss(site.account)
        page.context.set_offline(False)
        page.locator("[data-state='refused']").wait_for(timeout=60_000)
        assert site.received(visit) is None
        assert tablets.table(page, "drafts")[0]["answers"], "what was refused is still here"
    assert findings.faults == [], "\n".join(findings.faults)


def test_what_is_finished_while_another_is_being_sent_follows_at_once(
    harbour: Program, chromium: Browser
) -> None:
    site = tablets.Site(harbour, "h04")
    first, second = site.visits(2)
    findings, held = Findings(harbour.url), list[Route]()
    with tablets.tablet(chromium, findings, site.account) as one:
        page = one.page
        page.route("**/api/submissions", lambda route: route.continue_() if held else held.append(route))
        for n, visit in enumerate((first, second)):
            tablets.walk(page, harbour.url, visit, [tablets.picture(520 + n)])
            tablets.sign(page, visit)
        assert len(held) == 1
        # Nothing comes of itself any more: neither the look of each minute nor a further attempt.
        page.evaluate(
            "() => { for (let each = setTimeout(() => 0); each > 0; each -= 1) clearTimeout(each); }"
        )
        held[0].continue_()
        tablets.sealed(page, 2)
        assert site.received(first)
        assert site.received(second)
    assert findings.faults == [], "\n".join(findings.faults)
