"""Reads of complaints."""

from inspect_app.complaints.queries.answers import ANSWER_COLUMNS, answers
from inspect_app.complaints.queries.cases import (
    NEW,
    READERS,
    STATES,
    UNFINISHED,
    Filter,
    at_site,
    choices,
    complained_of,
    counts,
    followed,
    listed,
    of_id,
    of_ticket,
    one,
    parts,
    tickets,
    told,
    visible,
)
from inspect_app.complaints.queries.nearby import Known, joined, nearby, supporters
from inspect_app.complaints.queries.neighbourhood import COLUMNS, neighbourhood, return_visits
from inspect_app.complaints.queries.photos import count_undecided, photo, photos_of, shown, to_decide
from inspect_app.complaints.queries.record import record

__all__ = [
    "ANSWER_COLUMNS",
    "COLUMNS",
    "NEW",
    "READERS",
    "STATES",
    "UNFINISHED",
    "Filter",
    "Known",
    "answers",
    "at_site",
    "choices",
    "complained_of",
    "count_undecided",
    "counts",
    "followed",
    "joined",
    "listed",
    "nearby",
    "neighbourhood",
    "of_id",
    "of_ticket",
    "one",
    "parts",
    "photo",
    "photos_of",
    "record",
    "return_visits",
    "shown",
    "supporters",
    "tickets",
    "to_decide",
    "told",
    "visible",
]
