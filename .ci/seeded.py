"""Seed known faults one at a time into a copy of the tree, and say which test notices each.

    .venv/bin/python .ci/seeded.py [words of a fault]

A fault that no test notices, or that no longer fits the source, makes it fail.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)


@dataclass(frozen=True)
class Fault:
    """What is wrong, where, the words that are there and those put in their place, and where it shows."""

    says: str
    file: str
    was: str
    put: str
    tests: str


FAULTS = (
    Fault(
        "a batch is acknowledged before it is stored", "devices/sources/paho.py",
        "                    deliver(handle, batch)\n                    link.reader.acknowledge(acks)\n",
        "                    link.reader.acknowledge(acks)\n                    deliver(handle, batch)\n",
        "tests/devices/test_sources.py tests/devices/test_intake_live.py",
    ),
    Fault(
        "a database that is gone counts as a bad message", "inspect_app/core/refusals.py",
        "{\"OperationalError\", \"InterfaceError\"}", "{\"InterfaceError\"}", "tests/devices/test_intake.py",
    ),
    Fault(
        "what an intake remembers of devices holds for ever", "inspect_app/readings/actions/locking.py",
        "registry.version_in(version) == gathering.book.version", "version", "tests/devices/test_remembered.py",
    ),
    Fault(
        "an alarm ends as soon as the value is under the limit", "inspect_app/readings/rules/episodes.py",
        "bound.calm(point)", "not bound.over(point)", "tests/readings/test_episodes.py",
    ),
    Fault(
        "a run over the limit goes on across a gap", "inspect_app/readings/rules/episodes.py",
        "point.at_ms - track.last_ms > bound.max_gap_ms", "point.at_ms < track.last_ms",
        "tests/readings/test_episodes.py",
    ),
    Fault(
        "whoever fixed a defect may confirm it", "inspect_app/defects/permits.py",
        "    return not fixed_it and not parties", "    return not parties",
        "tests/defects/test_permits.py",
    ),
    Fault(
        "a contractor sees another's defects", "inspect_app/defects/queries/scope.py",
        "and_(within(in_sight(alone)), or_(Defect.liable_party_id == party, Defect.giver_party_id == party))",
        "within(in_sight(alone))", "tests/defects",
    ),
    Fault(
        "a serious defect does not hold up the acceptance", "inspect_app/acceptance/rules/gate.py",
        "    return (f\"{count} 条较重或重大缺陷未销号\", words) if count else None\n", "    return None if words else None\n",
        "tests/acceptance/test_rules.py",
    ),
    Fault(
        "the last day of a warranty does not count", "inspect_app/warranty/rules/terms.py",
        "return ends is None or on <= ends", "return ends is None or on < ends", "tests/warranty",
    ),
    Fault(
        "a value exactly at its tolerance fails", "inspect_app/checklists/rules/judging.py",
        "(high is None or each <= high)", "(high is None or each < high)", "tests/checklists",
    ),
    Fault(
        "a photo stays as the camera held it", "inspect_app/core/images.py",
        "    if turn is not None:\n", "    if turn is not None and not turn:\n", "tests/core/test_images.py",
    ),
    Fault(
        "a code of two-step log-in is good twice", "inspect_app/identity/actions/logging_in.py",
        "Person.totp_last < step", "Person.totp_last <= step", "tests/identity",
    ),
    Fault(
        "a log-in is never throttled", "inspect_app/identity/actions/tries.py",
        "        if opens is not None:\n", "        if opens is not None and not key:\n", "tests/identity",
    ),
    Fault(
        "a checklist sent twice with other answers replaces the first in silence",
        "inspect_app/inspections/actions/submitting.py",
        "    if standing.content != content:\n", "    if standing.content == b\"\":\n", "tests/inspections",
    ),
    Fault(
        "a page of a certificate may be changed unnoticed", "inspect_app/core/seal.py",
        "for n, (was, now) in enumerate(zip(pages, one.pages, strict=True), 1) if was != now",
        "for n, (was, now) in enumerate(zip(pages, one.pages, strict=True), 1) if was is None", "tests/core/test_seal.py",
    ),
    Fault(
        "what is added behind the office's signature goes unnoticed", "inspect_app/core/pades.py",
        "    if before + held[1] + after != paper + added:\n", "    if not held:\n", "tests/core/test_seal.py",
    ),
    Fault(
        "an entry of the journal may be changed unnoticed", "inspect_app/core/chain.py",
        "    if entry.hash != link_hash(before, place, entry):\n", "    if entry.hash is None:\n", "tests/core/test_chain.py",
    ),
    Fault(
        "a plan makes a visit again on each beat of the clock", "inspect_app/inspections/actions/filling.py",
        "        if day not in held:\n", "        if day:\n", "tests/inspections",
    ),
    Fault(
        "a holiday is a working day", "inspect_app/core/calendar.py",
        "    return day.weekday() < 5 and not any(day in each.off for each in notices)\n", "    return day.weekday() < 5\n",
        "tests/core/test_calendar.py",
    ),
    Fault(
        "a form of another site is taken",
        "inspect_app/core/web.py",
        "                csrf.protect()\n            _let_in",
        "                pass\n            _let_in",
        "tests/walls/test_hostile.py",
    ),
)  # fmt: skip


def main(words: str) -> int:
    """Seed each fault whose words fit; print a table; 1 when one went unnoticed."""
    wanted = [each for each in FAULTS if words in each.says]
    with tempfile.TemporaryDirectory() as folder:
        found = [_seed(each, Path(folder) / "tree") for each in wanted]
    print("\n| seeded fault | noticed by |\n|---|---|")
    for fault, test in zip(wanted, found, strict=True):
        print(f"| {fault.says} | {f'`{test}`' if test else '**nothing**'} |")
    return 0 if wanted and all(found) else 1


def _seed(fault: Fault, tree: Path) -> str:
    shutil.rmtree(tree, ignore_errors=True)
    subprocess.run(["git", "clone", "-q", str(ROOT), str(tree)], check=True)
    path = tree / fault.file
    source = path.read_text()
    if source.count(fault.was) != 1:
        sys.exit(f"{fault.file} no longer has once: {fault.was!r}")
    path.write_text(source.replace(fault.was, fault.put))
    start = time.monotonic()
    noticed = _first_failure(fault.tests.split(), tree)
    print(f"{time.monotonic() - start:4.0f} s  {fault.says}: {noticed or 'NOT NOTICED'}", flush=True)
    return noticed


def _first_failure(tests: list[str], tree: Path) -> str:
    # The copy goes before the installed tree, for this process and for every program it starts.
    env = os.environ | {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-x",
        "-p",
        "no:cacheprovider",
        "-m",
        "not slow and not e2e",
        *tests,
    ]
    done = subprocess.run(command, check=False, cwd=tree, env=env, capture_output=True, text=True)
    failed = FAILED.search(done.stdout)
    if done.returncode and not failed:
        sys.exit(done.stdout[-2000:] + done.stderr[-2000:])
    return failed[1] if failed else ""


if __name__ == "__main__":
    sys.exit(main(" ".join(sys.argv[1:])))
