"""Acts on credit entries: propose one, enter one from a paper, follow the days overdue, settle it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.calendar import Unpublished, add_working_days, local_day
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.files import attach
from inspect_app.core.permits import Actor
from inspect_app.credit.models import CreditEntry
from inspect_app.credit.rules import catalogue, repair
from inspect_app.credit.rules.life import OBJECTION_DAYS
from inspect_app.credit.rules.score import expires_on
from inspect_app.projects.models import Project


def propose(
    actor: Actor, *, party_id: str, project: Project, event: str, source_kind: str, source_id: str,
    source_number: str, occurred_at: datetime, at: datetime, days: int = 0, settled: bool = True,
    document_on: date | None = None, issuer: str = "", penalty_months: int = 0, corrects: CreditEntry | None = None,
) -> CreditEntry | None:  # fmt: skip
    """Propose an entry; a source gives a party one entry of a kind, so a second call returns the first.

    A source that fell away and came back gives another one, as does a correction. `days` are the days overdue,
    where the points grow with them; without `settled` they may still change. None when the catalogue has no such
    behaviour in force there on the day it happened.
    """
    standing = _standing(event, source_kind, source_id, party_id)
    if standing is not None and standing.gone != "source" and corrects is None:
        return standing
    occurred_on = local_day(occurred_at)
    edition = catalogue.edition(project.region, occurred_on)
    behaviour = edition.behaviours.get(event) if edition else None
    if edition is None or behaviour is None:
        return None
    zh, en = catalogue.explained(behaviour, days, source_number)
    entry = CreditEntry(
        party_id=party_id, project=project, event=event, rule=edition.version,
        tenths=catalogue.points(behaviour, days), source_kind=source_kind, source_id=source_id,
        occasion=standing.occasion + 1 if standing else 1, source_number=source_number, issuer=issuer,
        corrects_id=corrects.id if corrects else None, explanation_zh=zh, explanation_en=en,
        occurred_on=occurred_on, expires_on=expires_on(occurred_on), object_by=_object_by(at), proposed_at=at,
        settled_at=at if settled else None, **_published(behaviour.kind, document_on or occurred_on, penalty_months),
    )  # fmt: skip
    db.session.add(entry)
    db.session.flush()
    journal.record(actor, "credit.propose", entry, at=at, data=told(entry))
    return entry


def _standing(event: str, source_kind: str, source_id: str, party_id: str) -> CreditEntry | None:
    same = select(CreditEntry).where(
        CreditEntry.event == event, CreditEntry.source_kind == source_kind,
        CreditEntry.source_id == source_id, CreditEntry.party_id == party_id,
    )  # fmt: skip
    return db.session.scalar(same.order_by(CreditEntry.occasion.desc()).limit(1))


def _published(kind: str, document_on: date, penalty_months: int) -> dict[str, Any]:
    found = repair.publication(kind, document_on, penalty_months)
    return {
        "kind": kind, "document_on": document_on, "penalty_months": penalty_months,
        "public_until": repair.public_until(kind, document_on, penalty_months),
        "repair_from": found.repair_from if kind in repair.LOST else None,
    }  # fmt: skip


def _object_by(at: datetime) -> date | None:
    try:
        return add_working_days(local_day(at), OBJECTION_DAYS)
    except Unpublished:
        return None  # an officer confirms it by hand


def told(entry: CreditEntry) -> dict[str, Any]:
    """Return what the journal keeps with each act: enough to replay the score of any day."""
    said = {"event": entry.event, "points": entry.tenths / catalogue.TENTHS}
    return {**said, "number": entry.source_number, "party_id": entry.party_id, "to": entry.state}


def enter(actor: Actor, *, project: Project, values: dict[str, Any], at: datetime) -> CreditEntry:
    """Enter what only a paper shows: the decision, its number and day, a picture of it."""
    party_id, event = values["party_id"], values["event"]
    if party_id not in {each.party_id for each in project.parties}:
        raise field_problem("party_id", "应为本项目的参建单位", "must be a party of this project")
    today, occurred_on, document_on = local_day(at), values["occurred_on"], values["document_on"]
    for name, day in (("occurred_on", occurred_on), ("document_on", document_on)):
        if day > today:
            raise field_problem(name, "不能晚于今天", "not after today")
    if document_on < occurred_on:
        raise field_problem("document_on", "不能早于发生日", "not before the day it happened")
    if catalogue.in_force(event, occurred_on, project.region) is None:
        raise field_problem("event", "当日的目录中没有这项行为", "not in the catalogue of that day")
    number = values["document"]
    if _standing(event, "document", number, party_id) is not None:
        raise field_problem("document", "该文书已记入过", "this document was entered before")
    entry = propose(
        actor, party_id=party_id, project=project, event=event, source_kind="document", source_id=number,
        source_number=number, occurred_at=_noon(occurred_on, at), at=at, document_on=document_on,
        issuer=values["issuer"], penalty_months=values["penalty_months"],
    )  # fmt: skip
    if entry is None:
        raise Problem("conflict", zh="目录中没有这项行为。", en="The catalogue has no such behaviour.")
    attach("credit", entry.id, values["photos"], "document", actor.name, at)
    return entry


def _noon(day: date, at: datetime) -> datetime:
    # 04:00 UTC is noon in China: the local day is the day meant.
    return datetime(day.year, day.month, day.day, 4, tzinfo=at.tzinfo)


def corrected(actor: Actor, entry: CreditEntry, values: dict[str, Any], at: datetime) -> CreditEntry:
    """Propose the right entry in place of a wrong one, with a new time to object."""
    occurred_on = values.get("occurred_on") or entry.occurred_on
    if occurred_on > local_day(at):
        raise field_problem("occurred_on", "不能晚于今天", "not after today")
    document_on = entry.document_on if entry.source_kind == "document" else occurred_on
    made = propose(
        actor, party_id=entry.party_id, project=entry.project, event=entry.event, source_kind=entry.source_kind,
        source_id=entry.source_id, source_number=entry.source_number, occurred_at=_noon(occurred_on, at), at=at,
        days=int(values.get("days") or 0), document_on=document_on, issuer=entry.issuer,
        penalty_months=entry.penalty_months, corrects=entry,
    )  # fmt: skip
    if made is None:
        raise field_problem("occurred_on", "当日的目录中没有这项行为", "not in the catalogue of that day")
    return made


def follow_days(actor: Actor, entry: CreditEntry, *, days: int, at: datetime) -> CreditEntry:
    """Bring the points of an overdue entry to the days overdue; nothing is written when they stay."""
    behaviour = catalogue.of_version(entry.event, entry.rule)
    if behaviour is not None and catalogue.points(behaviour, days) != entry.tenths:
        _weigh(entry, behaviour, days)
        journal.record(actor, "credit.update", entry, at=at, data={**told(entry), "days": days})
    return entry


def settle(actor: Actor, entry: CreditEntry, *, days: int, at: datetime) -> CreditEntry:
    """Make the points final, with the days it was late in the end."""
    behaviour = catalogue.of_version(entry.event, entry.rule)
    if entry.settled_at is None and behaviour is not None:
        entry.settled_at = at
        _weigh(entry, behaviour, days)
        journal.record(actor, "credit.settle", entry, at=at, data={**told(entry), "days": days})
    return entry


def _weigh(entry: CreditEntry, behaviour: catalogue.Behaviour, days: int) -> None:
    entry.tenths = catalogue.points(behaviour, days)
    entry.explanation_zh, entry.explanation_en = catalogue.explained(behaviour, days, entry.source_number)
