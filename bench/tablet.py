"""How soon the tablet's app can be used from its cache on a slow processor, and how much of it travels."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bench.figures import Results, middle, spread
from bench.stage import scratch
from tests import running
from tests.chromium import CHROMIUM, FLAGS
from tests.e2e import tablets
from tests.e2e.browsing import Findings
from tests.e2e.conftest import PASSWORD, command, publish_years

PART = "tablet"
STATIC = Path(__file__).resolve().parent.parent / "inspect_app" / "static"
#: what is fetched only when it is wanted
LATER = ("sw.js", "broker.js", "scan.js")
VENDORED = ("dexie/dexie.min.js", "signature_pad/signature_pad.min.js")
VENDORED_LATER = ("jsqr/jsQR.js", "leaflet/leaflet.js", "mqtt/mqtt.min.js")
LIMIT_KB, LIMIT_MS, SLOWER = 250, 1500, 4
VISITS = 10
#: usable when the page is drawn and no long task (50 ms and more) is left before a quiet stretch
_WATCH = """(() => {
  const seen = { ready: 0, busy: 0 };
  self.benchSeen = seen;
  new PerformanceObserver((list) => list.getEntries().forEach((each) => {
    seen.busy = Math.max(seen.busy, each.startTime + each.duration);
  })).observe({ type: "longtask", buffered: true });
  new MutationObserver(() => {
    if (!seen.ready && document.documentElement.dataset.ready) seen.ready = performance.now();
  }).observe(document, { attributes: true, subtree: true, attributeFilter: ["data-ready"] });
})()"""
_QUIET = "() => self.benchSeen.ready && performance.now() > Math.max(self.benchSeen.ready, self.benchSeen.busy) + 1000"
_SEEN = "() => [self.benchSeen.ready, Math.max(self.benchSeen.ready, self.benchSeen.busy)]"


def measure(results: Results, rounds: int, *, quick: bool = False) -> None:
    """Open the app from its cache without a network, unthrottled and with the processor slowed down, in turn."""
    _sizes(results)
    with scratch() as home, _visited(home) as (page, pages):
        processor = page.context.new_cdp_session(page)
        taken: dict[tuple[str, int], list[list[float]]] = {}
        for _ in range(rounds if quick else 3 * rounds):
            for name, where in pages.items():
                for rate in (1, SLOWER):
                    processor.send("Emulation.setCPUThrottlingRate", {"rate": rate})
                    taken.setdefault((name, rate), []).append(_opened(page, where))
    rows = []
    for (name, rate), found in taken.items():
        drawn, usable = ([each[n] for each in found] for n in (0, 1))
        at_most, ratio = (f"{LIMIT_MS:,}", f"{middle(usable) / LIMIT_MS:.2f}") if rate > 1 else ("–", "–")
        rows.append(
            (
                name,
                f"{rate}x slower" if rate > 1 else "as it is",
                spread(drawn),
                spread(usable),
                at_most,
                ratio,
            )
        )
        results.raw(PART, page=name, slower=rate, drawn_ms=drawn, usable_ms=usable)
    title = (
        f"the app from its cache, no network, {VISITS} visits on board: ms from opening, median (least–most)"
    )
    results.table(PART, title, ("page", "processor", "drawn", "usable", "at most", "ratio"), rows)


def _sizes(results: Results) -> None:
    own = [each for each in (STATIC / "js" / "tablet").rglob("*.js") if each.name not in LATER]
    first = [*own, *(STATIC / "vendor" / name for name in VENDORED)]
    later = [STATIC / "js" / "tablet" / name for name in LATER]
    later += [STATIC / "vendor" / name for name in VENDORED_LATER]
    kb = [sum(len(gzip.compress(each.read_bytes(), 9)) for each in some) / 1000 for some in (first, later)]
    rows = [
        ("the checklist, at its start", len(first), f"{kb[0]:.1f}", str(LIMIT_KB), f"{kb[0] / LIMIT_KB:.2f}"),
        ("camera, drawings, broker: when wanted", len(later), f"{kb[1]:.1f}", "–", "–"),
    ]
    title = "JavaScript of the tablet, gzipped file by file, kB of 1000 bytes"
    results.table(PART, title, ("what", "files", "kB", "at most", "ratio"), rows)
    results.raw(PART, first_kb=kb[0], later_kb=kb[1])


@contextmanager
def _visited(home: Path) -> Iterator[tuple[Page, dict[str, str]]]:
    """Yield a tablet with a day's visits on board, one of them begun, and the pages that are opened."""
    publish_years(home)
    with running.program(home, "up") as up, sync_playwright() as playwright:
        command(up, "add-person", "--account", "admin", "--name", "系统管理员", "--party", "监督站", "--kind",
                "authority", "--role", "admin", "--password", PASSWORD)  # fmt: skip
        site = tablets.Site(up, "bench")
        visits = site.visits(VISITS)
        browser: Browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with tablets.tablet(browser, Findings(up.url), site.account) as one:
            page = one.page
            page.goto(f"{up.url}/tablet#/visit/{visits[0]}")
            page.get_by_role("button", name="无利害关系，开始检查").click()
            page.locator("[data-item='base']").wait_for()
            page.context.add_init_script(_WATCH)
            page.context.set_offline(True)
            whole = f"{up.url}/tablet#/"
            yield page, {"the day": whole, "an item": f"{whole}visit/{visits[0]}/base"}
        browser.close()


def _opened(page: Page, where: str) -> list[float]:
    """Open a page of the app anew; return when it was drawn and when it could be used."""
    page.goto("about:blank")
    page.goto(where)
    page.wait_for_function(_QUIET)
    found: list[float] = page.evaluate(_SEEN)
    return found
