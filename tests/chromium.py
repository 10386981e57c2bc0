"""One browser without a head for all tests of a run: two at once cannot be driven from one thread."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
#: What Playwright leaves out of a browser, said again as only the last such list counts; then what belongs to the
#: browser's own frame, which nobody sees here: the two pages behind its address bar, and a process begun ahead for a
#: next site. They took a tenth of its work in a long journey and asked nothing of ours. What a browser does not know it passes over.
LEFT_OUT = (
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled",
    "PreconnectToSearch",
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup", "PreloadTopChromeWebUI",
    "SpareRendererForSitePerProcess",
)  # fmt: skip
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    f"--disable-features={','.join(LEFT_OUT)}",
]  # fmt: skip
expect.set_options(timeout=60_000)


@pytest.fixture(scope="session")
def playwright_of() -> Iterator[Playwright]:
    """What drives browsers, for a test that starts and kills its own."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright_of: Playwright) -> Iterator[Browser]:
    """The browser; each test opens a window of its own."""
    browser = playwright_of.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()
