"""How long pages and the API take: the real server under four callers, on a database as it is after years."""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import psutil
from jinja2 import Template
from sqlalchemy import event

from bench import figures, stock
from bench.figures import Results, percentile
from bench.stage import ROOT, NotHere, Stage, last_words, on_postgres, on_sqlite, running
from inspect_app.core.db import db
from tests.cast import secret_of
from tests.ports import free_port

PART = "web"
CALLERS = 4
WHO = "inspector"
STAGES: tuple[tuple[str, Callable[[int], AbstractContextManager[Stage]]], ...] = (
    ("SQLite", on_sqlite),
    ("PostgreSQL", on_postgres),
)


def measure(results: Results, _rounds: int, *, quick: bool) -> None:
    """Measure each page and endpoint in turn on each database."""
    defects, readings = (2000, 100_000) if quick else (10_000, 1_000_000)
    for name, stage_of in STAGES[:1] if quick else STAGES:
        try:
            with stage_of(10) as stage:
                stock.fill(stage, defects, readings)
                rows = _served(results, stage, name, 1.5 if quick else 5.0)
        except NotHere as why:
            figures.console.print(f"{name}: not measured: {why}")
            continue
        title = f"web on {name}: {defects:,} defects, {readings:,} readings, {CALLERS} callers at once"
        head = (
            "what", "requests/s", "p50 ms", "p95 ms", "server CPU ms", "queries", "alone ms", "in templates ms", "KB",
        )  # fmt: skip
        results.table(PART, title, head, rows)


def _served(results: Results, stage: Stage, name: str, seconds: float) -> list[tuple[str, ...]]:
    port, rows = free_port(), []
    inside = {what: _inside(stage, path, kind) for what, (path, kind) in stock.paths(stage).items()}
    with running("web", stage, PORT=str(port)) as process:
        up(stage, port, process.pid)
        for what, (path, kind) in stock.paths(stage).items():
            found = _called(f"http://127.0.0.1:{port}{path}", headers(stage, kind), seconds, process.pid)
            rows.append((what, *_shown(found, inside[what])))
            results.raw(PART, on=name, what=what, **inside[what], **found)
    return rows


def headers(stage: Stage, kind: str) -> dict[str, str]:
    """Return what shows who is asking: a bearer token, or the cookie of a web session."""
    if kind == "token":
        return {"Authorization": f"Bearer {secret_of(WHO, 'token')}"}
    client = stage.app.test_client()
    with client.session_transaction() as session:
        session["key"] = secret_of(WHO, "web")
    cookie = client.get_cookie("session")
    assert cookie is not None
    return {"Cookie": f"session={cookie.value}"}


def quoted(path: str) -> str:
    """Return a path as it goes over the wire."""
    return urllib.parse.quote(path, safe="/?&=")


def up(stage: Stage, port: int, pid: int) -> None:
    """Wait until the web answers."""
    end = time.monotonic() + 60
    while time.monotonic() < end and psutil.pid_exists(pid):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/login", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise NotHere(f"the web did not start: {last_words(stage, 'web')}")


def _called(url: str, shown: dict[str, str], seconds: float, pid: int) -> dict[str, Any]:
    family = figures.family(psutil.Process(pid))
    before = figures.cpu(family)
    argv = [sys.executable, "-m", "bench.callers", url, str(seconds), str(CALLERS), json.dumps(shown)]
    done = subprocess.run(argv, cwd=ROOT, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    found["cpu_ms"] = (figures.cpu(family) - before) * 1000 / max(1, len(found["ms"]))
    return found


def _inside(stage: Stage, path: str, kind: str) -> dict[str, float]:
    """Ask five times in this process: how many queries, how long alone, and how much of it in the template."""
    client, shown = stage.app.test_client(use_cookies=False), headers(stage, kind)
    count, drawn = [0], [0.0]

    def counted(*_: object) -> None:
        count[0] += 1

    plain = Template.render

    def render(self: Template, *args: Any, **values: Any) -> str:
        begun = time.thread_time()
        try:
            return plain(self, *args, **values)
        finally:
            drawn[0] += time.thread_time() - begun

    with stage.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", counted)
    Template.render = render  # type: ignore[method-assign]
    try:
        client.get(path, headers=shown)
        count[0], drawn[0], begun = 0, 0.0, time.perf_counter()
        for _ in range(5):
            reply = client.get(path, headers=shown)
            assert reply.status_code == 200, f"{path}: {reply.status_code}"
    finally:
        Template.render = plain  # type: ignore[method-assign]
        event.remove(engine, "before_cursor_execute", counted)
    took = (time.perf_counter() - begun) * 200
    return {
        "queries": count[0] / 5,
        "alone_ms": took,
        "template_ms": drawn[0] * 200,
        "kb": len(reply.data) / 1024,
    }


def _shown(found: dict[str, Any], inside: dict[str, float]) -> tuple[str, ...]:
    times = found["ms"]
    return (
        f"{len(times) / found['seconds']:,.0f}",
        f"{percentile(times, 0.5):.1f}",
        f"{percentile(times, 0.95):.1f}",
        f"{found['cpu_ms']:.1f}",
        f"{inside['queries']:.0f}",
        f"{inside['alone_ms']:.1f}",
        f"{inside['template_ms']:.1f}" if inside["template_ms"] else "–",
        f"{inside['kb']:.0f}",
    )
