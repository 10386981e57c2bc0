"""Whom an act concerns: the people of the parties its thing names and of the roles told, as far as they may see it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, inspect, literal, or_, select

from inspect_app.acceptance import queries as acceptance
from inspect_app.acceptance.models import Acceptance, Certificate
from inspect_app.complaints import queries as complaints
from inspect_app.complaints.actions import complaint_of
from inspect_app.complaints.models import Complaint
from inspect_app.complaints.rules.categories import CATEGORIES
from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.credit import queries as credit
from inspect_app.credit.models import Blacklisting, CreditEntry
from inspect_app.credit.rules.blacklist import GROUNDS
from inspect_app.credit.rules.catalogue import BEHAVIOURS
from inspect_app.defects import queries as defects
from inspect_app.defects.models import Defect
from inspect_app.disputes import queries as disputes
from inspect_app.disputes.models import Appraisal, Dispute, Mediation
from inspect_app.handover import queries as handover
from inspect_app.handover.models import Package, Reversion
from inspect_app.handover.rules import TRADES
from inspect_app.holds import queries as holds
from inspect_app.holds.models import Hold
from inspect_app.identity.models import Membership, Person
from inspect_app.identity.queries import actor_of
from inspect_app.messages.rules.events import Event
from inspect_app.notices import queries as notices
from inspect_app.notices.models import Notice
from inspect_app.projects.models import Project
from inspect_app.readings import queries as readings
from inspect_app.readings.models import Alarm
from inspect_app.warranty.models import Claim
from inspect_app.warranty.queries import claims

#: a person who answers for a party is told, not one who only looks after the platform there
_NOT_TOLD = ("admin",)


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing as letters speak of it: its row, number and title, project, page, and who may see it."""

    row: Any
    number: str
    title: str
    project: Project
    url: str
    sight: Callable[[Actor, str], Select[Any]]
    #: the thing whose page it is shown on, where it has none of its own
    under: Any = None

    @property
    def severity(self) -> str:
        """Return how grave it is, "" where it has no severity."""
        return str(getattr(self.under or self.row, "severity", "") or "")

    @property
    def key(self) -> str:
        """Return the id it is seen by."""
        return str((self.under or self.row).id)


def _defect(row: Defect) -> Thing:
    return Thing(row, row.number, row.title, row.project, f"/defects/{row.id}", defects.one)


def _notice(row: Notice) -> Thing:
    return Thing(row, row.number or "", "", row.project, f"/notices/{row.id}", notices.one)


def _hold(row: Hold) -> Thing:
    return Thing(row, row.number, row.title, row.project, f"/holds/{row.id}", holds.one)


def _alarm(row: Alarm) -> Thing:
    return Thing(row, row.zh, "", row.project, f"/alarms/{row.id}", readings.alarm)


def _acceptance(row: Acceptance) -> Thing:
    return Thing(row, "", "竣工验收", row.project, f"/acceptances/{row.id}", acceptance.one)


def _certificate(row: Certificate) -> Thing:
    return Thing(row, row.number, "", row.project, f"/certificates/{row.id}", acceptance.certificate)


def _package(row: Package) -> Thing:
    title = f"{TRADES[row.trade].zh}移交"
    return Thing(row, row.number or "", title, row.project, f"/packages/{row.id}", handover.package)


def _reversion(row: Reversion) -> Thing:
    return replace(_package(row.package), row=row, number=row.number or "", under=row.package)


def _claim(row: Claim) -> Thing:
    # Never the resident's words, nor the door: a letter goes further than a page.
    return Thing(row, row.number, "", row.project, f"/claims/{row.id}", claims.one)


def _complaint(row: Complaint) -> Thing:
    category = CATEGORIES[row.category].zh
    return Thing(row, row.number, category, row.project, f"/complaints/{row.id}", complaints.one)


def _credit(row: CreditEntry) -> Thing:
    return Thing(
        row, row.source_number, BEHAVIOURS[row.event].zh, row.project, f"/credit/{row.id}", credit.one
    )


def _blacklisting(row: Blacklisting) -> Thing:
    title = GROUNDS[row.ground][0]
    return Thing(row, "", title, row.project, f"/credit/blacklist/{row.id}", credit.blacklisting)


def _dispute(row: Dispute) -> Thing:
    # Neither claim nor wish: what a resident asks for stays in the room.
    return Thing(row, row.number, "", row.project, f"/disputes/{row.id}", disputes.one)


