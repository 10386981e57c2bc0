"""The case behind a dispute, from whichever room it comes: whose it is, who stands on the other side, who mediates."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select

from inspect_app.complaints import queries as complaints
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.permits import Actor
from inspect_app.defects import queries as defects
from inspect_app.disputes.rules.opening import MEDIATORS, PUBLIC_BODIES, others_of
from inspect_app.identity.models import Party
from inspect_app.projects.models import Element, Project
from inspect_app.warranty.queries import claims


@dataclass(frozen=True, slots=True)
class Case:
    """A case: its thing, both sides (no party: its resident), whether it was answered."""

    kind: str
    thing: Any
    answered: bool
    applicant: Party | None
    respondent: Party | None

    @property
    def project(self) -> Project:
        """Return its project."""
        found: Project = self.thing.project
        return found

    @property
    def element(self) -> Element | None:
        """Return the part of the building it is about."""
        found: Element | None = self.thing.element
        return found

    @property
    def mediator(self) -> Party | None:
        """Return who mediates: the nearest body that is none of the sides."""
        sides = {each.id for each in (self.applicant, self.respondent) if each is not None}
        found = (_party(self.project, role, sides) for role in MEDIATORS)
        return next((each for each in found if each is not None), None)

    @property
    def can_be_mediated(self) -> bool:
        """Say whether there are two sides and somebody between; a public body's own answer is reviewed instead."""
        return self.respondent is not None and self.mediator is not None


def case(actor: Actor, kind: str, key: str) -> Case:
    """Return a case the actor may see, or 404; a resident sees the own one."""
    thing = db.session.scalars(scoped(actor, kind, key).limit(2)).unique().first()
    if thing is None:
        raise Problem("not-found")
    if kind == "complaint":
        respondent = thing.accountable_party
        public = respondent.id in thing.project.party_ids(*PUBLIC_BODIES)
        return Case(kind, thing, thing.answered_at is not None, None, None if public else respondent)
    if kind == "claim":
        return Case(kind, thing, True, None, thing.contractor)
    return Case(kind, thing, thing.disputed_at is not None, thing.liable_party, _other(thing))


def scoped(actor: Actor, kind: str, key: str) -> Select[Any]:
    """Return the query for the thing of a case the actor may see; a resident sees the own one."""
    own = actor.kind == "resident" and actor.id == key
    if kind == "complaint":
        return complaints.of_id(key) if own else complaints.one(actor, key)
    if kind == "claim":
        return claims.of_id(key) if own else claims.one(actor, key)
    if kind == "defect":
        return defects.one(actor, key)
    raise Problem("not-found")


def _other(defect: Any) -> Party | None:
    project = defect.project
    if defect.giver_party_id:
        return _by_id(project, defect.giver_party_id)
    roles = [each.role for each in project.parties if each.party_id == defect.liable_party_id]
    found = (_party(project, role, {defect.liable_party_id}) for role in others_of(roles))
    return next((each for each in found if each is not None), None)


def _party(project: Project, role: str, but: Collection[str]) -> Party | None:
    return next(
        (each.party for each in project.parties if each.role == role and each.party_id not in but), None
    )


def _by_id(project: Project, party_id: str) -> Party | None:
    return next((each.party for each in project.parties if each.party_id == party_id), None)
