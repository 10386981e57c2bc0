"""The rules of gates: which there are, what each asks, and how a line is judged."""

from inspect_app.gates.rules.lines import GATES, LINE_WORDS, Gate, Line, add, line_of, lines_of
from inspect_app.gates.rules.standing import (
    HOLDING,
    KINDS,
    LIFE,
    STATES,
    VERBS,
    Answer,
    Said,
    Standing,
    is_open,
    judge,
    may_be_said,
)

__all__ = [
    "GATES", "HOLDING", "KINDS", "LIFE", "LINE_WORDS", "STATES", "VERBS", "Answer", "Gate", "Line", "Said", "Standing", "add",
    "is_open", "judge", "line_of", "lines_of", "may_be_said",
]  # fmt: skip