def _meeting(row: Mediation | Appraisal) -> Thing:
    return replace(_dispute(row.dispute), row=row, under=row.dispute)


_KINDS: dict[str, tuple[Any, Callable[[Any], Thing]]] = {
    "defect": (Defect, _defect), "notice": (Notice, _notice), "hold": (Hold, _hold),
    "alarm": (Alarm, _alarm), "acceptance": (Acceptance, _acceptance), "certificate": (Certificate, _certificate),
    "package": (Package, _package), "reversion": (Reversion, _reversion), "claim": (Claim, _claim),
    "complaint": (Complaint, _complaint), "credit": (CreditEntry, _credit),
    "blacklisting": (Blacklisting, _blacklisting), "dispute": (Dispute, _dispute),
    "mediation": (Mediation, _meeting), "appraisal": (Appraisal, _meeting),
}  # fmt: skip


def thing_of(kind: str, key: str) -> Thing:
    """Return the thing of a journal entry as letters speak of it."""
    model, told = _KINDS[kind]
    return told(db.session.get_one(model, key))


def mediated(kind: str, key: str) -> Complaint | None:
    """Return the complaint that a dispute, its meeting or its appraisal is about, or whose claim that is; else None."""
    thing = thing_of(kind, key)
    one: Dispute = thing.under or thing.row
    if one.source_kind == "claim":
        return complaint_of(db.session.get_one(Claim, one.source_id))
    return db.session.get(Complaint, one.source_id) if one.source_kind == "complaint" else None


def concerned(event: Event, thing: Thing, but: str | None, party: str = "") -> list[Person]:
    """Return the people an act is told to, but the one who did it: each sees the thing on its own page too.

    An act whose entry names the one `party` it is for is told to that party alone.
    """
    project = thing.project
    event = replace(event, roles=()) if party else event
    parties = frozenset({party}) if party else _named(event, thing.row)
    reach: list[ColumnElement[bool]] = []
    if parties:
        reach.append(Membership.party_id.in_(parties))
    if event.roles:
        # An office reaches a project by its division, everybody else where the own party takes part in that role.
        by_place = and_(
            literal(project.region).startswith(Membership.region), Membership.role.in_(event.roles)
        )
        of_role = project.party_ids(*event.roles)
        reach += [by_place, and_(Membership.party_id.in_(of_role), Membership.role.in_(event.roles))]
    if not reach:
        return []
    stmt = (
        select(Person)
        .join(Membership)
        .where(
            Person.closed_at.is_(None), Membership.ended_at.is_(None), Membership.role.not_in(_NOT_TOLD), or_(*reach)
        )
    )  # fmt: skip
    found = db.session.scalars(stmt.distinct().order_by(Person.account)).all()
    return [each for each in found if each.id != but and _told(event, thing, parties, each)]


def _told(event: Event, thing: Thing, parties: frozenset[str], person: Person) -> bool:
    """Say whether a role of this person that is told reaches the project, and the page would show them the thing."""
    actor, project = actor_of(person), thing.project
    reached = any(
        project.covered_by(each) and (each.party_id in parties or each.role in event.roles)
        for each in actor.grants
        if each.role not in _NOT_TOLD
    )
    return reached and _sees(thing, actor)


def _sees(thing: Thing, actor: Actor) -> bool:
    # Its key alone: asked of everybody concerned, and nothing of it is shown here.
    seen = thing.sight(actor, thing.key)
    key = inspect(seen.column_descriptions[0]["entity"]).primary_key[0]
    return db.session.scalar(seen.with_only_columns(key).limit(1)) is not None


def _named(event: Event, row: Any) -> frozenset[str]:
    found: set[str] = set()
    for path in event.parties:
        found |= set(_values(row, path.split(".")))
    return frozenset(found)


def _values(row: Any, path: list[str]) -> list[str]:
    if not path:
        return [str(row)] if row else []
    below = getattr(row, path[0], None)
    rows = below if isinstance(below, list) else [below]
    return [value for each in rows if each is not None for value in _values(each, path[1:])]


def has_account(project: Project, party_id: str) -> bool:
    """Say whether anybody of a party can log in and reach this project."""
    stmt = (
        select(Membership.id)
        .join(Person)
        .where(
            Membership.party_id == party_id, Membership.ended_at.is_(None), Person.closed_at.is_(None),
            Membership.role.not_in(_NOT_TOLD),
            or_(Membership.project_id.is_(None), Membership.project_id == project.id),
        )
    )  # fmt: skip
    return db.session.scalar(select(exists(stmt))) or False
