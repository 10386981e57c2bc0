"""Reads for SensorThings: an address is walked step by step, and its end told."""

from collections.abc import Mapping
from typing import Any

from inspect_app.core.errors import Problem
from inspect_app.sensorthings.queries.frames import Seen as Seen
from inspect_app.sensorthings.queries.sets import SETS, Set
from inspect_app.sensorthings.queries.told import Asked as Asked
from inspect_app.sensorthings.queries.told import entities, one, page
from inspect_app.sensorthings.rules.addresses import Address, Step
from inspect_app.sensorthings.rules.filters import refused
from inspect_app.sensorthings.rules.options import Options


def answer(asked: Asked, address: Address, options: Options) -> Any:
    """Return what is at an address: a page, an entity, a property, or with $value its bare value."""
    about, row, left = _walked(asked, list(address.steps))
    if row is None:
        name, key, value = left
        link = (key, value) if key else None
        found = page(asked, about, options, link, name)
        if address.end == "$value":
            raise Problem("not-found")
        return _links_alone(found) if address.end == "$ref" else found
    whole = entities(asked, about, [row], options)[0]
    if not left[0]:
        if address.end == "$value":
            raise Problem("not-found")
        return {"@iot.selfLink": f"{asked.root}/{about.place(row)}"} if address.end == "$ref" else whole
    if left[0] not in whole or address.end == "$ref":
        raise Problem("not-found")
    return whole[left[0]] if address.end == "$value" else {left[0]: whole[left[0]]}


def _walked(asked: Asked, steps: list[Step]) -> tuple[Set, Any, tuple[str, str, Any]]:
    """Go along an address; return its set, and the entity it ends at with the property that is left, or no entity
    with the path of the set and the key and value it is linked by.
    """
    first, *rest = steps
    if first.name not in SETS or (rest and not first.key):
        raise Problem("not-found")
    about = SETS[first.name]
    if not first.key:
        return about, None, (first.name, "", None)
    row = one(asked, about, key_of(about, first.key))
    for place, step in enumerate(rest, 1):
        link, last = about.links.get(step.name), place == len(rest)
        if link is None and last and not step.key:
            return about, row, (step.name, "", None)
        if link is None or not (last or step.key or not link.many) or (step.key and not link.many):
            raise Problem("not-found")
        path, value, about = (
            f"{about.place(row)}/{step.name}",
            getattr(row, f"k_{link.key}"),
            SETS[link.target],
        )
        if link.many and not step.key:
            return about, None, (path, link.key, value)
        row = one(asked, about, _both({link.key: value}, key_of(about, step.key) if step.key else {}))
    return about, row, ("", "", None)


def _both(linked: dict[str, Any], named: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keys an entity must have to be the one named and linked; Problem (404) when it can be neither."""
    if any(named.get(name, value) != value for name, value in linked.items()):
        raise Problem("not-found")
    return {**linked, **named}


def key_of(about: Set, word: str) -> Mapping[str, Any]:
    """Return the keys that an id written in an address stands for; Problem (404) for one that can be nobody's."""
    if about.key in ("channel", "at"):
        numbers = word.split(":")
        if len(numbers) != 1 + (about.key == "at") or not all(
            each.isascii() and each.isdigit() and len(each) < 19 for each in numbers
        ):
            raise Problem("not-found")
        return dict(zip(("channel", "at"), map(int, numbers), strict=False))
    if not word.isprintable():
        raise Problem("not-found")
    return {about.key: word}


def _links_alone(found: dict[str, Any]) -> dict[str, Any]:
    links = [{"@iot.selfLink": each.get("@iot.selfLink")} for each in found["value"]]
    if any(each["@iot.selfLink"] is None for each in links):
        raise refused("$select", "与 $ref 不能同时使用", "does not go with $ref")
    return {**found, "value": links}
