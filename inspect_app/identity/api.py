"""Identity for machines: a token for an account, who I am, parties, people and their roles."""

from typing import Any

from flask import current_app, request
from flask_smorest import Blueprint

from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.fields import PageIn
from inspect_app.core.permits import Actor, may
from inspect_app.core.web import endpoint, find, paged, require
from inspect_app.identity import actions, queries
from inspect_app.identity.models import Membership, Party, Person
from inspect_app.identity.schemas import (
    LogInIn,
    MembershipIn,
    MembershipOut,
    MeOut,
    NarrowIn,
    PartyIn,
    PartyOut,
    PartyPage,
    PersonIn,
    PersonOut,
    PersonPage,
    PersonWhole,
    TokenOut,
    written_out,
)

bp = Blueprint("identity_api", __name__, url_prefix="/api", description="Log-in, parties, people and roles")


@endpoint(
    bp, "/session", permit="session.begin", method="POST", body=LogInIn, out=TokenOut, status=201,
    tells_secret=True,
)  # fmt: skip
def begin_session(_actor: Actor, values: dict[str, Any]) -> dict[str, str]:
    """Exchange account and password for a bearer token."""
    hours = current_app.config["SETTINGS"].session_hours
    token = actions.log_in(**values, address=request.remote_addr or "", hours=hours, kind="token", at=now())
    if token is None:
        raise Problem("log-in-failed", keep=True)
    return {"token": token}


@endpoint(bp, "/me", permit="account.read", out=MeOut)
def me(actor: Actor) -> Actor:
    """Say who the caller is."""
    return actor


@endpoint(bp, "/parties", permit="party.list", query=PageIn, out=PartyPage)
def parties(_actor: Actor, query: dict[str, Any]) -> Any:
    """List the organisations."""
    return paged(queries.parties(), number=query["page"])


@endpoint(bp, "/parties", permit="party.add", method="POST", body=PartyIn, out=PartyOut, status=201)
def add_party(actor: Actor, values: dict[str, Any]) -> Any:
    """Add an organisation."""
    return actions.add_party(actor, **values, at=now())


@endpoint(bp, "/people", permit="person.list", query=PageIn, out=PersonPage)
def people(actor: Actor, query: dict[str, Any]) -> Any:
    """List the people with an account."""
    return paged(queries.people(actor), number=query["page"])


@endpoint(bp, "/people", permit="person.add", method="POST", body=PersonIn, out=PersonOut, status=201)
def add_person(actor: Actor, values: dict[str, Any]) -> Person:
    """Add an account with its first role."""
    return with_first_role(actor, values)


@endpoint(bp, "/people/<string:id>", permit="person.read", out=PersonWhole)
def person(actor: Actor, id: str) -> dict[str, Any]:
    """Show a person with the roles held now and before, and who gave and took them."""
    return written_out(actor, found(actor, id))


@endpoint(
    bp, "/people/<string:id>/memberships", permit="membership.add", method="POST", body=MembershipIn,
    out=MembershipOut, status=201,
)  # fmt: skip
def add_membership(actor: Actor, values: dict[str, Any], id: str) -> Membership:
    """Give a person a further role."""
    return given(actor, id, values)


@endpoint(
    bp, "/memberships/<string:id>/end", permit="membership.end", method="POST", out=MembershipOut,
    on_thing=True,
)  # fmt: skip
def end_membership(actor: Actor, id: str) -> Membership:
    """Take a role back; it stops counting with the next request."""
    return taken_back(actor, id)


@endpoint(
    bp, "/memberships/<string:id>/narrow", permit="membership.narrow", method="POST", body=NarrowIn,
    out=MembershipOut, status=201, on_thing=True,
)  # fmt: skip
def narrow_membership(actor: Actor, values: dict[str, Any], id: str) -> Membership:
    """Put a role of one project or region in the place of a wider one; the new one is the reply."""
    return narrowed(actor, id, values)


@endpoint(bp, "/people/<string:id>/close", permit="person.close", method="POST", out=PersonOut, on_thing=True)
def close_person(actor: Actor, id: str) -> Person:
    """Close an account; its sessions and tokens end at once."""
    return actions.close_person(actor, on_account(actor, id, "person.close"), at=now())


@endpoint(
    bp, "/people/<string:id>/reopen", permit="person.reopen", method="POST", out=PersonOut, on_thing=True
)
def reopen_person(actor: Actor, id: str) -> Person:
    """Open a closed account again, with the roles it holds."""
    return actions.reopen_person(actor, on_account(actor, id, "person.reopen"), at=now())


def found(actor: Actor, id: str) -> Person:
    """Return a person the actor may see, or 404."""
    return find(queries.people(actor).where(Person.id == id))


def on_account(actor: Actor, id: str, verb: str) -> Person:
    """Return a person whose whole account the actor may do `verb` to."""
    one = found(actor, id)
    require(actor, verb, queries.reaches(actor, one))
    return one


def the_role(actor: Actor, id: str, verb: str) -> Membership:
    """Return a role, standing or past, that the actor may do `verb` to."""
    require(actor, verb)  # before anything is looked up
    one = find(queries.memberships(actor).where(Membership.id == id))
    require(actor, verb, [queries.reach_of(one, queries.sites(actor))])
    return one


def taken_back(actor: Actor, id: str) -> Membership:
    """Take a role back now."""
    return actions.end_membership(actor, the_role(actor, id, "membership.end"), at=now())


def narrowed(actor: Actor, id: str, values: dict[str, Any]) -> Membership:
    """Narrow a role now."""
    return actions.narrow_membership(actor, the_role(actor, id, "membership.narrow"), **values, at=now())


def given(actor: Actor, id: str, values: dict[str, Any]) -> Membership:
    """Give a person a role now."""
    return _give(actor, found(actor, id), values)


def with_first_role(actor: Actor, values: dict[str, Any]) -> Person:
    """Add an account with its first role now."""
    role = {name: values.pop(name) for name in ("party_id", "role", "project_id", "region")}
    one = actions.add_person(actor, **values, at=now())
    _give(actor, one, role)
    return one


def _give(actor: Actor, one: Person, values: dict[str, Any]) -> Membership:
    party = db.session.get(Party, values["party_id"])
    if party is None:
        raise field_problem("party_id", "没有这个单位", "no such party")
    where = values["project_id"], values["region"]
    # Nobody hands out more than they have; said at the field, for the rest of the form may be right.
    if not may(actor, "membership.add", [actions.reach(actor, party, *where)]):
        name = "project_id" if where[0] else "region"
        raise field_problem(name, "超出您的管理范围", "beyond what you administer")
    return actions.add_membership(
        actor, person=one, party=party, role=values["role"], project_id=where[0], region=where[1], at=now()
    )
