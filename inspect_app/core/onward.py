"""Where a thing leads in rooms above its own: they tell it here, its own page shows it without knowing them."""

from collections.abc import Callable
from typing import Any

from inspect_app.core.permits import Actor

#: address, Chinese, English
Link = tuple[str, str, str]
Maker = Callable[[Actor, Any], list[Link]]
_makers: list[Maker] = []


def add(maker: Maker) -> None:
    """Let a room tell where things lead; adding it again tells nothing twice."""
    if maker not in _makers:
        _makers.append(maker)


def links(actor: Actor, thing: Any) -> list[Link]:
    """Return where a thing leads for this person."""
    return [link for maker in _makers for link in maker(actor, thing)]
