"""What the rooms answer to a gate: each registers a function under the name its lines ask for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from inspect_app.core.permits import Actor
from inspect_app.gates.rules import Answer
from inspect_app.projects.models import Element, Project


@dataclass(frozen=True, slots=True)
class Scope:
    """What is asked about: a project, or an element of it with all below, at a moment, shown to somebody.

    `to` is None where something is decided: then everything counts. Shown to a person, what they may not know
    is left out.
    """

    project: Project
    at: datetime
    element: Element | None = None
    to: Actor | None = None
    #: what a room has read once for all its lines
    kept: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)


Source = Callable[[Scope], Answer]
SOURCES: dict[str, Source] = {}
_NOBODY = Answer(
    "no_data",
    ("平台没有这方面的记录，请由有权人员确认", "no record answers this; somebody entitled may confirm it"),
)


def answers(name: str) -> Callable[[Source], Source]:
    """Register a function as what answers the lines of this source."""

    def register(function: Source) -> Source:
        if SOURCES.setdefault(name, function) is not function:
            raise ValueError(f"the answer {name} is given twice")
        return function

    return register


def ask(source: str, scope: Scope) -> Answer:
    """Return what the records say; where no room answers, data are missing."""
    found = SOURCES.get(source)
    return found(scope) if found else _NOBODY
