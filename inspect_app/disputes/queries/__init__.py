"""Reads of disputes: what an actor may see, the case behind it, the record evidence is picked from."""

from inspect_app.disputes.queries.cases import Case, case
from inspect_app.disputes.queries.lists import (
    STATES,
    appraisal,
    evidence,
    followed,
    listed,
    mediation,
    meetings,
    of_case,
    of_id,
    one,
    todos,
    visible,
)
from inspect_app.disputes.queries.record import Piece, photos_of, pieces
from inspect_app.disputes.queries.times import Answer, answers, happened, standing
from inspect_app.disputes.queries.waiting import times

__all__ = [
    "STATES", "Answer", "Case", "Piece", "answers", "appraisal", "case", "evidence", "followed", "happened",
    "listed", "mediation", "meetings", "of_case", "of_id", "one", "photos_of", "pieces", "standing", "times", "todos", "visible",
]  # fmt: skip
