"""What a device measured over a stretch of time, for rooms that may not know the room that keeps it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from inspect_app.core.permits import Actor

#: project, name of the device, quantity, from, to -> (seconds since `from`, value) in order
Reader = Callable[[str, str, str, datetime, datetime], list[list[float]]]
_readers: list[Reader] = []
#: whoever asks, project, from, to -> the curves most worth a look, as far as they may see them
Drawer = Callable[[Actor, str, datetime, datetime], list[dict[str, Any]]]
_drawers: list[Drawer] = []


def register(reader: Reader) -> None:
    """Say who can tell what was measured; the room of readings does so when it is loaded."""
    _readers[:] = [reader]


def measured(
    project_id: str, device: str, quantity: str, since: datetime, until: datetime
) -> list[list[float]]:
    """Return the values of a device over a stretch that count and are not in doubt; none where nobody keeps readings."""
    return _readers[0](project_id, device, quantity, since, until) if _readers else []


#: project, name of the device, quantity, from, to -> why its values pass no gate, in both languages
Doubter = Callable[[str, str, str, datetime, datetime], list[tuple[str, str]]]
_doubters: list[Doubter] = []


def register_doubts(doubter: Doubter) -> None:
    """Say who can tell what is in doubt; the room of readings does so when it is loaded."""
    _doubters[:] = [doubter]


def doubts(
    project_id: str, device: str, quantity: str, since: datetime, until: datetime
) -> list[tuple[str, str]]:
    """Return why values of a device pass no gate over a stretch, the gravest first; nothing where none is in doubt."""
    return _doubters[0](project_id, device, quantity, since, until) if _doubters else []


def register_curves(drawer: Drawer) -> None:
    """Say who can draw what a site measures; the room of readings does so when it is loaded."""
    _drawers[:] = [drawer]


def curves(actor: Actor, project_id: str, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """Return a few small curves of a project that the actor may see; none where nobody keeps readings."""
    return _drawers[0](actor, project_id, since, until) if _drawers else []
