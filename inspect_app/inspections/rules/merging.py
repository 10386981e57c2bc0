"""Two filled checklists of one visit: what they say together, and where they contradict each other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from inspect_app.inspections.rules.layers import both_layers

FIELDS: Final = ("outcome", "values", "text", "severity", "note", "counted", "image", "pin", "voice")
#: fields that only one of the two can be right about; notes are kept one below the other
_BOTH: Final = ("note",)
Key = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Conflict:
    """One field of one answer that both gave, and gave differently."""

    item: str
    element: str | None
    field: str
    first: Any
    second: Any


@dataclass(frozen=True, slots=True)
class Merged:
    """What the second adds to the first: whole answers, fields and photos the first had left open, and conflicts."""

    added: tuple[Mapping[str, Any], ...]
    filled: Mapping[Key, Mapping[str, Any]]
    conflicts: tuple[Conflict, ...]


def merge(first: Mapping[str, Any], second: Mapping[str, Any]) -> Merged:
    """Return what `second` (a body in normal form) adds to `first`, field by field of each item at each place.

    A field that only one gave is taken; the same from both is the same; two different words are a conflict,
    which no rule decides. Photos and notes of both are kept.
    """
    known = by_place(first)
    added, filled, conflicts = [], {}, []
    for key, theirs in by_place(second).items():
        ours = known.get(key)
        if ours is None:
            added.append(theirs)
            continue
        more, against = _fields(key, ours, theirs)
        if more:
            filled[key] = more
        conflicts += against
    return Merged(tuple(added), filled, tuple(conflicts))


def by_place(body: Mapping[str, Any]) -> dict[Key, Mapping[str, Any]]:
    """Return a body's answers by item and place."""
    return {(each["item"], each["element"]): each for each in body["answers"]}


def _fields(
    key: Key, ours: Mapping[str, Any], theirs: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Conflict]]:
    more: dict[str, Any] = {}
    against = []
    for name in FIELDS:
        one, other = ours.get(name), theirs.get(name)
        if other is None or other == one:
            continue
        if one is None:
            more[name] = other
        elif name in _BOTH:
            more[name] = "\n".join(sorted({one, other}))
        else:
            against.append(Conflict(*key, name, one, other))
    photos = [each for each in theirs["photos"] if each not in ours["photos"]]
    layers = both_layers(ours, theirs)
    if layers != both_layers(ours, {}):
        more["layers"] = layers
    return more | ({"photos": photos} if photos else {}), against


def fold(
    first: Mapping[str, Any], seconds: Iterable[tuple[Mapping[str, Any], Iterable[Mapping[str, Any]]]]
) -> dict[str, Any]:
    """Return the answers as they stand after each second body in turn, with the conflicts that were decided.

    A decision is a conflict with `chosen`, "first" or "second"; until there is one the first word stands.
    """
    whole: dict[Key, dict[str, Any]] = {key: dict(each) for key, each in by_place(first).items()}
    for body, decided in seconds:
        merged = merge({"answers": whole.values()}, body)
        for key, more in merged.filled.items():
            photos = [*whole[key]["photos"], *more.get("photos", ())]
            whole[key] |= {**more, "photos": photos}
        whole |= {(each["item"], each["element"]): dict(each) for each in merged.added}
        for each in decided:
            if each.get("chosen") == "second":
                whole[each["item"], each["element"]][each["field"]] = each["second"]
    return {"answers": list(whole.values())}


def together(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[Key, dict[str, Any]]:
    """Return what both say, whichever came first: a contradicted field holds both words in a set order."""
    merged = merge(first, second)
    whole = {key: {**_plain(each)} for key, each in by_place(first).items()}
    whole |= {(each["item"], each["element"]): _plain(each) for each in merged.added}
    for key, more in merged.filled.items():
        photos = sorted({*whole[key]["photos"], *more.get("photos", ())})
        whole[key] |= {**more, "photos": photos}
    for each in merged.conflicts:
        whole[each.item, each.element][each.field] = sorted((each.first, each.second), key=repr)
    return whole


def _plain(answer: Mapping[str, Any]) -> dict[str, Any]:
    known = {name: answer.get(name) for name in FIELDS}
    return {**known, "photos": sorted(answer["photos"]), "layers": both_layers(answer, {})}
