"""How soon the tablet's app stands from its cache on a slow processor, and how much of it travels."""

import gzip
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests import running
from tests.chromium import CHROMIUM, FLAGS

STATIC = Path(__file__).resolve().parent.parent / "inspect_app" / "static"
#: what is fetched only when it is wanted
LATER = ("sw.js", "broker.js", "scan.js")
GOAL_KB, GOAL_MS, SLOWER, RUNS = 250, 1500, 4, 7
_STANDS = """() => new Promise((done) => {
  const look = () => document.documentElement.dataset.ready ? done(performance.now()) : setTimeout(look, 5);
  look();
})"""


def size_kb() -> float:
    """Return the gzipped size of the JavaScript the checklist needs, file by file, in kB of 1000 bytes."""
    own = [each for each in (STATIC / "js" / "tablet").rglob("*.js") if each.name not in LATER]
    vendored = [
        STATIC / "vendor" / name for name in ("dexie/dexie.min.js", "signature_pad/signature_pad.min.js")
    ]
    return sum(len(gzip.compress(each.read_bytes(), 9)) for each in (*own, *vendored)) / 1000


def stands_ms(url: str) -> list[float]:
    """Return how long each opening from the cache took until the app can be used, with the processor slowed down."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(viewport={"width": 834, "height": 1194}, locale="zh-CN")
        page = context.new_page()
        page.goto(f"{url}/tablet")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.reload()
        page.evaluate(_STANDS)
        context.set_offline(True)
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        found = []
        for _ in range(RUNS):
            page.reload()
            found.append(float(page.evaluate(_STANDS)))
        browser.close()
    return found


def main() -> None:
    """Measure and print."""
    print(f"JavaScript of the checklist: {size_kb():.1f} kB gzipped (at most {GOAL_KB})")
    with tempfile.TemporaryDirectory() as home, running.program(Path(home), "up") as up:
        found = stands_ms(up.url)
    told = ", ".join(f"{each:.0f}" for each in found)
    print(
        f"stands from its cache, processor {SLOWER}x slowed, without a network: median "
        f"{statistics.median(found):.0f} ms, worst {max(found):.0f} ms (at most {GOAL_MS}); {told}"
    )


if __name__ == "__main__":
    main()
