"""How warranty is written in and out."""

from inspect_app.warranty.schemas.claims import (
    ClaimFilter,
    ClaimFollowed,
    ClaimIn,
    ClaimMade,
    ClaimOut,
    ClaimPage,
    ClaimTyped,
    FollowIn,
)
from inspect_app.warranty.schemas.clocks import AgreeIn, AgreementOut, ClockOut, CoverIn, CoverOut
from inspect_app.warranty.schemas.retention import AskIn, HoldIn, ReleaseOut, RetentionOut, RetentionWhole
from inspect_app.warranty.schemas.visits import HouseholdIn, ReturnVisitOut, household_form

__all__ = [
    "AgreeIn", "AgreementOut", "AskIn", "ClaimFilter", "ClaimFollowed", "ClaimIn", "ClaimMade", "ClaimOut", "ClaimPage",
    "ClaimTyped", "ClockOut", "CoverIn", "CoverOut", "FollowIn", "HoldIn", "HouseholdIn", "ReleaseOut",
    "RetentionOut", "RetentionWhole", "ReturnVisitOut", "household_form",
]  # fmt: skip
