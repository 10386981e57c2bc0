"""Whom the accidents that were entered suggest for the blacklist; a person decides."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from inspect_app.core.db import db
from inspect_app.core.journal import Entry
from inspect_app.core.permits import Actor
from inspect_app.credit.models import Blacklisting, CreditEntry
from inspect_app.credit.queries.scope import seen
from inspect_app.credit.rules import blacklist
from inspect_app.credit.rules.life import COUNTS


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Why a party should be looked at, and the accidents it rests on, the newest first."""

    kind: str
    accidents: list[CreditEntry]

    @property
    def newest(self) -> CreditEntry:
        """Return the accident whose authority decides."""
        return self.accidents[0]


def suggestions(actor: Actor, on: date) -> list[Suggestion]:
    """Return the parties in sight whose newest accident was neither set aside nor answered by a proposal."""
    one, found = CreditEntry, defaultdict[str, list[CreditEntry]](list)
    stands = (
        one.event == blacklist.ACCIDENT,
        one.state.in_(COUNTS),
        one.occurred_on <= on,
        one.expires_on > on,
    )
    stmt = select(one).options(joinedload(one.party), joinedload(one.project))
    rows = stmt.where(*stands, one.party_id.in_(seen(actor))).order_by(one.occurred_on.desc(), one.id.desc())
    for each in db.session.scalars(rows):
        found[each.party_id].append(each)
    decided = _decided([each[0].id for each in found.values()])
    return [
        Suggestion(kind, each)
        for each in found.values()
        if each[0].id not in decided and (kind := blacklist.suggested([one.occurred_on for one in each], on))
    ]


def _decided(ids: list[str]) -> set[str]:
    proposed = exists(select(Blacklisting.id).where(
        Blacklisting.party_id == CreditEntry.party_id, Blacklisting.ground == "accident",
        Blacklisting.proposed_at >= CreditEntry.proposed_at,
    ))  # fmt: skip
    aside = Entry.thing_kind == "credit", Entry.verb == "credit.set-aside", Entry.thing_id.in_(ids)
    found = set(db.session.scalars(select(Entry.thing_id).where(*aside)))
    return found | set(db.session.scalars(select(CreditEntry.id).where(CreditEntry.id.in_(ids), proposed)))
