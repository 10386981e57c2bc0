"""Nothing is lost and nothing doubled: tabs killed while they work, the server killed, clocks set, everything sent twice."""

import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright
from playwright.sync_api import Error as Gone

from tests import running
from tests.chromium import CHROMIUM, FLAGS
from tests.e2e import tablets
from tests.e2e.conftest import PASSWORD, command, publish_years
from tests.running import Program

#: inspections and photos of each; the whole measure is 200 and 10
COUNT = int(os.environ.get("INSPECT_TEST_TABLET_COUNT", "6"))
PHOTOS = int(os.environ.get("INSPECT_TEST_TABLET_PHOTOS", "3"))
pytestmark = [
    pytest.mark.e2e, pytest.mark.fault, pytest.mark.timeout(1800 + 60 * COUNT), pytest.mark.xdist_group("town"),
]  # fmt: skip
#: of many inspections sixty are disturbed as the few are; the others show that no queue is too long
RATE = min(1.0, 60 / COUNT)
_SHIFT = "({ ms }) => { const real = Date.now.bind(Date); Date.now = () => real() + ms; }"
# The last steps of a person, without waiting for the screen: the kill falls somewhere among them.
_KEPT = "id => import('/static/js/tablet/store.js').then(({ db }) => db.outbox.get(id))"


@pytest.fixture(scope="module")
def mill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The program, whose web is killed now and then."""
    home: Path = tmp_path_factory.mktemp("mill")
    publish_years(home)
    with running.program(home, "up") as up:
        command(up, "add-person", "--account", "admin", "--name", "系统管理员", "--party", "昌平区质量安全监督站",
                "--kind", "authority", "--role", "admin", "--password", PASSWORD)  # fmt: skip
        yield up


class Device:
    """A tablet whose browser can be killed at any moment and started again on what its disk holds."""

    def __init__(self, playwright: Playwright, home: Path, url: str) -> None:
        self._playwright, self._home, self._url = playwright, home, url
        self.context: BrowserContext
        self.page: Page

    def start(self, where: str = "#/") -> Page:
        self.context = self._playwright.chromium.launch_persistent_context(
            str(self._home), executable_path=CHROMIUM, args=FLAGS, locale="zh-CN",
            viewport={"width": 834, "height": 1194},
        )  # fmt: skip
        self.context.set_default_timeout(60_000)
        self.page = self.context.pages[0]
        self.page.goto(f"{self._url}/tablet{where}")
        return tablets.ready(self.page)

    def kill(self) -> None:
        """End the browser as a flat battery does."""
        for pid in _processes(self._home):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        try:
            self.context.close()
        except Gone:
            return


def _processes(home: Path) -> list[int]:
    found = []
    for each in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if f"--user-data-dir={home}".encode() in each.read_bytes().split(b"\0"):
                found.append(int(each.parent.name))
        except OSError:
            continue
    return found


def test_of_all_inspections_none_is_lost_and_none_doubled(
    mill: Program, tmp_path: Path, playwright_of: Playwright
) -> None:
    rng = random.Random(20260511)
    site = tablets.Site(mill, "m01")
    visits = site.visits(COUNT)
    device = Device(playwright_of, tmp_path / "tablet", mill.url)
    page = _log_in(device, mill.url, site.account)
    kills = webs = 0
    for n, visit in enumerate(visits):
        device.context.set_offline(n % 3 != 2)
        if rng.random() < 0.34 * RATE:  # the clock of the device is set, by up to two days
            page.evaluate(_SHIFT, {"ms": rng.randint(-2 * 86_400_000, 2 * 86_400_000)})
        shots = [tablets.picture(n * 100 + each) for each in range(PHOTOS)]
        tablets.walk(page, mill.url, visit, shots)
        said = tablets.table(page, "drafts")
        if rng.random() < 0.5 * RATE:  # somewhere in the work: what was said to be kept must be there again
            device.kill()
            kills += 1
            page = device.start()
            assert _by_id(tablets.table(page, "drafts")) == _by_id(said)
        tablets.sign(page, visit)
        if n % 3 == 1 and rng.random() < RATE:
            device.context.set_offline(False)
            _log_in_again(page, mill.url, site.account)
            _kill_the_web_while_it_sends(mill)
            webs += 1
        if rng.random() < 0.3 * RATE:
            device.kill()
            kills += 1
            page = device.start("#/leave")
        print(f"{n + 1} of {COUNT}: {kills} kills of the browser, {webs} of the web", flush=True)
    device.context.set_offline(False)
    page = _log_in_again(page, mill.url, site.account)
    _all_sealed(page, mill.url, COUNT)
    _send_everything_again(page)
    _count(mill, site, visits, page)
    print(f"{COUNT} inspections of {PHOTOS} photos, {kills} + {webs} kills: 0 lost, 0 doubled")
    device.context.close()


def _log_in(device: Device, url: str, account: str) -> Page:
    return _log_in_again(device.start(), url, account)


def _log_in_again(page: Page, url: str, account: str) -> Page:
    """A browser that was killed has forgotten its log-in, and nothing else."""
    page.goto(f"{url}/login?next=/tablet")
    page.fill("[name=account]", account)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    tablets.prepare(page)
    return page


def _by_id(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {each["id"]: each["answers"] for each in rows}


def _kill_the_web_while_it_sends(mill: Program) -> None:
    time.sleep(0.05)
    killed = mill.part("web")
    killed.kill()
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            if mill.part("web") != killed and mill.call("/healthz")[0] == 200:
                return
        except (OSError, StopIteration):
            time.sleep(0.2)
    raise AssertionError("the web did not come back")


def _all_sealed(page: Page, url: str, count: int) -> None:
    """Wait as long as anything still arrives: how fast that is, is the machine's business."""
    tablets.go(page, url, "#/leave")
    known, since = -1, time.monotonic()
    while (sealed := _so_far(page)[0]) < count:
        arrived = sum(_so_far(page))
        if arrived != known:
            known, since = arrived, time.monotonic()
        rows = tablets.table(page, "outbox")
        assert time.monotonic() < since + 180, (sealed, [(each["state"], each.get("error")) for each in rows])
        page.get_by_role("button", name="立即发送").click()
        page.wait_for_timeout(500)


