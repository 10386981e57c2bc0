"""Roles: given to people at parties, narrowed to a project or a division, and taken back."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.permits import ROLES, Actor
from inspect_app.identity import queries
from inspect_app.identity.models import Membership, Party, Person
from inspect_app.identity.rules import OF_A_PLACE, Reach, role_fits


def add_membership(
    actor: Actor, *, person: Person, party: Party, role: str, project_id: str | None = None,
    region: str | None = None, at: datetime,
) -> Membership:  # fmt: skip
    """Give a person a role at a party, for everything of the party or narrowed to a project or region."""
    if person.closed_at is not None:
        raise Problem(
            "conflict", zh="此账号已停用，请先恢复。", en="This account is closed; reopen it first."
        )
    if role not in ROLES or not role_fits(party.kind, role):
        raise field_problem("role", "该单位不能担任此角色", "not a role of this kind of party")
    reach(actor, party, project_id, region)
    _refuse_twice(person, party, role, project_id, region)
    made = Membership(
        person=person, party=party, role=role, project_id=project_id, region=region, created_at=at
    )
    db.session.add(made)
    journal.record(actor, "membership.add", made, at=at, data=_told(actor, made))
    return made


def reach(actor: Actor, party: Party, project_id: str | None, region: str | None) -> Reach:
    """Return how far a role at this party would reach; refuse a reach that is none or would be more than the party's."""
    if project_id and region:
        raise field_problem("region", "项目和区划只能填一个", "a project or a region, not both")
    if region and party.kind not in OF_A_PLACE:
        # It would widen what the role reaches: from the projects of the own party to all of the region.
        raise field_problem(
            "region", "仅监督机构、街道和社区填写", "only for authorities, street offices and communities"
        )
    if not project_id:
        return Reach(region=region)
    site = queries.site(actor, project_id)
    if site is None:
        raise field_problem("project_id", "没有这个项目", "no such project")
    if party.kind not in OF_A_PLACE and party.id not in site.party_ids:
        raise field_problem("project_id", "该单位没有参加此项目", "this party takes no part in the project")
    return Reach(project_id, site.region)


def _refuse_twice(
    person: Person, party: Party, role: str, project_id: str | None, region: str | None
) -> None:
    same = (
        Membership.person_id == person.id,
        Membership.party_id == party.id,
        Membership.role == role,
        Membership.project_id == project_id,
        Membership.region == region,
        Membership.ended_at.is_(None),
    )
    if db.session.scalar(select(Membership.id).where(*same)) is not None:
        raise field_problem(
            "role", "已有此角色，范围也相同", "this role is held already, with the same reach"
        )


def _told(actor: Actor, one: Membership) -> dict[str, Any]:
    site = queries.site(actor, one.project_id) if one.project_id else None
    told = {"person": one.person.name, "party": one.party.name, "role": one.role}
    narrowed = {"project": site.name if site else None, "region": one.region}
    return told | {name: value for name, value in narrowed.items() if value}


def end_membership(actor: Actor, membership: Membership, *, at: datetime) -> Membership:
    """Take a role back; it stops counting with the next request."""
    keep_an_admin(without=lambda membership_id, _person_id: membership_id == membership.id)
    # Of this table alone: PostgreSQL locks no row of the party that is read with it.
    db.session.refresh(membership, with_for_update={"of": Membership})
    if membership.ended_at is not None:
        raise Problem("conflict", zh="此角色已收回。", en="This role has been taken back already.")
    membership.ended_at = at
    journal.record(actor, "membership.end", membership, at=at, data=_told(actor, membership))
    return membership


def narrow_membership(
    actor: Actor, membership: Membership, *, project_id: str | None, region: str | None, at: datetime
) -> Membership:
    """Put a role of less reach in the place of one: the old one ends and the new one begins, both or neither."""
    if not project_id and not region:
        raise field_problem("project_id", "请选择项目，或填写区划", "choose a project, or give a region")
    wanted = reach(actor, membership.party, project_id, region)
    if not wanted.within(membership.project_id, membership.region):
        raise field_problem(
            "project_id" if project_id else "region", "超出原来的范围", "beyond what the role reaches now"
        )
    _refuse_twice(membership.person, membership.party, membership.role, project_id, region)
    end_membership(actor, membership, at=at)
    return add_membership(
        actor, person=membership.person, party=membership.party, role=membership.role,
        project_id=project_id, region=region, at=at,
    )  # fmt: skip


def keep_an_admin(*, without: Callable[[str, str], bool]) -> None:
    """Refuse what would leave nobody with an open account to administer the whole.

    `without` says of a membership's and its person's id whether it would be gone. The rows are held to the end
    of the transaction: of two administrators who take the role from each other at one moment one is refused.
    """
    stmt = (
        select(Membership.id, Membership.person_id)
        .join(Membership.person)
        .where(Membership.role == "admin", Membership.ended_at.is_(None), Person.closed_at.is_(None))
        .where(Membership.project_id.is_(None), Membership.region.is_(None))
        .order_by(Membership.id)
        .with_for_update()
    )
    standing = [without(membership_id, person_id) for membership_id, person_id in db.session.execute(stmt)]
    if standing and all(standing):
        raise Problem(
            "conflict", zh="这是最后一位系统管理员，请先把该角色授予他人。",
            en="This is the last administrator; give the role to somebody else first.",
        )  # fmt: skip
