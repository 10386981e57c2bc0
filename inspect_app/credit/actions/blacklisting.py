"""Put a party on the blacklist, hear it first, lengthen its time, let it leave."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.permits import SYSTEM, Actor
from inspect_app.credit.actions import entries
from inspect_app.credit.models import Blacklisting, CreditEntry
from inspect_app.credit.rules import blacklist
from inspect_app.credit.rules.life import COUNTS
from inspect_app.projects.models import Project

Values = Mapping[str, Any]


def propose(actor: Actor, *, project: Project, values: Values, at: datetime) -> Blacklisting:
    """Propose a party for the blacklist on the ground of a document; it is heard first."""
    party_id, document = values["party_id"], values["document"]
    if party_id not in {each.party_id for each in project.parties}:
        raise field_problem("party_id", "应为本项目的参建单位", "must be a party of this project")
    if values["document_on"] > local_day(at):
        raise field_problem("document_on", "不能晚于今天", "not after today")
    same = select(Blacklisting.id).where(Blacklisting.party_id == party_id, Blacklisting.document == document)
    if db.session.scalar(same.where(Blacklisting.state != "withdrawn")) is not None:
        raise field_problem("document", "该文书已用于列入", "this document was used before")
    one = Blacklisting(
        party_id=party_id, project=project, ground=values["ground"], document=document, issuer=values["issuer"],
        document_on=values["document_on"], facts=values["facts"], proposed_at=at,
        plead_by=blacklist.heard_until(local_day(at)),
    )  # fmt: skip
    db.session.add(one)
    db.session.flush()
    journal.record(actor, "blacklisting.propose", one, at=at, data=_told(one))
    return one


def _told(one: Blacklisting) -> dict[str, Any]:
    return {"ground": one.ground, "document": one.document, "party_id": one.party_id}


def set_aside(actor: Actor, entry: CreditEntry, reason: str, *, at: datetime) -> CreditEntry:
    """Decide that an accident puts its party on no blacklist; the reason stays with the entry."""
    if entry.event != blacklist.ACCIDENT or entry.state not in COUNTS:
        raise Problem("conflict", zh="该记录没有列入建议。", en="This entry suggests nothing.")
    # Held: two who decide at once decide once.
    db.session.refresh(entry, with_for_update={"of": CreditEntry})
    if any(each.verb == "credit.set-aside" for each in journal.timeline("credit", entry.id)):
        raise Problem("conflict", zh="已决定过不列入。", en="It was set aside before.")
    journal.record(actor, "credit.set-aside", entry, at=at, data={**entries.told(entry), "reason": reason})
    return entry


def move(actor: Actor, one: Blacklisting, name: str, values: Values, *, at: datetime) -> Blacklisting:
    """Take one of its declared moves."""
    blacklist.WORKFLOW.take(one.state, name)
    today = local_day(at)
    if name == "enter":
        # One of before may have been proposed without its last day.
        until = one.plead_by or blacklist.heard_until(local_day(one.proposed_at))
        if one.state == "proposed" and today <= until:
            raise Problem(
                "conflict", zh=f"陈述申辩期到 {until} 为止，期满或单位陈述后才能列入。",
                en=f"The party may be heard until {until}; it is listed after that, or once it was heard.",
            )  # fmt: skip
        one.until = blacklist.last_day(today)
    if name == "plead":
        one.plea = str(values["reason"])
    if name == "leave" and one.until is not None and today <= one.until:
        raise Problem("conflict", zh=f"管理期到 {one.until}。", en=f"Its time lasts until {one.until}.")
    lasts = {"until": one.until.isoformat()} if one.until else {}
    reason = {"reason": values["reason"]} if values.get("reason") else {}
    journal.move(actor, one, name, at=at, data={**_told(one), **lasts, **reason})
    if name == "leave":
        _remember(one, at)
    return one


def _remember(one: Blacklisting, at: datetime) -> None:
    """Once off the list it is bad information for some years."""
    entries.propose(
        SYSTEM, party_id=one.party_id, project=one.project, event="was_blacklisted", source_kind="blacklisting",
        source_id=one.id, source_number=one.document, issuer=one.issuer, occurred_at=at, at=at,
    )  # fmt: skip


def review(actor: Actor, *, at: datetime) -> int:
    """Bring the time of each party on the list to the grave cases that stand, let those leave whose time is over."""
    done, today = 0, local_day(at)
    listed = select(Blacklisting).where(Blacklisting.state.in_(blacklist.ON)).order_by(Blacklisting.id)
    for one in db.session.scalars(listed.with_for_update(skip_locked=True, of=Blacklisting)):
        was, one.until = one.until, blacklist.last_day(local_day(one.listed_at or at), _cases(one, at))
        if was != one.until:
            # A case may fall away again: whoever is on the list stays no longer for it.
            verb = "lengthen" if was is None or one.until > was else "shorten"
            told = {**_told(one), "until": one.until.isoformat()}
            journal.record(actor, f"blacklisting.{verb}", one, at=at, data=told)
        if one.until < today:
            move(actor, one, "leave", {}, at=at)
        done += was != one.until or one.state not in blacklist.ON
    return done


def _cases(one: Blacklisting, at: datetime) -> Sequence[date]:
    grave = (
        CreditEntry.party_id == one.party_id, CreditEntry.kind == "serious", CreditEntry.state.in_(COUNTS),
        CreditEntry.occurred_on >= local_day(one.listed_at or at),
    )  # fmt: skip
    return db.session.scalars(select(CreditEntry.occurred_on).where(*grave)).all()
