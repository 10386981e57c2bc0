"""What is settled about defects: their life, deadlines, requests, the ladder, who is accountable."""

from inspect_app.defects.rules.causes import ASKED, CAUSES, FIVE, asks_cause, shares
from inspect_app.defects.rules.deadlines import (
    ANSWER,
    AT_ONCE,
    MOST_DAYS,
    PERIODS,
    RECHECK,
    SEVERITIES,
    Period,
    Term,
    due_after_return,
    due_after_unjoin,
    due_at,
    is_overdue,
    period,
    term_end,
)
from inspect_app.defects.rules.hazards import CRITERIA, needs_criterion
from inspect_app.defects.rules.life import (
    JOINED_AS,
    KINDS,
    LIABLE_ROLES,
    SOURCES,
    VERBS,
    WAITING,
    WORKFLOW,
    next_step,
)
from inspect_app.defects.rules.owner import owner_of
from inspect_app.defects.rules.requests import MAY_FIX, PLAN, PLANS, REQUEST, REQUESTS, plan_at_first

__all__ = [
    "ANSWER", "ASKED", "AT_ONCE", "CAUSES", "CRITERIA", "FIVE", "JOINED_AS", "KINDS", "LIABLE_ROLES", "MAY_FIX", "MOST_DAYS",
    "PERIODS", "PLAN", "PLANS", "RECHECK", "REQUEST", "REQUESTS", "SEVERITIES", "SOURCES", "VERBS", "WAITING",
    "WORKFLOW", "Period", "Term", "asks_cause", "due_after_return", "due_after_unjoin", "due_at", "is_overdue",
    "needs_criterion", "next_step", "owner_of", "period", "plan_at_first", "shares", "term_end",
]  # fmt: skip
