"""Reads of credit: whose entries an actor may see, what counts on a day, what anybody may read."""

from inspect_app.credit.queries.entries import (
    came_again,
    fallen_away,
    late_until,
    of_source,
    sources,
    unopposed,
    unsettled,
)
from inspect_app.credit.queries.public import blacklisted, published
from inspect_app.credit.queries.scope import (
    FIRMS,
    OFFICERS,
    blacklisting,
    by_id,
    correction,
    of_party,
    one,
    parties,
    party,
    place,
    waiting,
)
from inspect_app.credit.queries.scores import entries, items, listed, risks, score_on, scores, scores_on
from inspect_app.credit.queries.simulated import weighed
from inspect_app.credit.queries.suggested import suggestions
from inspect_app.credit.queries.todos import todos

__all__ = [
    "FIRMS", "OFFICERS", "blacklisted", "blacklisting", "by_id", "came_again", "correction", "entries", "fallen_away", "items",
    "late_until", "listed", "of_party", "of_source", "one", "parties", "party", "place", "published", "risks", "score_on",
    "scores", "scores_on", "sources", "suggestions", "todos", "unopposed", "unsettled", "waiting", "weighed",
]  # fmt: skip
