"""The tables of warranty."""

from inspect_app.warranty.models.claims import Claim, ClaimVisit
from inspect_app.warranty.models.clocks import Agreement, Clock, RepairedPart
from inspect_app.warranty.models.notices import WarrantyNotice
from inspect_app.warranty.models.retention import Release, Retention
from inspect_app.warranty.models.visits import HouseholdVisit, ReturnPlan, ReturnVisit

__all__ = [
    "Agreement", "Claim", "ClaimVisit", "Clock", "HouseholdVisit", "Release", "RepairedPart", "Retention", "ReturnPlan",
    "ReturnVisit", "WarrantyNotice",
]  # fmt: skip
