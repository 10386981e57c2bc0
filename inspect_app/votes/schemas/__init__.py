"""How rolls, votes and ballots are written in and out."""

from inspect_app.votes.schemas.incoming import (
    CastIn,
    ChoiceForm,
    FilterIn,
    HouseholdForm,
    HouseholdIn,
    ImportIn,
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
from inspect_app.votes.schemas.tables import RESULTS, ROLL, VOTES, voters_table

__all__ = [
    "RESULTS", "ROLL", "VOTES", "CastIn", "ChoiceForm", "FigureOut", "FilterIn", "HouseholdForm",
    "HouseholdIn", "HouseholdOut", "ImportIn", "OwnerOut", "PaperForm", "ProgressOut", "ReasonIn",
    "ReceiptOut", "ResultOut", "RollFilterIn", "RollPage", "SeeIn", "SlipIn", "VoteForm", "VoteIn",
    "VoteOut", "VotePage", "VoteWhole", "voters_table",
]  # fmt: skip
