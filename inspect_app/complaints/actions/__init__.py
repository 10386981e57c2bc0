"""Acts on complaints: filed, moved, passed on, paused, written about, looked into, surveyed, erased."""

from inspect_app.complaints.actions.clocks import extend, extend_hotline, pause, raise_late, resume
from inspect_app.complaints.actions.clusters import find_clusters
from inspect_app.complaints.actions.filing import Told, file_complaint, too_many_photos
from inspect_app.complaints.actions.handling import move, remark, see_phone, see_photos, see_place, tell
from inspect_app.complaints.actions.handover import claim_of, complaint_of, hand_over
from inspect_app.complaints.actions.hotline import import_hotline
from inspect_app.complaints.actions.joining import join
from inspect_app.complaints.actions.privacy import erase_own, export_own, forget
from inspect_app.complaints.actions.redactions import decide as decide_photo
from inspect_app.complaints.actions.redactions import give_on
from inspect_app.complaints.actions.redactions import propose as propose_covers
from inspect_app.complaints.actions.surveys import call_back, draw_calls, partly, remind, survey_of
from inspect_app.complaints.actions.transfers import (
    assign,
    decide,
    offer_after_reversion,
    recall,
    refuse,
    take_over,
)

__all__ = [
    "Told",
    "assign",
    "call_back",
    "claim_of",
    "complaint_of",
    "decide",
    "decide_photo",
    "draw_calls",
    "erase_own",
    "export_own",
    "extend",
    "extend_hotline",
    "file_complaint",
    "find_clusters",
    "forget",
    "give_on",
    "hand_over",
    "import_hotline",
    "join",
    "move",
    "offer_after_reversion",
    "partly",
    "pause",
    "propose_covers",
    "raise_late",
    "recall",
    "refuse",
    "remark",
    "remind",
    "resume",
    "see_phone",
    "see_photos",
    "see_place",
    "survey_of",
    "take_over",
    "tell",
    "too_many_photos",
]
