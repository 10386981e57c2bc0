"""Acts of identity: log in and out, add parties, people, memberships, second factors, tokens."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import column, delete, or_, table, update

from inspect_app.core import journal
from inspect_app.core.db import UtcTime, db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.permits import ROLES, Actor
from inspect_app.identity.models import Failure, Membership, Party, Person, Session
from inspect_app.identity.queries import actor_of, by_account, failures, fingerprint
from inspect_app.identity.rules import (
    KEEP_LOG_INS,
    KEEP_REPLIES,
    LEAST_PASSWORD,
    LOG_IN_BY_ACCOUNT,
    LOG_IN_BY_ADDRESS,
    OF_A_PLACE,
    PARTY_KINDS,
    Throttle,
    role_fits,
)

# OWASP's second choice (19 MiB, 2 passes): 32 threads must not hold 64 MiB each.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_DUMMY = _hasher.hash(secrets.token_hex(8))
TOTP_STEP = 30


def log_in(
    account: str,
    password: str,
    code: str | None,
    *,
    address: str,
    hours: int,
    kind: str = "web",
    at: datetime,
) -> str | None:
    """Return the secret of a new session, or None when account, password or code is wrong.

    A failure is written down (so this must be committed either way); too many in a window raise
    `too-many-tries`. An unknown account costs the same time as a wrong password.
    """
    keys = _throttle_keys(account, address)
    refuse_when_throttled(keys, at)
    person = by_account(account)
    fits = _password_fits(person, password)
    if person is None or not fits or person.closed_at is not None or not _code_fits(person, code, at):
        for key, _throttle in keys:
            db.session.add(Failure(key=key, at=at))
        return None
    db.session.execute(delete(Failure).where(Failure.key == keys[0][0]))
    secret = secrets.token_urlsafe(32)
    session = Session(
        secret=fingerprint(secret), person_id=person.id, kind=kind, address=address,
        created_at=at, expires_at=at + timedelta(hours=hours),
    )  # fmt: skip
    db.session.add(session)
    journal.record(actor_of(person), "session.begin", session, at=at, data={"kind": kind})
    return secret


def _throttle_keys(account: str, address: str) -> list[tuple[str, Throttle]]:
    name = account.strip().lower()[:60]
    return [(f"account:{name}", LOG_IN_BY_ACCOUNT), (f"address:{address}", LOG_IN_BY_ADDRESS)]


def refuse_when_throttled(keys: Iterable[tuple[str, Throttle]], at: datetime) -> None:
    """Raise `too-many-tries` when any key has used up its failures."""
    for key, throttle in keys:
        if failures(key, throttle, at) >= throttle.failures:
            raise Problem("too-many-tries", minutes=int(throttle.window.total_seconds() // 60))


def note_failure(key: str, at: datetime) -> None:
    """Write down a failed try at a secret."""
    db.session.add(Failure(key=key, at=at))


def _password_fits(person: Person | None, password: str) -> bool:
    try:
        _hasher.verify(person.password if person else _DUMMY, password)
    except VerificationError:
        return False
    return person is not None


def _code_fits(person: Person, code: str | None, at: datetime) -> bool:
    if not person.totp_secret:
        return True
    step = int(at.timestamp()) // TOTP_STEP
    for candidate in (step - 1, step, step + 1):
        right = pyotp.TOTP(person.totp_secret).at(candidate * TOTP_STEP)
        # A code is good once: whoever looked over the shoulder comes too late.
        if code and secrets.compare_digest(right, code):
            return _spend(person, candidate)
    return False


def _spend(person: Person, step: int) -> bool:
    # One statement: of two who show the same code at the same moment one comes too late.
    unspent = Person.id == person.id, or_(Person.totp_last.is_(None), Person.totp_last < step)
    stmt = update(Person).where(*unspent).values(totp_last=step).returning(Person.id)
    return db.session.scalar(stmt.execution_options(synchronize_session=False)) is not None


def log_out(actor: Actor, *, at: datetime) -> None:
    """End the session the actor came with, at once."""
    session = db.session.get(Session, actor.session) if actor.session else None
    if session is not None and session.ended_at is None:
        session.ended_at = at
        journal.record(actor, "session.end", session, at=at)


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
    person = Person(account=account, name=name, phone=phone, password=_hash(password, account), created_at=at)
    db.session.add(person)
    journal.record(actor, "person.add", person, at=at, data={"account": account})
    return person


def _hash(password: str, account: str) -> str:
    if len(password) < LEAST_PASSWORD or account in password.lower():
        raise field_problem(
            "password", f"至少 {LEAST_PASSWORD} 个字符，且不含账号",
            f"at least {LEAST_PASSWORD} characters, without the account name",
        )  # fmt: skip
    return _hasher.hash(password)


def change_password(actor: Actor, person: Person, *, old: str, new: str, at: datetime) -> Person:
    """Change one's password; every other session ends."""
    if not _password_fits(person, old):
        raise field_problem("old", "原密码不对", "the old password is wrong")
    person.password = _hash(new, person.account)
    others = Session.person_id == person.id, Session.id != (actor.session or ""), Session.ended_at.is_(None)
    db.session.execute(update(Session).where(*others).values(ended_at=at))
    journal.record(actor, "person.change-password", person, at=at)
    return person