def _so_far(page: Page) -> tuple[int, int]:
    """Return how many checklists are sealed, and how many photos have arrived."""
    sealed, arrived = page.evaluate(
        "import('/static/js/tablet/store.js').then(({ db }) => Promise.all(["
        " db.outbox.where('state').equals('sealed').count(), db.photos.where('received').equals(1).count()]))"
    )
    return sealed, arrived


def _send_everything_again(page: Page) -> None:
    """As a tablet whose receipts were lost on the way."""
    page.evaluate(
        "import('/static/js/tablet/store.js').then(async ({ db }) => {"
        " await db.outbox.toCollection().modify({ state: 'kept' });"
        " await db.photos.toCollection().modify({ received: 0 }); })"
    )
    page.get_by_role("button", name="立即发送").click()
    page.wait_for_timeout(1000)
    page.wait_for_function(
        "import('/static/js/tablet/store.js').then(({ db }) => db.outbox.where('state').equals('kept').count())"
        ".then((n) => n === 0)",
        timeout=120_000 + 5000 * COUNT,
    )


def _count(mill: Program, site: tablets.Site, visits: list[str], page: Page) -> None:
    kept = {each["visit"]: each for each in tablets.table(page, "outbox")}
    photos = {each["sha"] for each in tablets.table(page, "photos")}
    found = set()
    for visit in visits:
        row = kept[visit]
        assert site.received(visit) == row["id"]
        whole = mill.call(f"/api/submissions/{row['id']}", token=site.admin)[1]
        assert whole["content"] == row["content"]
        named = [sha for each in whole["body"]["answers"] for sha in each["photos"]]
        assert len(named) == len(set(named)) == PHOTOS
        found |= set(named)
    assert found <= photos
    assert len(found) == len(visits) * PHOTOS
    total = mill.call("/api/submissions", token=site.admin)[1]["total"]
    assert total == len(visits), "a checklist came twice"
