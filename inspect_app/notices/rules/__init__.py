"""The rules of official notices: their kinds with what they rest on, and their life."""

from inspect_app.notices.rules.kinds import (
    DRAFTED,
    KINDS,
    PERIOD,
    RESUME,
    SOURCES,
    STOPS,
    WORDS,
    Kind,
    due_on,
    kind,
)
from inspect_app.notices.rules.life import SERVED_BY, STANDING, VERBS, WAYS, WORKFLOW

__all__ = [
    "DRAFTED", "KINDS", "PERIOD", "RESUME", "SERVED_BY", "SOURCES", "STANDING", "STOPS", "VERBS", "WAYS", "WORDS",
    "WORKFLOW", "Kind", "due_on", "kind",
]  # fmt: skip
