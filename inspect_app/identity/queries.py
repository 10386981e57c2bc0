"""Reads of identity: who a secret belongs to, and the parties and people an actor may see."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select

from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.journal import Entry
from inspect_app.core.permits import Actor, Grant
from inspect_app.identity.models import AppLogIn, Failure, Membership, Party, Person, Session
from inspect_app.identity.rules import AHEAD, KNOWN_FOR, Reach, Throttle, network_of

#: (account, secret) -> Actor, for callers with Basic credentials that are not people (devices)
BASIC_LOADERS: list[Callable[[str, str], Actor | None]] = []
#: device -> the id of the person who carries it, None for any other; told by the room of readings
CARRIERS: list[Callable[[Actor], str | None]] = []


#: a standing log-in with its open account: one row for each standing membership, or one without
_SHOWN = (
    select(
        Session.id, Person.id, Person.name,
        Membership.role, Membership.party_id, Membership.project_id, Membership.region,
    )
    .join(Person, Person.id == Session.person_id)
    .outerjoin(Membership, and_(Membership.person_id == Person.id, Membership.ended_at.is_(None)))
    .where(
        Session.secret == bindparam("secret"),
        Session.kind == bindparam("kind"),
        Session.ended_at.is_(None),
        Session.expires_at > bindparam("at"), Session.created_at <= bindparam("newest"),
        Person.closed_at.is_(None),
    )
    .order_by(Membership.id)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Site:
    """A project as far as roles are concerned: its key, name and division, and the parties taking part."""

    id: str
    name: str
    region: str
    party_ids: frozenset[str]


#: (actor, id or None for all) -> the projects that person may see, by name; told by the room of projects, which
#: stands higher
SITES: list[Callable[[Actor, str | None], Iterable[Site]]] = []


def fingerprint(secret: str) -> str:
    """Return what is stored of a high-entropy secret: its SHA-256."""
    return hashlib.sha256(secret.encode()).hexdigest()


def load(authorization: Any, cookie_secret: str | None) -> Actor | None:
    """Return who shows these credentials, or None: a bearer token, a device's Basic log-in, a web session."""
    if authorization is not None and authorization.type == "bearer":
        return _by_secret(authorization.token or "", "token")
    if authorization is not None and authorization.type == "basic":
        account, secret = authorization.username or "", authorization.password or ""
        return next(filter(None, (each(account, secret) for each in BASIC_LOADERS)), None)
    return _by_secret(cookie_secret, "web") if cookie_secret else None


def _by_secret(secret: str, kind: str) -> Actor | None:
    # Asked with every request: plain columns, for loading four kinds of rows as objects took a seventh of its time.
    asked = {"secret": fingerprint(secret), "kind": kind, "at": (at := now()), "newest": at + AHEAD}
    rows = db.session.execute(_SHOWN, asked).all()
    if not rows:
        return None
    session, person, name = rows[0][:3]
    grants = tuple(Grant(*each[3:]) for each in rows if each.role is not None)
    # Only a cookie can be ridden by another site; a token shown by the caller cannot.
    return Actor("person", person, name, grants, session if kind == "web" else None)


def actor_of(person: Person, session: str | None = None) -> Actor:
    """Return a person as an actor, with the grants of their standing memberships."""
    grants = tuple(
        Grant(each.role, each.party_id, each.project_id, each.region)
        for each in person.memberships
        if each.ended_at is None
    )
    return Actor("person", person.id, person.name, grants, session)


def carrier(actor: Actor) -> Actor | None:
    """Return the person who carries a device, as they stand now; a person is their own."""
    if actor.kind == "person":
        return actor
    found = next((key for ask in CARRIERS if actor.kind == "device" and (key := ask(actor))), None)
    person = db.session.get(Person, found) if found else None
    return actor_of(person) if person is not None and person.closed_at is None else None


def as_now(actor: Actor) -> Actor | None:
    """Return a person as they stand at this moment, or None when account or log-in have ended meanwhile."""
    person = db.session.get(Person, actor.id)
    if person is None or person.closed_at is not None:
        return None
    session = db.session.get(Session, actor.session) if actor.session else None
    if session and (session.ended_at or not session.created_at - AHEAD <= now() < session.expires_at):
        return None
    return actor_of(person, actor.session)


def by_account(account: str) -> Person | None:
    """Return the person of an account name, in any letter case."""
    return db.session.scalar(select(Person).where(Person.account == account.strip().lower()))


def app_log_ins(actor: Actor) -> Select[AppLogIn]:
    """Return the apps a person has connected, the newest first."""
    own = AppLogIn.person_id == actor.id, AppLogIn.ended_at.is_(None)
    return select(AppLogIn).where(*own).order_by(AppLogIn.created_at.desc(), AppLogIn.id.desc())


