"""One-time codes: sent to a number, entered by whoever holds it; and which cases were filed with which number."""

import secrets
from datetime import datetime

from sqlalchemy import delete

from inspect_app.core import journal, place
from inspect_app.core.db import db, insert_ignore
from inspect_app.core.ids import uuid7
from inspect_app.core.permits import Actor
from inspect_app.core.private import fingerprint
from inspect_app.messages.actions.telling import put_out
from inspect_app.messages.models import PhoneAsk, PhoneCase
from inspect_app.messages.rules import phones, words


def mark_of(number: str) -> str:
    """Return what is stored of a number to find its cases: its HMAC, which nobody without the key can try out."""
    return fingerprint(f"phone:{number}")


def ask_code(actor: Actor, number: str, *, at: datetime) -> PhoneAsk:
    """Send a code to a number. The same is done whether or not the number has any case: the asking tells nothing."""
    made, code = new_ask(number, at=at)
    text = words.code(code, int(phones.LIVES.total_seconds()) // 60)
    put_out(f"code:{made.id}", "sms", number, text, at=at, void_after=made.expires_at, about="code")
    journal.record(actor, "phone.ask", made, at=at)
    return made


def new_ask(target: str, *, at: datetime) -> tuple[PhoneAsk, str]:
    """Return a new one-time code for a number or an address, of which the seal alone is stored."""
    code = phones.code_of(secrets.randbelow(10**phones.DIGITS))
    made = PhoneAsk(id=uuid7(), phone=target, code_seal="", asked_at=at, expires_at=at + phones.LIVES)
    made.code_seal = phones.seal(code, made.id, place.secret())
    db.session.add(made)
    return made, code


def enter_code(actor: Actor, ask: PhoneAsk | None, typed: str, *, at: datetime) -> bool:
    """Say whether a code opens its number."""
    right = opens(ask, typed, at=at)
    if right and ask is not None:
        journal.record(actor, "phone.enter", ask, at=at)
    return right


def opens(ask: PhoneAsk | None, typed: str, *, at: datetime) -> bool:
    """Say whether a code is the one sent, and count the try; it opens once, and not after too many tries."""
    # The same is reckoned where nothing was asked for, so that the time taken tells nothing.
    sealed, salt = (ask.code_seal, ask.id) if ask else ("", "")
    right = phones.opens(typed, sealed, salt, place.secret())
    if ask is None or ask.used_at is not None or ask.expires_at <= at or ask.tries >= phones.MOST_TRIES:
        return False
    ask.tries += 1
    if right:
        ask.used_at = at
    return right


def mark_case(kind: str, thing_id: str, typed: str) -> None:
    """Let a case be found by the number it was filed with; one that cannot get a text message is not kept."""
    number = phones.normal(typed)
    if number:
        insert_ignore(PhoneCase, {"kind": kind, "thing_id": thing_id, "mark": mark_of(number)})


def forget_number(kind: str, thing_id: str) -> None:
    """Take away that a case was filed with a number."""
    db.session.execute(delete(PhoneCase).where(PhoneCase.kind == kind, PhoneCase.thing_id == thing_id))
