"""How rolls, votes and ballots are written in and out."""

from inspect_app.votes.schemas.incoming import (
    CastIn,
    ChoiceForm,
    CodesForm,
    FilterIn,
    HouseholdForm,
    HouseholdIn,
    ImportIn,
    LookForm,
    PaperForm,
    ReasonIn,
    RollFilterIn,
    SeeIn,
    SlipIn,
    VoteForm,
    VoteIn,
)
from inspect_app.votes.schemas.outgoing import (
    FigureOut,
    HouseholdOut,
    OwnerOut,
    ProgressOut,
    ReceiptOut,
    ResultOut,
    RollPage,
    VoteOut,
    VotePage,
    VoteWhole,
)
from inspect_app.votes.schemas.tables import RESULTS, ROLL, VOTES, result_words, voters_table

__all__ = [
    "RESULTS", "ROLL", "VOTES", "CastIn", "ChoiceForm", "CodesForm", "FigureOut", "FilterIn", "HouseholdForm",
    "HouseholdIn", "HouseholdOut", "ImportIn", "LookForm", "OwnerOut", "PaperForm", "ProgressOut", "ReasonIn",
    "ReceiptOut", "ResultOut", "RollFilterIn", "RollPage", "SeeIn", "SlipIn", "VoteForm", "VoteIn",
    "VoteOut", "VotePage", "VoteWhole", "result_words", "voters_table",
]  # fmt: skip
