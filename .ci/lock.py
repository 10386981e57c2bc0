"""Writes the lock files anew from what the running environment has installed.

.venv/bin/python .ci/lock.py            write requirements.lock and requirements-dev.lock
.venv/bin/python .ci/lock.py --check    is every part pyproject.toml asks for in the locks?
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
OUR_NAME = "inspect-app"


def main() -> int:
    """Write both locks, or with --check only compare."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    run = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    dev = [*run, *(line for extra in project["project"]["optional-dependencies"].values() for line in extra)]
    problems = [
        problem
        for name, wanted in (("requirements.lock", run), ("requirements-dev.lock", dev))
        for problem in settle(ROOT / name, wanted, check=check)
    ]
    print("\n".join(problems) or "the locks hold what pyproject.toml asks for")
    return 1 if problems else 0


def settle(lock: Path, wanted: list[str], *, check: bool) -> list[str]:
    """Write one lock file, or say where the one that is there falls short of `wanted`."""
    if not check:
        pins = sorted(closure(wanted).items())
        lines = [f"{name}=={version}" for name, version in pins]
        lock.write_text("# Written by .ci/lock.py\n" + "\n".join(lines) + "\n", encoding="utf-8")
    pinned = dict(line.split("==") for line in lock.read_text(encoding="utf-8").splitlines() if "==" in line)
    return [problem for line in wanted if (problem := shortfall(lock.name, Requirement(line), pinned))]


def shortfall(lock: str, wanted: Requirement, pinned: dict[str, str]) -> str | None:
    """Say what is wrong with the pin of one requirement, or None."""
    version = pinned.get(canonicalize_name(wanted.name))
    if version is None:
        return f"{lock}: {wanted.name} is missing"
    if not wanted.specifier.contains(version, prereleases=True):
        return f"{lock}: {wanted.name}=={version} is not {wanted.specifier}"
    return None


def closure(wanted: list[str]) -> dict[str, str]:
    """Follow the requirements through what is installed; name -> version."""
    found: dict[str, str] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    todo = [Requirement(line) for line in wanted]
    while todo:
        requirement = todo.pop()
        name = canonicalize_name(requirement.name)
        key = (name, frozenset(requirement.extras))
        if key in seen or name == OUR_NAME:
            continue
        seen.add(key)
        try:
            installed = distribution(name)
        except PackageNotFoundError:
            sys.exit(f"{name} is wanted but not installed: .venv/bin/pip install '{requirement}'")
        found[name] = installed.version
        todo += [
            child
            for line in installed.requires or ()
            if applies(child := Requirement(line), requirement.extras)
        ]
    return found


def applies(requirement: Requirement, extras: set[str]) -> bool:
    """Does this requirement hold here, given the extras asked for?"""
    return requirement.marker is None or any(
        requirement.marker.evaluate({"extra": extra}) for extra in ("", *extras)
    )


if __name__ == "__main__":
    sys.exit(main())
