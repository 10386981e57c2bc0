"""Acts on disputes: ask for mediation, move it on, gather evidence, sign, meet, have an expert look."""

from inspect_app.disputes.actions.gathering import add_evidence, side_of
from inspect_app.disputes.actions.meeting import answer_time, book, call, move_appraisal, move_mediation
from inspect_app.disputes.actions.moving import move
from inspect_app.disputes.actions.opening import open_dispute
from inspect_app.disputes.actions.signing import sign, sign_for, text_of
from inspect_app.disputes.actions.watching import drop, watch

__all__ = [
    "add_evidence", "answer_time", "book", "call", "drop", "move", "move_appraisal", "move_mediation", "open_dispute", "side_of", "sign",
    "sign_for", "text_of", "watch",
]  # fmt: skip
