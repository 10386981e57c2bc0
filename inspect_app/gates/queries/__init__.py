"""Reads of gates: how each line stands, what was said and passed, and what the rooms above answer."""

from inspect_app.gates.queries.answers import SOURCES, Scope, answers
from inspect_app.gates.queries.lists import history, listed, note, passages, passed, visible
from inspect_app.gates.queries.standing import all_gates, overridden, standing

__all__ = [
    "SOURCES", "Scope", "all_gates", "answers", "history", "listed", "note", "overridden", "passages", "passed", "standing",
    "visible",
]  # fmt: skip
