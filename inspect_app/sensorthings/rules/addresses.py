"""Reads a resource path: sets, keys, links, a property and its bare value."""

import re
from dataclasses import dataclass

from inspect_app.core.errors import Problem
from inspect_app.sensorthings.rules.options import apart

MOST_STEPS = 6
_STEP = re.compile(r"([A-Za-z]{1,40})(?:\((?:(\d{1,18})|'((?:[^']|''){1,80})')\))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Step:
    """One level of a path: the name of a set, link or property, and the key given with it ("" without one)."""

    name: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """A path: its steps, and how its end is wanted: "" as it is, "$value" bare, "$ref" as links alone."""

    steps: tuple[Step, ...]
    end: str = ""


def parse_address(path: str) -> Address:
    """Return what a path below the service's root names; Problem (404) for what no entity is at."""
    if len(path) > 500:
        raise Problem("not-found")
    words, end = apart(path.strip("/"), "/", "path"), ""
    if words[-1] in ("$value", "$ref"):
        end = words.pop()
    found = [_STEP.fullmatch(each) for each in words]
    if not words or len(words) > MOST_STEPS or not all(found):
        raise Problem("not-found")
    return Address(
        tuple(Step(one[1], one[2] or (one[3] or "").replace("''", "'")) for one in found if one), end
    )
