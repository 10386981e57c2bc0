"""How near two complaints are: at one part, in one stairwell, in one building."""

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


def public_place(path: str) -> str:
    """Return as much of a place as anybody may read: the building, never a stairwell's or household's door."""
    return path.split(_BETWEEN, maxsplit=1)[0]
