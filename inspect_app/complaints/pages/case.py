"""What the pages of residents and of the desk share: the blueprint, the words, a complaint as both see it."""

from datetime import date
from typing import Any

from flask import Blueprint, session

from inspect_app.complaints.models import Complaint
from inspect_app.complaints.queries import shown
from inspect_app.complaints.rules import categories, clocks, life, masking, promises, routing
from inspect_app.complaints.schemas import late, late_since, place_for, words_for
from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.files import signed_url
from inspect_app.core.i18n import t
from inspect_app.core.permits import Actor, may
from inspect_app.core.private import reveal
from inspect_app.core.sounds import spoken

bp = Blueprint("complaints", __name__)
WORDS = {
    "workflow": life.WORKFLOW,
    "sources": life.SOURCES,
    "categories": categories.CATEGORIES,
    "routes": routing.by_key,
}
#: seconds that a filed number and code, or a followed case, stay open in this browser
OPEN_FOR = 1800


def still_open(name: str) -> dict[str, Any] | None:
    """Return what this browser has opened under that name, while it may still be shown."""
    kept: dict[str, Any] | None = session.get(name)
    if kept is not None and kept["at"] + OPEN_FOR < now().timestamp():
        session.pop(name)
        return None
    return kept


def shown_phone() -> str:
    """Return the number this browser has shown to be its person's, "" for none: it need not be typed again."""
    kept = still_open("phone")
    return reveal(kept["kept"]) if kept else ""


def _decision(one: Complaint) -> tuple[str, date]:
    """Return the promise in force for the decision, and the day it counts from."""
    if one.reopened_at is not None:
        return "review", local_day(one.reopened_at)
    return "decision", local_day(one.accepted_at or one.filed_at)


def seen(actor: Actor, one: Complaint) -> dict[str, Any]:
    """Return what both sides see of a complaint, its resident's words as this one may read them."""
    day = local_day(now())
    dates = [
        (found[0], by) for key, by in (("notice", one.notice_by), ("hotline", one.hotline_by))
        if (found := promises.promised(key, local_day(one.filed_at), one.project.region))
    ]  # fmt: skip
    decision = promises.promised(*_decision(one), one.project.region)
    if decision:
        dates.append((decision[0], one.due_on(day)))
    held = shown(one.id)
    photos = [(signed_url(each, "public"), signed_url(each)) for each in held.copies]
    state = life.WORKFLOW.state(one.state)
    return {
        "one": one,
        "words": words_for(actor, one, one.words),
        "place": place_for(actor, one),
        "hint": t(masking.HINT_ZH, masking.HINT_EN),
        "state": state,
        "dates": dates,
        "day": day,
        # Numbers cannot be hidden in a voice: whoever may not read them may not hear it either.
        "voice": spoken("complaint", [one.id]).get(one.id)
        if may(actor, "complaint.see-words", one)
        else None,
        "late": late(one),
        "late_since": late_since(one),
        "raised": next((each for each in clocks.LADDER if each.level == one.level), None),
        "standing": next((clocks.PAUSES[each.reason] for each in one.pauses if each.ended_at is None), None),
        "paused_days": one.paused(day),
        "photos": photos,
        "held": held,
        **WORDS,
    }
