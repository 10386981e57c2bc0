"""The rules of handover: kinds of assets with their takers and boundaries, invitations, contents, lives."""

from inspect_app.handover.rules.kinds import KINDS, TRADES, Kind, Trade, boundary, drafted
from inspect_app.handover.rules.life import DECISIONS, SIDES, TAKING, VERBS, WORKFLOW, next_side
from inspect_app.handover.rules.needs import (
    NEEDS,
    PAPERS,
    PROPERTY_PAPERS,
    Need,
    invitation_rule,
    lacking,
    standing_of,
)

__all__ = [
    "DECISIONS", "KINDS", "NEEDS", "PAPERS", "PROPERTY_PAPERS", "SIDES", "TAKING", "TRADES", "VERBS", "WORKFLOW", "Kind",
    "Need", "Trade", "boundary", "drafted", "invitation_rule", "lacking", "next_side", "standing_of",
]  # fmt: skip
