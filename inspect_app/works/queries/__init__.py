"""Reads of the acceptance of works: lists and tree, what a lot is judged from, what is signed, how a project stands."""

from inspect_app.works.queries.evidence import Judged, candidates, evidence, judged, materials, record_of
from inspect_app.works.queries.lists import (
    STATES,
    Branch,
    below,
    branches,
    defects_at,
    listed,
    one,
    parents,
    to_sign,
    todos,
)
from inspect_app.works.queries.record import subject
from inspect_app.works.queries.standing import Standing, standing, standings

__all__ = [
    "STATES", "Branch", "Judged", "Standing", "below", "branches", "candidates", "defects_at", "evidence", "judged",
    "listed", "materials", "one", "parents", "record_of", "standing", "standings", "subject", "to_sign", "todos",
]  # fmt: skip
