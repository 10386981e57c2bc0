"""Tables of inspections."""

from inspect_app.inspections.models.visits import KIND_NAMES, Answer, Plan, Submission, Visit

__all__ = ["KIND_NAMES", "Answer", "Plan", "Submission", "Visit"]
