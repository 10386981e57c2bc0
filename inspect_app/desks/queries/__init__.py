"""Reads across the rooms for a desk; each room is asked by its own scoped query."""

from inspect_app.desks.queries.cases import cases
from inspect_app.desks.queries.firm import aged, ageing, blocking, causes, clauses
from inspect_app.desks.queries.inbox import inbox
from inspect_app.desks.queries.rows import of_thing

__all__ = ["aged", "ageing", "blocking", "cases", "causes", "clauses", "inbox", "of_thing"]