def app_log_in(name: str) -> AppLogIn | None:
    """Return the app log-in of this name that stands, with its person's account."""
    found = db.session.scalar(select(AppLogIn).where(AppLogIn.name == name, AppLogIn.ended_at.is_(None)))
    return found if found is not None and found.person.closed_at is None else None


def opens_at(key: str, throttle: Throttle, at: datetime) -> datetime | None:
    """Return when `key`, having used up its failures, may be tried again; None while it has some left."""
    stmt = select(Failure.at).where(Failure.key == key, Failure.at > at - throttle.window)
    stmt = stmt.where(Failure.at <= at + throttle.window).order_by(Failure.at.desc())  # AHEAD: see there
    last = db.session.scalar(stmt.offset(throttle.failures - 1).limit(1))
    return last + throttle.window if last else None


def known(person: Person | None, device: str | None, network: str, at: datetime) -> tuple[bool, bool]:
    """Say whether an account has lately been logged in to from this device, and from this address.

    It is asked of nobody's account too, so that the time taken does not tell.
    """
    stmt = select(Session.device, Session.address).where(
        Session.person_id == (person.id if person else ""), Session.created_at > at - KNOWN_FOR
    )
    seen = db.session.execute(stmt.distinct()).all()
    by_device = bool(device) and fingerprint(device or "") in {each.device for each in seen}
    return by_device, network in {network_of(each.address) for each in seen if each.address}


def parties() -> Select[Party]:
    """Return all parties by kind and name (names of organisations are public)."""
    return select(Party).order_by(Party.kind, Party.name)


def people(actor: Actor) -> Select[Person]:
    """Return the people an actor may see, by account.

    All for an administrator of the whole; for one of a region or project those of the own party and those with
    a role there.
    """
    stmt = select(Person).order_by(Person.account)
    own = [each for each in actor.grants if each.role == "admin"]
    if any(not each.project_id and not each.region for each in own):
        return stmt
    reached: list[ColumnElement[bool]] = [Membership.party_id.in_(actor.party_ids("admin"))]
    reached += [Membership.region.startswith(each.region, autoescape=True) for each in own if each.region]
    if own:
        reached.append(Membership.project_id.in_([each.id for each in sites(actor)]))
    return stmt.where(Person.id.in_(select(Membership.person_id).where(or_(*reached))))


def sites(actor: Actor) -> list[Site]:
    """Return the projects an actor may see, by name."""
    return [each for ask in SITES for each in ask(actor, None)]


def site(actor: Actor, project_id: str) -> Site | None:
    """Return a project the actor may see, None for any other id."""
    return next((each for ask in SITES for each in ask(actor, project_id)), None)


def reach_of(membership: Membership, known_sites: Iterable[Site]) -> Reach:
    """Return how far a role reaches; the division of a project is found among these."""
    if membership.project_id is None:
        return Reach(region=membership.region)
    regions = {each.id: each.region for each in known_sites}
    return Reach(membership.project_id, regions.get(membership.project_id))


def reaches(actor: Actor, person: Person) -> list[Reach]:
    """Return how far the standing roles of a person reach."""
    around = sites(actor)
    return [reach_of(each, around) for each in person.memberships if each.ended_at is None]


@dataclass(frozen=True, slots=True)
class Held:
    """A role as its history tells it: how far it reaches, by whom it was given and taken back ("" while it stands)."""

    membership: Membership
    reach: Reach
    project: str
    given_by: str
    ended_by: str


def held(actor: Actor, person: Person) -> list[Held]:
    """Return the roles a person holds or has held, the newest first, those that stand before the others."""
    around = sites(actor)
    names = {each.id: each.name for each in around}
    acts = {
        (each.thing_id, each.verb): each.actor_name for each in _acts(person) if each.thing_id != person.id
    }
    rows = sorted(person.memberships, key=lambda each: (each.ended_at is None, each.created_at), reverse=True)
    return [
        Held(
            each,
            reach_of(each, around),
            names.get(each.project_id or "", ""),
            acts.get((each.id, "membership.add"), ""),
            acts.get((each.id, "membership.end"), ""),
        )
        for each in rows
    ]


def history(person: Person) -> list[Entry]:
    """Return what was done to a person's account and roles, the newest first."""
    return _acts(person)


def _acts(person: Person) -> list[Entry]:
    roles = [each.id for each in person.memberships]
    stmt = select(Entry).where(
        or_(
            and_(Entry.thing_kind == "person", Entry.thing_id == person.id),
            and_(Entry.thing_kind == "membership", Entry.thing_id.in_(roles)),
        )
    )
    return list(db.session.scalars(stmt.order_by(Entry.seq.desc())))


def memberships(actor: Actor) -> Select[Membership]:
    """Return the roles, standing and past, of the people an actor may see."""
    return select(Membership).where(
        Membership.person_id.in_(people(actor).order_by(None).with_only_columns(Person.id))
    )
