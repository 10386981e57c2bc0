"""Log-ins of other people's apps (ODK Collect): connected and disconnected by whoever carries them, and how they prove themselves."""

import base64
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from sqlalchemy import func, select, update

from inspect_app.core import digest, journal
from inspect_app.core.db import db, insert_ignore
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.permits import Actor
from inspect_app.identity import queries
from inspect_app.identity.actions.logging_in import confirm
from inspect_app.identity.models import AppLogIn, NonceUse, Person
from inspect_app.identity.rules import MOST_APPS

#: names of app log-ins; those of devices have a _, so that each is told apart from the other
_NAME: Final = re.compile(r"app-[0-9a-f]{12}\Z")


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of a client's answer: who it is (None: nobody), or that it has only to be given anew."""

    actor: Actor | None = None
    stale: bool = False


def begin_app(
    actor: Actor, person: Person, *, label: str, password: str, key: str, at: datetime
) -> tuple[AppLogIn, str]:
    """Connect an app: return its log-in and the secret, which nothing keeps and nobody sees again.

    The password is asked for once more: a borrowed session must not leave a way in behind it. `key` is the
    installation's own; the secret is counted from it and a salt, so that the database alone opens nothing.
    """
    confirm(person, password, field_problem("password", "密码不对", "the password is wrong"), at)
    # One after the other: two at one moment would both be the last one permitted.
    db.session.refresh(person, with_for_update={"of": Person})
    standing = select(func.count()).where(AppLogIn.person_id == person.id, AppLogIn.ended_at.is_(None))
    if (db.session.scalar(standing) or 0) >= MOST_APPS:
        zh, en = (
            f"最多连接 {MOST_APPS} 个应用，请先断开一个。",
            f"At most {MOST_APPS} apps; disconnect one first.",
        )
        raise Problem("conflict", zh=zh, en=en)
    made = AppLogIn(
        person_id=person.id, name=f"app-{secrets.token_hex(6)}", label=label, salt=secrets.token_hex(32),
        created_at=at,
    )  # fmt: skip
    db.session.add(made)
    journal.record(actor, "app-log-in.begin", made, at=at, data={"label": label})
    return made, _secret(made, key)


def end_app(actor: Actor, app: AppLogIn, *, at: datetime) -> AppLogIn:
    """Disconnect an app: its secret opens nothing from the next request on."""
    db.session.refresh(app, with_for_update={"of": AppLogIn})
    if app.ended_at is not None:
        raise Problem("conflict", zh="此应用已断开。", en="This app is disconnected already.")
    app.ended_at = at
    journal.record(actor, "app-log-in.end", app, at=at, data={"label": app.label})
    return app


def is_app(name: str) -> bool:
    """Say whether a name is one an app log-in can have."""
    return _NAME.match(name) is not None


def prove(shown: digest.Shown, method: str, *, key: str, at: datetime) -> Proof:
    """Return who answers a challenge; each use of a nonce counts up, and what does not is stale."""
    app = queries.app_log_in(shown.name)
    if not digest.fits(shown, digest.kept_of(shown.name, _secret(app, key)), method) or app is None:
        return Proof()
    if not digest.stands(shown.nonce, key, at) or not _counts_up(app, shown, at):
        return Proof(stale=True)
    return Proof(queries.actor_of(app.person))


def prove_plainly(name: str, secret: str, *, key: str, at: datetime) -> Proof:
    """Return who shows name and secret as they are (HTTP Basic, over TLS)."""
    app = queries.app_log_in(name)
    if not hmac.compare_digest(_secret(app, key).encode(), secret.encode(errors="replace")) or app is None:
        return Proof()
    app.seen_at = at
    return Proof(queries.actor_of(app.person))


def _secret(app: AppLogIn | None, key: str) -> str:
    # For nobody's name too, so that the time taken does not tell.
    said = f"{app.name} {app.salt}" if app else secrets.token_hex(32)
    made = hmac.new(f"app-log-in {key}".encode(), said.encode(), sha256).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def _counts_up(app: AppLogIn, shown: digest.Shown, at: datetime) -> bool:
    # One statement each: of two who show the same count at the same moment one comes too late.
    lower = NonceUse.nonce == shown.nonce, NonceUse.count < shown.count
    stmt = update(NonceUse).where(*lower).values(count=shown.count).returning(NonceUse.nonce)
    if db.session.scalar(stmt.execution_options(synchronize_session=False)) is not None:
        return True
    first = insert_ignore(NonceUse, {"nonce": shown.nonce, "count": shown.count, "at": at}) == 1
    if first:
        app.seen_at = at
    return first
