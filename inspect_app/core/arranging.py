"""An inspection arranged because of something another room knows, for rooms that may not know the room of inspections."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from inspect_app.core.permits import Actor


@dataclass(frozen=True, slots=True)
class Wish:
    """Which inspection: of which project, with which checklist, by the party of which role ("": anybody's), by when.

    `source_kind` and `source_id` say what it comes of; the same source is inspected once.
    """

    project_id: str
    template_id: str
    role: str
    within_hours: int
    source_kind: str
    source_id: str


#: address, number of the visit
Found = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Arranger:
    """What the room of inspections can do: arrange one, take it back as nothing was the matter, and find it."""

    arrange: Callable[[Wish, datetime], None]
    take_back: Callable[[str, str, str, datetime], str]
    find: Callable[[Actor, str, str], list[Found]]


_arrangers: list[Arranger] = []


def register(arranger: Arranger) -> None:
    """Say who arranges inspections; the room of inspections does so when it is loaded."""
    _arrangers[:] = [arranger]


def arrange(wish: Wish, at: datetime) -> None:
    """Arrange an inspection, once for its source; one that was taken back is restored."""
    for each in _arrangers:
        each.arrange(wish, at)


def take_back(source_kind: str, source_id: str, reason: str, at: datetime) -> str:
    """Cancel the inspection of a source that nobody has made yet; return what became of it, "" where there is none."""
    return next((each.take_back(source_kind, source_id, reason, at) for each in _arrangers), "")


def found(actor: Actor, source_kind: str, source_id: str) -> list[Found]:
    """Return the inspections of a source, as far as the actor may see them."""
    return [one for each in _arrangers for one in each.find(actor, source_kind, source_id)]
