"""From publish to the wall board: milliseconds until a real browser has drawn an alarm, while the load goes on."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Page, sync_playwright
from sqlalchemy import select

from bench import figures, intake, web, wires
from bench.figures import Results, percentile
from bench.intake import House
from bench.latency import HIGH, LOW
from bench.slow import Connection
from bench.stage import SITE, NotHere, Stage, on_postgres, running
from bench.warming import warm
from bench.wires import LogIn
from inspect_app.core.db import db
from inspect_app.projects.models import Project
from tests.chromium import CHROMIUM, FLAGS
from tests.ports import free_port

PART = "screen"
GOAL_MS = 250
RATE = 5000
PATIENCE_MS = 15_000
#: says, for each time a tile goes over its limit, when that was drawn, by the clock of this machine
_WATCH = """() => {
  const over = () => document.querySelector(".board-tiles > .is-over") !== null;
  self.benchDrawn = [];
  let was = over();
  new MutationObserver(() => {
    const is = over();
    if (is && !was) requestAnimationFrame(() => self.benchDrawn.push(performance.timeOrigin + performance.now()));
    was = is;
  }).observe(document.getElementById("board"), { attributes: true, childList: true, subtree: true, attributeFilter: ["class"] });
}"""


def measure(results: Results, _rounds: int, *, quick: bool) -> None:
    """Measure how long alarms take to the board of a site with two hundred devices at work."""
    seconds = 15 if quick else 90
    try:
        waits, behind = _boards_waits(seconds)
    except NotHere as why:
        figures.console.print(f"{PART}: not measured: {why}")
        return
    shown = [f"{percentile(waits, share):.0f}" for share in (0.5, 0.95)] if waits else ["–", "–"]
    worst = max(waits, default=0.0)
    row = (
        f"{RATE:,}",
        *shown,
        f"{worst:.0f}",
        str(GOAL_MS),
        f"{worst / GOAL_MS:.2f}",
        str(len(waits)),
        f"{behind:,}",
    )
    head = ("messages/s", "p50 ms", "p95", "most", "goal", "most / goal", "alarms", "load behind")
    results.table(
        PART, "screen: publish → the alarm drawn on the wall board, mosquitto → PostgreSQL", head, [row]
    )
    results.raw(PART, ms=waits, behind=behind)


def _boards_waits(seconds: int) -> tuple[list[float], int]:
    with on_postgres(intake.DEVICES + 1) as stage, intake.house(stage) as at:
        warm(stage, at.url, at.process, intake.ONE, 1, wires.now_ms() - 3_600_000)
        others, probe = stage.devices[:-1], stage.devices[-1]
        line = _line(at, probe)
        _blow(line, probe, LOW)
        with _board(stage) as page:
            what = wires.Load(intake.ONE, RATE * seconds // len(others), RATE)
            sending = wires.start_load(wires.load_argv(at.url, others, what, stage.home))
            time.sleep(1.0)  # the load reaches its pace
            waits = list(_waits(page, line, probe, time.monotonic() + seconds - 3.0))
            return waits, wires.said(sending)["behind"]


def _line(at: House, device: LogIn) -> Connection:
    parts = urlsplit(at.url)
    return Connection(str(parts.hostname), str(parts.port), device.name, device.secret)


@contextmanager
def _board(stage: Stage) -> Iterator[Page]:
    if CHROMIUM is None:
        raise NotHere("no Chromium")
    port = free_port()
    with stage.app.app_context():
        project = db.session.scalars(select(Project.id).where(Project.site == SITE)).one()
    with running("web", stage, PORT=str(port)) as process, sync_playwright() as playwright:
        web.up(stage, port, process.pid)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(viewport={"width": 1920, "height": 1080})
        name, value = web.headers(stage, "web")["Cookie"].split("=", 1)
        context.add_cookies([{"name": name, "value": value, "url": f"http://127.0.0.1:{port}"}])
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{port}/projects/{project}/board")
        page.locator("[data-state]", has_text="·").wait_for()
        page.evaluate(_WATCH)
        yield page
        browser.close()


def _waits(page: Page, line: Connection, probe: LogIn, end: float) -> Iterator[float]:
    """Yield the milliseconds of one alarm after another, each told when the board is calm again."""
    while time.monotonic() < end:
        begun = time.time() * 1000
        _blow(line, probe, HIGH)
        page.wait_for_function("() => self.benchDrawn.length > 0", polling=50, timeout=PATIENCE_MS)
        drawn: list[float] = page.evaluate("() => self.benchDrawn.splice(0)")
        yield drawn[0] - begun
        _blow(line, probe, LOW)
        page.wait_for_function(
            "() => !document.querySelector('.board-tiles > .is-over')", timeout=PATIENCE_MS
        )
        time.sleep(random.uniform(0.2, 0.9))  # no step with the beat of the stream


def _blow(line: Connection, probe: LogIn, wind: float) -> None:
    line.publish(probe.topic, f'{{"at":{wires.now_ms()},"values":{{"wind_speed":{wind}}}}}'.encode())
    line.take_acks(wait=True)
