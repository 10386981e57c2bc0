"""Reads of complaints."""

from inspect_app.complaints.queries.cases import (
    NEW,
    READERS,
    STATES,
    UNFINISHED,
    Filter,
    at_site,
    complained_of,
    counts,
    followed,
    listed,
    of_id,
    of_ticket,
    one,
    parts,
    projects_with,
    tickets,
    told,
    visible,
)
from inspect_app.complaints.queries.nearby import Known, joined, nearby, supporters

__all__ = [
    "NEW", "READERS", "STATES", "UNFINISHED", "Filter", "Known", "at_site", "complained_of", "counts", "followed",
    "joined", "listed", "nearby", "of_id", "of_ticket", "one", "parts", "projects_with", "supporters", "tickets",
    "told", "visible",
]  # fmt: skip
