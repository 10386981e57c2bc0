"""Files of readings: good lines are stored in batches, bad ones told with their line, field and rule."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from inspect_app.core.db import transaction
from inspect_app.core.errors import field_problem
from inspect_app.readings.actions import registry
from inspect_app.readings.actions.gathering import Sample
from inspect_app.readings.actions.recording import record
from inspect_app.readings.rules.csv_lines import Line, Refusal, read

BATCH = 2000
MOST_TOLD = 1000
#: (bytes read, bytes in all)
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Imported:
    """What became of a file: lines read, rows new and rows already there, how many lines were refused and why
    (the first thousand).
    """

    lines: int = 0
    new: int = 0
    same: int = 0
    refused: int = 0
    refusals: list[Refusal] = field(default_factory=list)

    def refuse(self, refusal: Refusal) -> None:
        """Count a refused line."""
        self.refused += 1
        if len(self.refusals) < MOST_TOLD:
            self.refusals.append(refusal)


def import_csv(
    path: Path,
    *,
    site: str,
    device: str,
    at: datetime,
    progress: Progress = lambda _done, _all: None,
    within: Callable[[], AbstractContextManager[None]] = transaction,
) -> Imported:
    """Store a file of readings of one device, each batch in a transaction of its own (`within`).

    Stopped half-way or sent again, it doubles nothing.
    """
    known = registry.devices([(site, device)]).get((site, device))
    if known is None or known.state == "retired" or known.kind == "tablet":
        raise field_problem(
            "device", f"项目 {site} 没有在用的设备 {device}", f"site {site} has no device {device} in use"
        )
    report = Imported()
    size = path.stat().st_size
    done = 0

    def counted() -> Iterator[str]:
        nonlocal done
        with path.open(encoding=_encoding(path), newline="", errors="replace") as file:
            for text in file:
                done += len(text.encode())
                yield text

    lines = read(counted())
    while piece := list(islice(lines, BATCH)):
        good = [each for each in piece if isinstance(each, Line)]
        for each in piece:
            if isinstance(each, Refusal):
                report.refuse(each)
        report.lines += len(piece)
        with within():
            _store(good, site, device, at, report)
        progress(min(done, size), size)
    return report


def _store(lines: Iterable[Line], site: str, device: str, at: datetime, report: Imported) -> None:
    places: dict[tuple[str, int], int] = {}
    samples = []
    for number, at_ms, values in lines:
        for quantity, value in values:
            samples.append(Sample(site, device, quantity, at_ms, value))
            places[quantity, at_ms] = number
    if not samples:
        return
    recorded = record(samples, at=at)
    report.new += recorded.new
    report.same += recorded.same
    for sample, rule in recorded.unknown:
        report.refuse(Refusal(places[sample.quantity, sample.at_ms], sample.quantity, rule))


def _encoding(path: Path) -> str:
    """Return UTF-8 (with or without its mark) where the whole file is that, else GB 18030."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            while file.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig"
