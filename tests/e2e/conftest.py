"""What the browser tests share: the running program with its first administrator, one browser, the faults met."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from inspect_app.core.holidays import YEARS
from tests import running
from tests.e2e.browsing import Findings, Window, window
from tests.running import Program

PASSWORD = "seven grey herons"


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The whole program on free ports, with nobody in it but its first administrator."""
    home = tmp_path_factory.mktemp("town")
    publish_years(home)
    with running.program(home, "up") as up:
        command(up, "add-person", "--account", "admin", "--name", "系统管理员", "--party", "昌平区质量安全监督站",
                "--kind", "authority", "--role", "admin", "--password", PASSWORD)  # fmt: skip
        yield up


def publish_years(home: Path) -> None:
    """Write down the years this release does not know yet, so that the tests run in any year."""
    folder = home / "holidays"
    folder.mkdir(parents=True)
    for year in (date.today().year, date.today().year + 1):  # noqa: DTZ011 -- which years, not which day
        if year not in YEARS:
            days = ("01-01", "02-01", "04-05", "05-01", "06-10", "10-01")
            breaks = [
                {"zh": "假日", "en": "Holiday", "first": f"{year}-{d}", "last": f"{year}-{d}"} for d in days
            ]
            head = {"year": year, "notice": "测试", "published": f"{year - 1}-11-01", "source": "test"}
            (folder / f"{year}.json").write_text(json.dumps({**head, "breaks": breaks}), encoding="utf-8")


def command(up: Program, *words: str, code: int = 0) -> str:
    """Run an `inspect-app` command with the program's settings; return what it says."""
    argv = [sys.executable, "-m", "inspect_app.cli", *words]
    done = subprocess.run(argv, env=up.environ, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def findings(town: Program) -> Iterator[Findings]:
    """The faults that the windows of this test meet; said even where the test ends early."""
    found = Findings(town.url)
    yield found
    print("\n".join(found.faults))


@pytest.fixture
def come(chromium: Browser, findings: Findings) -> Iterator[Callable[..., Window]]:
    """`come("owner", "phone")`: that person's window, logged in; `come("", "phone")`: somebody without an account."""
    kept: dict[tuple[str, str], Window] = {}

    def open_window(account: str = "", size: str = "desk", **more: Any) -> Window:
        if not account:
            return window(chromium, findings, size, **more)
        if (account, size) not in kept:
            one = kept[account, size] = window(chromium, findings, size, **more)
            one.go("/login?next=/projects").fill(account=account, password=PASSWORD).press("登录")
        return kept[account, size]

    yield open_window
    for each in kept.values():
        each.close()
