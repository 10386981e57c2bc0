"""How near two complaints are, and which parts of a building a complaint may have its cause in."""

from collections.abc import Collection

NEAR: dict[str, tuple[str, str]] = {
    "part": ("同一部位", "The same part"),
    "stack": ("同一单元", "The same stairwell"),
    "building": ("同一栋楼", "The same building"),
    "grounds": ("小区公共区域", "Common ground"),
}
#: how many known cases are shown at most, so that the form stays short
MOST_SHOWN = 3
_BETWEEN = " / "


def nearness(one: str, other: str) -> str | None:
    """Return how near two places are, as paths of the building tree; "" is the common ground. None: not near."""
    if not one or not other:
        return "grounds" if one == other else None
    if one == other:
        return "part"
    ours, theirs = one.split(_BETWEEN), other.split(_BETWEEN)
    if ours[0] != theirs[0]:
        return None
    return "stack" if min(len(ours), len(theirs)) > 2 and ours[1] == theirs[1] else "building"


def above(path: str) -> list[str]:
    """Return a place and all above it, from the building down."""
    names = path.split(_BETWEEN)
    return [_BETWEEN.join(names[:n]) for n in range(1, len(names) + 1)]


def bears_on(path: str, other: str, kind: str, parts: Collection[str]) -> bool:
    """Say whether a part (`other`, of a `kind`) may be the cause of a complaint at `path` about such `parts`.

    It is above or below that place, or elsewhere in the same building and of a kind complained of: a leak in a flat
    comes from the roof.
    """
    if other in above(path) or other.startswith(f"{path}{_BETWEEN}"):
        return True
    return kind in parts and other.split(_BETWEEN, maxsplit=1)[0] == path.split(_BETWEEN, maxsplit=1)[0]


def public_place(path: str) -> str:
    """Return as much of a place as anybody may read: the building, never a stairwell's or household's door."""
    return path.split(_BETWEEN, maxsplit=1)[0]
