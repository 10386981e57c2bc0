"""What is asked to misbehave on a site: read from words, given to boxes by seed, and applied to their streams."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from devices.simulator.air import World
from devices.simulator.chance import unit
from devices.simulator.told import Box, Told, in_order
from devices.simulator.ways import WAYS, Scene

_UNBOUNDED: Final = frozenset({"skew"})
#: a box that the seed chooses
ANY: Final = "?"


@dataclass(frozen=True, slots=True)
class Wish:
    """One misbehaviour asked for: which way, how much, and of which box ("": of each that can, "?": of any one)."""

    way: str
    amount: float
    box: str = ""


def wishes(text: str) -> tuple[Wish, ...]:
    """Read `spray@dust-01,drop=0.1`: ways with their box and amount, if not the usual; `all` is each way of any one box.

    Raises ValueError naming what cannot be read.
    """
    found: list[Wish] = []
    for part in filter(None, (each.strip() for each in text.split(","))):
        head, _, amount = part.partition("=")
        way, _, box = head.partition("@")
        if part == "all":
            found += [Wish(each, WAYS[each].amount, ANY) for each in WAYS]
        elif way in WAYS:
            found.append(Wish(way, _amount(part, way, amount), box))
        else:
            raise ValueError(
                f"{part}: no way to misbehave is called {way!r}; there are {', '.join(WAYS)}, all"
            )
    return tuple(found)


def _amount(part: str, way: str, text: str) -> float:
    usual = WAYS[way]
    if not text:
        return usual.amount
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    most = 1.0 if usual.meaning == "share" else 1e6
    least = -most if way in _UNBOUNDED else 0.0
    if not least <= value <= most or value == 0:
        words = f"from {least:g} to {most:g}, not 0"
        raise ValueError(f"{part}: the amount ({usual.meaning}) is a number {words}")
    return value


def given(seed: int, boxes: tuple[Box, ...], asked: tuple[Wish, ...]) -> tuple[Wish, ...]:
    """Return the wishes with a box of this site wherever any would do, in the order in which they are applied.

    Raises ValueError for a box that is not there, or that cannot misbehave in this way.
    """
    settled = []
    for wish in sorted(asked, key=lambda each: list(WAYS).index(each.way)):
        able = [each.name for each in boxes if each.kind in WAYS[wish.way].kinds]
        if wish.box == ANY:
            if able:
                settled.append(replace(wish, box=able[int(len(able) * unit(seed, "who", wish.way))]))
            continue
        if wish.box and wish.box not in able:
            raise ValueError(
                f"{wish.way}@{wish.box}: can be of {', '.join(able) or 'no device of this site'}"
            )
        settled.append(wish)
    return tuple(settled)


def misbehaving(
    world: World, box: Box, boxes: tuple[Box, ...], asked: tuple[Wish, ...], stream: Iterator[Told]
) -> Iterator[Told]:
    """Return a box's stream with what was `given` to it, one way after the other, by the moment each message leaves."""
    alike = [each for each in boxes if each.kind == box.kind and each.name != box.name]
    twin = alike[0] if alike else Box(f"{box.name}-twin", box.kind)
    for wish in asked:
        way = WAYS[wish.way]
        if wish.box in ("", box.name) and box.kind in way.kinds:
            stream = way.change(Scene(world, box, wish.amount, twin), stream)
    return in_order(stream)
