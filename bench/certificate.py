"""How long a certificate takes: the first of a process that starts, the first of a service that runs, and the next ones.

The second is what an installation meets at worst: the service is up and has its keys, and what sets papers is loaded
for this one. The first has the start of the whole program in it.
"""

import json
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from itertools import pairwise
from statistics import median
from typing import Any

from bench.figures import Results, spread
from bench.stage import ROOT, scratch
from inspect_app import create_app
from inspect_app.acceptance import paper
from inspect_app.acceptance.models import Certificate
from inspect_app.acceptance.rules.letter import CLASSES
from inspect_app.config import Settings
from inspect_app.core import keys
from inspect_app.core.canonical import content_hash
from inspect_app.identity.rules import PARTY_KINDS

PART = "certificate"
SIGNERS = ("contractor", "surveyor", "designer", "supervisor", "owner")
AT = datetime(2026, 5, 11, 2, 0, tzinfo=UTC)
#: a certificate of 200 lines of evidence takes at most so long
LIMIT_MS = 2000


def measure(results: Results, rounds: int, *, quick: bool) -> None:
    """Make certificates in fresh processes."""
    rows = []
    for lines in (5, 200):
        found = [_fresh(lines, 3 if quick else 10) for _ in range(1 if quick else rounds)]
        warm = [each for one in found for each in one["warm_ms"]]
        cold, running = [one["cold_ms"] for one in found], [one["running_ms"] for one in found]
        rows.append(
            (
                lines,
                found[0]["pages"],
                spread(cold),
                spread(running),
                spread(warm),
                f"{median(running) / median(warm):.1f}",
                f"{found[0]['kb']:.0f}",
            )
        )
        results.raw(PART, lines=lines, found=found)
        rows[-1] = (*rows[-1], *(f"{max(each) / LIMIT_MS:.2f}" for each in (cold, running + warm)))
    head = (
        "lines of evidence",
        "pages",
        "first of a process ms",
        "first of a service ms",
        "next ones ms",
        "service / next",
        "KB",
        "process / 2 s",
        "service / 2 s",
    )
    results.table(PART, "certificate: PDF with embedded fonts, signed as PAdES", head, rows)


def _fresh(lines: int, times: int) -> dict[str, Any]:
    argv = [sys.executable, "-m", "bench.certificate", str(lines), str(times)]
    done = subprocess.run(argv, cwd=ROOT, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _certificate(lines: int) -> Certificate:
    parties = [
        {"role": each, "name": f"{PARTY_KINDS[each][0]}公司", "code": "91110114MA00000000", "leader": "王工"}
        for each in SIGNERS
    ]
    signatures = [
        {"role": each["role"], "party": each["name"], "name": each["leader"], "at": AT.isoformat()}
        for each in parties
    ]
    codes = sorted(CLASSES)
    scope = [
        {"path": f"{n // 20 + 1}号楼 / {n % 20 + 1}单元", "class": codes[n % len(codes)]}
        for n in range(lines)
    ]
    told = {
        "project": {
            "name": "西环里老旧小区改造", "number": "XM-2026-0001", "community": "西环里小区", "region": "110114",
            "address": "昌平区西环路 17 号",
        },
        "parties": parties, "scope": scope, "warranty_terms": dict.fromkeys(codes, 5),
        "evidence": {
            "as_of": AT.isoformat(), "submissions": 120, "items": 4800, "measured": 960, "readings": [],
            "defects": [{"severity": "general", "raised": 40, "closed": 39, "void": 1, "open": 0}],
        },
        "documents": [
            {"title": f"资料 {n}", "party": "施工单位", "dated_on": "2026-05-01", "sha256": "0" * 64} for n in range(12)
        ],
    }  # fmt: skip
    evidence = [
        {"kind": "check", "id": f"{n:036d}", "number": f"XJ-2026-{n:06d}", "sha256": "0" * 64}
        for n in range(lines)
    ]
    record = {
        "accepted_on": "2026-05-11", "signatures": signatures,
        "acceptance": {"sha256": "0" * 64, "record": told},
        "evidence": {"file": paper.EVIDENCE, "lines": lines, "sha256": content_hash(evidence)},
    }  # fmt: skip
    return Certificate(
        number="HG-2026-0001", record=record, content=content_hash(record), issued_at=AT,
        accepted_on=date(2026, 5, 11), filing_due_on=date(2026, 5, 26), evidence=evidence,
    )  # fmt: skip


def _make(lines: int, times: int, begun: float) -> dict[str, Any]:
    with scratch() as home:
        app = create_app(Settings(data_dir=str(home), secret_key="k" * 32))
        with app.app_context():
            asked = time.perf_counter()
            keys.office()  # made once in the life of an installation, and no part of any certificate
            one, pdf = _certificate(lines), b""
            made = [time.perf_counter()]
            started = asked - begun
            for _ in range(times + 1):
                pdf = paper.certificate(one)
                made.append(time.perf_counter())
    took = [(b - a) * 1000 for a, b in pairwise(made)]
    pages = pdf.count(b"/Type /Page") - pdf.count(b"/Type /Pages")
    cold = started * 1000 + took[0]
    return {
        "cold_ms": cold,
        "running_ms": took[0],
        "warm_ms": took[1:],
        "kb": len(pdf) / 1024,
        "pages": pages,
    }


if __name__ == "__main__":
    print(json.dumps(_make(int(sys.argv[1]), int(sys.argv[2]), time.perf_counter())))
