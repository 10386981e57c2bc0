"""The names a checklist's items have in a form: every part of every item, each name once and fit for XML."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from inspect_app.checklists.rules.scoring.marks import deducts

#: so many values are asked for one beside the other; more are asked in a repeat
SIDE_BY_SIDE: Final = 20
#: kinds whose item is a group of questions; the others are one question with others following from it
GROUPS: Final = ("measured", "counted", "timed", "photo", "signature")
_PARTS: Final[dict[str, tuple[str, ...]]] = {
    "judged": (),
    "choice": (),
    "text": (),
    "measured": (),
    "counted": ("checked", "failed"),
    "timed": ("start", "low", "low_at", "end", "end_at"),
    "photo": ("image",),
    "signature": ("signer", "image"),
}
_START: Final = re.compile(r"[^a-z_]")


@dataclass(frozen=True, slots=True)
class Layout:
    """Names by what they stand for: `items[key][part]` ("" is the item itself), `sections[position][part]`, `top[part]`."""

    items: dict[str, dict[str, str]] = field(default_factory=dict)
    sections: list[dict[str, str]] = field(default_factory=list)
    top: dict[str, str] = field(default_factory=dict)


def in_group(item: Mapping[str, Any]) -> bool:
    """Say whether an item is a group of questions."""
    return item["kind"] in GROUPS and not deducts(item)


def repeats(item: Mapping[str, Any]) -> bool:
    """Say whether the values of a measured item are asked in a repeat."""
    return int(item.get("points", 1)) > SIDE_BY_SIDE


def layout(content: Mapping[str, Any]) -> Layout:
    """Return the names of a sound content: always the same for the same content."""
    taken: set[str] = {"meta", "data"}
    found = Layout()

    def free(wanted: str) -> str:
        name = f"_{wanted}" if _START.match(wanted) else wanted
        # pyxform takes two names that differ in the case of letters alone for one.
        while name.lower() in taken:
            name += "_"
        taken.add(name.lower())
        return name

    everything = [item for section in content["sections"] for item in section["items"]]
    for item in everything:
        found.items[item["key"]] = {"": free(item["key"])}
    for item in everything:
        names = found.items[item["key"]]
        names.update({part: free(f"{names['']}_{part}") for part in parts(item)})
    for number, section in enumerate(content["sections"], start=1):
        named = {"": free(f"part_{number}")}
        if section.get("repeat") is not None:
            named["element"] = free(f"part_{number}_element")
        found.sections.append(named)
    for role in content.get("signatures", []):
        for part in ("", "_name", "_image", "_refused"):
            found.top[f"sign_{role}{part}"] = free(f"sign_{role}{part}")
    found.top.update({part: free(part) for part in ("start", "end", "element")})
    return found


def parts(item: Mapping[str, Any]) -> Iterator[str]:
    """Yield the parts of an item beside itself."""
    kind = item["kind"]
    if kind == "measured":
        yield from _values(item)
    yield from _PARTS[kind]
    if in_group(item):
        yield from ("said", "found")
    if kind in ("measured", "counted", "timed") and in_group(item):
        yield "off"
    if kind in ("text", "photo", "signature"):
        return
    if item.get("photo", "never") in ("on_fail", "always"):
        yield "photo"
    yield "note"


def _values(item: Mapping[str, Any]) -> Iterator[str]:
    if deducts(item):
        yield "v1"
    elif repeats(item):
        yield from ("points", "v1", "within")
    else:
        yield from (f"v{n}" for n in range(1, int(item.get("points", 1)) + 1))
