"""Parties and people: add them, change a password, close an account and open it again, forget what has had its time."""

from datetime import datetime

from sqlalchemy import column, delete, or_, table, update

from inspect_app.core import journal
from inspect_app.core.db import UtcTime, db
from inspect_app.core.digest import NONCE_LASTS
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.permits import Actor
from inspect_app.identity.actions.logging_in import confirm, hashed
from inspect_app.identity.actions.memberships import keep_an_admin
from inspect_app.identity.models import AppLogIn, Failure, NonceUse, Party, Person, Session
from inspect_app.identity.queries import by_account
from inspect_app.identity.rules import KEEP_LOG_INS, KEEP_REPLIES, PARTY_KINDS


def add_party(
    actor: Actor, *, kind: str, name: str, code: str | None = None, region: str = "", phone: str = "",
    at: datetime,
) -> Party:  # fmt: skip
    """Add an organisation of one of the PARTY_KINDS."""
    if kind not in PARTY_KINDS:
        raise field_problem("kind", "没有这种单位", "no such kind of party")
    party = Party(kind=kind, name=name, code=code or None, region=region, phone=phone, created_at=at)
    db.session.add(party)
    journal.record(actor, "party.add", party, at=at, data={"kind": kind, "name": name})
    return party


def add_person(
    actor: Actor, *, account: str, name: str, password: str, phone: str = "", at: datetime
) -> Person:
    """Add someone with an account; the password needs LEAST_PASSWORD characters and not the account's name."""
    account = account.strip().lower()
    if by_account(account):
        raise field_problem("account", "账号已存在", "this account exists")
    person = Person(
        account=account, name=name, phone=phone, password=hashed(password, account), created_at=at
    )
    db.session.add(person)
    journal.record(actor, "person.add", person, at=at, data={"account": account})
    return person


def change_password(actor: Actor, person: Person, *, old: str, new: str, at: datetime) -> Person:
    """Change one's password; every other session ends, and every app that is connected."""
    confirm(person, old, field_problem("old", "原密码不对", "the old password is wrong"), at)
    person.password = hashed(new, person.account)
    others = Session.person_id == person.id, Session.id != (actor.session or ""), Session.ended_at.is_(None)
    db.session.execute(update(Session).where(*others).values(ended_at=at))
    _end_apps(person, at)
    journal.record(actor, "person.change-password", person, at=at)
    return person


def close_person(actor: Actor, person: Person, *, at: datetime) -> Person:
    """Close an account; its sessions and tokens end at once, its roles and acts stay as they are."""
    if actor.kind == "person" and actor.id == person.id:
        raise Problem("conflict", zh="不能停用自己的账号。", en="You cannot close your own account.")
    keep_an_admin(without=lambda _membership_id, person_id: person_id == person.id)
    db.session.refresh(person, with_for_update={"of": Person})
    if person.closed_at is not None:
        raise Problem("conflict", zh="此账号已停用。", en="This account is closed already.")
    person.closed_at = at
    open_ = Session.person_id == person.id, Session.ended_at.is_(None)
    db.session.execute(update(Session).where(*open_).values(ended_at=at))
    _end_apps(person, at)
    journal.record(actor, "person.close", person, at=at)
    return person


def _end_apps(person: Person, at: datetime) -> None:
    standing = AppLogIn.person_id == person.id, AppLogIn.ended_at.is_(None)
    db.session.execute(update(AppLogIn).where(*standing).values(ended_at=at))


def reopen_person(actor: Actor, person: Person, *, at: datetime) -> Person:
    """Open a closed account again, with the roles it holds; log-ins that have ended stay ended."""
    db.session.refresh(person, with_for_update={"of": Person})
    if person.closed_at is None:
        raise Problem("conflict", zh="此账号未停用。", en="This account is not closed.")
    person.closed_at = None
    journal.record(actor, "person.reopen", person, at=at)
    return person


def forget(*, at: datetime) -> None:
    """Forget log-ins that have ended, used nonces, failed tries, and replies kept for repetitions, each after its time."""
    gone = at - KEEP_LOG_INS
    db.session.execute(delete(Session).where(or_(Session.ended_at < gone, Session.expires_at < gone)))
    db.session.execute(delete(AppLogIn).where(AppLogIn.ended_at < gone))
    db.session.execute(delete(Failure).where(Failure.at < gone))
    # A nonce whose time has passed opens nothing, used or not.
    db.session.execute(delete(NonceUse).where(NonceUse.at < at - NONCE_LASTS))
    # By name: the table is declared with the web, which the clock does without.
    replies = table("repetitions", column("at", UtcTime()))
    db.session.execute(delete(replies).where(replies.c.at < at - KEEP_REPLIES))
