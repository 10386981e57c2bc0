"""How long scores take: a full JGJ 59 set of nineteen tables, the other packs, and the replay of a firm's credit."""

import json
import time
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bench.figures import Results, middle, spread
from inspect_app.checklists.rules import items
from inspect_app.checklists.rules.scoring import Mark, as_data, score
from inspect_app.credit.rules.catalogue import BEHAVIOURS
from inspect_app.credit.rules.score import Item, expires_on, replay

PART = "scoring"
LIBRARY = Path(__file__).parents[1] / "inspect_app" / "checklists" / "library"
LISTS = ("jgj59-summary", "jgj59-b10-cradle", "drainage", "fire-safety", "site-conduct")
#: every so many-th item loses points, or fails
EVERY = 3
#: entries of a firm's credit that are replayed, and how long that may take
ENTRIES, LIMIT_MS = 10_000, 50.0


def measure(results: Results, rounds: int, *, quick: bool) -> None:
    """Score filled checklists of the library, a third of whose items are not as they should be."""
    rows = []
    for name in LISTS:
        content = json.loads((LIBRARY / f"{name}.json").read_text(encoding="utf-8"))
        marks = [_mark(item, place) for place, item in enumerate(items(content))]
        took = _timed(content, marks, rounds * (5 if quick else 50))
        found = score(content, marks)
        steps = len(found.steps) if found else 0
        size = len(json.dumps(as_data(found))) / 1024 if found else 0
        rows.append((name, len(marks), steps, spread(took), f"{max(took):.2f}", f"{size:.0f}"))
        results.raw(PART, checklist=name, items=len(marks), steps=steps, ms=took)
    head = ("checklist", "items", "steps", "ms", "slowest ms", "working KB")
    results.table(PART, "scoring: content and answers to a score with its working", head, rows)
    _replayed(results, rounds * (3 if quick else 10))


def _replayed(results: Results, times: int) -> None:
    on, codes, took = date(2026, 12, 1), list(BEHAVIOURS.values()), []
    entries = [
        Item(f"{n:05}", each.code, each.points, day, expires_on(day))
        for n in range(ENTRIES)
        for each, day in ((codes[n % len(codes)], on - timedelta(days=n % 360)),)
    ]
    found = replay(entries, on)
    for _ in range(times):
        begun = time.process_time()
        replay(entries, on)
        took.append((time.process_time() - begun) * 1000)
    row = (
        f"{ENTRIES:,}",
        len(found.lines),
        spread(took),
        f"{LIMIT_MS:.0f}",
        f"{middle(took) / LIMIT_MS:.2f}",
    )
    results.table(
        PART, "credit: entries to a score", ("entries", "lines", "CPU ms", "at most", "ratio"), [row]
    )
    results.raw(PART, replayed=ENTRIES, ms=took)


def _mark(item: Mapping[str, Any], place: int) -> Mark:
    if place % EVERY:
        return Mark(item["key"], "pass", good=item.get("points", 0), n=item.get("points", 0))
    if item.get("full"):
        return Mark(item["key"], "fail", values=(1, 2.5))
    return Mark(item["key"], "fail", good=0, n=item.get("points", 0))


def _timed(content: Mapping[str, Any], marks: list[Mark], times: int) -> list[float]:
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        score(content, marks)
        took.append((time.perf_counter() - begun) * 1000)
    return took
