"""What is settled about defects: their life and their deadlines."""

from inspect_app.defects.rules.deadlines import (
    AT_ONCE,
    PERIODS,
    RECHECK,
    SEVERITIES,
    Period,
    due_after_return,
    due_at,
    is_overdue,
    period,
)
from inspect_app.defects.rules.life import (
    KINDS,
    LIABLE_ROLES,
    SOURCES,
    VERBS,
    WAITING,
    WORKFLOW,
    next_step,
)

__all__ = [
    "AT_ONCE", "KINDS", "LIABLE_ROLES", "PERIODS", "RECHECK", "SEVERITIES", "SOURCES", "VERBS", "WAITING", "WORKFLOW", "Period",
    "due_after_return", "due_at", "is_overdue", "next_step", "period",
]  # fmt: skip
