"""Acts on credit entries: propose one, follow the days overdue, settle it, take its moves."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.calendar import Unpublished, add_working_days, local_day
from inspect_app.core.db import db
from inspect_app.core.errors import field_problem
from inspect_app.core.permits import Actor
from inspect_app.credit.models import CreditEntry
from inspect_app.credit.rules import catalogue
from inspect_app.credit.rules.life import OBJECTION_DAYS, WORKFLOW
from inspect_app.credit.rules.score import expires_on
from inspect_app.projects.models import Project

Values = Mapping[str, Any]


def propose(
    actor: Actor, *, party_id: str, project: Project, event: str, source_kind: str, source_id: str,
    source_number: str, occurred_at: datetime, at: datetime, days: int = 0, settled: bool = True,
) -> CreditEntry | None:  # fmt: skip
    """Propose an entry; one source gives one entry of a kind, so a second call returns the first.

    `days` are the days overdue, where the points grow with them; without `settled` they may still change.
    None when the catalogue has no such behaviour in force on the day it happened.
    """
    same = select(CreditEntry).where(
        CreditEntry.event == event, CreditEntry.source_kind == source_kind, CreditEntry.source_id == source_id
    )
    standing = db.session.scalar(same)
    if standing is not None:
        return standing
    occurred_on = local_day(occurred_at)
    behaviour = catalogue.in_force(event, occurred_on)
    if behaviour is None:
        return None
    zh, en = catalogue.explained(behaviour, days, source_number)
    entry = CreditEntry(
        party_id=party_id, project=project, event=event, rule=catalogue.VERSION,
        tenths=catalogue.points(behaviour, days), source_kind=source_kind, source_id=source_id,
        source_number=source_number, explanation_zh=zh, explanation_en=en, occurred_on=occurred_on,
        expires_on=expires_on(occurred_on), object_by=_object_by(at), proposed_at=at,
        settled_at=at if settled else None,
    )  # fmt: skip
    db.session.add(entry)
    db.session.flush()
    journal.record(actor, "credit.propose", entry, at=at, data=_told(entry))
    return entry


def _object_by(at: datetime) -> Any:
    try:
        return add_working_days(local_day(at), OBJECTION_DAYS)
    except Unpublished:
        return None  # an officer confirms it by hand


def _told(entry: CreditEntry) -> dict[str, Any]:
    told = {"event": entry.event, "points": entry.tenths / catalogue.TENTHS}
    return {**told, "number": entry.source_number, "party_id": entry.party_id, "to": entry.state}


def follow_days(actor: Actor, entry: CreditEntry, *, days: int, at: datetime) -> CreditEntry:
    """Bring the points of an overdue entry to the days overdue; nothing is written when they stay."""
    behaviour = catalogue.BEHAVIOURS[entry.event]
    worked = catalogue.points(behaviour, days)
    if worked != entry.tenths:
        entry.tenths = worked
        entry.explanation_zh, entry.explanation_en = catalogue.explained(behaviour, days, entry.source_number)
        journal.record(actor, "credit.update", entry, at=at, data={**_told(entry), "days": days})
    return entry


def settle(actor: Actor, entry: CreditEntry, *, days: int, at: datetime) -> CreditEntry:
    """Make the points final, with the days it was late in the end."""
    if entry.settled_at is None:
        behaviour = catalogue.BEHAVIOURS[entry.event]
        entry.tenths, entry.settled_at = catalogue.points(behaviour, days), at
        entry.explanation_zh, entry.explanation_en = catalogue.explained(behaviour, days, entry.source_number)
        journal.record(actor, "credit.settle", entry, at=at, data={**_told(entry), "days": days})
    return entry


def move(actor: Actor, entry: CreditEntry, name: str, values: Values, *, at: datetime) -> CreditEntry:
    """Take one of the entry's declared moves; while an objection runs it neither counts nor is published."""
    target = WORKFLOW.take(entry.state, name).target
    reason = str(values.get("reason") or "").strip()
    if any(each.name == "reason" for each in WORKFLOW.move(name).fields) and not reason:
        raise field_problem("reason", "请写明理由", "give the reason")
    if name == "object":
        entry.objection = reason
    entry.published_on = local_day(at) if target == "effective" else None
    told = {**_told(entry), **({"reason": reason} if reason else {})}
    journal.move(actor, entry, name, at=at, data=told)
    return entry
