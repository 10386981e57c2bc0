"""Acts of warranty: clocks, claims, money held back, return visits."""

from inspect_app.warranty.actions.claim_moves import may_take_over, take_over_from
from inspect_app.warranty.actions.claim_moves import move as move_claim
from inspect_app.warranty.actions.claims import Told, claim
from inspect_app.warranty.actions.clocks import agree, hand_over, note_near_end, restart, start
from inspect_app.warranty.actions.notices import has_news, issue_notice
from inspect_app.warranty.actions.retention import ask as ask_release
from inspect_app.warranty.actions.retention import hold as hold_retention
from inspect_app.warranty.actions.retention import move as move_release
from inspect_app.warranty.actions.visits import answer as answer_visit
from inspect_app.warranty.actions.visits import move as move_visit
from inspect_app.warranty.actions.visits import plan as plan_visits

__all__ = [
    "Told", "agree", "answer_visit", "ask_release", "claim", "hand_over", "has_news", "hold_retention", "issue_notice",
    "may_take_over", "move_claim", "move_release", "move_visit", "note_near_end", "plan_visits", "restart", "start", "take_over_from",
]  # fmt: skip
