"""One browser without a head for all tests of a run: two at once cannot be driven from one thread."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
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
