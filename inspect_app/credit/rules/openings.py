"""Why a move of an entry is not open though its state is: the time to object, to appeal, to ask for repair."""

from datetime import date, datetime
from typing import Protocol

from inspect_app.credit.rules.repair import LOST

Words = tuple[str, str]


class Timed(Protocol):
    """What of an entry decides whether a move is in time."""

    kind: str
    object_by: date | None
    dismissed_by: str | None
    appeal_by: date | None
    appealed_at: datetime | None
    settled_at: datetime | None
    repair_from: date | None


def shut(name: str, entry: Timed, today: date) -> Words | None:
    """Return in both languages why a move is shut today, None when it is open."""
    ask = _ASKED.get(name)
    return ask(entry, today) if ask else None


def _object(entry: Timed, today: date) -> Words | None:
    if entry.dismissed_by is not None:
        return "异议已有答复；可在期限内申诉。", "The objection was answered; it may be appealed in time."
    if entry.object_by is not None and entry.object_by < today:
        until = entry.object_by
        return f"异议期已于 {until} 届满。", f"The time to object ended on {until}."
    return None


def _appeal(entry: Timed, today: date) -> Words | None:
    if entry.dismissed_by is None:
        return "异议被驳回后才能申诉。", "An appeal follows a dismissed objection."
    if entry.appealed_at is not None:
        return "已申诉过一次。", "It was appealed once."
    if entry.appeal_by is not None and entry.appeal_by < today:
        return f"申诉期已于 {entry.appeal_by} 届满。", f"The time to appeal ended on {entry.appeal_by}."
    return None


def _ask_repair(entry: Timed, today: date) -> Words | None:
    if entry.kind not in LOST or entry.repair_from is None:
        return "该类信息不适用信用修复。", "There is no repair of this class of information."
    if entry.settled_at is None:
        return "事项尚未办结，不能申请修复。", "The matter is not settled yet."
    if today < entry.repair_from:
        return f"{entry.repair_from} 起可申请修复。", f"Repair may be asked for from {entry.repair_from}."
    return None


_ASKED = {"object": _object, "appeal": _appeal, "ask-repair": _ask_repair}