def close_person(actor: Actor, person: Person, *, at: datetime) -> None:
    """Close an account; its sessions end at once, its acts stay in the journal."""
    person.closed_at = at
    db.session.execute(update(Session).where(Session.person_id == person.id).values(ended_at=at))
    journal.record(actor, "person.close", person, at=at)


def add_membership(
    actor: Actor, *, person: Person, party: Party, role: str, project_id: str | None = None,
    region: str | None = None, at: datetime,
) -> Membership:  # fmt: skip
    """Give a person a role at a party, for everything of the party or narrowed to a project or region."""
    if role not in ROLES or not role_fits(party.kind, role):
        raise field_problem("role", "该单位不能担任此角色", "not a role of this kind of party")
    if region and party.kind not in OF_A_PLACE:
        # It would widen what the role reaches: from the projects of the own party to all of the region.
        raise field_problem(
            "region", "仅监督机构、街道和社区填写", "only for authorities, street offices and communities"
        )
    made = Membership(
        person=person, party=party, role=role, project_id=project_id, region=region, created_at=at
    )
    db.session.add(made)
    journal.record(actor, "membership.add", made, at=at, data={"person": person.name, "role": role})
    return made


def end_membership(actor: Actor, membership: Membership, *, at: datetime) -> None:
    """Take a role back; it stops counting with the next request."""
    membership.ended_at = at
    journal.record(actor, "membership.end", membership, at=at)


def begin_totp(actor: Actor, person: Person, *, secret: str, code: str, at: datetime) -> Person:
    """Turn on the second factor once a first code proves that the phone has the secret.

    One that is on is first turned off, with the password: a borrowed session must not put its own in its place.
    """
    if person.totp_secret:
        raise Problem(
            "conflict", zh="两步验证已开启，请先关闭。", en="Two-step log-in is on; turn it off first."
        )
    if not pyotp.TOTP(secret).verify(code, for_time=at, valid_window=1):
        raise field_problem("code", "验证码不对", "the code is wrong")
    person.totp_secret = secret
    journal.record(actor, "person.begin-totp", person, at=at)
    return person


def end_totp(actor: Actor, person: Person, *, password: str, at: datetime) -> Person:
    """Turn the second factor off, with the password."""
    if not _password_fits(person, password):
        raise field_problem("password", "密码不对", "the password is wrong")
    person.totp_secret = None
    journal.record(actor, "person.end-totp", person, at=at)
    return person


def forget(*, at: datetime) -> None:
    """Forget log-ins that have ended, failed tries, and replies kept for repetitions, each after its time."""
    gone = at - KEEP_LOG_INS
    db.session.execute(delete(Session).where(or_(Session.ended_at < gone, Session.expires_at < gone)))
    db.session.execute(delete(Failure).where(Failure.at < gone))
    # By name: the table is declared with the web, which the clock does without.
    replies = table("repetitions", column("at", UtcTime()))
    db.session.execute(delete(replies).where(replies.c.at < at - KEEP_REPLIES))
