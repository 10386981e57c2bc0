"""What the process tree holds in memory, part by part, and how many seconds it takes until people can come in."""

import time
from pathlib import Path

import psutil

from bench import figures
from bench.figures import Results, resident
from bench.stage import scratch
from tests.running import Program, program

PART = "memory"
SETTLE = 6.0


def measure(results: Results, _rounds: int, *, quick: bool) -> None:
    """Measure the tree of `up`, and of the demonstration with its site, each started on empty data."""
    for word in ("up",) if quick else ("up", "demo"):
        try:
            _tree(results, word)
        except AssertionError as why:
            figures.console.print(f"{word}: not measured: {str(why).strip()[-400:]}")


def _tree(results: Results, word: str) -> None:
    begun = time.monotonic()
    with scratch() as home, program(home, word, seconds=180) as running:
        first = time.monotonic() - begun
        time.sleep(SETTLE)
        rows = _parts(running)
    again = _second_start(word)
    totals = [sum(each[n] for each in rows) for n in (1, 2)]
    listed = [(name, f"{rss:.0f}", f"{pss:.0f}") for name, rss, pss in rows]
    listed.append(("all", f"{totals[0]:.0f}", f"{totals[1]:.0f}"))
    title = (
        f"memory of `inspect-app {word}` after {SETTLE:.0f} s; ready in {first:.1f} s on empty data, {again}"
    )
    results.table(PART, title, ("process", "RSS MB", "PSS MB (shared pages counted in parts)"), listed)
    results.raw(PART, tree=word, ready_s=first, parts=rows)


def _second_start(word: str) -> str:
    with scratch() as home:
        with program(home, word, seconds=180):
            pass
        begun = time.monotonic()
        with program(home, word, seconds=180):
            return f"{time.monotonic() - begun:.1f} s on data that is there"


def _parts(running: Program) -> list[tuple[str, float, float]]:
    found = []
    for each in [psutil.Process(running.process.pid), *running.children()]:
        words = each.cmdline()
        ours = "inspect_app.cli" in words
        found.append((words[-1] if ours else Path(words[0]).name, *resident(each)))
    return found
