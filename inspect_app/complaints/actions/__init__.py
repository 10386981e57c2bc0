"""Acts on complaints: filed, moved, passed on, paused, written about, looked into, surveyed, erased."""

from inspect_app.complaints.actions.clocks import extend, pause, raise_late, resume
from inspect_app.complaints.actions.filing import Told, file_complaint, too_many_photos
from inspect_app.complaints.actions.handling import move, remark, see_phone, see_place, tell
from inspect_app.complaints.actions.joining import join
from inspect_app.complaints.actions.transfers import assign, decide, recall, refuse, take_over

__all__ = [
    "Told", "assign", "decide", "extend", "file_complaint", "join", "move", "pause", "raise_late", "recall", "refuse",
    "remark", "resume", "see_phone", "see_place", "take_over", "tell", "too_many_photos",
]  # fmt: skip
