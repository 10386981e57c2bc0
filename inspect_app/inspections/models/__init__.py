"""Tables of inspections."""

from inspect_app.inspections.models.draws import Draw, Seal, Seat, UnitDraw
from inspect_app.inspections.models.inspectors import DangerousWork, InspectorCard, Recusal
from inspect_app.inspections.models.visits import KIND_NAMES, Answer, Plan, Submission, Visit

__all__ = [
    "KIND_NAMES", "Answer", "DangerousWork", "Draw", "InspectorCard", "Plan", "Recusal", "Seal", "Seat", "Submission",
    "UnitDraw", "Visit",
]  # fmt: skip
