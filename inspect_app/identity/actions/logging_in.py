"""Log-in and log-out, and what a person proves it with: password and one-time code."""

import secrets
from datetime import datetime, timedelta

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import or_, update

from inspect_app.core import journal
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.permits import Actor
from inspect_app.identity.actions.tries import note_failure, one_by_one, refuse_when_throttled, trying
from inspect_app.identity.models import Person, Session
from inspect_app.identity.queries import actor_of, by_account, fingerprint
from inspect_app.identity.rules import CONFIRMING, LEAST_PASSWORD

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
    device: str | None = None,
    kind: str = "web",
    at: datetime,
) -> str | None:
    """Return the secret of a new session, or None when account, password or code is wrong.

    `device` is the secret a browser keeps from one log-in to the next. A failure is written down (so this must
    be committed either way); too many in a window raise `too-many-tries`. An unknown account costs the same
    time as a wrong password.
    """
    one_by_one(account)
    person = by_account(account)
    tried = trying(account, person, address=address, device=device, at=at)
    refuse_when_throttled(tried.refused_by, at)
    fits = _password_fits(person, password)
    if person is None or not fits or person.closed_at is not None or not _code_fits(person, code, at):
        tried.fail(at)
        return None
    tried.succeed()
    secret = secrets.token_urlsafe(32)
    session = Session(
        secret=fingerprint(secret), person_id=person.id, kind=kind, address=address[:60],
        device=fingerprint(device) if device else None, created_at=at, expires_at=at + timedelta(hours=hours),
    )  # fmt: skip
    db.session.add(session)
    journal.record(actor_of(person), "session.begin", session, at=at, data={"kind": kind})
    return secret


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


def hashed(password: str, account: str) -> str:
    """Return what is stored of a new password; it needs LEAST_PASSWORD characters and not the account's name."""
    if len(password) < LEAST_PASSWORD or account in password.lower():
        raise field_problem(
            "password", f"至少 {LEAST_PASSWORD} 个字符，且不含账号",
            f"at least {LEAST_PASSWORD} characters, without the account name",
        )  # fmt: skip
    return _hasher.hash(password)


def confirm(person: Person, password: str, wrong: Problem, at: datetime) -> None:
    """Ask once more for the password of whoever is logged in; raise `wrong`, counted, when it does not fit.

    The log-in may be a borrowed one, and must not serve to guess the password.
    """
    key = f"confirm:{person.id}"
    refuse_when_throttled([(key, CONFIRMING)], at)
    if not _password_fits(person, password):
        note_failure(key, at)
        wrong.keep = True
        raise wrong


def begin_totp(actor: Actor, person: Person, *, secret: str, code: str, at: datetime) -> Person:
    """Turn on the second factor once a first code proves that the phone has the secret.

    One that is on is first turned off, with the password: a borrowed session must not put its own in its place.
    """
    if person.totp_secret:
        raise Problem(
            "conflict", zh="两步验证已开启，请先关闭。", en="Two-step log-in is on; turn it off first."
        )
    # Without a secret nobody was shown one: no code can prove that a phone has it.
    if not secret or not pyotp.TOTP(secret).verify(code, for_time=at, valid_window=1):
        raise field_problem("code", "验证码不对", "the code is wrong")
    person.totp_secret = secret
    journal.record(actor, "person.begin-totp", person, at=at)
    return person


def end_totp(actor: Actor, person: Person, *, password: str, at: datetime) -> Person:
    """Turn the second factor off, with the password."""
    confirm(person, password, field_problem("password", "密码不对", "the password is wrong"), at)
    person.totp_secret = None
    journal.record(actor, "person.end-totp", person, at=at)
    return person
