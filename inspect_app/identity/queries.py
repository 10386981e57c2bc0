"""Reads of identity: who a secret belongs to, and the parties and people an actor may see."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.permits import Actor, Grant
from inspect_app.identity.models import Failure, Membership, Party, Person, Session
from inspect_app.identity.rules import Throttle

#: (account, secret) -> Actor, for callers with Basic credentials that are not people (devices)
BASIC_LOADERS: list[Callable[[str, str], Actor | None]] = []


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
    stmt = select(Session).where(
        Session.secret == fingerprint(secret),
        Session.kind == kind,
        Session.ended_at.is_(None),
        Session.expires_at > now(),
    )
    found = db.session.scalar(stmt)
    if found is None or found.person.closed_at is not None:
        return None
    # Only a cookie can be ridden by another site; a token shown by the caller cannot.
    return actor_of(found.person, session=found.id if kind == "web" else None)


def actor_of(person: Person, session: str | None = None) -> Actor:
    """Return a person as an actor, with the grants of their standing memberships."""
    grants = tuple(
        Grant(each.role, each.party_id, each.project_id, each.region)
        for each in person.memberships
        if each.ended_at is None
    )
    return Actor("person", person.id, person.name, grants, session)


def by_account(account: str) -> Person | None:
    """Return the person of an account name, in any letter case."""
    return db.session.scalar(select(Person).where(Person.account == account.strip().lower()))


def failures(key: str, throttle: Throttle, at: datetime) -> int:
    """Return how often `key` failed within the throttle's window."""
    since = at - throttle.window
    stmt = select(func.count()).select_from(Failure).where(Failure.key == key, Failure.at > since)
    return db.session.scalar(stmt) or 0


def parties() -> Select[Party]:
    """Return all parties by kind and name (names of organisations are public)."""
    return select(Party).order_by(Party.kind, Party.name)


def people(actor: Actor) -> Select[Person]:
    """Return the people an actor may see: all for an administrator, else those of the own parties."""
    stmt = select(Person).order_by(Person.account)
    if actor.has("admin"):
        return stmt
    own = select(Membership.person_id).where(Membership.party_id.in_(actor.party_ids()))
    return stmt.where(Person.id.in_(own))
