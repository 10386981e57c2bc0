"""What a serious ticket asks for on its way: an approved plan before the fix, and a root cause at closing."""

from datetime import datetime, timedelta
from typing import Any

from inspect_app.core.files import store_photo
from inspect_app.core.permits import SYSTEM, Actor
from inspect_app.defects.actions import decide, hand_in_plan
from inspect_app.defects.models import Defect
from inspect_app.defects.rules import asks_cause
from tests.shots import photo

#: a root cause as it is told at closing
CAUSE: dict[str, Any] = {"cause": "workmanship", "share_contractor": 80, "share_supervisor": 20}


def approved(
    defect: Defect, *, at: datetime, by: Actor = SYSTEM, decider: Actor = SYSTEM, method: str = "返工重做"
) -> None:
    """Hand in the plan of a ticket and approve it, where one is wanted."""
    if defect.plan != "wanted":
        return
    values = {"who": "王工", "until": at + timedelta(hours=12), "method": method, "lot": "批号 7"}
    decide(decider, hand_in_plan(by, defect, values, at=at), "grant", {}, at=at)


def cause_at(defect: Defect, move: str) -> dict[str, Any]:
    """Return the cause where this move asks for it."""
    asked = move == "confirm" and asks_cause(defect.severity) and defect.parent_id is None
    return CAUSE if asked else {}


def shots_at(move: str) -> dict[str, Any]:
    """Return the photo a move asks for, under its label."""
    label = {"rectify": "after", "dispute": "evidence"}.get(move)
    return {label: [store_photo(photo("green" if label == "after" else "yellow"))]} if label else {}
