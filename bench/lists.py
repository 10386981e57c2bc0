"""How long lists take beside a limit: a hundred thousand defects and as many complaints, one caller after another."""

import json
import random
import time
import urllib.request
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bench import figures, stock, web
from bench.figures import Results, percentile
from bench.stage import NotHere, Stage, on_postgres, running
from inspect_app.complaints.models import Complaint
from inspect_app.complaints.rules.categories import CATEGORIES
from inspect_app.complaints.rules.life import NOTICE
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.ids import uuid7
from inspect_app.projects.models import Project
from tests.ports import free_port

PART = "lists"
#: milliseconds at p95 that a list, and a complaint sent in, may take
LIST_MS, SEND_MS = 150.0, 200.0
STATES = (
    "received",
    "accepted",
    "answered",
    "resolved",
    "reopened",
    "closed",
    "closed",
    "closed",
    "withdrawn",
)
PATHS: dict[str, tuple[str, str]] = {
    "page: defects": ("/defects", "web"),
    "page: defects, all": ("/defects?state=all", "web"),
    "page: defects, overdue": ("/defects?overdue=1", "web"),
    "page: defects, words": ("/defects?state=all&words=立管", "web"),
    "page: defects, the last of all": ("/defects?state=all&page=200", "web"),
    "page: complaints": ("/complaints", "web"),
    "page: complaints, all": ("/complaints?state=all", "web"),
    "page: complaints, words": ("/complaints?state=all&words=渗水", "web"),
    "page: complaints, the last of all": ("/complaints?state=all&page=200", "web"),
    "API: defects": ("/api/defects/", "token"),
    "API: complaints": ("/api/complaints/", "token"),
    "page: what waits for me": ("/today", "web"),
}


def measure(results: Results, _rounds: int, *, quick: bool) -> None:
    """Measure each list, then complaints sent in, on PostgreSQL."""
    many, times = (2000, 10) if quick else (100_000, 60)
    try:
        with on_postgres(1) as stage:
            stock.fill(stage, many, 1000)
            fill(stage, many)
            rows = _measured(results, stage, times)
    except NotHere as why:
        figures.console.print(f"lists on PostgreSQL: not measured: {why}")
        return
    head = ("what", "p50 ms", "p95 ms", "limit ms", "p95 / limit")
    results.table(PART, f"lists on PostgreSQL: {many:,} defects, {many:,} complaints, one caller", head, rows)


def _measured(results: Results, stage: Stage, times: int) -> list[tuple[str, ...]]:
    port, rows = free_port(), []
    with running("web", stage, PORT=str(port)) as process:
        web.up(stage, port, process.pid)
        base = f"http://127.0.0.1:{port}"
        for what, (path, kind) in PATHS.items():
            shown = web.headers(stage, kind)
            took = [
                _timed(urllib.request.Request(base + web.quoted(path), headers=shown))
                for _each in range(times)
            ]
            rows.append(_row(results, what, took, LIST_MS))
        shown = {**web.headers(stage, "token"), "Content-Type": "application/json"}
        took = [
            _timed(urllib.request.Request(f"{base}/api/complaints/", data=_told(n), headers=shown))
            for n in range(times)
        ]
        rows.append(_row(results, "a complaint sent in", took, SEND_MS))
    return rows


def _timed(asked: urllib.request.Request) -> float:
    begun = time.perf_counter()
    with urllib.request.urlopen(asked, timeout=30) as reply:
        reply.read()
    return (time.perf_counter() - begun) * 1000


def _row(results: Results, what: str, took: list[float], limit: float) -> tuple[str, ...]:
    warm = took[len(took) // 10 :]  # the first ones load the pages and plans
    results.raw(PART, what=what, ms=warm, limit_ms=limit)
    p50, p95 = percentile(warm, 0.5), percentile(warm, 0.95)
    return what, f"{p50:.1f}", f"{p95:.1f}", f"{limit:.0f}", f"{p95 / limit:.2f}"


def _told(number: int) -> bytes:
    told = {
        "site": "p17",
        "category": "roof_leak",
        "words": f"第 {number} 次：窗边渗水",
        "phone": "13812345678",
    }
    return json.dumps(told).encode()


def fill(stage: Stage, many: int) -> None:
    """Write complaints through the schema, in bulk."""
    chance = random.Random(18)
    with stage.app.app_context(), transaction():
        projects = db.session.scalars(select(Project).order_by(Project.site)).all()
        stock.insert_all(Complaint, (_complaint(chance, projects[n % len(projects)], n) for n in range(many)))
    with stage.app.app_context(), db.engine.connect() as connection:
        # As the server's own autovacuum leaves tables within a minute of so many new rows.
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM (ANALYZE)")


def _complaint(chance: random.Random, project: Project, number: int) -> dict[str, Any]:
    state = chance.choice(STATES)
    filed = now() - timedelta(minutes=chance.randrange(60, 500_000))
    later = filed + timedelta(hours=5)
    party = chance.choice(
        [each for each in project.parties if each.role in ("contractor", "street", "property")]
    )
    found = chance.choice(("upheld", "unfounded")) if state in ("answered", "resolved", "closed") else None
    return {
        "id": uuid7(), "number": f"TS-BENCH-{number:06}", "code_seal": "0" * 64, "once_hash": f"{number:064}",
        "content": "0" * 64, "project_id": project.id, "element_id": chance.choice(project.elements).id,
        "category": chance.choice(sorted(CATEGORIES)), "notice": NOTICE, "finding": found, "route": "warranty",
        "words": f"{chance.choice(('窗边渗水', '楼道灯不亮', '墙皮脱落', '门口堆料'))}，第 {number} 件，请尽快派人来看。",
        "spot": "3 单元 502", "phone": "13812345678", "state": state, "filed_at": filed, "notice_by": later.date(),
        "accountable_party_id": party.party_id, "covered": True, "cover_basis": "", "decide_by": later.date(),
        "accepted_at": None if state == "received" else later, "answered_at": later if found else None,
        "resolved_at": later if state == "resolved" else None, "reopened_at": None,
        "closed_at": later if state == "closed" else None, "withdrawn_at": later if state == "withdrawn" else None,
    }  # fmt: skip
