"""Reads across the rooms for a desk; each room is asked by its own scoped query."""

from inspect_app.desks.queries.cases import cases
from inspect_app.desks.queries.firm import ageing, blocking, causes, clauses
from inspect_app.desks.queries.inbox import inbox

__all__ = ["ageing", "blocking", "cases", "causes", "clauses", "inbox"]
