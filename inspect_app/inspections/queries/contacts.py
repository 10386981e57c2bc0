"""Whom an inspector on site can call: those who answer for the site, with their work phones."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select

from inspect_app.core.db import db
from inspect_app.core.permits import ROLES
from inspect_app.identity.models import Membership, Person
from inspect_app.projects.models import Project, ProjectParty

#: who can have people leave and work stop, in the order one calls them
CALLED = ("contractor", "supervisor", "owner", "property", "authority")
_MOST = 12


def contacts(projects: Collection[Project]) -> dict[str, list[dict[str, Any]]]:
    """Return for each project name, role and phone of its parties and of their people who act there."""
    held = {each.id: [one for one in each.parties if one.role in CALLED] for each in projects}
    people = _people({one.party_id for rows in held.values() for one in rows})
    return {key: _of(key, rows, people)[:_MOST] for key, rows in held.items()}


def _people(party_ids: Collection[str]) -> Sequence[Any]:
    columns = (Membership.party_id, Membership.role, Membership.project_id, Person.name, Person.phone)
    stmt = (
        select(*columns).join(Membership.person).where(Membership.party_id.in_(party_ids), Person.phone != "")
    )
    stmt = stmt.where(Membership.role.in_(CALLED), Membership.ended_at.is_(None), Person.closed_at.is_(None))
    return db.session.execute(stmt.order_by(Membership.id)).all()


def _of(project_id: str, parties: list[ProjectParty], people: Sequence[Any]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for each in sorted(parties, key=lambda one: (CALLED.index(one.role), one.id)):
        zh, en = ROLES[each.role]
        said = {"zh": zh, "en": en, "party": each.party.name}
        if each.party.phone:
            found.setdefault(each.party.phone, {**said, "name": each.leader, "phone": each.party.phone})
        for one in people:
            here = (one.party_id, one.role) == (each.party_id, each.role)
            if here and one.project_id in (None, project_id):
                found.setdefault(one.phone, {**said, "name": one.name, "phone": one.phone})
    return list(found.values())
