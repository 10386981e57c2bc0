"""Figures: CPU seconds and memory of process trees, percentiles, spread, and the table they are shown in."""

import json
import os
import platform
import statistics
import subprocess
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
from rich import box
from rich.console import Console
from rich.table import Table

console = Console(highlight=False, width=None if os.isatty(1) else 120)


@dataclass
class Results:
    """What a run of the bench found, part by part."""

    parts: dict[str, Any] = field(default_factory=dict)

    def table(self, part: str, title: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Print a table and keep it."""
        listed = [[str(cell) for cell in row] for row in rows]
        shown = Table(*head, title=title, title_justify="left", box=box.ASCII2)
        for row in listed:
            shown.add_row(*row)
        console.print(shown)
        kept = self.parts.setdefault(part, {"tables": [], "raw": []})
        kept["tables"].append({"title": title, "head": list(head), "rows": listed})

    def raw(self, part: str, **figures: Any) -> None:
        """Keep figures for the file alone."""
        self.parts.setdefault(part, {"tables": [], "raw": []})["raw"].append(figures)

    def save(self, path: Path) -> None:
        """Write everything with the machine it was measured on."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"machine": machine(), **self.parts}, ensure_ascii=False, indent=1) + "\n")


def machine() -> dict[str, Any]:
    """Return what the figures were measured on."""
    model = platform.processor() or platform.machine()
    with suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next((line.split(": ", 1)[1] for line in lines if line.startswith("model name")), model)
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "processor": model,
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30, 1),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load_before": [round(each, 2) for each in os.getloadavg()],
        "commit": _commit(),
    }


def _commit() -> str:
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    return done.stdout.strip()


def family(process: psutil.Process) -> list[psutil.Process]:
    """Return a process and all below it."""
    return [process, *process.children(recursive=True)]


def cpu(processes: Iterable[psutil.Process]) -> float:
    """Return the CPU seconds these processes have used so far."""
    total = 0.0
    for each in processes:
        with suppress(psutil.Error):
            times = each.cpu_times()
            total += times.user + times.system
    return total


def resident(process: psutil.Process) -> tuple[float, float]:
    """Return the memory of one process in MB: RSS, and PSS (what is shared counted in parts)."""
    found = process.memory_full_info()
    return found.rss / 2**20, getattr(found, "pss", found.uss) / 2**20


def complete(lost: int, doubled: int) -> tuple[str, str, str]:
    """Return three cells: how many rows were lost, how many doubled, and FAIL unless neither: no speed is worth one."""
    return str(lost), str(doubled), "FAIL" if lost or doubled else ""


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that `share` of all values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def middle(values: Sequence[float]) -> float:
    """Return the median."""
    return statistics.median(values)


def spread(values: Sequence[float], pattern: str = "{:,.0f}") -> str:
    """Return the median with the least and the most beside it."""
    low, high = pattern.format(min(values)), pattern.format(max(values))
    return f"{pattern.format(middle(values))} ({low}–{high})"
