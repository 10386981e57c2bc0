"""What waits for a person, told by the rooms: the first pages show it without knowing who told it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from inspect_app.core.permits import Actor

Words = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do: where, what it is called (zh, en), its place, what is to be done (zh, en), and by when."""

    url: str
    title: Words
    place: str
    what: Words
    due_at: datetime | None = None


Source = Callable[[Actor, datetime], list[Todo]]
_sources: list[Source] = []


def add(source: Source) -> None:
    """Let a room tell what waits for a person; adding it again tells nothing twice."""
    if source not in _sources:
        _sources.append(source)


def waiting(actor: Actor, at: datetime) -> list[Todo]:
    """Return what waits for a person, what has a day first, the soonest of them before."""
    found = [each for source in _sources for each in source(actor, at)]
    return sorted(found, key=lambda each: (each.due_at is None, each.due_at or at, each.url))
