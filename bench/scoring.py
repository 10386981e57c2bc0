"""How long scores take: a full JGJ 59 set of nineteen tables, with all its working, and the other packs."""

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.figures import Results, spread
from inspect_app.checklists.rules import items
from inspect_app.checklists.rules.scoring import Mark, as_data, score

PART = "scoring"
LIBRARY = Path(__file__).parents[1] / "inspect_app" / "checklists" / "library"
LISTS = ("jgj59-summary", "jgj59-b10-cradle", "drainage", "fire-safety", "site-conduct")
#: every so many-th item loses points, or fails
EVERY = 3


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
