"""The made-up sites: which boxes stand on them, and their log-ins at a running platform."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from devices import topics
from devices.client import Caller
from devices.simulator.kinds import KINDS
from devices.simulator.told import Box

#: a whole site
WHOLE_SITE: Final = (
    Box("dust-01", "dust"), Box("dust-02", "dust"), Box("noise-01", "noise"), Box("weather-01", "weather"),
    Box("crane-01", "crane"), Box("hoist-01", "hoist"), Box("cradle-01", "cradle"), Box("scaffold-01", "scaffold"),
    Box("curing-01", "curing"), Box("pipe-01", "pipe"), Box("pipe-02", "leaking-pipe"), Box("ponding-01", "ponding"),
    Box("gas-01", "gas"), Box("water-01", "water"), Box("power-01", "power"),
)  # fmt: skip


def chosen(names: str) -> tuple[Box, ...]:
    """Return the boxes of a site by name, `dust-01,crane-01`, or all for ""; a new name is read as `<kind>-<number>`.

    Raises ValueError for a name whose beginning is no kind, or that may not stand in a topic.
    """
    known = {each.name: each for each in WHOLE_SITE}
    found = []
    for name in filter(None, (each.strip() for each in names.split(","))):
        kind = name.rpartition("-")[0]
        if name not in known and kind not in KINDS:
            raise ValueError(
                f"{name}: is no device of the made-up site, nor <kind>-<number> of {', '.join(KINDS)}"
            )
        found.append(known.get(name) or Box(topics.segment("device", name), kind))
    return tuple(dict.fromkeys(found)) or WHOLE_SITE


def read_keys(path: Path) -> dict[str, str]:
    """Return the secrets kept in a file, by log-in name; none where there is no file. Raises ValueError for another file."""
    if not path.exists():
        return {}
    try:
        found = json.loads(path.read_text("utf-8"))
    except ValueError as wrong:
        raise ValueError(f"{path}: {wrong}") from wrong
    if not isinstance(found, dict) or not all(isinstance(each, str) for each in found.values()):
        raise ValueError(f"{path}: holds no log-in names with their secrets")
    return found


def keep_keys(path: Path, keys: dict[str, str]) -> None:
    """Write secrets into a file that only its owner reads."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as file:
        json.dump(keys, file, indent=1)
    draft.replace(path)


def register(
    caller: Caller,
    site: str,
    boxes: tuple[Box, ...],
    keys: dict[str, str],
    keep: Callable[[dict[str, str]], None],
) -> dict[str, str]:
    """Register at the platform the boxes that have no secret in `keys`; return the keys with theirs.

    Each secret is told once, so each is kept as soon as it is known. Raises ValueError if there is no such site, or
    if a box stands there whose secret is not known.
    """
    project = _project(caller, site)
    there = _names(caller, project)
    known = dict(keys)
    for box in boxes:
        login = f"{site}_{box.name}"
        if login in known:
            continue
        if box.name in there:
            raise ValueError(
                f"{box.name}: stands at {site} already and its secret is not in the file of keys"
            )
        kind = KINDS[box.kind]
        asked = {
            "name": box.name,
            "kind": kind.registered,
            "label": f"{kind.zh} {box.name.rpartition('-')[2]}",
        }
        known[login] = str(caller.post(f"/api/projects/{project}/devices", asked)["secret"])
        keep(known)
    return known


def _project(caller: Caller, site: str) -> str:
    for row in _rows(caller, "/api/projects/"):
        if row["site"] == site:
            return str(row["id"])
    raise ValueError(f"site: this person sees no project with the short name {site!r}")


def _names(caller: Caller, project: str) -> set[str]:
    return {str(row["name"]) for row in _rows(caller, f"/api/projects/{project}/devices")}


def _rows(caller: Caller, path: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    number, pages = 1, 1
    while number <= pages:
        found = caller.get(f"{path}?page={number}")
        rows += found["rows"]
        number, pages = number + 1, int(found["pages"])
    return rows
